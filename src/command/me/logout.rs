//! `zentop me logout`: signs the credentials' own session out, and looks at it before and after.

use serde::Serialize;

use super::SessionOut;
use crate::command::connect::Connection;
use crate::command::exit::{Failure, SOMETHING_TO_SEE};
use crate::command::left_open::tell_news;
use crate::command::may_act::{may_record, may_write};
use crate::command::output::{self, Ids};
use crate::command::report::{print_sent, talk};
use crate::host::{system_clock, wall_clock};
use crate::journal::{Change, State};
use crate::model::{Sent, Session, User};
use crate::operation::{Note, RunContext};
use crate::zendesk::{Answered, ApiError, AuthKind, Purpose};

/// What two looks at the session show. The set is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum SessionNow {
    /// Nothing was sent.
    NotSent,
    /// The session was there before and is gone now.
    SignedOut,
    /// The session is still there.
    StillThere,
    /// There was no session to sign out.
    NoSession,
    /// Nothing could be found out afterwards.
    Unknown,
}

#[derive(Serialize)]
struct LogoutJson<'a> {
    account: &'a str,
    user_id: u64,
    before: Option<SessionOut>,
    status: Option<u16>,
    after: Option<SessionOut>,
    observed: SessionNow,
    note: &'static str,
}

pub(super) async fn run(
    connection: &Connection,
    me: &User,
    yes: bool,
    ids: Ids,
) -> Result<u8, Failure> {
    let client = &connection.client;
    talk(beforehand(connection.auth));
    if yes && connection.settings.read_only {
        return Err(Failure::guardrail(
            "read-only: nothing is signed out. Drop --read-only, or read_only in the profile",
        ));
    }
    if connection.auth == AuthKind::OAuth {
        may_write(connection).await?;
    }
    let before = client.session_of_credentials(Purpose::Asked, me.id).await?;
    let mut out = LogoutJson {
        account: client.account().name(),
        user_id: me.id.get(),
        before: before.shown().map(SessionOut::from),
        status: None,
        after: None,
        observed: SessionNow::NotSent,
        note: SessionNow::NotSent.note(),
    };
    if !yes {
        output::document(&out, ids)?;
        may_record(&connection.settings).await?;
        talk("dry run, nothing was sent; to send it: --yes");
        return Ok(0);
    }
    let token = match connection.auth {
        // Without this token a change by cookie is refused, which the answer will show.
        AuthKind::Cookie => client.renew_session(Purpose::Asked).await?.value,
        AuthKind::OAuth | AuthKind::ApiToken | AuthKind::Password => None,
    };
    let clock = system_clock();
    let change = Change::SignOut {
        user: me.id,
        session: before.shown().map(|before| before.key.session),
    };
    let known = RunContext {
        me: Some(me.clone()),
        clock_offset: None,
    };
    let who = connection.runner(&clock).who(&known);
    tell_news(&connection.settings.journal_path);
    let records = wall_clock();
    // This waits for the disk, on the main thread, which does nothing but this verb.
    let mut note = Note::begin(&connection.settings.journal_path, who, change, &records)?;
    let sending = note.send(
        client,
        || client.place_of_sign_out(),
        |permit| client.sign_out_own(permit, token.clone()),
    );
    let sent = sending.await;
    let after = client.session_of_credentials(Purpose::Asked, me.id).await;
    out.status = match &sent {
        Ok(answer) => Some(answer.status),
        Err(error) => error.status(),
    };
    out.observed = SessionNow::between(before.as_ref(), &after);
    out.note = out.observed.note();
    out.after = (after.ok().as_ref().and_then(Sent::shown)).map(SessionOut::from);
    let noted = note.end(&sent, out.observed.state(&sent), out.note);
    let is_printed = print_sent(&out, ids, out.note);
    noted?;
    let Err(error) = sent else {
        return Ok(match out.observed {
            SessionNow::SignedOut if is_printed => 0,
            _ => SOMETHING_TO_SEE,
        });
    };
    let arrived = error.may_have_arrived();
    let failure = Failure::from(error);
    // Once the request is out, only refused credentials have a status of their own.
    if !arrived || failure.is_of_credentials() {
        return Err(failure);
    }
    talk(&failure.to_string());
    Ok(SOMETHING_TO_SEE)
}

