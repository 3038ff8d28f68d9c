//! `zentop help-center`: Help Center's session, which is a CSRF token and no sign-in.

use serde::Serialize;

use super::cli::{Global, HelpCenterVerb};
use super::connect::{ConnectMode, connect};
use super::exit::{ExplainedFailure, Failure};
use super::me::{masked, print};
use crate::auth::help_center_advice;
use crate::host::system_clock;
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
    let connection = connect(global, ConnectMode::Once, system_clock()()).await?;
    // Help Center counts its requests apart (`docs::zendesk_api` §3.1).
    let client = connection.client.within(Budget::new(Shares::default()));
    let answer = client.help_center_session(Purpose::Watching).await;
    let token = answer.map_err(not_shown)?.value;
    print(&HelpCenterJson {
        account: client.account().name(),
        csrf_token: masked(token.as_ref(), reveal),
        revealed: reveal && token.is_some(),
        note: "a token against forged requests, which anonymous visitors get as well: it is no \
               sign-in, and there is nothing here to end",
    })?;
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
