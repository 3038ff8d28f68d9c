//! `zentop end --mine`: the sessions of the owner of the credentials, and nobody else's. The name of
//! whoever acts is typed for it.

use super::cli::{EndOptions, MineOptions};
use super::connect::Connection;
use super::exit::Failure;
use crate::live::Snapshot;
use crate::model::{EmailAddress, Sent};
use crate::operation::{Expected, Plan, Refusal, own_word};
use crate::zendesk::{AuthKind, Purpose};

/// The name that was given for oneself, if any was.
pub(super) struct OwnName(Option<String>);

/// What an OAuth token has to do with one's own sessions.
const NOT_AMONG_THEM: &str = "the credentials in use are none of these: an OAuth token is no \
    session, and stays until it is revoked";

/// What a cookie has to do with them where Zendesk does not say.
const PERHAPS_AMONG_THEM: &str = "the credentials in use are the cookie of a session, and Zendesk \
    does not say of which: it may be one of these, and then zentop can read nothing any more once it \
    has ended";

/// What ending one's own sessions does to the credentials in use, in a sentence.
pub(super) async fn about_credentials(
    connection: &Connection,
    snapshot: &Snapshot,
    plan: &Plan,
) -> String {
    if connection.auth != AuthKind::Cookie {
        return NOT_AMONG_THEM.to_owned();
    }
    let session = match snapshot.identity() {
        Some(me) => {
            let client = &connection.client;
            client.session_of_credentials(Purpose::Asked, me.id).await
        }
        None => return PERHAPS_AMONG_THEM.to_owned(),
    };
    let Ok(Sent::Is(session)) = session else {
        return PERHAPS_AMONG_THEM.to_owned();
    };
    let key = session.key;
    let is_wide = plan.operation().is_wide();
    if is_wide || plan.sessions().any(|target| target.key == key) {
        format!(
            "session {key} is that of the cookie in use: the credentials end with it, and what \
             became of the others cannot be read with them"
        )
    } else {
        format!("session {key}, that of the cookie in use, is none of these")
    }
}

impl OwnName {
    /// The word that names the owner of the credentials.
    ///
    /// # Errors
    /// If it is not known who that is.
    pub(super) fn word(snapshot: &Snapshot) -> Result<String, Failure> {
        let me = snapshot.identity().ok_or(Refusal::WhoAmI)?;
        // An id stands for an address only where Zendesk says that there is none.
        if me.email.known().is_none() {
            return Err(Failure::guardrail(
                "your own address could not be read, so nothing shows that you know whose sessions these are; \
                 try again",
            ));
        }
        Ok(own_word(me))
    }

    /// Checks that the credentials belong to whoever was named, if anybody was.
    ///
    /// # Errors
    /// If they are somebody else's.
    pub(super) fn check(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        let name = Self::word(snapshot)?;
        match &self.0 {
            Some(typed) if !EmailAddress::is_same(typed, &name) => Err(Failure::guardrail(
                "--me is not who these credentials belong to, so nothing was sent; `zentop auth \
                 status` says who that is",
            )),
            _ => Ok(()),
        }
    }
}

/// The name that was given for oneself, if one's own sessions are meant.
///
/// # Errors
/// If that is mixed with other choices, or the name is missing where one's own sessions are to be
/// ended.
pub(super) fn own_name(options: &EndOptions) -> Result<Option<OwnName>, Failure> {
    let MineOptions { mine, me } = &options.mine;
    if !mine {
        return match me {
            Some(_) => Err(Failure::usage("--me goes with --mine alone")),
            None => Ok(None),
        };
    }
    if !options.wanted.whom.is_empty() {
        return Err(Failure::usage(
            "--mine is a choice of its own: your sessions and no others; leave the other choices out",
        ));
    }
    if matches!(options.consent.expected(), Some(Expected::AtMost(_))) {
        return Err(Failure::usage(
            "--mine takes the number of your sessions by --expect; leave --at-most out",
        ));
    }
    if me.is_none() && options.consent.confirmed().is_some() {
        return Err(Failure::usage(
            "--mine with --yes takes your own address as well: --me ADDRESS, or your user id where you \
             have no address",
        ));
    }
    Ok(Some(OwnName(me.clone())))
}
