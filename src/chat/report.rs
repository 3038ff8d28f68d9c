//! What became of a change.

use super::FieldChange;
use crate::model::{Fault, SafeText};
use crate::operation::{NotRecorded, Reason};
use crate::zendesk::{ApiError, ChatAccount, FreeValue};

/// What became of a change that was sent.
#[derive(Debug)]
pub struct Report {
    /// The changes that were asked for.
    pub changes: Vec<FieldChange>,
    /// Why they were asked for.
    pub reason: Reason,
    /// How it ended.
    pub end: End,
    /// The error of the request itself, if its answer leaves open what became of it.
    pub doubt: Option<ApiError>,
    /// The account as Chat showed it afterwards, if it was asked and answered.
    pub now: Option<ChatAccount>,
    /// The reason why the outcome is not in the journal, if it is not.
    pub unrecorded: Option<NotRecorded>,
}

/// How a change ended.
#[derive(Debug)]
pub enum End {
    /// Chat shows the values that were asked for.
    Changed,
    /// Chat shows other values.
    Otherwise,
    /// Chat refused the change.
    Refused(ApiError),
    /// The account could not be read afterwards.
    Unseen(ApiError),
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// There is no token for Chat.
    #[error(
        "no token for Chat: it takes only the token of an OAuth client that was made in Chat \
         itself, in ZENDESK_CHAT_TOKEN"
    )]
    NoToken,
    /// The account could not be read once more before the request.
    #[error("nothing was sent: {0}")]
    Unread(#[source] ApiError),
    /// This field is no longer what it was when the difference was shown.
    #[error("nothing was sent: {0} is not what it was any more; look again")]
    Moved(SafeText),
    /// The intent could not be recorded.
    #[error(transparent)]
    NotRecorded(NotRecorded),
    /// The change was broken off by a fault, and it is not known how far it had come.
    #[error("{0}; it may have been sent all the same: look again")]
    Fault(Fault),
}

impl Report {
    /// What became of it, in a few words.
    pub(crate) const fn words(&self) -> &'static str {
        match self.end {
            End::Changed => "changed; Chat says so",
            End::Otherwise => "Chat does not say what was asked for",
            End::Refused(_) => "refused; nothing was changed",
            End::Unseen(_) => "not known: what Chat says now could not be read",
        }
    }

    /// The value of a changed field now; null if Chat was not asked.
    pub fn now(&self, change: &FieldChange) -> FreeValue {
        let now = self.now.as_ref();
        now.and_then(|now| now.billing.field(&change.name))
            .unwrap_or_default()
    }

    /// Whether a field has the value that was asked for.
    pub(crate) fn is_as_asked(&self, change: &FieldChange) -> bool {
        self.now(change) == change.new
    }

    /// The value of a field now and the one that was asked for, in words, if they differ.
    pub fn difference(&self, change: &FieldChange) -> Option<(SafeText, SafeText)> {
        let still = FieldChange {
            old: self.now(change),
            ..change.clone()
        };
        (!self.is_as_asked(change)).then(|| still.shown())
    }
}

impl End {
    /// The advice about a refusal, where there is more to say than the error does
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
