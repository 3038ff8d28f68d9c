//! The reader: pages and people side by side, into a store of its own.

use std::collections::VecDeque;
use std::io::{IsTerminal as _, Write as _, stderr};
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;

use super::Reading;
use crate::live::{Found, Retry, Snapshot, Store, WalkProgress};
use crate::model::{Clock, User, UserId};
use crate::zendesk::{
    Answered, ApiError, Client, People, Purpose, RetryPolicy, SessionPage, Walk, retrying,
};

/// Pages that may wait while people are looked up.
const PAGES_AHEAD: usize = 8;

/// Requests for people under way at once.
const PEOPLE_IN_FLIGHT: usize = 4;

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// Organisations in one request (Organizations API, "Show Many Organizations").
const ORGANIZATIONS_PER_REQUEST: usize = 100;

/// What the directory answered.
type PeopleAnswer = Result<Answered<People>, ApiError>;

/// Reads and keeps a store.
pub(in crate::command) struct Reader {
    client: Client,
    clock: Clock,
    store: Store,
    to_ask: VecDeque<UserId>,
    known: rustc_hash::FxHashSet<UserId>,
    organizations: bool,
    nameless: Option<ApiError>,
}

impl Reader {
    pub(in crate::command) fn new(client: Client, clock: Clock) -> Self {
        let store = Store::new();
        let known = rustc_hash::FxHashSet::default();
        Self {
            client,
            clock,
            store,
            to_ask: VecDeque::new(),
            known,
            organizations: false,
            nameless: None,
        }
    }

    /// The same with what organisations are called, which filters match and lists print.
    pub(in crate::command) fn with_organizations(mut self, wanted: bool) -> Self {
        self.organizations = wanted;
        self
    }

    /// Whose credentials these are. The first request of every verb: a wrong host or a wrong
    /// token is told before anything else happens.
    pub(in crate::command) async fn identify(&mut self) -> Result<User, ApiError> {
        let answer = again(|| self.client.me(Purpose::Watching)).await?;
        let user = self.dated(answer).user;
        self.store
            .take(WalkProgress::Identified(user.clone()), (self.clock)());
        self.known.insert(user.id);
        Ok(user)
    }

    /// Every session, and everyone who owns one.
    pub(in crate::command) async fn walk(mut self) -> Result<Reading, ApiError> {
        self.store.take(WalkProgress::Began, (self.clock)());
        let mut pages = pages(self.client.clone());
        let mut people = FuturesUnordered::new();
        let mut broke = None;
        let mut whole = false;
        let mut rows = 0;
        loop {
            let enough = if whole { 1 } else { PEOPLE_PER_REQUEST };
            while self.to_ask.len() >= enough && people.len() < PEOPLE_IN_FLIGHT {
                people.push(self.next_people());
            }
            tokio::select! {
                page = pages.recv(), if !whole => match page {
                    Some(Ok(page)) => {
                        rows += page.value.sessions.len();
                        self.page(page);
                        progress(rows);
                    }
                    Some(Err(error)) => {
                        broke = Some(Arc::new(error));
                        whole = true;
                    }
                    None => whole = true,
                },
                Some((ids, answer)) = people.next() => self.told_of(ids, answer)?,
                else => break,
            }
        }
        if self.organizations {
            self.ask_organizations().await;
        }
        progress_over();
        self.close(broke.as_ref());
        Ok(Reading {
            seen: self.store.snapshot(),
            broke,
            nameless: self.nameless,
        })
    }

    /// Why some people have no name so far.
    pub(in crate::command) fn nameless(&self) -> Option<&ApiError> {
        self.nameless.as_ref()
    }

    /// Asks who the next hundred are.
    fn next_people(&mut self) -> impl Future<Output = (Vec<UserId>, PeopleAnswer)> + use<> {
        let count = self.to_ask.len().min(PEOPLE_PER_REQUEST);
        let ids: Vec<UserId> = self.to_ask.drain(..count).collect();
        let client = self.client.clone();
        async move {
            let answer = again(|| client.people(Purpose::Watching, &ids)).await;
            (ids, answer)
        }
    }

