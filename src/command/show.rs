//! `zentop show`: one session, named by its two numbers.

use std::io::Write as _;

use serde::Serialize;

use super::cli::Global;
use super::connect::{ConnectMode, connect};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::output::{self, Ids, ListedSession};
use super::report::talk;
use crate::host::system_clock;
use crate::model::SessionKey;
use crate::zendesk::Purpose;

#[derive(Serialize)]
struct SessionJson<'a> {
    account: &'a str,
    session: Option<ListedSession<'a>>,
}

pub(super) async fn run(global: &Global, key: SessionKey, ids: Ids) -> Result<u8, Failure> {
    let connection = connect(global, ConnectMode::Once, system_clock()()).await?;
    let client = &connection.client;
    // A wrong token is reported before a session is reported as missing.
    client.me(Purpose::Asked).await?;
    let session = match client.session(Purpose::Asked, key).await {
        Ok(answer) => answer.value,
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(error.into()),
    };
    let person = client.people(Purpose::Asked, &[key.user]).await;
    let person = match person {
        Ok(answer) => answer.value.users.into_iter().find(|it| it.id == key.user),
        Err(error) if error.refuses_credentials() => return Err(error.into()),
        // A session is worth more than the name of its owner, which not every role may read.
        Err(_) => None,
    };
    let shown = SessionJson {
        account: client.account().name(),
        session: session
            .as_ref()
            .map(|session| ListedSession::new(session, person.as_ref(), None)),
    };
    let mut out = output::stdout();
    output::json_with(&mut out, ids, &shown)
        .and_then(|()| out.flush())
        .map_err(Failure::system)?;
    if session.is_some() {
        return Ok(0);
    }
    talk(&format!(
        "{key} is not there: it has ended, or it never was"
    ));
    Ok(SOMETHING_TO_SEE)
}
