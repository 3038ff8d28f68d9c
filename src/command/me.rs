//! `zentop me`: the session that the credentials have themselves, if they have one.
//!
//! - `logout` signing that session out

mod logout;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::cli::{Global, MeVerb, ids};
use super::connect::{ConnectMode, Connection, connect};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::output::{self, Ids};
use crate::auth::{SESSION_NOT_SAID, session_note};
use crate::host::system_clock;
use crate::model::{Sent, SentTime, Session, UserId};
use crate::zendesk::{AuthKind, Purpose};

/// The text that is printed in place of a secret.
const MASK: &str = "********";

#[derive(Serialize)]
struct OwnSessionJson<'a> {
    account: &'a str,
    user_id: u64,
    session: Option<SessionOut>,
    note: &'static str,
}

#[derive(Serialize)]
struct RenewedJson<'a> {
    account: &'a str,
    user_id: u64,
    authenticity_token: Option<&'a str>,
    revealed: bool,
    note: &'static str,
}

#[derive(Serialize)]
struct SessionOut {
    id: u64,
    user_id: u64,
    authenticated_at: Option<String>,
    last_seen_at: Option<String>,
}

impl From<&Session> for SessionOut {
    fn from(session: &Session) -> Self {
        let text = |time: SentTime| time.readable().map(|time| time.to_string());
        Self {
            id: session.key.session.get(),
            user_id: session.key.user.get(),
            authenticated_at: text(session.authenticated_at),
            last_seen_at: text(session.last_seen_at),
        }
    }
}

pub(super) async fn run(global: &Global, what: MeVerb) -> Result<u8, Failure> {
    let connection = connect(global, ConnectMode::Once, system_clock()()).await?;
    let me = connection.client.me(Purpose::Asked).await?.value.user;
    match what {
        MeVerb::Show { ids_as_strings } => show(&connection, me.id, ids(ids_as_strings)).await,
        MeVerb::Renew {
            reveal,
            ids_as_strings,
        } => renew(&connection, me.id, reveal, ids(ids_as_strings)).await,
        MeVerb::Logout {
            yes,
            ids_as_strings,
        } => logout::run(&connection, &me, yes, ids(ids_as_strings)).await,
    }
}

async fn show(connection: &Connection, me: UserId, ids: Ids) -> Result<u8, Failure> {
    let session = connection
        .client
        .session_of_credentials(Purpose::Asked, me)
        .await?;
    let shown = OwnSessionJson {
        account: connection.client.account().name(),
        user_id: me.get(),
        session: session.shown().map(SessionOut::from),
        note: match session {
            Sent::Unknown => SESSION_NOT_SAID,
            Sent::Is(_) => session_note(connection.auth, true),
            Sent::Nothing => session_note(connection.auth, false),
        },
    };
    output::document(&shown, ids)?;
    Ok(if session.is_unknown() {
        SOMETHING_TO_SEE
    } else {
        0
    })
}

async fn renew(connection: &Connection, me: UserId, reveal: bool, ids: Ids) -> Result<u8, Failure> {
    let token = match connection.client.renew_session(Purpose::Asked).await {
        Ok(answer) => answer.value,
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(error.into()),
    };
    let note = match (&token, connection.auth) {
        (None, auth) => session_note(auth, false),
        (Some(_), AuthKind::Cookie) => {
            "goes as X-CSRF-Token beside the session cookie with every request that changes something"
        }
        (Some(_), _) => {
            "of no use with these credentials: it belongs beside a session cookie, and they own no session"
        }
    };
    let shown = RenewedJson {
        account: connection.client.account().name(),
        user_id: me.get(),
        authenticity_token: masked(token.as_ref(), reveal),
        revealed: reveal && token.is_some(),
        note,
    };
    output::document(&shown, ids)?;
    Ok(0)
}

/// The secret itself if its owner asked to see it, else the mask.
pub(super) fn masked(secret: Option<&SecretString>, reveal: bool) -> Option<&str> {
    secret.map(|secret| if reveal { secret.expose_secret() } else { MASK })
}
