//! A Zendesk-compatible server on loopback, with a seeded, living population.
//!
//! `population → world → desk → edge`: only the edge knows HTTP, only the caller knows the time.
//!
//! - `names`, `people`, `places`, `sessions` who is there, derived from a seed; `life`, `world` how that changes with time
//! - `call`, `reply` one request and one answer; `list`, `page` parts of a list; `limit` the request budget
//! - `credential` the ways in; `caller` who somebody is by them; `tokens` the OAuth server's memory
//! - `chat` the Chat account, which knows nothing of Support
//! - `endpoints` a file for each family of the API; `fields` names and values
//! - `fault` what shall go wrong; `refusal` the documented ways of saying no; `faults` which request meets it; `mishap` how an answer is spoilt
//! - `ledger` what the server saw; `desk` one request from arrival to answer
//! - `edge` axum, the listening socket; `line` connections that close without an answer
//! - `options` what an account is like; `hooks` what tests ask it and do to it

mod call;
mod caller;
mod chat;
mod credential;
mod desk;
mod edge;
mod endpoints;
mod fault;
mod faults;
mod fields;
mod hooks;
mod ledger;
mod life;
mod limit;
mod line;
mod list;
mod mishap;
mod names;
mod options;
mod page;
mod people;
mod places;
#[cfg(test)]
mod probe;
mod refusal;
mod reply;
mod sessions;
mod tokens;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use http::request::Parts;

use self::call::Call;
use self::desk::Desk;
use self::reply::Reply;

pub use credential::{Credential, Credentials};
pub use edge::{Served, serve};
pub use fault::{Fault, FaultError, Then, When};
pub use ledger::LedgerEntry;
pub use options::{ChatAccount, Envelope, OauthOptions, Options, Plan, SessionLimits};
pub use people::Person;
pub use refusal::Refusal;

/// A simulated account. Clones share it.
#[derive(Clone)]
pub struct Simulator(Arc<Shared>);

struct Shared {
    options: Options,
    desk: Mutex<Desk>,
}

impl Simulator {
    /// Makes the account as of now.
    pub fn new(options: Options) -> Self {
        let desk = Desk::new(&options, (options.clock)());
        Self(Arc::new(Shared {
            options,
            desk: Mutex::new(desk),
        }))
    }

    /// The server, without a socket.
    pub fn router(&self) -> Router {
        edge::router(self.clone())
    }

    /// What lets a client in.
    pub fn credentials(&self) -> Credentials {
        self.lock().world.credentials.clone()
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

    fn answer(&self, parts: &Parts, body: Vec<u8>) -> (Reply, Duration) {
        let mut call = Call::new(parts, body);
        // The clock is read by whoever holds the desk, so that the readings never go back.
        let mut desk = self.lock();
        let now = (self.0.options.clock)();
        desk.answer(&mut call, now, &self.0.options)
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
