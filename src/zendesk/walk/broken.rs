//! Why a walk broke off.

use super::super::{ApiError, ApiErrorKind, ApiRequest};
use crate::model::SafeText;

/// The error of a walk that did not reach the end, so nothing may be concluded from what is
/// missing.
#[derive(Clone, Debug, thiserror::Error)]
#[error("page {page} of {}: {source}", asked.path)]
pub struct WalkError {
    /// The request for the list.
    pub asked: ApiRequest,
    /// The page that could not be read, from 1.
    pub page: usize,
    /// The reason why it broke off.
    pub source: WalkFailure,
}

/// Why a walk broke off.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WalkFailure {
    /// The request failed, even when it was tried again.
    #[error("{0}")]
    Api(#[from] ApiError),
    /// The server sent us back to a page that we had: the list is incomplete.
    #[error("the server leads in a circle, the list is incomplete")]
    Loop,
    /// The list has no end, or the server does not count further: it is incomplete.
    #[error("more than {0} pages, the list is incomplete")]
    TooManyPages(usize),
    /// Page after page brought nothing that was not there before: the list is incomplete, or it has
    /// no end.
    #[error("{0} pages in a row brought nothing new, the list is incomplete or has no end")]
    NothingNew(usize),
    /// The server says that there is no further page, and counts far more records than it gave.
    #[error("the server counts {count} and gave {read}, the list is incomplete")]
    Short {
        /// The records that were read.
        read: u64,
        /// The number that the server states.
        count: u64,
    },
    /// A page as long as what was asked for came without a word about further pages, and asking for
    /// one by its number did not help.
    #[error("a full page and no word about further pages, the list may be incomplete")]
    NoWord,
}

impl From<WalkError> for ApiError {
    /// A walk without an end is an answer that cannot be understood.
    fn from(error: WalkError) -> Self {
        match error.source {
            WalkFailure::Api(error) => error,
            failure => {
                let what = SafeText::new(&format!("page {}: {failure}", error.page));
                Self::new(error.asked, ApiErrorKind::Garbled { what }).because(failure)
            }
        }
    }
}
