//! Signing in through the browser: the person is sent to Zendesk's page, and the code that comes
//! back to this machine is exchanged for tokens (RFC 6749 §4.1, RFC 8252).

use std::env;
use std::time::Duration;

use tokio::time::timeout;

use super::refused;
use crate::auth::{Page, RedirectListener, TokenEndpoint};
use crate::command::cli::LoginOptions;
use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::model::Timestamp;
use crate::settings::{Scopes, Settings};
use crate::zendesk::oauth::{Authority, Grant};

/// How long to wait for the browser, which is what Zendesk's own command line waits
/// (`docs::zendesk_api` §5.3).
const PATIENCE: Duration = Duration::from_secs(5 * 60);

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
            return Err(Failure::credentials(format!("not signed in: {words}")));
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
            Err(refused(&error))
        }
    }
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
    } else if !no_browser {
        let address = url.to_owned();
        let opened = tokio::task::spawn_blocking(move || open::that_detached(address)).await;
        if !matches!(opened, Ok(Ok(()))) {
            talk("no browser could be opened: open the address yourself");
        }
    }
    talk("waiting for the browser; Ctrl-C ends it");
}
