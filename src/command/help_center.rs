//! `zentop help-center`: Help Center's session, which is a CSRF token and no sign-in.

use secrecy::SecretString;
use serde::Serialize;

use super::cli::{Global, HelpCenterVerb};
use super::connect::{
    ConnectMode, account, connect_as, settings, settings_without_credentials, visitor,
};
use super::exit::{ExplainedFailure, Failure};
use super::me::masked;
use super::output::{self, Ids};
use super::report::talk;
use crate::auth::help_center_advice;
use crate::settings::Settings;
use crate::zendesk::{Answered, ApiError, Budget, Client, Purpose, Shares};

#[derive(Serialize)]
struct HelpCenterJson<'a> {
    account: &'a str,
    csrf_token: Option<&'a str>,
    revealed: bool,
    note: &'static str,
}

pub(super) async fn run(global: &Global, what: HelpCenterVerb) -> Result<u8, Failure> {
    let HelpCenterVerb::Session { reveal } = what;
    // It is shown to anonymous visitors too (`docs::zendesk_api` §6), so no credentials are needed.
    let asked = match settings(global) {
        Ok(settings) => asked(settings).await,
        Err(failure) => Err(NotAsked::NoCredentials(failure)),
    };
    let (client, answer) = match asked {
        Ok(asked) => asked,
        Err(NotAsked::Failed(failure)) => return Err(failure),
        Err(NotAsked::NoCredentials(failure)) => {
            let settings = settings_without_credentials(global)?;
            talk(&format!("asked as an anonymous visitor: {failure}"));
            let client = within(&visitor(account(&settings)?, &settings)?);
            let answer = client.help_center_session(Purpose::Asked).await;
            (client, answer)
        }
    };
    let token = answer.map_err(not_shown)?.value;
    let shown = HelpCenterJson {
        account: client.account().name(),
        csrf_token: masked(token.as_ref(), reveal),
        revealed: reveal && token.is_some(),
        note: "a token against forged requests, which anonymous visitors get as well: it is no \
               sign-in, and there is nothing here to end",
    };
    output::document(&shown, Ids::Numbers)?;
    Ok(0)
}

/// Why nothing was asked.
enum NotAsked {
    /// There are no credentials that can be used.
    NoCredentials(Failure),
    /// Something else failed.
    Failed(Failure),
}

impl From<Failure> for NotAsked {
    fn from(failure: Failure) -> Self {
        if failure.is_of_credentials() {
            Self::NoCredentials(failure)
        } else {
            Self::Failed(failure)
        }
    }
}

/// What Help Center answers to these credentials, with the client that asked.
async fn asked(settings: Settings) -> Result<(Client, SessionAnswer), NotAsked> {
    let account = account(&settings)?;
    let connected = connect_as(account, settings, ConnectMode::Once).await?;
    let client = within(&connected.client);
    match client.help_center_session(Purpose::Asked).await {
        // The secret could not be had, so nothing was sent.
        Err(error) if error.has_no_credentials() => Err(Failure::from(error).into()),
        answer => Ok((client, answer)),
    }
}

/// The answer of Help Center.
type SessionAnswer = Result<Answered<Option<SecretString>>, ApiError>;

/// The same client with a budget of its own: Help Center counts its requests apart
/// (`docs::zendesk_api` §3.1).
fn within(client: &Client) -> Client {
    client.within(Budget::new(Shares::default()))
}

/// The failure when there is no session to show, with what to do about it.
fn not_shown(error: ApiError) -> Failure {
    match help_center_advice(&error) {
        Some(advice) => {
            let message = format!("{error}\n  {advice}");
            Failure::server(ExplainedFailure::new(message, error))
        }
        None => error.into(),
    }
}
