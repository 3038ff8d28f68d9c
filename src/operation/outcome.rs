//! How one item of a run ended. The set is closed: every item ends in exactly one of these.

use std::sync::Arc;

use crate::journal::State;
use crate::zendesk::{ApiError, ApiErrorKind};

/// The end of one item.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Zendesk answered 204: it was ended, by us.
    Ended,
    /// Zendesk took the request for later (202 of `logout_many`); only a later list can tell.
    Accepted,
    /// Zendesk answered 200: the person is suspended, by us.
    Suspended,
    /// Zendesk answered 200: the suspension is lifted, by us.
    Lifted,
    /// Zendesk answered 204: the token is revoked, by us.
    Revoked,
    /// Zendesk says it is not there: signed out or revoked before, not by us.
    Gone,
    /// Zendesk said no.
    Refused(Arc<ApiError>),
    /// It failed clearly before it could have had an effect.
    Failed(Arc<ApiError>),
    /// Sent, and no trustworthy answer came back.
    Unknown(Arc<ApiError>),
    /// No request was sent for it.
    NotAttempted,
}

/// An outcome without its cause, for counting, drawing and the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutcomeKind {
    /// See [`Outcome::Ended`].
    Ended,
    /// See [`Outcome::Accepted`].
    Accepted,
    /// See [`Outcome::Suspended`].
    Suspended,
    /// See [`Outcome::Lifted`].
    Lifted,
    /// See [`Outcome::Revoked`].
    Revoked,
    /// See [`Outcome::Gone`].
    Gone,
    /// See [`Outcome::Refused`].
    Refused,
    /// See [`Outcome::Failed`].
    Failed,
    /// See [`Outcome::Unknown`].
    Unknown,
    /// See [`Outcome::NotAttempted`].
    NotAttempted,
}

impl OutcomeKind {
    /// Every kind, in the order in which reports name them.
    pub const ALL: [Self; 10] = [
        Self::Ended,
        Self::Accepted,
        Self::Suspended,
        Self::Lifted,
        Self::Revoked,
        Self::Gone,
        Self::Refused,
        Self::Failed,
        Self::Unknown,
        Self::NotAttempted,
    ];

    /// The word on the screen and in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Accepted => "accepted",
            Self::Suspended => "suspended",
            Self::Lifted => "lifted",
            Self::Revoked => "revoked",
            Self::Gone => "gone",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NotAttempted => "not attempted",
        }
    }

    /// Whether Zendesk said that it did what was asked, or will.
    pub const fn is_done(self) -> bool {
        matches!(
            self,
            Self::Ended | Self::Accepted | Self::Suspended | Self::Lifted | Self::Revoked
        )
    }

    /// Whether a later list should be asked what became of it.
    pub const fn wants_proof(self) -> bool {
        self.is_done() || matches!(self, Self::Unknown | Self::Gone)
    }
}

impl From<OutcomeKind> for State {
    fn from(kind: OutcomeKind) -> Self {
        match kind {
            OutcomeKind::Ended => Self::Ended,
            OutcomeKind::Accepted => Self::Accepted,
            OutcomeKind::Suspended => Self::Suspended,
            OutcomeKind::Lifted => Self::Lifted,
            OutcomeKind::Revoked => Self::Revoked,
            OutcomeKind::Gone => Self::Gone,
            OutcomeKind::Refused => Self::Refused,
            OutcomeKind::Failed => Self::Failed,
            OutcomeKind::Unknown => Self::Unknown,
            OutcomeKind::NotAttempted => Self::NotAttempted,
        }
    }
}

impl Outcome {
    /// The outcome of a request that changes something, from how it failed. `NotFound` is
    /// `gone`, a clear no is `refused`, and whatever may have had an effect is `unknown`.
    pub fn of_failure(error: Arc<ApiError>) -> Self {
        match error.kind {
            ApiErrorKind::NotFound => Self::Gone,
            ApiErrorKind::Unauthorized
            | ApiErrorKind::SignedOut { .. }
            | ApiErrorKind::Forbidden { .. }
            | ApiErrorKind::Anonymous
            | ApiErrorKind::Refused { .. } => Self::Refused(error),
            _ if error.may_have_taken_effect() => Self::Unknown(error),
            _ => Self::Failed(error),
        }
    }

    /// The outcome without its cause.
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Ended => OutcomeKind::Ended,
            Self::Accepted => OutcomeKind::Accepted,
            Self::Suspended => OutcomeKind::Suspended,
            Self::Lifted => OutcomeKind::Lifted,
            Self::Revoked => OutcomeKind::Revoked,
            Self::Gone => OutcomeKind::Gone,
            Self::Refused(_) => OutcomeKind::Refused,
            Self::Failed(_) => OutcomeKind::Failed,
            Self::Unknown(_) => OutcomeKind::Unknown,
            Self::NotAttempted => OutcomeKind::NotAttempted,
        }
    }

    /// Why, where there is a why.
    pub fn cause(&self) -> Option<&ApiError> {
        match self {
            Self::Refused(error) | Self::Failed(error) | Self::Unknown(error) => Some(error),
            Self::Ended
            | Self::Accepted
            | Self::Suspended
            | Self::Lifted
            | Self::Revoked
            | Self::Gone
            | Self::NotAttempted => None,
        }
    }
}
