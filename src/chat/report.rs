//! What became of a change.

use super::FieldChange;
use crate::model::{Fault, SafeText};
use crate::operation::NotRecorded;
use crate::zendesk::{ApiError, ChatAccount, FreeValue};

/// What became of a change that was sent.
#[derive(Debug)]
pub struct Report {
    /// What was asked for.
    pub changes: Vec<FieldChange>,
    /// How it ended.
    pub end: End,
    /// Why the answer to the request itself says nothing, where it does not.
    pub doubt: Option<ApiError>,
    /// What Chat said afterwards, where it was asked and answered.
    pub now: Option<ChatAccount>,
    /// Why the outcome is not in the journal, if it is not.
    pub unrecorded: Option<NotRecorded>,
}

/// How a change ended.
#[derive(Debug)]
pub enum End {
    /// Chat says what was asked for.
    Changed,
    /// Chat says something else.
    Otherwise,
    /// Chat did not take it.
    Refused(ApiError),
    /// What Chat says now could not be read.
    Unseen(ApiError),
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// There is nothing to ask Chat with.
    #[error(
        "no token for Chat: it takes only the token of an OAuth client that was made in Chat \
         itself, in ZENDESK_CHAT_TOKEN"
    )]
    NoToken,
    /// What Chat says could not be read once more.
    #[error("nothing was sent: {0}")]
    Unread(#[source] ApiError),
    /// It is not what it was when the difference was shown.
    #[error("nothing was sent: {0} is not what it was any more; look again")]
    Moved(SafeText),
    /// There is no record of it.
    #[error(transparent)]
    NotRecorded(NotRecorded),
    /// The change was broken off by a fault, and it is not known how far it had come.
    #[error("{0}; it may have been sent all the same: look again")]
    Fault(Fault),
}

impl Report {
    /// What Chat says now of a field that was changed; nothing where it was not asked.
    pub fn now(&self, change: &FieldChange) -> FreeValue {
        let now = self.now.as_ref();
        now.and_then(|now| now.billing.field(&change.name))
            .unwrap_or_default()
    }

    /// Whether a field is what was asked for.
    pub(crate) fn is_as_asked(&self, change: &FieldChange) -> bool {
        self.now(change) == change.new
    }

    /// What a field is now and what was asked for, in words, where these differ.
    pub fn difference(&self, change: &FieldChange) -> Option<(SafeText, SafeText)> {
        let still = FieldChange {
            old: self.now(change),
            ..change.clone()
        };
        (!self.is_as_asked(change)).then(|| still.shown())
    }
}

impl End {
    /// What to do about a refusal, where there is more to say than the error does
    /// (`docs::zendesk_api` §7).
    pub fn advice(error: &ApiError) -> Option<&'static str> {
        match error.status()? {
            401 | 403 | 404 | 405 => Some(
                "only the account's owner may make it, and an account that was made in Support \
                 can only be read here: change it in Admin Center instead",
            ),
            _ => None,
        }
    }
}
