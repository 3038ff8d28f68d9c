//! The background task that keeps the shared state current: one walk after another at the
//! pace the request budget allows, people by the hundred, and what is asked for in between.
//! What is worth less than that is in `errands`, runs `under_way`, and gives way to all of it.
//! `pages` waits for the pages of a walk.

mod errands;
mod pages;
mod under_way;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use self::errands::Errands;
use self::under_way::UnderWay;
use super::{Retry, Snapshot, Store, WalkProgress};
use crate::model::{Clock, Timestamp, UserId};
use crate::zendesk::{Answered, ApiError, Client, Purpose, Walk};

/// Requests a person can make while one is being served; more than a person can press.
const COMMANDS: usize = 16;

/// People in one `show_many` request (Users API).
const PEOPLE_PER_REQUEST: usize = 100;

/// After the first failure; doubled with each further one.
const FIRST_RETRY: Duration = Duration::from_secs(5);

/// The longest wait of our own making between two attempts.
const LAST_RETRY: Duration = Duration::from_secs(120);

/// How long names are left alone after a request for them failed.
const NAMES_AGAIN: Duration = Duration::from_secs(60);

/// How fast to go.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The shortest time from the end of one walk to the beginning of the next.
    pub floor: Duration,
    /// How long what we know of a person on the screen is good for.
    pub people_for: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            floor: Duration::from_secs(10),
            people_for: Duration::from_secs(15 * 60),
        }
    }
}

/// What the rest of the program can ask of the poller.
#[derive(Debug, Clone)]
enum Command {
    Walk,
    Check(Vec<UserId>),
    AskAbout(Vec<UserId>),
}

/// The other end of a [`Poller`]: the shared state, and how to ask for more.
#[derive(Clone)]
pub struct PollerHandle {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    commands: mpsc::Sender<Command>,
    interest: watch::Sender<Vec<UserId>>,
}

impl PollerHandle {
    /// The shared state, and word of each change.
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// Asks for a walk now. When the poller is busy anyway, nothing is lost by dropping it.
    pub fn walk_now(&self) {
        let _ = self.commands.try_send(Command::Walk);
    }

    /// Asks for these people's own lists soon, for proof that their sessions are gone.
    pub fn check(&self, people: Vec<UserId>) {
        let _ = self.commands.try_send(Command::Check(people));
    }

    /// Asks the directory about these people again soon, because something about them changed.
    pub fn ask_about(&self, people: Vec<UserId>) {
        let _ = self.commands.try_send(Command::AskAbout(people));
    }

    /// Says whose names are on the screen, so that they are asked about first.
    pub fn show(&self, people: Vec<UserId>) {
        self.interest.send_if_modified(|shown| {
            let changed = *shown != people;
            *shown = people;
            changed
        });
    }
}

/// The task's state. It alone writes the store.
pub struct Poller {
    client: Client,
    clock: Clock,
    pace: Pace,
    store: Store,
    out: watch::Sender<Arc<Snapshot>>,
    commands: mpsc::Receiver<Command>,
    interest: watch::Receiver<Vec<UserId>>,
    failures: u32,
    identified: bool,
    names_from: Option<Timestamp>,
    errands: Errands,
}

impl Poller {
    /// A poller and its handle; nothing happens until [`Poller::run`].
    pub fn new(client: Client, clock: Clock, pace: Pace) -> (Self, PollerHandle) {
        let store = Store::new();
        let (out, snapshots) = watch::channel(store.snapshot());
        let (ask, commands) = mpsc::channel(COMMANDS);
        let (show, interest) = watch::channel(Vec::new());
        let handle = PollerHandle {
            snapshots,
            commands: ask,
            interest: show,
        };
        let poller = Self {
            client,
            clock,
            pace,
            store,
            out,
            commands,
            interest,
            failures: 0,
            identified: false,
            names_from: None,
            errands: Errands::default(),
        };
        (poller, handle)
    }

    /// Walks until every handle is dropped. Failures are published, never returned: the
    /// program outlives its network.
    pub async fn run(mut self) {
        loop {
            let rest = match self.round().await {
                Ok(rest) => Some(rest),
                Err(error) => self.break_off(error),
            };
            if self.rest(rest).await.is_break() {
                return;
            }
        }
    }

    /// One whole walk, with the people on the screen asked about as pages come in and the
    /// others after it. Returns how long to rest.
    async fn round(&mut self) -> Result<Duration, ApiError> {
        if !self.identified {
            let me = self.client.me(Purpose::Watching).await?;
            let user = self.dated(me).user;
            self.absorb(WalkProgress::Identified(user));
            self.identified = true;
        }
        self.absorb(WalkProgress::Began);
        let mut requests = 0;
        let mut walk = Walk::over(self.client.clone(), Purpose::Watching);
        while let Some(page) = self.page_of(&mut walk).await {
            let page = self.dated(page.map_err(ApiError::from)?);
            requests += 1;
            let (sessions, unreadable) = (page.sessions, page.unreadable);
            self.absorb(WalkProgress::Page {
                sessions,
                unreadable,
            });
            while let Ok(command) = self.commands.try_recv() {
                match command {
                    Command::Walk => {}
                    Command::Check(people) => self.check(people).await?,
                    Command::AskAbout(people) => self.ask_again(people).await?,
                }
            }
            self.ask_about_shown().await?;
        }
        self.failures = 0;
        let rest = self
            .client
            .budget()
            .walk_interval(requests, self.pace.floor);
        self.absorb(WalkProgress::Finished {
            rest_until: (self.clock)().after(rest),
        });
        loop {
            let unknown = self.store.unknown_people(PEOPLE_PER_REQUEST);
            if unknown.is_empty() || !self.ask_about(&unknown).await? {
                return Ok(rest);
            }
            self.ask_about_shown().await?;
        }
    }

