//! The walk of a reader: pages, and who owns the sessions on them.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use http::Method;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::{PEOPLE_PER_REQUEST, Reader, again};
use crate::live::{ReadProgress, Reading, Retry, WalkProgress};
use crate::model::{SafeText, Timestamp, UserId, counted};
use crate::zendesk::{
    Answered, ApiError, ApiErrorKind, ApiRequest, Client, People, Purpose, SessionPage, Walk,
};

/// The pages that may wait while people are looked up.
const PAGES_AHEAD: usize = 8;

/// The requests for people that may be under way at once.
const PEOPLE_IN_FLIGHT: usize = 4;

/// The answer of the directory.
type PeopleAnswer = Result<Answered<People>, ApiError>;

impl Reader {
    /// Reads every session, and everyone who owns one.
    pub async fn walk(&mut self) -> Result<Reading, ApiError> {
        self.store.take(WalkProgress::Began, (self.clock)());
        let mut pages = pages(self.client.clone(), self.purposes.walk);
        let mut people = FuturesUnordered::new();
        let mut broke = None;
        let (mut whole, mut is_second) = (false, false);
        let (mut rows, mut pages_read) = (0, 0);
        loop {
            // Names come last, because a list without them is worth more than half a list with
            // them: where they are refused for a while, the account is at rest for as long.
            while whole && !self.to_ask.is_empty() && people.len() < PEOPLE_IN_FLIGHT {
                people.push(self.next_people());
            }
            tokio::select! {
                page = pages.next(), if !whole => match page {
                    Some(Ok(_)) if pages_read == self.pages_at_most => {
                        broke = Some(Arc::new(too_many_pages(pages_read)));
                        whole = true;
                    }
                    Some(Ok(page)) => {
                        pages_read += 1;
                        rows += page.value.sessions.len();
                        self.page(page);
                        (self.tell)(ReadProgress::Sessions(rows));
                    }
                    // The place of a page does not last for ever; a new walk begins with new ones.
                    Some(Err(error)) if pages_read > 0 && !is_second && error.refuses_place() => {
                        is_second = true;
                        (rows, pages_read) = (0, 0);
                        self.store.take(WalkProgress::Began, (self.clock)());
                        pages = self::pages(self.client.clone(), self.purposes.walk);
                    }
                    Some(Err(error)) => {
                        broke = Some(Arc::new(error));
                        whole = true;
                    }
                    None => whole = true,
                },
                Some((ids, from, answer)) = people.next() => self.names_arrived((&ids, from), answer)?,
                else => break,
            }
        }
        self.ask_what_is_wanted().await;
        (self.tell)(ReadProgress::Over);
        self.close(broke.as_ref());
        Ok(Reading {
            snapshot: self.store.snapshot(),
            broke,
            nameless: self.nameless.clone(),
        })
    }

    /// Asks for the names of the next hundred people.
    fn next_people(
        &mut self,
    ) -> impl Future<Output = (Vec<UserId>, Timestamp, PeopleAnswer)> + use<> {
        let count = self.to_ask.len().min(PEOPLE_PER_REQUEST);
        let ids: Vec<UserId> = self.to_ask.drain(..count).collect();
        let (client, purpose) = (self.for_names.clone(), self.purposes.names);
        let from = (self.clock)();
        async move {
            let answer = again(&client, || client.people(purpose, &ids)).await;
            (ids, from, answer)
        }
    }

    /// Takes in names, wanted at `from`. They are less important than sessions: those that cannot be read stay empty.
    pub(super) fn names_arrived(
        &mut self,
        (asked, from): (&[UserId], Timestamp),
        answer: PeopleAnswer,
    ) -> Result<(), ApiError> {
        match answer {
            Ok(answer) => {
                let unreadable = answer.value.unreadable;
                if unreadable > 0 {
                    self.nameless = Some(Arc::new(unreadable_people(unreadable)));
                }
                let now = (self.clock)();
                for progress in WalkProgress::of_people(asked, answer, (from, now)) {
                    self.store.take(progress, now);
                }
            }
            Err(error) if error.refuses_credentials() => return Err(error),
            Err(error) => self.nameless = Some(Arc::new(error)),
        }
        Ok(())
    }

    /// Ends the walk, whole or not.
    fn close(&mut self, broke: Option<&Arc<ApiError>>) {
        let now = (self.clock)();
        let end = match broke {
            None => WalkProgress::Finished { rest_until: now },
            Some(error) => WalkProgress::Broke {
                error: Arc::clone(error),
                retry: Retry::WhenAsked,
            },
        };
        self.store.take(end, now);
    }

    fn page(&mut self, page: Answered<SessionPage>) {
        let page = self.dated(page);
        for session in &page.sessions {
            if self.with_names && self.known.insert(session.key.user) {
                self.to_ask.push_back(session.key.user);
            }
        }
        let (sessions, unreadable) = (page.sessions, page.unreadable);
        self.store.take(
            WalkProgress::Page {
                sessions,
                unreadable,
            },
            (self.clock)(),
        );
    }
}

/// The error about people whose records came and could not be read.
fn unreadable_people(records: usize) -> ApiError {
    let asked = ApiRequest::to(Method::GET, "/api/v2/users/show_many");
    let what = format!(
        "{} cannot be read",
        counted(records, "user record", "user records")
    );
    let what = SafeText::new(&what);
    ApiError::new(asked, ApiErrorKind::Garbled { what })
}

/// The error about a walk that has more pages than it is worth.
fn too_many_pages(pages: usize) -> ApiError {
    let asked = ApiRequest::to(Method::GET, "/api/v2/sessions");
    let what = SafeText::new(&format!("there are more than {pages} pages"));
    ApiError::new(asked, ApiErrorKind::Garbled { what })
}

/// Whether a walk was left because it has more pages than these.
pub(super) fn is_too_many_pages(error: &ApiError, pages: usize) -> bool {
    error.kind == too_many_pages(pages).kind
}

/// The pages of a walk, read ahead of use. Dropping it ends the reading.
struct Pages {
    pages: mpsc::Receiver<Result<Answered<SessionPage>, ApiError>>,
    task: JoinSet<()>,
}

impl Pages {
    /// The next page; `None` after the last one or an error. A task that did not come to its end is
    /// an error, since the list would look whole otherwise.
    async fn next(&mut self) -> Option<Result<Answered<SessionPage>, ApiError>> {
        if let Some(page) = self.pages.recv().await {
            return Some(page);
        }
        let error = self.task.join_next().await?.err()?;
        Some(Err(ApiError::of_fault(error.into())))
    }
}

fn pages(client: Client, purpose: Purpose) -> Pages {
    let (send, pages) = mpsc::channel(PAGES_AHEAD);
    let mut task = JoinSet::new();
    task.spawn(async move {
        let mut walk = Walk::over(client, purpose);
        while let Some(page) = walk.next().await {
            let broke = page.is_err();
            if send.send(page.map_err(ApiError::from)).await.is_err() || broke {
                return;
            }
        }
    });
    Pages { pages, task }
}