/// The notice for the person before anything is sent.
fn beforehand(auth: AuthKind) -> &'static str {
    match auth {
        AuthKind::OAuth | AuthKind::ApiToken | AuthKind::Password => {
            "under OAuth and Basic this has no effect: such credentials own no session. \
             `zentop end` signs people out"
        }
        AuthKind::Cookie => "this signs out the session of the cookie, and no other",
    }
}

impl SessionNow {
    /// What follows from the session before, if there was one, and the answer to the same question
    /// afterwards.
    fn between(before: Sent<&Session>, after: &Result<Sent<Session>, ApiError>) -> Self {
        let before = match before {
            Sent::Is(before) => before,
            Sent::Nothing => return Self::NoSession,
            Sent::Unknown => return Self::Unknown,
        };
        match after {
            Ok(Sent::Is(after)) if after.key == before.key => Self::StillThere,
            Ok(Sent::Unknown) => Self::Unknown,
            Ok(_) => Self::SignedOut,
            // Credentials that were accepted before and are refused now have no session left.
            Err(error) if error.refuses_credentials() => Self::SignedOut,
            Err(_) => Self::Unknown,
        }
    }

    /// The journal's word for it.
    fn state(self, sent: &Result<Answered<()>, ApiError>) -> State {
        match (self, sent) {
            (Self::SignedOut, _) => State::EndedByList,
            (Self::StillThere, Ok(_)) => State::StillListed,
            (_, Err(error)) if !error.may_have_taken_effect() => State::Refused,
            _ => State::Unknown,
        }
    }

    const fn note(self) -> &'static str {
        match self {
            Self::NotSent => "a dry run: nothing was sent",
            Self::SignedOut => "the session was there before, and is not any more",
            Self::StillThere => "the session is still there: the request had no effect",
            Self::NoSession => {
                "there was no session to sign out, so nothing can be said to have ended"
            }
            Self::Unknown => "whether the session is still there could not be seen",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::{ApiErrorKind, ApiRequest};

    fn session(key: &str) -> Session {
        Session {
            key: key.parse().unwrap(),
            authenticated_at: crate::model::SentTime::Absent,
            last_seen_at: crate::model::SentTime::Absent,
            url: crate::model::SentUrl::default(),
        }
    }

    #[test]
    fn signed_out_is_said_only_of_a_session_that_was_seen_to_go() {
        let before = session("1/2");
        let failed = |kind| ApiError::new(ApiRequest::to(http::Method::GET, "/"), kind);
        let garbled = failed(ApiErrorKind::Garbled {
            what: crate::model::SafeText::new("x"),
        });
        let anonymous = || failed(ApiErrorKind::Anonymous);
        for (before, after, snapshot) in [
            (
                Sent::Is(&before),
                Ok(Sent::Is(session("1/2"))),
                SessionNow::StillThere,
            ),
            (
                Sent::Is(&before),
                Ok(Sent::Is(session("1/3"))),
                SessionNow::SignedOut,
            ),
            (Sent::Is(&before), Ok(Sent::Nothing), SessionNow::SignedOut),
            (Sent::Is(&before), Err(anonymous()), SessionNow::SignedOut),
            (Sent::Is(&before), Err(garbled), SessionNow::Unknown),
            (Sent::Nothing, Ok(Sent::Nothing), SessionNow::NoSession),
            (Sent::Nothing, Err(anonymous()), SessionNow::NoSession),
            (Sent::Is(&before), Ok(Sent::Unknown), SessionNow::Unknown),
            (Sent::Unknown, Ok(Sent::Nothing), SessionNow::Unknown),
        ] {
            assert_eq!(SessionNow::between(before, &after), snapshot, "{after:?}");
        }
    }
}