    /// Waits for the next walk, serving what is asked for meanwhile. `None` waits until asked.
    async fn rest(&mut self, rest: Option<Duration>) -> ControlFlow<()> {
        let over = async {
            match rest {
                Some(rest) => tokio::time::sleep(rest).await,
                None => std::future::pending().await,
            }
        };
        tokio::pin!(over);
        self.errands.rest_begins();
        // Dropped with this rest: a walk never waits for an errand.
        let mut under_way = None;
        loop {
            if under_way.is_none() && rest.is_some() && self.identified {
                under_way = self.next_errand();
            }
            let asked = tokio::select! {
                () = &mut over => return ControlFlow::Continue(()),
                command = self.commands.recv() => match command {
                    None => return ControlFlow::Break(()),
                    Some(Command::Walk) => return ControlFlow::Continue(()),
                    Some(Command::Check(people)) => self.check(people).await,
                    Some(Command::AskAbout(people)) => self.ask_again(people).await,
                },
                changed = self.interest.changed() => match changed {
                    Err(_) => return ControlFlow::Break(()),
                    Ok(()) if rest.is_some() && self.identified => self.ask_about_shown().await,
                    Ok(()) => Ok(()),
                },
                (errand, result) = UnderWay::ended(&mut under_way) => {
                    under_way = None;
                    if let Some(found) = self.errands.done(&errand, result, (self.clock)()) {
                        self.absorb(WalkProgress::Enriched(found));
                    }
                    Ok(())
                }
            };
            // A side errand that fails is told by the next walk, which will fail as well.
            if asked.is_err() {
                tracing::debug!("a request between walks failed");
            }
        }
    }

    /// The next errand, which waits until there is budget to spare.
    fn next_errand(&self) -> Option<UnderWay> {
        let shown = self.interest.borrow();
        let errand = self.errands.next(&self.store, &shown, (self.clock)())?;
        Some(UnderWay::new(errand, self.client.clone()))
    }

    async fn ask_about_shown(&mut self) -> Result<(), ApiError> {
        let shown = self.interest.borrow_and_update().clone();
        let good_since = (self.clock)().shifted(-millis(self.pace.people_for));
        let unknown = self.store.to_ask(&shown, good_since);
        if let Some(first) = unknown.chunks(PEOPLE_PER_REQUEST).next() {
            self.ask_about(first).await?;
        }
        Ok(())
    }

    /// Names are worth less than sessions: when they are not to be had, ids stay on the screen,
    /// the walk goes on, and names are left alone for a while. `false`: not now.
    async fn ask_about(&mut self, people: &[UserId]) -> Result<bool, ApiError> {
        let now = (self.clock)();
        if self.names_from.is_some_and(|from| now < from) {
            return Ok(false);
        }
        match self.client.people(Purpose::Watching, people).await {
            Ok(answer) => {
                let users = self.dated(answer).users;
                self.absorb(WalkProgress::People {
                    asked: people.to_vec(),
                    users,
                });
                Ok(true)
            }
            Err(error) if error.refuses_credentials() => Err(error),
            Err(error) => {
                tracing::debug!(%error, "names are not to be had");
                self.names_from = Some(now.after(NAMES_AGAIN));
                Ok(false)
            }
        }
    }

    async fn ask_again(&mut self, people: Vec<UserId>) -> Result<(), ApiError> {
        for some in people.chunks(PEOPLE_PER_REQUEST) {
            self.ask_about(some).await?;
        }
        Ok(())
    }

    async fn check(&mut self, people: Vec<UserId>) -> Result<(), ApiError> {
        for user in people {
            let began_at = (self.clock)();
            let walk = Walk::of(self.client.clone(), Purpose::Watching, user);
            let sessions = self.dated(walk.whole().await?);
            self.absorb(WalkProgress::Listed {
                user,
                began_at,
                sessions,
            });
        }
        Ok(())
    }

    fn break_off(&mut self, error: ApiError) -> Option<Duration> {
        self.failures += 1;
        let (rest, retry) = if error.refuses_credentials() {
            self.identified = false;
            (None, Retry::WhenAsked)
        } else {
            let ours = FIRST_RETRY
                .saturating_mul(1 << (self.failures - 1).min(8))
                .min(LAST_RETRY);
            let rest = error.wait().unwrap_or(ours);
            let when = (self.clock)().after(rest);
            (
                Some(rest),
                Retry::At {
                    when,
                    failures: self.failures,
                },
            )
        };
        self.absorb(WalkProgress::Broke {
            error: Arc::new(error),
            retry,
        });
        rest
    }

    fn dated<T>(&mut self, answer: Answered<T>) -> T {
        if let Some(time) = answer.server_date {
            self.store
                .take(WalkProgress::ServerTime(time), (self.clock)());
        }
        answer.value
    }

    fn absorb(&mut self, progress: WalkProgress) {
        let now = (self.clock)();
        self.store
            .take(WalkProgress::Budget(self.client.budget().reading()), now);
        self.store
            .take(WalkProgress::Standing(self.client.standing()), now);
        self.out.send_replace(self.store.absorb(progress, now));
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
