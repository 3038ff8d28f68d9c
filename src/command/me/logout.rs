//! `zentop me logout`: what was asked for, and what was seen before and after.

use serde::Serialize;

use super::{SessionOut, current, print};
use crate::command::connect::Connection;
use crate::command::exit::{Failure, SOMETHING_TO_SEE};
use crate::command::report::talk;
use crate::host::system_clock;
use crate::journal::{Change, State};
use crate::model::{Session, User};
use crate::operation::{Note, RunContext};
use crate::zendesk::{Answered, ApiError, AuthKind, Purpose};

/// What two looks at the session say. A closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Seen {
    /// Nothing was sent.
    NotSent,
    /// The session was there before and is not any more.
    SignedOut,
    /// It is still there.
    StillThere,
    /// There was none to sign out.
    NoSession,
    /// Nobody could tell afterwards.
    Unknown,
}

#[derive(Serialize)]
struct LogoutJson<'a> {
    account: &'a str,
    user_id: u64,
    before: Option<SessionOut>,
    status: Option<u16>,
    after: Option<SessionOut>,
    observed: Seen,
    note: &'static str,
}

pub(super) async fn run(connection: &Connection, me: &User, yes: bool) -> Result<u8, Failure> {
    let client = &connection.client;
    talk(beforehand(connection.auth));
    if yes && connection.settings.read_only {
        return Err(Failure::guardrail(
            "read-only: nothing is signed out. Drop --read-only, or read_only in the profile",
        ));
    }
    let before = current(client).await?;
    let mut out = LogoutJson {
        account: client.account().name(),
        user_id: me.id.get(),
        before: before.as_ref().map(SessionOut::from),
        status: None,
        after: None,
        observed: Seen::NotSent,
        note: Seen::NotSent.note(),
    };
    if !yes {
        print(&out)?;
        talk("dry run, nothing was sent; to send it: --yes");
        return Ok(0);
    }
    let token = match connection.auth {
        // Without it a change by cookie is refused, which the answer will say.
        AuthKind::Cookie => client.renew_session(Purpose::Ending).await?.value,
        AuthKind::OAuth | AuthKind::ApiToken | AuthKind::Password => None,
    };
    let clock = system_clock();
    let change = Change::SignOut {
        user: me.id,
        session: before.as_ref().map(|before| before.key.session),
    };
    let known = RunContext {
        me: Some(me.clone()),
        clock_offset: None,
    };
    let who = connection.runner(&clock).who(&known);
    // This waits for the disk, on the main thread, which does nothing but this verb.
    let mut note = Note::begin(&connection.settings.journal_path, who, change, &clock)?;
    let permit = client.budget().acquire(Purpose::Ending).await;
    let sent = client.sign_out_own(permit, token).await;
    let after = current(client).await;
    out.status = match &sent {
        Ok(answer) => Some(answer.status),
        Err(error) => error.status(),
    };
    out.observed = Seen::between(before.as_ref(), &after);
    out.note = out.observed.note();
    out.after = after.ok().flatten().as_ref().map(SessionOut::from);
    let noted = note.end(&sent, out.observed.state(&sent), out.note);
    print(&out)?;
    noted?;
    sent?;
    Ok(match out.observed {
        Seen::SignedOut => 0,
        _ => SOMETHING_TO_SEE,
    })
}

/// What is to be known before anything is sent.
fn beforehand(auth: AuthKind) -> &'static str {
    match auth {
        AuthKind::OAuth | AuthKind::ApiToken | AuthKind::Password => {
            "under OAuth and Basic this has no effect: such credentials own no session. \
             `zentop end` signs people out"
        }
        AuthKind::Cookie => "this signs out the session of the cookie, and no other",
    }
}

impl Seen {
    /// Before there was a session or none; afterwards the same question had this answer.
    fn between(before: Option<&Session>, after: &Result<Option<Session>, ApiError>) -> Self {
        let Some(before) = before else {
            return Self::NoSession;
        };
        match after {
            Ok(Some(after)) if after.key == before.key => Self::StillThere,
            Ok(_) => Self::SignedOut,
            // What was let in before and is not any more has no session left.
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
            authenticated_at: None,
            last_seen_at: None,
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
            (Some(&before), Ok(Some(session("1/2"))), Seen::StillThere),
            (Some(&before), Ok(Some(session("1/3"))), Seen::SignedOut),
            (Some(&before), Ok(None), Seen::SignedOut),
            (Some(&before), Err(anonymous()), Seen::SignedOut),
            (Some(&before), Err(garbled), Seen::Unknown),
            (None, Ok(None), Seen::NoSession),
            (None, Err(anonymous()), Seen::NoSession),
        ] {
            assert_eq!(Seen::between(before, &after), snapshot, "{after:?}");
        }
    }
}
