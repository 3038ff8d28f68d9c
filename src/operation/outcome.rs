//! How one item of a run ended. The set is closed: every item ends in exactly one of these, and
//! its word follows from the operation (`words`).

use std::sync::Arc;

use crate::zendesk::{ApiError, ApiErrorKind};

/// The outcome of one item, with the cause where there is one.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The kind of end.
    pub kind: OutcomeKind,
    /// The error that caused it, where there was one.
    pub cause: Option<Arc<ApiError>>,
}

/// How one item ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutcomeKind {
    /// Zendesk said that it did what was asked: it was done, by us.
    Done,
    /// Zendesk took the request to carry it out later (202 of `logout_many`); only a later list can
    /// tell.
    Accepted,
    /// Zendesk says it is not there: it was signed out, revoked or deleted before, and not by us.
    AlreadySo,
    /// Zendesk refused it.
    Refused,
    /// It failed clearly before it could have had an effect.
    Failed,
    /// The request was sent, and no trustworthy answer came back.
    Unknown,
    /// No request was sent for the item.
    NotAttempted,
}

impl OutcomeKind {
    /// Every kind, in the order in which reports name them.
    pub const ALL: [Self; 7] = [
        Self::Done,
        Self::Accepted,
        Self::AlreadySo,
        Self::Refused,
        Self::Failed,
        Self::Unknown,
        Self::NotAttempted,
    ];

    /// Whether Zendesk said that it did what was asked, or that it will.
    pub(crate) const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Accepted)
    }

    /// Whether a later list has to show what became of the item.
    pub(crate) const fn wants_proof(self) -> bool {
        self.is_done() || matches!(self, Self::Unknown | Self::AlreadySo)
    }
}

impl From<OutcomeKind> for Outcome {
    fn from(kind: OutcomeKind) -> Self {
        Self { kind, cause: None }
    }
}

impl Outcome {
    /// An outcome with the error that caused it.
    pub fn because(kind: OutcomeKind, cause: Arc<ApiError>) -> Self {
        Self {
            kind,
            cause: Some(cause),
        }
    }

    /// The outcome of a request that changes something, from how it failed. `NotFound` becomes
    /// `AlreadySo`, a clear refusal becomes `Refused`, and whatever may have had an effect becomes
    /// `Unknown`.
    pub(crate) fn of_failure(error: Arc<ApiError>) -> Self {
        let kind = match error.kind {
            ApiErrorKind::NotFound => return OutcomeKind::AlreadySo.into(),
            ApiErrorKind::Unauthorized
            | ApiErrorKind::SignedOut { .. }
            | ApiErrorKind::Forbidden { .. }
            | ApiErrorKind::ReadScope
            | ApiErrorKind::NoChangeToken
            | ApiErrorKind::Anonymous
            | ApiErrorKind::Refused { .. }
            | ApiErrorKind::Page { status: 400..=499 } => OutcomeKind::Refused,
            _ if error.may_have_taken_effect() => OutcomeKind::Unknown,
            _ => OutcomeKind::Failed,
        };
        Self::because(kind, error)
    }

    /// The error that caused it, where there is one.
    pub fn cause(&self) -> Option<&ApiError> {
        self.cause.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::model::SafeText;
    use crate::zendesk::ApiRequest;

    fn of(kind: ApiErrorKind) -> Outcome {
        let request = ApiRequest::to(Method::DELETE, "/api/v2/users/7/sessions/1");
        Outcome::of_failure(Arc::new(ApiError::new(request, kind)))
    }

    /// A clear no and a failure before any effect are told from what nobody can know.
    #[test]
    fn a_failed_change_is_unknown_wherever_it_may_have_had_an_effect() {
        let text = || SafeText::new("x");
        let (status, message) = (422, text());
        for (kind, expected) in [
            (ApiErrorKind::Unauthorized, OutcomeKind::Refused),
            (
                ApiErrorKind::SignedOut {
                    why: text(),
                    status: None,
                },
                OutcomeKind::Refused,
            ),
            (
                ApiErrorKind::Forbidden { message: text() },
                OutcomeKind::Refused,
            ),
            (ApiErrorKind::Anonymous, OutcomeKind::Refused),
            (
                ApiErrorKind::Refused { status, message },
                OutcomeKind::Refused,
            ),
            (ApiErrorKind::Renewed, OutcomeKind::Failed),
            (
                ApiErrorKind::Unreachable {
                    host: "acme".to_owned(),
                    cause: text(),
                },
                OutcomeKind::Failed,
            ),
            (
                ApiErrorKind::Unexpected { status: 200 },
                OutcomeKind::Unknown,
            ),
            (ApiErrorKind::TooLarge { limit: 1 }, OutcomeKind::Unknown),
        ] {
            let outcome = of(kind.clone());
            assert_eq!(outcome.kind, expected, "{kind:?}");
            assert!(outcome.cause().is_some(), "{kind:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_so_already_and_nothing_went_wrong() {
        let outcome = of(ApiErrorKind::NotFound);
        assert_eq!(outcome.kind, OutcomeKind::AlreadySo);
        assert!(outcome.cause().is_none());
    }
}
