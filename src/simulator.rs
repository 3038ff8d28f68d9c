//! A Zendesk-compatible server on loopback, with a seeded, living population.
//!
//! people and sessions → world → state → edge: only the edge knows HTTP, only the caller knows
//! the time, and only `endpoints` knows what Zendesk would say.
//!
//! - `names`, `people`, `places`, `sessions` who is there, derived from a seed; `life`, `world`
//!   how that changes with time
//! - `call`, `reply` one request and one answer; `list`, `page` parts of a list; `limit` the
//!   request budget
//! - `credential` the ways in; `caller` who somebody is by them; `tokens` the OAuth server's memory
//! - `chat` the Chat account, which knows nothing of Support
//! - `endpoints` a file for each family of the API; `fields` names and values
//! - `fault` what shall go wrong
//! - `ledger` what the server saw; `state` one request from arrival to answer
//! - `edge` axum, the listening socket; `line` connections that close without an answer
//! - `options` what an account is like; `hooks` what tests ask it and do to it
//!
//! Nothing of `zendesk` is named here: the two know each other by the documented API alone.

mod call;
mod caller;
mod chat;
mod credential;
mod edge;
mod endpoints;
mod fault;
mod fields;
mod hooks;
mod ledger;
mod life;
mod limit;
mod line;
mod list;
mod names;
mod options;
mod page;
mod people;
mod places;
#[cfg(test)]
mod probe;
mod reply;
mod sessions;
mod state;
mod tokens;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use http::request::Parts;

use self::call::Call;
use self::reply::ServedReply;
use self::state::SimulatorState;

pub use credential::{Credential, IssuedCredentials};
pub use edge::{Served, serve};
pub use fault::{
    FaultEffect, FaultError, FaultEvent, FaultTrigger, ServedRefusal, ServerFault, Whom,
};
pub use ledger::LedgerEntry;
pub use life::SessionLimits;
pub use options::{AccountPlan, ChatOrigin, Envelope, Options};
pub use people::{CastMember, SimulatedPerson};
pub use tokens::OauthOptions;

/// A simulated account. Clones share it.
#[derive(Clone)]
pub struct Simulator(Arc<SimulatorShared>);

struct SimulatorShared {
    options: Options,
    state: Mutex<SimulatorState>,
}

impl Simulator {
    /// Makes an account that begins now.
    pub fn new(options: Options) -> Self {
        let state = SimulatorState::new(&options, (options.clock)());
        Self(Arc::new(SimulatorShared {
            options,
            state: Mutex::new(state),
        }))
    }

    /// The server, without a socket.
    pub fn router(&self) -> Router {
        edge::router(self.clone())
    }

    /// The credentials that let a client in.
    pub fn credentials(&self) -> IssuedCredentials {
        self.lock().world.credentials.clone()
    }

    /// The requests so far, oldest first; where there were very many, only the latest.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.state().ledger.entries().cloned().collect()
    }

    /// How many requests there were.
    pub fn request_count(&self) -> u64 {
        self.state().count
    }

    /// Makes something go wrong from now on. Earlier faults come first.
    pub fn add_fault(&self, fault: ServerFault) {
        self.state().faults.add(fault);
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    fn answer(&self, parts: &Parts, body: Vec<u8>) -> (ServedReply, Duration) {
        let mut call = Call::new(parts, body);
        // The clock is read by whoever holds the state, so that the readings never go back.
        let mut state = self.lock();
        let now = (self.0.options.clock)();
        state.answer(&mut call, now, &self.0.options)
    }

    /// The state of the account at this moment.
    fn state(&self) -> MutexGuard<'_, SimulatorState> {
        let mut state = self.lock();
        state.advance((self.0.options.clock)());
        state
    }

    fn lock(&self) -> MutexGuard<'_, SimulatorState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
