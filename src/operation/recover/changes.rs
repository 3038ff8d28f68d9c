//! Changes that belong to no run: a sign-out, the end of an own token, the Chat account.

use super::Finding;
use super::recovery_reader::{Read, RecoveryReader, found, words};
use crate::journal::{ActingCredentials, Change, OpenChange, State};
use crate::model::Timestamp;
use crate::zendesk::{Client, Purpose};

/// The advice where the credentials at hand cannot see what became of a change.
const AS_ADMIN: &str = "with an admin's credentials `zentop journal recover` looks again";

/// The same advice for Chat.
const WITH_CHAT: &str = "with a token of an admin of Chat in ZENDESK_CHAT_TOKEN `zentop \
                         journal recover` looks again";

/// An open change and what was found out about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveredChange {
    /// The change as the journal left it.
    pub change: OpenChange,
    /// What was found; or why nothing was found and what to do, in which case the change stays
    /// open.
    pub found: Result<Finding, String>,
}

impl RecoveredChange {
    /// What to tell a person, line by line. Times are universal.
    pub fn lines(&self) -> Vec<String> {
        self.lines_in(Timestamp::to_string)
    }

    pub(super) fn lines_in(&self, time: impl Fn(&Timestamp) -> String) -> Vec<String> {
        let (state, message) = match &self.found {
            Ok(found) => ("closed now", &found.detail),
            Err(why) => ("still open", why),
        };
        let what = match self.change.change() {
            Some(Change::SignOut { user, session }) => {
                let session = session.map_or_else(String::new, |id| format!(", session {id}"));
                format!("a sign-out of user {user}{session}")
            }
            Some(Change::RevokeOwn { user, token }) => {
                format!("the end of token {token} of user {user}")
            }
            Some(Change::Chat { fields, .. }) => {
                format!("a change of Chat's {}", fields.join(", "))
            }
            None => "a change".to_owned(),
        };
        let at = time(&self.change.announced);
        let head = format!("{what} of {at} was announced and has no outcome; {state}");
        vec![super::recovery_reader::shown(&head), format!("  {message}")]
    }
}

/// What can be asked, and with which credentials.
pub(super) struct ChangeReader<'a, 'b> {
    pub(super) client: &'a Client,
    /// The client of Chat, if there is a token for it.
    pub(super) chat: Option<&'a Client>,
    pub(super) credentials: &'a ActingCredentials,
    pub(super) recovery_reader: &'b mut RecoveryReader<'a>,
}

impl ChangeReader<'_, '_> {
    /// What became of an open change, by what Zendesk shows now.
    pub(super) async fn judge(&mut self, open: &OpenChange) -> Read<Finding> {
        match open.change() {
            Some(Change::SignOut { .. }) => self.sign_out(open).await,
            Some(Change::RevokeOwn { .. }) => self.own_token(open).await,
            Some(Change::Chat { .. }) => self.chat().await,
            None => Err("a later version of zentop announced it".to_owned()),
        }
    }

    /// Whether these are the credentials that the change was made with.
    fn is_same(&self, open: &OpenChange) -> bool {
        self.credentials.auth_kind == open.auth_kind
            && self.credentials.token_fingerprint.is_some()
            && self.credentials.token_fingerprint == open.token_fingerprint
    }

    /// Looks up the session of the credentials themselves, and if that does not settle it, the list
    /// of the person whose session it was.
    async fn sign_out(&mut self, open: &OpenChange) -> Read<Finding> {
        let Some(session) = open.about.sessions.first() else {
            let message = "there was no session to sign out, so nothing can be said to have ended";
            return Ok(found(State::Unknown, message.to_owned()));
        };
        if self.is_same(open) {
            let answer = self.client.current_session(Purpose::Proof).await;
            let named = answer.as_ref().ok().and_then(|answer| answer.value.shown());
            if named.is_some_and(|named| named.key.session == *session) {
                let message = "the session of these credentials is still there";
                return Ok(found(State::StillListed, message.to_owned()));
            }
        }
        let listed = self.recovery_reader.look(&open.about).await;
        listed.map_err(|why| format!("whether it is still there cannot be seen: {why}; {AS_ADMIN}"))
    }

    /// Looks up the token in use, and if it is another one, the list of tokens.
    async fn own_token(&mut self, open: &OpenChange) -> Read<Finding> {
        if self.is_same(open)
            && let Ok(answer) = self.client.own_token(Purpose::Proof).await
            && open.about.token == Some(answer.value.id)
        {
            let message = "the token is still good: it is the one in use";
            return Ok(found(State::StillListed, message.to_owned()));
        }
        let listed = self.recovery_reader.look(&open.about).await;
        listed.map_err(|why| format!("whether it is still good cannot be seen: {why}; {AS_ADMIN}"))
    }

    /// What became of a change of Chat, which is always unknown: the journal has the names of the
    /// fields and not the values that were asked for, so what Chat shows now proves nothing.
    async fn chat(&self) -> Read<Finding> {
        let Some(chat) = self.chat else {
            return Err(format!("there is no token for Chat; {WITH_CHAT}"));
        };
        match chat.chat_account(Purpose::Proof).await {
            Ok(_) => {
                let message = "unknown: what was asked for is not in the journal; look at what \
                            `zentop chat account show` says of these fields";
                Ok(found(State::Unknown, message.to_owned()))
            }
            Err(error) => Err(format!("{}; {WITH_CHAT}", words(error))),
        }
    }
}
