//! How many requests a minute we allow ourselves, and who goes first: one scheduler for all requests
//! of a profile.
//!
//! The account's limit is shared with every other integration (`docs::zendesk_api` §3.1), so
//! watching keeps to a small share of it and everything together to a larger one. Only the waiting
//! itself is done here.
//!
//! - `shares` the shares of the account's limit that we may use
//! - `reading` the budget as it is told; `permit` the right to send one request
//! - `purpose` what a request is for, first to last
//! - `state` the decisions of the scheduler, which never sleep
//! - `window` the requests of the last minute
//! - `queue` who waits for a place, and whose turn it is
//! - `pauses` rests that Zendesk asks for

mod pauses;
mod permit;
mod purpose;
mod queue;
mod reading;
mod shares;
mod state;
mod window;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

pub(crate) use self::pauses::Endpoint;
pub(crate) use self::permit::Permit;
pub use self::purpose::Purpose;
use self::queue::{LOOK, TicketId};
pub use self::reading::BudgetReading;
pub(crate) use self::reading::{BudgetWait, PauseReason};
pub use self::shares::Shares;
use self::state::{Admit, BudgetState};
use super::rate::RateFacts;

/// The scheduler. Clones share one state.
#[derive(Clone, Debug)]
pub struct Budget(Arc<BudgetShared>);

#[derive(Debug)]
struct BudgetShared {
    state: Mutex<BudgetState>,
    changed: Notify,
}

impl BudgetShared {
    /// The state. A panic elsewhere leaves counts that are still valid.
    fn state(&self) -> MutexGuard<'_, BudgetState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Budget {
    /// A budget with these shares, of which nothing is used.
    pub fn new(shares: Shares) -> Self {
        Self(Arc::new(BudgetShared {
            state: Mutex::new(BudgetState::new(shares)),
            changed: Notify::new(),
        }))
    }

    /// Spreads watching over the minute from now on, for a program that goes on watching: a list
    /// that grows evenly is worth more than one that grows at once and then not for a minute.
    pub(crate) fn spread(&self) {
        self.0.state().spread();
    }

    /// Lets watching use the share for everything for so long from now, or no longer.
    pub(crate) fn watch_more(&self, time: Option<Duration>) {
        let until = time.map(|time| Instant::now() + time);
        self.0.state().watch_more(until);
        self.0.changed.notify_waiters();
    }

    /// Waits for a place whatever the endpoint.
    #[cfg(test)]
    pub(crate) async fn acquire(&self, purpose: Purpose) -> Permit {
        self.wait_in_queue(purpose, None).await
    }

    /// Waits until one request to this endpoint, which may have to rest alone, may be sent, and
    /// counts it. Dropping the future leaves no trace.
    pub(crate) async fn acquire_for(&self, purpose: Purpose, endpoint: Endpoint) -> Permit {
        self.wait_in_queue(purpose, Some(endpoint)).await
    }

    async fn wait_in_queue(&self, purpose: Purpose, endpoint: Option<Endpoint>) -> Permit {
        let queued = Queued::enter(&self.0, purpose, endpoint);
        let mut waits_until = None;
        loop {
            // The waiter is made before the state is read, so that a change in between wakes it.
            let changed = self.0.changed.notified();
            let now = Instant::now();
            let admit = self.0.state().admit(queued.ticket, now);
            match admit {
                Admit::Now(place) => {
                    let waited = waits_until.is_some();
                    tracing::trace!(?purpose, waited, "a request has its place");
                    return Permit::of(Arc::clone(&self.0), place);
                }
                Admit::At(then) => {
                    if waits_until.is_none() {
                        let ms = then.saturating_duration_since(now).as_millis();
                        tracing::debug!(?purpose, ms, "a request waits for its place");
                    }
                    waits_until = Some(then);
                    // After the change and after the time-out alike, the state is read again.
                    let look = then.min(now + LOOK);
                    let _ = tokio::time::timeout_at(look, changed).await;
                }
            }
        }
    }

    /// Takes in what an answer's headers said about the limit.
    pub(super) fn learn(&self, status: u16, facts: &RateFacts, endpoint: &Endpoint) {
        self.0
            .state()
            .learn(status, facts, endpoint, Instant::now());
        self.0.changed.notify_waiters();
    }

    /// What a request of this purpose to this endpoint waits for, if it has to wait.
    pub(crate) fn waiting(
        &self,
        purpose: Purpose,
        endpoint: Option<&Endpoint>,
    ) -> Option<BudgetWait> {
        self.0.state().waiting(purpose, endpoint, Instant::now())
    }

    /// Whether a change that failed may be sent again: repeats are a small part of what is sent, so
    /// that a server in trouble is not given more to do. Counts it if so.
    pub(crate) fn take_repeat(&self) -> bool {
        self.0.state().take_repeat(Instant::now())
    }

    /// The budget as it is now.
    pub fn reading(&self) -> BudgetReading {
        self.0.state().reading(Instant::now())
    }

    /// The number of watching requests that were let through since the beginning.
    pub fn watched(&self) -> u64 {
        self.0.state().watched()
    }

    /// The time from the start of one walk to the start of the next that keeps to the watching
    /// share, at least `floor`. `requests` is all that watching sent since a walk started, for its
    /// pages and for anything else, so what others use of the share makes the time longer.
    pub(crate) fn walk_interval(&self, requests: u64, floor: Duration) -> Duration {
        self.0.state().walk_interval(requests).max(floor)
    }
}

/// One request in the queue.
struct Queued<'a> {
    shared: &'a BudgetShared,
    ticket: TicketId,
}

impl<'a> Queued<'a> {
    fn enter(shared: &'a BudgetShared, purpose: Purpose, endpoint: Option<Endpoint>) -> Self {
        let ticket = shared.state().enter(purpose, endpoint, Instant::now());
        Self { shared, ticket }
    }
}

impl Drop for Queued<'_> {
    /// Whoever waits behind it is next, whether it has its place or does not want it any more.
    fn drop(&mut self) {
        self.shared.state().leave(self.ticket);
        self.shared.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
