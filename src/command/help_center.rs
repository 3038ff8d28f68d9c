//! `zentop help-center`: Help Center's session, which is a CSRF token and no sign-in.

use serde::Serialize;

use super::cli::{Global, HelpCenterVerb};
use super::connect::{ConnectMode, account, connect_as, settings, visitor};
use super::exit::{ExplainedFailure, Failure};
use super::me::{masked, print};
use super::output::Ids;
use super::report::talk;
use crate::auth::help_center_advice;
use crate::zendesk::{ApiError, Budget, Purpose, Shares};

#[derive(Serialize)]
struct HelpCenterJson<'a> {
    account: &'a str,
    csrf_token: Option<&'a str>,
    revealed: bool,
    note: &'static str,
}

pub(super) async fn run(global: &Global, what: HelpCenterVerb) -> Result<u8, Failure> {
    let HelpCenterVerb::Session { reveal } = what;
    let settings = settings(global)?;
    let account = account(&settings)?;
    // It is shown to anonymous visitors too (`docs::zendesk_api` §6).
    let client = match connect_as(account.clone(), settings.clone(), ConnectMode::Once).await {
        Ok(connection) => connection.client,
        Err(failure) if failure.is_of_credentials() => {
            talk("asked as an anonymous visitor, because there are no credentials");
            visitor(account, &settings)?
        }
        Err(failure) => return Err(failure),
    };
    // Help Center counts its requests apart (`docs::zendesk_api` §3.1).
    let client = client.within(Budget::new(Shares::default()));
    let answer = client.help_center_session(Purpose::Asked).await;
    let token = answer.map_err(not_shown)?.value;
    let shown = HelpCenterJson {
        account: client.account().name(),
        csrf_token: masked(token.as_ref(), reveal),
        revealed: reveal && token.is_some(),
        note: "a token against forged requests, which anonymous visitors get as well: it is no \
               sign-in, and there is nothing here to end",
    };
    print(&shown, Ids::Numbers)?;
    Ok(0)
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
