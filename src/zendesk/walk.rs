//! One pass over all pages of a list: of sessions here, of OAuth tokens in `tokens`.
//!
//! - `admins` one pass over all pages of admins
//! - `broken` why a walk broke off
//! - `course` where a walk is, and when it must not go on; `tally` its lines in the log
//! - `person` one person's own list
//! - `tokens` one pass over all pages of OAuth tokens, `single_tokens` looks at those that it lacks;
//!   `oauth_clients` over both lists of the programs that they were given to

mod admins;
mod broken;
mod course;
mod oauth_clients;
mod person;
mod single_tokens;
mod tally;
#[cfg(test)]
mod tests;
mod tokens;

use http::Method;
use rustc_hash::FxHashSet;

pub use self::admins::AdminList;
pub(crate) use self::broken::WalkError;
pub(super) use self::broken::WalkFailure;
use self::course::{Course, PageNews};
pub use self::oauth_clients::OAuthClients;
pub use self::person::PersonList;
pub(crate) use self::single_tokens::{LOOKED_AT_MOST, SingleTokens};
use self::tally::Tally;
pub use self::tokens::TokenList;
use super::wire::Cursor;
use super::{Answered, ApiError, ApiRequest, Client, Purpose, SessionPage};
use crate::model::UserId;

/// The path that lists all sessions.
const SESSIONS: &str = "/api/v2/sessions";

/// A walk, which gives page after page, until `None`. It is whole if it ended without an error;
/// after an error it is over. The same session may come twice, and one may be skipped while others
/// are ended.
///
/// A page that fails for a reason that may pass is asked for again.
#[derive(Debug)]
pub(crate) struct Walk {
    client: Client,
    of: Option<UserId>,
    purpose: Purpose,
    course: Course,
    tally: Tally,
    /// The sessions that were read so far, by number.
    read: FxHashSet<u64>,
    /// The records that could not be read.
    holes: usize,
}

impl Walk {
    /// A walk over all sessions that `client` may see.
    pub(crate) fn over(client: Client, purpose: Purpose) -> Self {
        Self::new(client, purpose, None)
    }

    /// A walk over the sessions of one user.
    fn of(client: Client, purpose: Purpose, user: UserId) -> Self {
        Self::new(client, purpose, Some(user))
    }

    fn new(client: Client, purpose: Purpose, of: Option<UserId>) -> Self {
        Self {
            client,
            of,
            purpose,
            course: Course::default(),
            tally: Tally::default(),
            read: FxHashSet::default(),
            holes: 0,
        }
    }

    /// Gives the next page. Dropping the future loses nothing: the page is asked for again.
    pub(crate) async fn next(&mut self) -> Option<Result<Answered<SessionPage>, WalkError>> {
        self.tally.begin(self.of.is_some());
        let ask = |at| self.page(at);
        let page = self.course.page(&self.client, self.list(), ask).await?;
        Some(match page {
            Ok(page) => {
                let rows = page.value.sessions.iter();
                let rows = rows.map(|session| self.read.insert(session.key.session.get()));
                let news = PageNews::of(rows, page.value.unreadable);
                self.course.arrive(page.value.next.clone(), news);
                self.holes += page.value.unreadable;
                self.course
                    .count(self.read.len() + self.holes, page.value.count);
                self.tally.add(&page.value, self.of.is_some());
                Ok(page)
            }
            Err(error) => {
                self.course.end();
                self.tally.break_off(&error);
                Err(error)
            }
        })
    }

    /// The request for the list, whoever's it is.
    fn list(&self) -> ApiRequest {
        match self.of {
            None => ApiRequest::to(Method::GET, SESSIONS),
            Some(user) => {
                let path = format!("/api/v2/users/{user}/sessions");
                ApiRequest::new(Method::GET, "/api/v2/users/{user}/sessions", path)
            }
        }
    }

    async fn page(&self, at: Option<Cursor>) -> Result<Answered<SessionPage>, ApiError> {
        let at = at.as_ref();
        match self.of {
            None => self.client.sessions(self.purpose, at).await,
            Some(user) => self.client.sessions_of(self.purpose, user, at).await,
        }
    }
}