    /// Names are worth less than sessions: those that cannot be had stay empty.
    fn told_of(&mut self, asked: Vec<UserId>, answer: PeopleAnswer) -> Result<(), ApiError> {
        match answer {
            Ok(answer) => {
                let users = self.dated(answer).users;
                let people = WalkProgress::People { asked, users };
                self.store.take(people, (self.clock)());
            }
            Err(error) if error.refuses_credentials() => return Err(error),
            Err(error) => self.nameless = Some(error),
        }
        Ok(())
    }

    /// The walk is over, whole or not.
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

    /// The own lists of these people, and who they are.
    pub(in crate::command) async fn people(
        &mut self,
        people: &[UserId],
    ) -> Result<Arc<Snapshot>, ApiError> {
        for user in people {
            let began_at = (self.clock)();
            let walk = Walk::of(self.client.clone(), Purpose::Watching, *user);
            let sessions = self.dated(walk.whole().await?);
            let listed = WalkProgress::Listed {
                user: *user,
                began_at,
                sessions,
            };
            self.store.take(listed, (self.clock)());
        }
        let seen = self.names(people).await?;
        if !self.organizations {
            return Ok(seen);
        }
        self.ask_organizations().await;
        Ok(self.store.snapshot())
    }

    /// Who these people are, without their lists.
    pub(in crate::command) async fn names(
        &mut self,
        people: &[UserId],
    ) -> Result<Arc<Snapshot>, ApiError> {
        let unknown: Vec<UserId> = people
            .iter()
            .copied()
            .filter(|user| self.known.insert(*user))
            .collect();
        for ids in unknown.chunks(PEOPLE_PER_REQUEST) {
            let answer = again(|| self.client.people(Purpose::Watching, ids)).await;
            self.told_of(ids.to_vec(), answer)?;
        }
        Ok(self.store.snapshot())
    }

    /// Not every role may read them; those that are not to be had keep their numbers.
    async fn ask_organizations(&mut self) {
        loop {
            let asked = self.store.unknown_organizations(ORGANIZATIONS_PER_REQUEST);
            if asked.is_empty() {
                return;
            }
            let found = match again(|| self.client.organizations(Purpose::Watching, &asked)).await {
                Ok(answer) => self.dated(answer),
                Err(error) => {
                    tracing::debug!(%error, "organisations are not to be had");
                    return;
                }
            };
            let found = Found::Organizations { asked, found };
            self.store
                .take(WalkProgress::Enriched(found), (self.clock)());
        }
    }

    fn page(&mut self, page: Answered<SessionPage>) {
        let page = self.dated(page);
        for session in &page.sessions {
            if self.known.insert(session.key.user) {
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

    fn dated<T>(&mut self, answer: Answered<T>) -> T {
        if let Some(time) = answer.server_date {
            self.store
                .take(WalkProgress::ServerTime(time), (self.clock)());
        }
        answer.value
    }
}

/// Asks a few times: nothing of this changes anything.
async fn again<T, F, A>(ask: F) -> Result<T, ApiError>
where
    F: FnMut() -> A,
    A: Future<Output = Result<T, ApiError>>,
{
    retrying(&RetryPolicy::default(), ask).await
}

/// Page after page, read ahead of whoever takes them. Ends with the last or an error, or when
/// nobody takes them any more.
fn pages(client: Client) -> mpsc::Receiver<Result<Answered<SessionPage>, ApiError>> {
    let (send, pages) = mpsc::channel(PAGES_AHEAD);
    tokio::spawn(async move {
        let mut walk = Walk::over(client, Purpose::Watching);
        while let Some(page) = walk.next().await {
            let broke = page.is_err();
            if send.send(page.map_err(ApiError::from)).await.is_err() || broke {
                return;
            }
        }
    });
    pages
}

/// Progress goes to stderr where somebody watches it.
fn progress(rows: usize) {
    if stderr().is_terminal() {
        let _ = write!(stderr(), "\r{rows} sessions …");
    }
}

fn progress_over() {
    if stderr().is_terminal() {
        let _ = write!(stderr(), "\r\u{1b}[K");
    }
}
