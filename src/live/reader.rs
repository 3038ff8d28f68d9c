//! The one-shot reader: pages, and then the people on them, into a store of its own. It is the second
//! user of the store beside the poller, and serves commands that read an account once.
//!
//! Nothing here changes anything, so every request may be repeated.
//!
//! - here the walk, people and their lists; `wanted` what is read beside them
//! - `named` who is meant by a name, and whether they are signed in

mod named;
mod wanted;

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use http::Method;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use self::wanted::WantedBeside;
use super::{ReadError, ReadProgress, Reading, Retry, Snapshot, Store, WalkProgress};
use crate::model::{Clock, SafeText, User, UserId, counted};
use crate::query::Query;
use crate::zendesk::{
    Answered, ApiError, ApiErrorKind, ApiRequest, Client, People, PersonList, Purpose, RetryPolicy,
    SessionPage, Walk,
};

/// The most people whose own lists are read; for more, one walk is cheaper.
pub(crate) const LISTS_AT_MOST: usize = 50;

/// The pages that may wait while people are looked up.
const PAGES_AHEAD: usize = 8;

/// The requests for people that may be under way at once.
const PEOPLE_IN_FLIGHT: usize = 4;

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// What the requests of a reader are for.
#[derive(Clone, Copy)]
struct ReadPurposes {
    /// Who the credentials belong to, people's own lists, and who they are.
    asked: Purpose,
    /// The pages of a walk.
    walk: Purpose,
    /// The people of a walk, and what is wanted beside.
    names: Purpose,
}

/// The requests of a verb, for which somebody waits. A walk keeps to its share all the same.
const FOR_A_VERB: ReadPurposes = ReadPurposes {
    asked: Purpose::Asked,
    walk: Purpose::Walk,
    names: Purpose::Names,
};

/// The requests by which a run is proved.
const FOR_PROOF: ReadPurposes = ReadPurposes {
    asked: Purpose::Proof,
    walk: Purpose::Proof,
    names: Purpose::Proof,
};

/// The answer of the directory.
type PeopleAnswer = Result<Answered<People>, ApiError>;

/// Reads an account into a store of its own.
pub struct Reader {
    client: Client,
    /// The client for names and organisations, which are waited for less.
    for_names: Client,
    clock: Clock,
    store: Store,
    to_ask: VecDeque<UserId>,
    known: rustc_hash::FxHashSet<UserId>,
    wanted: WantedBeside,
    purposes: ReadPurposes,
    nameless: Option<Arc<ApiError>>,
    tell: fn(ReadProgress),
}

impl Reader {
    /// A reader that has read nothing yet.
    pub fn new(client: Client, clock: Clock) -> Self {
        let store = Store::new();
        let known = rustc_hash::FxHashSet::default();
        Self {
            for_names: client.for_enrichment(),
            client,
            clock,
            store,
            to_ask: VecDeque::new(),
            known,
            wanted: WantedBeside::default(),
            purposes: FOR_A_VERB,
            nameless: None,
            tell: |_| {},
        }
    }

    /// Sets the function that is called with the progress of a walk.
    #[must_use]
    pub(crate) fn telling(mut self, tell: fn(ReadProgress)) -> Self {
        self.tell = tell;
        self
    }

    /// Makes all of its requests for the proof of a run.
    #[must_use]
    pub(crate) fn for_proof(mut self) -> Self {
        self.purposes = FOR_PROOF;
        self
    }

    /// Sets whether the names of organisations are read, which filters match and lists print.
    #[must_use]
    pub(crate) fn with_organizations(mut self, wanted: bool) -> Self {
        self.wanted.organizations = wanted;
        self
    }

    /// Adds what decides the answers of a query.
    #[must_use]
    pub(crate) fn for_query(mut self, query: &Query) -> Self {
        self.wanted = self.wanted.and_for(query);
        self
    }

    /// Asks whose credentials these are. It is the first request of every verb: a wrong host or a
    /// wrong token is reported before anything else happens.
    pub async fn identify(&mut self) -> Result<User, ApiError> {
        let answer = again(&self.client, || self.client.me(self.purposes.asked)).await?;
        let user = self.dated(answer).user;
        self.store
            .take(WalkProgress::Identified(user.clone()), (self.clock)());
        self.known.insert(user.id);
        Ok(user)
    }

