//! One pass over all pages of a list: of sessions here, of OAuth tokens in `tokens`.
//!
//! - `course` where a walk is, and when it must not go on; `tally` its lines in the log
//! - `person` one person's own list
//! - `tokens` one pass over all pages of OAuth tokens

mod course;
mod person;
mod tally;
mod tokens;

use http::Method;
use rustc_hash::FxHashSet;

use self::course::{Course, PageNews};
pub use self::person::PersonList;
use self::tally::Tally;
pub use self::tokens::TokenList;
use super::wire::Cursor;
use super::{
    Answered, ApiError, ApiErrorKind, ApiRequest, Client, Purpose, RetryPolicy, SessionPage,
};
use crate::model::{SafeText, UserId};

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
    /// Page after page brought nothing that was not there before: the list is incomplete, or it has
    /// no end.
    #[error("{0} pages in a row brought nothing new, the list is incomplete or has no end")]
    NothingNew(usize),
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
    /// The sessions that were read so far, by number.
    read: FxHashSet<u64>,
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
            policy: RetryPolicy::default(),
            course: Course::default(),
            tally: Tally::default(),
            read: FxHashSet::default(),
        }
    }

    /// Gives the next page. Dropping the future loses nothing: the page is asked for again.
    pub(crate) async fn next(&mut self) -> Option<Result<Answered<SessionPage>, WalkError>> {
        self.tally.begin(self.of.is_some());
        let page = match self.course.next()? {
            Ok(at) => (self.client.retrying(&self.policy, || self.page(at)))
                .await
                .map_err(|error| self.course.failure(error)),
            Err(failure) => Err(failure),
        };
        Some(match page {
            Ok(page) => {
                let rows = page.value.sessions.iter();
                let rows = rows.map(|session| self.read.insert(session.key.session.get()));
                let news = PageNews::of(rows, page.value.unreadable);
                self.course.arrive(page.value.next.clone(), news);
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
        let mut walk = Walk::over(script.client(), Purpose::Walk);
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
        let onward = |id| page(id, r#""next_page":"/api/v2/sessions?page=x","count":20000"#);
        let script = Script::of((1..=200).map(|id| reply(200, &[], &onward(id))));
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

    fn full_page(first: u64, tail: &str) -> String {
        let rows = (first..first + 100).map(|id| format!(r#"{{"id":{id},"user_id":1}}"#));
        let rows: Vec<String> = rows.collect();
        format!(r#"{{"sessions":[{}]{tail}}}"#, rows.join(","))
    }

    /// A page as long as what was asked for is not the end where nothing says so: pages are tried by
    /// number, and where that does not help, the walk is not whole.
    #[tokio::test]
    async fn a_full_page_without_a_word_about_further_ones_is_not_the_end() {
        let short = r#"{"sessions":[{"id":900,"user_id":1}]}"#;
        let empty = r#"{"sessions":[]}"#;
        let null = r#","next_page":null"#;
        let counted = |count: u32| format!(r#","count":{count}"#);
        let none = String::new;
        for (name, answers, rows, is_whole) in [
            (
                "a short second page",
                vec![(200, full_page(1, "")), (200, short.to_owned())],
                101,
                true,
            ),
            (
                "an empty second page",
                vec![(200, full_page(1, "")), (200, empty.to_owned())],
                100,
                true,
            ),
            (
                "a third page",
                vec![
                    (200, full_page(1, "")),
                    (200, full_page(101, "")),
                    (200, empty.to_owned()),
                ],
                200,
                true,
            ),
            (
                "the first page again",
                vec![(200, full_page(1, "")), (200, full_page(1, ""))],
                200,
                false,
            ),
            (
                "a refused number",
                vec![(200, full_page(1, "")), (400, none())],
                100,
                false,
            ),
            (
                "no such page",
                vec![(200, full_page(1, "")), (404, none())],
                100,
                false,
            ),
            (
                "a count that is reached",
                vec![(200, full_page(1, &counted(100)))],
                100,
                true,
            ),
            (
                "a count beyond",
                vec![(200, full_page(1, &counted(101))), (200, short.to_owned())],
                101,
                true,
            ),
            (
                "a count beyond, and the first page again",
                vec![
                    (200, full_page(1, &counted(101))),
                    (200, full_page(1, &counted(101))),
                ],
                200,
                false,
            ),
            (
                "a last page that says so",
                vec![(200, full_page(1, null))],
                100,
                true,
            ),
            ("a short page", vec![(200, short.to_owned())], 1, true),
        ] {
            let asked = answers.len();
            let replies = answers
                .iter()
                .map(|(status, body)| reply(*status, &[], body));
            let script = Script::of(replies);
            let (found, error) = walked(&script).await;
            assert_eq!((found.len(), error.is_none()), (rows, is_whole), "{name}");
            let no_word = error.is_none_or(|error| matches!(error.source, WalkFailure::NoWord));
            assert!(no_word, "{name}");
            assert_eq!(script.asked().len(), asked, "{name}");
            if asked > 1 {
                let second = "GET /api/v2/sessions?page=2&per_page=100";
                assert_eq!(script.asked()[1], second, "{name}");
            }
        }
    }

    #[tokio::test]
    async fn cursors_that_never_end_and_bring_nothing_new_end_the_walk() {
        let again = (1..=100).map(|n| reply(200, &[], &more(1, &format!("c{n}"))));
        let empty = (1..=100).map(|n| {
            let meta = format!(r#""meta":{{"has_more":true,"after_cursor":"c{n}"}}"#);
            reply(200, &[], &format!(r#"{{"sessions":[],{meta}}}"#))
        });
        for (script, rows, asked) in [(Script::of(again), 6, 6), (Script::of(empty), 0, 5)] {
            let (found, error) = walked(&script).await;
            assert_eq!((found.len(), script.asked().len()), (rows, asked));
            let error = error.unwrap();
            assert!(
                matches!(error.source, WalkFailure::NothingNew(5)),
                "{error}"
            );
            assert!(error.to_string().contains("nothing new"));
        }
    }

    /// A page that repeats what was there is no harm among pages that do not.
    #[tokio::test]
    async fn a_few_pages_without_news_are_no_end() {
        let ids = [1, 1, 1, 1, 2, 2, 2, 2, 3];
        let pages = (1..)
            .zip(ids)
            .map(|(n, id)| reply(200, &[], &more(id, &format!("c{n}"))));
        let script = Script::of(pages.chain([reply(200, &[], &last(4))]));
        let (found, error) = walked(&script).await;
        assert_eq!((found.len(), error.is_none()), (10, true));
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
