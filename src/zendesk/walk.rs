//! One pass over all pages of a list: of sessions here, of OAuth tokens in `tokens`.
//!
//! - `course` where a walk is, and when it must not go on; `tally` its lines in the log
//! - `tokens` one pass over all pages of OAuth tokens

mod course;
mod tally;
mod tokens;

use http::Method;

use self::course::Course;
use self::tally::Tally;
pub use self::tokens::TokenList;
use super::wire::Cursor;
use super::{
    Answered, ApiError, ApiErrorKind, ApiRequest, Client, Purpose, RetryPolicy, SessionPage,
};
use crate::model::{SafeText, Session, UserId};

/// The path that lists all sessions.
const SESSIONS: &str = "/api/v2/sessions";

/// The error of a walk that did not reach the end, so nothing may be concluded from what is
/// missing.
#[derive(Clone, Debug, thiserror::Error)]
#[error("page {page} of {path}: {source}")]
pub struct WalkError {
    /// The path of the list.
    pub path: &'static str,
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
}

impl From<WalkError> for ApiError {
    /// A walk without an end is an answer that cannot be understood.
    fn from(error: WalkError) -> Self {
        match error.source {
            WalkFailure::Api(error) => error,
            failure => {
                let asked = ApiRequest::to(Method::GET, error.path);
                let what = SafeText::new(&failure.to_string());
                Self::new(asked, ApiErrorKind::Garbled { what }).because(failure)
            }
        }
    }
}

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
    policy: RetryPolicy,
    course: Course,
    tally: Tally,
}

impl Walk {
    /// A walk over all sessions that `client` may see.
    pub(crate) fn over(client: Client, purpose: Purpose) -> Self {
        Self::new(client, purpose, None)
    }

    /// A walk over the sessions of one user.
    pub(crate) fn of(client: Client, purpose: Purpose, user: UserId) -> Self {
        Self::new(client, purpose, Some(user))
    }

    fn new(client: Client, purpose: Purpose, of: Option<UserId>) -> Self {
        Self {
            client,
            of,
            purpose,
            policy: RetryPolicy::default(),
            course: Course::default(),
            tally: Tally::default(),
        }
    }

    /// Reads all pages into one list. A user whom Zendesk does not know has no sessions, so the
    /// list is empty, in whatever way the server says so.
    pub(crate) async fn whole(mut self) -> Result<Answered<Vec<Session>>, ApiError> {
        let mut sessions = Vec::new();
        let mut last = None;
        while let Some(page) = self.next().await {
            let page = match page.map_err(ApiError::from) {
                Err(error) if error.is_not_found() && self.of.is_some() => Answered {
                    value: Vec::new(),
                    server_date: None,
                    request_id: error.request_id,
                    status: 404,
                },
                page => page?.map(|page| page.sessions),
            };
            last = Some((page.server_date, page.request_id, page.status));
            sessions.extend(page.value);
        }
        let (server_date, request_id, status) = last.unwrap_or((None, None, 200));
        Ok(Answered {
            value: sessions,
            server_date,
            request_id,
            status,
        })
    }

    /// Gives the next page. Dropping the future loses nothing: the page is asked for again.
    pub(crate) async fn next(&mut self) -> Option<Result<Answered<SessionPage>, WalkError>> {
        self.tally.begin(self.of.is_some());
        let page = match self.course.next()? {
            Ok(at) => (self.client.retrying(&self.policy, || self.page(at)))
                .await
                .map_err(WalkFailure::Api),
            Err(failure) => Err(failure),
        };
        Some(match page {
            Ok(page) => {
                self.course.arrive(page.value.next.clone());
                self.tally.add(&page.value, self.of.is_some());
                Ok(page)
            }
            Err(source) => {
                let page = self.course.number();
                self.course.end();
                let path = SESSIONS;
                let error = WalkError { path, page, source };
                self.tally.break_off(&error);
                Err(error)
            }
        })
    }

