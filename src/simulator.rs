//! A Zendesk-compatible server on loopback, with a seeded, living population.
//!
//! `population → world → desk → edge`: only the edge knows HTTP, only the caller knows the time.
//!
//! - `names`, `people`, `sessions` who is there, derived from a seed; `life`, `world` how that changes with time
//! - `call`, `reply` one request and one answer; `page` parts of a list; `limit` the request budget
//! - `credential` the ways in; `endpoints` a file for each family of the API
//! - `fault` what shall go wrong; `faults` which request meets it; `mishap` how an answer is spoilt
//! - `ledger` what the server saw; `desk` one request from arrival to answer
//! - `edge` axum, the listening socket; `line` connections that close without an answer
//!
//! OAuth sign-in, Chat, Help Center and cookie sessions would each be a file in `endpoints`.

mod call;
mod credential;
mod desk;
mod edge;
mod endpoints;
mod fault;
mod faults;
mod ledger;
mod life;
mod limit;
mod line;
mod mishap;
mod names;
mod page;
mod people;
#[cfg(test)]
mod probe;
mod reply;
mod sessions;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use http::request::Parts;

use self::call::Call;
use self::desk::Desk;
use self::people::People;
use self::reply::Reply;
use self::sessions::Whose;
use crate::model::{Clock, Session, SessionKey, Timestamp, UserId};

pub use credential::{Credential, Credentials};
pub use edge::{Served, serve};
pub use endpoints::Envelope;
pub use fault::{Fault, FaultError, Then, When};
pub use ledger::LedgerEntry;
pub use people::Person;

/// What the simulated account is like.
#[derive(Clone)]
pub struct Options {
    /// Sign-ins at the start.
    pub sessions: usize,
    /// People, at least four.
    pub users: usize,
    /// The same seed and the same readings of the clock make the same account.
    pub seed: u64,
    /// Sign-ins and sign-outs a minute. At 0 nothing changes by itself, `last_seen_at` neither.
    pub churn_per_minute: u32,
    /// How long every answer takes.
    pub latency: Duration,
    /// Requests a minute for the whole account; 0 announces a budget without enforcing it.
    pub rate_limit: u32,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// How a single session is wrapped.
    pub envelope: Envelope,
    /// How long `logout_many` takes to come true, by the clock.
    pub logout_delay: Duration,
    /// What time it is.
    pub clock: Clock,
}

impl Options {
    /// A middling account.
    pub fn new(clock: Clock) -> Self {
        Self {
            sessions: 2_400,
            users: 3_000,
            seed: 1,
            churn_per_minute: 40,
            latency: Duration::ZERO,
            rate_limit: 700,
            faults: Vec::new(),
            envelope: Envelope::default(),
            logout_delay: Duration::from_secs(3),
            clock,
        }
    }
}

/// A simulated account. Clones share it.
#[derive(Clone)]
pub struct Simulator(Arc<Shared>);

struct Shared {
    options: Options,
    credentials: Credentials,
    desk: Mutex<Desk>,
}

impl Simulator {
    /// Makes the account as of now.
    pub fn new(options: Options) -> Self {
        let desk = Desk::new(&options, (options.clock)());
        let credentials = Credentials::new(options.seed, &desk.world.people);
        Self(Arc::new(Shared {
            options,
            credentials,
            desk: Mutex::new(desk),
        }))
    }

    /// The server, without a socket.
    pub fn router(&self) -> Router {
        edge::router(self.clone())
    }

    /// What lets a client in.
    pub fn credentials(&self) -> Credentials {
        self.0.credentials.clone()
    }

    /// The requests so far, oldest first; of very many only the latest.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.desk().ledger.entries().cloned().collect()
    }

    /// How many requests there were.
    pub fn request_count(&self) -> u64 {
        self.desk().count
    }

    /// Has something go wrong from now on. Earlier faults come first.
    pub fn add_fault(&self, fault: Fault) {
        self.desk().faults.add(fault);
    }

    /// Has nothing go wrong any more.
    pub fn clear_faults(&self) {
        self.desk().faults.clear();
    }

    /// Every live session, by id.
    pub fn sessions(&self) -> Vec<Session> {
        let desk = self.desk();
        desk.world.sessions.after(Whose::All, None, usize::MAX)
    }

    /// One person's live sessions, by id.
    pub fn sessions_of(&self, user: UserId) -> Vec<Session> {
        self.desk().world.of(user)
    }

    /// Everybody, by id.
    pub fn users(&self) -> Vec<Person> {
        self.desk().world.people.all().collect()
    }

    /// One person.
    pub fn user(&self, id: UserId) -> Option<Person> {
        self.desk().world.people.find(id)
    }

    /// The admin whose credentials these are.
    pub fn own_user(&self) -> Option<UserId> {
        self.desk().world.people.id(People::ADMIN)
    }

    /// The agent with a token.
    pub fn agent(&self) -> Option<UserId> {
        self.desk().world.people.id(People::AGENT)
    }

    /// The end user with a token.
    pub fn end_user(&self) -> Option<UserId> {
        self.desk().world.people.id(People::END_USER)
    }

    /// Signs somebody in; `None` if there is no such person.
    pub fn sign_in(&self, user: UserId) -> Option<SessionKey> {
        let mut desk = self.desk();
        let now = Timestamp::from_seconds(desk.world.now.seconds());
        let known = desk.world.people.knows(user);
        known
            .then(|| desk.world.sessions.sign_in(user, now))
            .flatten()
    }

    /// Signs somebody out as they would themselves; `false` if they were not signed in.
    pub fn sign_out(&self, key: SessionKey) -> bool {
        self.desk().world.sessions.end(key)
    }

    /// Overwrites the times of a session; `false` if there is none.
    pub fn set_times(
        &self,
        key: SessionKey,
        authenticated_at: Option<Timestamp>,
        last_seen_at: Option<Timestamp>,
    ) -> bool {
        let mut desk = self.desk();
        desk.world
            .sessions
            .set_times(key, authenticated_at, last_seen_at)
    }

    /// Changes a person: suspend, delete, downgrade; `false` if there is none.
    pub fn edit_user(&self, user: UserId, change: impl FnOnce(&mut Person)) -> bool {
        self.desk().world.people.edit(user, change)
    }

    /// Gives a person a name, sent as it is but for JSON's escapes.
    pub fn set_name(&self, user: UserId, name: &str) -> bool {
        self.edit_user(user, |person| name.clone_into(&mut person.name))
    }

    fn answer(&self, parts: &Parts) -> (Reply, Duration) {
        let Shared {
            options,
            credentials,
            ..
        } = &*self.0;
        let mut call = Call::new(parts);
        // The clock is read by whoever holds the desk, so that the readings never go back.
        let mut desk = self.lock();
        let now = (options.clock)();
        desk.answer(&mut call, now, options, credentials)
    }

    /// The account as of now.
    fn desk(&self) -> MutexGuard<'_, Desk> {
        let mut desk = self.lock();
        desk.advance((self.0.options.clock)());
        desk
    }

    fn lock(&self) -> MutexGuard<'_, Desk> {
        self.0.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
