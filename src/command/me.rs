//! `zentop me`: the API's own current session.

use std::io::Write as _;

use serde::Serialize;

use super::cli::{Global, MeVerb};
use super::connect::{Manner, connect};
use super::exit::Failure;
use super::output;
use crate::model::Timestamp;
use crate::runtime::system_clock;
use crate::zendesk::{ApiError, AuthKind, Purpose};

#[derive(Serialize)]
struct Shown<'a> {
    account: &'a str,
    user_id: u64,
    session: Option<SessionOut>,
    note: &'static str,
}

#[derive(Serialize)]
struct SessionOut {
    id: u64,
    user_id: u64,
    authenticated_at: Option<String>,
    last_seen_at: Option<String>,
}

pub(super) async fn run(global: &Global, what: MeVerb) -> Result<u8, Failure> {
    let MeVerb::Show = what;
    let connection = connect(global, Manner::Once, system_clock()())?;
    let client = &connection.client;
    let me = client.me(Purpose::Watching).await?.value.user;
    let session = match client.current_session(Purpose::Watching).await {
        Ok(answer) => answer.value,
        Err(ApiError::NotFound { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let note = match (&session, connection.auth) {
        (Some(_), _) => "Zendesk names this session for these credentials",
        (None, AuthKind::OAuth) => {
            "none: an OAuth token owns no session, so signing out does not concern it"
        }
        (None, _) => "none: Basic credentials own no session, so signing out does not concern them",
    };
    let shown = Shown {
        account: client.account().name(),
        user_id: me.id.get(),
        session: session.map(|session| SessionOut {
            id: session.key.session.get(),
            user_id: session.key.user.get(),
            authenticated_at: session.authenticated_at.as_ref().map(Timestamp::to_string),
            last_seen_at: session.last_seen_at.as_ref().map(Timestamp::to_string),
        }),
        note,
    };
    let mut out = output::stdout();
    output::json(&mut out, &shown)
        .and_then(|()| out.flush())
        .map_err(Failure::system)?;
    Ok(0)
}