    async fn page(&self, at: Option<&Cursor>) -> Result<Answered<SessionPage>, ApiError> {
        match self.of {
            None => self.client.sessions(self.purpose, at).await,
            Some(user) => self.client.sessions_of(self.purpose, user, at).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zendesk::script::{Script, reply};

    fn page(id: u64, tail: &str) -> String {
        format!(r#"{{"sessions":[{{"id":{id},"user_id":1}}],{tail}}}"#)
    }

    fn more(id: u64, cursor: &str) -> String {
        page(
            id,
            &format!(r#""meta":{{"has_more":true,"after_cursor":"{cursor}"}}"#),
        )
    }

    fn last(id: u64) -> String {
        page(id, r#""meta":{"has_more":false,"after_cursor":null}"#)
    }

    /// The ids that a walk over these answers finds, and how it ends.
    async fn walked(script: &std::sync::Arc<Script>) -> (Vec<u64>, Option<WalkError>) {
        let mut walk = Walk::over(script.client(), Purpose::Watching);
        let mut found = Vec::new();
        while let Some(page) = walk.next().await {
            match page {
                Ok(page) => found.extend(page.value.sessions.iter().map(|s| s.key.session.get())),
                Err(error) => {
                    assert!(walk.next().await.is_none());
                    return (found, Some(error));
                }
            }
        }
        assert!(walk.next().await.is_none());
        (found, None)
    }

    #[tokio::test]
    async fn a_whole_walk_follows_the_cursors_to_the_end() {
        let script = Script::of([
            reply(200, &[], &more(1, "a+b")),
            reply(200, &[], &more(2, "c")),
            reply(200, &[], &last(3)),
        ]);
        let (found, error) = walked(&script).await;
        assert_eq!(found, [1, 2, 3]);
        assert!(error.is_none());
        assert_eq!(
            script.asked(),
            [
                "GET /api/v2/sessions?page%5Bsize%5D=100",
                "GET /api/v2/sessions?page%5Bsize%5D=100&page%5Bafter%5D=a%2Bb",
                "GET /api/v2/sessions?page%5Bsize%5D=100&page%5Bafter%5D=c",
            ]
        );
    }

    #[tokio::test]
    async fn a_circle_ends_the_walk_as_incomplete() {
        for circle in [&["a", "a"][..], &["a", "b", "a"]] {
            let answers = circle
                .iter()
                .zip(1..)
                .map(|(cursor, id)| reply(200, &[], &more(id, cursor)));
            let script = Script::of(answers);
            let (found, error) = walked(&script).await;
            assert_eq!(found.len(), circle.len());
            let error = error.unwrap();
            assert!(matches!(error.source, WalkFailure::Loop));
            assert_eq!(error.page, circle.len() + 1);
            assert_eq!(script.asked().len(), circle.len());
        }
    }

    #[tokio::test]
    async fn offset_pages_end_at_the_hundredth() {
        let onward = page(1, r#""next_page":"/api/v2/sessions?page=x","count":20000"#);
        let script = Script::of((0..200).map(|_| reply(200, &[], &onward)));
        let (found, error) = walked(&script).await;
        // One page came by cursor and a hundred by number.
        assert_eq!(found.len(), 101);
        assert!(matches!(
            error.unwrap().source,
            WalkFailure::TooManyPages(101)
        ));
        assert_eq!(
            script.asked()[100],
            "GET /api/v2/sessions?page=100&per_page=100"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_fails_is_asked_for_again_a_few_times() {
        let script = Script::of([
            reply(200, &[], &more(1, "a")),
            reply(503, &[], "<html>"),
            reply(429, &[("retry-after", "3")], ""),
            reply(200, &[], &last(2)),
        ]);
        let (found, error) = walked(&script).await;
        assert_eq!((found.len(), error.is_none()), (2, true));
        assert_eq!(script.asked()[1], script.asked()[3]);

        let script = Script::of((0..9).map(|_| reply(500, &[], "")));
        let (found, error) = walked(&script).await;
        assert!(found.is_empty());
        let error = error.unwrap();
        assert_eq!(error.page, 1);
        assert!(matches!(
            error.source,
            WalkFailure::Api(ApiError {
                kind: ApiErrorKind::Failing { .. },
                ..
            })
        ));
        assert_eq!(script.asked().len(), 3);
    }

    #[tokio::test]
    async fn a_refusal_ends_the_walk_at_once() {
        for status in [401, 403, 404, 302] {
            let script = Script::of([reply(200, &[], &more(1, "a")), reply(status, &[], "")]);
            let (found, error) = walked(&script).await;
            assert_eq!((found.len(), error.unwrap().page), (1, 2), "{status}");
            assert_eq!(script.asked().len(), 2);
        }
    }
}
