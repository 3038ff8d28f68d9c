//! One pass over all pages of sessions.

use rustc_hash::FxHashSet;

use super::wire::Cursor;
use super::{Answered, ApiError, Client, Purpose, RetryPolicy, SessionPage, retrying};

/// Two million sessions: far beyond any account, and hours of its whole budget.
const MOST_PAGES: usize = 20_000;

/// A walk that did not reach the end, so that nothing may be concluded from what is missing.
#[derive(Clone, Debug, thiserror::Error)]
#[error("page {page} of the sessions: {source}")]
pub struct WalkError {
    /// Which page could not be had, from 1.
    pub page: usize,
    /// Why.
    pub source: WalkFailure,
}

/// Why a walk broke off.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WalkFailure {
    /// The request failed, also when tried again.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The server sent us back to a page we had: the list is incomplete.
    #[error("the server leads in a circle, the list is incomplete")]
    Loop,
    /// There is no end to it, or the server does not count further: the list is incomplete.
    #[error("more than {0} pages, the list is incomplete")]
    TooManyPages(usize),
}

/// Page after page, until `None`. The walk is whole if it ended without an error; after an
/// error it is over. The same session may come twice, and one may be skipped while others
/// are ended.
///
/// A page that fails for a reason that may pass is asked for again.
#[derive(Debug)]
pub struct Walk {
    client: Client,
    purpose: Purpose,
    policy: RetryPolicy,
    next: Next,
    seen: FxHashSet<Cursor>,
    pages: usize,
}

#[derive(Debug)]
enum Next {
    First,
    At(Cursor),
    Over,
}

impl Walk {
    /// A walk over everything that `client` may see.
    pub fn over(client: Client, purpose: Purpose) -> Self {
        Self {
            client,
            purpose,
            policy: RetryPolicy::default(),
            next: Next::First,
            seen: FxHashSet::default(),
            pages: 0,
        }
    }

    /// The next page. Dropping the future loses nothing: the page is asked for again.
    pub async fn next(&mut self) -> Option<Result<Answered<SessionPage>, WalkError>> {
        let at = match &self.next {
            Next::First => None,
            Next::At(cursor) => Some(cursor),
            Next::Over => return None,
        };
        let page = match self.dead_end(at) {
            Some(failure) => Err(failure),
            None => retrying(&self.policy, || self.client.sessions(self.purpose, at))
                .await
                .map_err(WalkFailure::Api),
        };
        let number = self.pages + 1;
        match page {
            Ok(page) => {
                self.pages = number;
                let next = page.value.next.clone().map_or(Next::Over, Next::At);
                if let Next::At(cursor) = std::mem::replace(&mut self.next, next) {
                    self.seen.insert(cursor);
                }
                Some(Ok(page))
            }
            Err(source) => {
                self.next = Next::Over;
                Some(Err(WalkError {
                    page: number,
                    source,
                }))
            }
        }
    }

    /// Why there is no sense in asking for the page at this place.
    fn dead_end(&self, at: Option<&Cursor>) -> Option<WalkFailure> {
        let cursor = at?;
        if self.seen.contains(cursor) {
            Some(WalkFailure::Loop)
        } else if cursor.is_beyond_offsets() || self.pages >= MOST_PAGES {
            Some(WalkFailure::TooManyPages(self.pages))
        } else {
            None
        }
    }
}