    /// Reads every session, and everyone who owns one.
    pub async fn walk(mut self) -> Result<Reading, ApiError> {
        self.store.take(WalkProgress::Began, (self.clock)());
        let mut pages = pages(self.client.clone(), self.purposes.walk);
        let mut people = FuturesUnordered::new();
        let mut broke = None;
        let mut whole = false;
        let mut rows = 0;
        loop {
            // Names come last, because a list without them is worth more than half a list with
            // them: where they are refused for a while, the account is at rest for as long.
            while whole && !self.to_ask.is_empty() && people.len() < PEOPLE_IN_FLIGHT {
                people.push(self.next_people());
            }
            tokio::select! {
                page = pages.next(), if !whole => match page {
                    Some(Ok(page)) => {
                        rows += page.value.sessions.len();
                        self.page(page);
                        (self.tell)(ReadProgress::Sessions(rows));
                    }
                    Some(Err(error)) => {
                        broke = Some(Arc::new(error));
                        whole = true;
                    }
                    None => whole = true,
                },
                Some((ids, answer)) = people.next() => self.names_arrived(&ids, answer)?,
                else => break,
            }
        }
        self.ask_what_is_wanted().await;
        (self.tell)(ReadProgress::Over);
        self.close(broke.as_ref());
        Ok(Reading {
            snapshot: self.store.snapshot(),
            broke,
            nameless: self.nameless,
        })
    }

    /// Why some people have no name so far.
    pub(crate) fn nameless(&self) -> Option<&Arc<ApiError>> {
        self.nameless.as_ref()
    }

    /// Asks for the names of the next hundred people.
    fn next_people(&mut self) -> impl Future<Output = (Vec<UserId>, PeopleAnswer)> + use<> {
        let count = self.to_ask.len().min(PEOPLE_PER_REQUEST);
        let ids: Vec<UserId> = self.to_ask.drain(..count).collect();
        let (client, purpose) = (self.for_names.clone(), self.purposes.names);
        async move {
            let answer = again(&client, || client.people(purpose, &ids)).await;
            (ids, answer)
        }
    }

    /// Takes in names. They are less important than sessions: those that cannot be read stay empty.
    fn names_arrived(&mut self, asked: &[UserId], answer: PeopleAnswer) -> Result<(), ApiError> {
        match answer {
            Ok(answer) => {
                let people = self.dated(answer);
                if people.unreadable > 0 {
                    self.nameless = Some(Arc::new(unreadable_people(people.unreadable)));
                }
                for progress in WalkProgress::of_people(asked, people) {
                    self.store.take(progress, (self.clock)());
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

    /// Reads the own lists of these people, and who they are.
    pub(crate) async fn people(&mut self, people: &[UserId]) -> Result<Arc<Snapshot>, ApiError> {
        for user in people {
            let began_at = (self.clock)();
            let list = PersonList::read(&self.client, self.purposes.asked, *user).await?;
            let list = self.dated(list);
            let listed = WalkProgress::Listed {
                user: *user,
                began_at,
                list,
            };
            self.store.take(listed, (self.clock)());
        }
        self.names(people).await?;
        self.ask_what_is_wanted().await;
        Ok(self.store.snapshot())
    }

    /// Reads the sessions that these people have now, and who they are: their own lists while they
    /// are few, else one whole walk of the account.
    ///
    /// # Errors
    /// If it cannot be read, or the walk is not whole.
    pub(crate) async fn lists_of(&mut self, people: &[UserId]) -> Result<Arc<Snapshot>, ReadError> {
        if people.len() <= LISTS_AT_MOST {
            return Ok(self.people(people).await?);
        }
        let mut fresh = Self::new(self.client.clone(), self.clock.clone()).telling(self.tell);
        fresh.purposes = self.purposes;
        fresh.identify().await?;
        fresh.walk().await?.whole()
    }

    /// Asks who these people are, without their lists.
    pub(crate) async fn names(&mut self, people: &[UserId]) -> Result<Arc<Snapshot>, ApiError> {
        let unknown: Vec<UserId> = people
            .iter()
            .copied()
            .filter(|user| self.known.insert(*user))
            .collect();
        for ids in unknown.chunks(PEOPLE_PER_REQUEST) {
            let ask = || self.client.people(self.purposes.asked, ids);
            let answer = again(&self.client, ask).await;
            self.names_arrived(ids, answer)?;
        }
        Ok(self.store.snapshot())
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

/// Asks a few times, since no request here changes anything.
async fn again<T, F, A>(client: &Client, ask: F) -> Result<T, ApiError>
where
    F: FnMut() -> A,
    A: Future<Output = Result<T, ApiError>>,
{
    client.retrying(&RetryPolicy::default(), ask).await
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
