//! Signing in through the browser: the person is sent to Zendesk's page, and the code that comes
//! back to this machine is exchanged for tokens (RFC 6749 §4.1, RFC 8252).

use std::env;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use super::refused;
use crate::auth::{Page, RedirectListener, TokenEndpoint};
use crate::command::cli::LoginOptions;
use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::model::Timestamp;
use crate::settings::{Scopes, Settings, child_environment};
use crate::zendesk::oauth::{Authority, Grant, OAuthError};

/// How long to wait for the browser, which is what Zendesk's own command line waits
/// (`docs::zendesk_api` §5.3).
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// How long a launcher may take to say that there is no browser.
const LAUNCH: Duration = Duration::from_secs(1);

/// The grant of Zendesk, and when it was asked for. The page in the browser shows how it went.
pub(super) async fn sign_in(
    asking: &TokenEndpoint,
    settings: &Settings,
    authority: &Authority,
    scopes: &Scopes,
    options: &LoginOptions,
) -> Result<(Grant, Timestamp), Failure> {
    let listener = RedirectListener::bind(&settings.sign_in.redirect_ports).await;
    let listener = listener.map_err(Failure::usage)?;
    let attempt = authority.begin(&listener.address(), scopes);
    let attempt = attempt.map_err(Failure::usage)?;
    invite(attempt.url(), listener.port(), options.no_browser).await;
    let Ok(redirected) = timeout(PATIENCE, listener.wait(&attempt)).await else {
        return Err(Failure::credentials(format!(
            "nobody came back from the browser within {} minutes; try again",
            PATIENCE.as_secs() / 60
        )));
    };
    let code = match redirected.brought {
        Ok(code) => code,
        Err(words) => {
            redirected.tab.show(Page::Denied).await;
            return Err(refused(&OAuthError::Refused(words), scopes));
        }
    };
    let now = (asking.clock)();
    match authority.finish(attempt, &code, now).await {
        Ok(grant) => {
            redirected.tab.show(Page::Done).await;
            Ok((grant, now))
        }
        Err(error) => {
            redirected.tab.show(Page::Failed).await;
            Err(refused(&error, scopes))
        }
    }
}

/// Opens the address with the first of the system's ways that works.
async fn is_opened(url: &str) -> bool {
    for way in open::commands(url) {
        let mut way = Command::from(way);
        way.env_clear().envs(child_environment());
        way.stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let Ok(mut child) = way.spawn() else {
            continue;
        };
        // One that is still running after that has opened the page, or is about to.
        match timeout(LAUNCH, child.wait()).await {
            Ok(Ok(status)) if !status.success() => {}
            Ok(Err(_)) => {}
            _ => return true,
        }
    }
    false
}

/// Sends the person to the browser, wherever that is.
async fn invite(url: &str, port: u16, no_browser: bool) {
    let is_remote = ["SSH_CONNECTION", "SSH_TTY"]
        .iter()
        .any(|name| env::var_os(name).is_some());
    talk(&format!("sign in here:\n\n  {url}\n"));
    if is_remote {
        talk(&format!(
            "this is a remote machine: `ssh -L {port}:127.0.0.1:{port} HOST` brings the browser's \
             return here, and `zentop auth login --paste` takes a token instead"
        ));
    } else if !no_browser && !is_opened(url).await {
        talk("no browser could be opened: open the address yourself");
    }
    talk("waiting for the browser; Ctrl-C ends it");
}
