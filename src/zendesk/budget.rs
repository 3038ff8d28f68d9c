//! How many requests a minute we allow ourselves, and who goes first: one scheduler for all requests
//! of a profile.
//!
//! The account's limit is shared with every other integration (`docs::zendesk_api` §3.1), so
//! watching keeps to a small share of it and everything together to a larger one. Only the waiting
//! itself is done here.
//!
//! - `purpose` what a request is for, first to last
//! - `state` the decisions of the scheduler, which never sleep
//! - `window` the requests of the last minute
//! - `queue` who waits for a place, and whose turn it is
//! - `pauses` rests that Zendesk asks for

mod pauses;
mod purpose;
mod queue;
mod state;
mod window;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

pub(crate) use self::pauses::Endpoint;
pub use self::purpose::Purpose;
use self::queue::{LOOK, TicketId};
use self::state::{Admit, BudgetState};
use self::window::PlaceId;
use super::rate::RateFacts;

/// The shares of the account's limit that we may use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// The share for watching, from 0 to 1. At least one request a minute is made in any case.
    pub watching: f64,
    /// The share for all requests together, from 0 to 1.
    pub ending: f64,
    /// The limit in requests a minute that is assumed until an answer names the real one.
    pub assumed_limit: u32,
}

impl Default for Shares {
    /// The default shares: a tenth for watching and half for everything, of the smallest plan's 200
    /// requests a minute.
    fn default() -> Self {
        Self {
            watching: 0.10,
            ending: 0.50,
            assumed_limit: 200,
        }
    }
}

/// Why requests wait although the minute has room for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PauseReason {
    /// 429: the account made too many requests.
    RateLimited,
    /// 503, or another 5xx, with `Retry-After`: Zendesk is overloaded or in maintenance.
    Overloaded,
    /// The account has no request left in this minute.
    UsedUp,
    /// The account has no request left of one kind; the others go on.
    EndpointUsedUp,
    /// The account has few requests left; only watching waits.
    Reserve,
}

impl PauseReason {
    /// The reason in a few words.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::RateLimited => "rate limited",
            Self::Overloaded => "Zendesk is overloaded",
            Self::UsedUp => "the account's requests are used up",
            Self::EndpointUsedUp => "the account's requests of this kind are used up",
            Self::Reserve => "the reserve for others",
        }
    }
}

/// The budget as the status line shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BudgetReading {
    /// The limit of the whole account, in requests a minute, if an answer has named it.
    pub limit: Option<u32>,
    /// The number of requests that we made in the last 60 seconds.
    pub used_last_minute: u32,
    /// The number of requests a minute that ending may use.
    pub ending_allowance: u32,
    /// The number of requests that the account has left in its minute, where known.
    pub remaining: Option<u32>,
    /// The time for which watching may still use the share for everything, if it may.
    pub more_for: Option<Duration>,
    /// The time that is left of the pause, if there is one.
    pub paused_until: Option<Duration>,
    /// The reason for the pause.
    pub paused_for: Option<PauseReason>,
}

impl BudgetReading {
    /// The number of requests that ending may make in so much time.
    pub(crate) fn requests_in(&self, time: Duration) -> usize {
        let allowance = u64::from(self.ending_allowance);
        usize::try_from(allowance * time.as_secs() / 60).unwrap_or(usize::MAX)
    }

    /// The shortest time that a run of this many requests takes: what is left of the minute's
    /// allowance goes out at once, the rest a minute's allowance at a time.
    pub(crate) fn time_for(&self, requests: usize) -> Duration {
        let allowance = self.ending_allowance.max(1) as usize;
        let now = allowance.saturating_sub(self.used_last_minute as usize);
        let later = requests.saturating_sub(now);
        Duration::from_secs(60 * later.div_ceil(allowance) as u64)
    }
}

/// A wait for a place in the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BudgetWait {
    /// The longest that it still takes.
    pub(crate) left: Duration,
    /// Why, in a few words.
    pub(crate) why: &'static str,
    /// The reason of Zendesk's, if it is one and not our own pace.
    pub(crate) pause: Option<PauseReason>,
}

/// The right to send one request. [`Budget::acquire_for`] is its only constructor, so no request that
/// changes something can be written that does not wait for its place. One that is dropped unused
/// gives its place back.
#[derive(Debug)]
#[must_use = "a permit that is dropped gives its place back"]
pub struct Permit {
    shared: Arc<BudgetShared>,
    /// The place, until a request is sent in it.
    unused: Option<PlaceId>,
}

impl Permit {
    /// Notes that the request is sent.
    pub(super) fn spend(mut self) {
        self.unused = None;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(place) = self.unused {
            self.shared.state().give_back(place);
            self.shared.changed.notify_waiters();
        }
    }
}

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
                    if waits_until.is_some() {
                        tracing::debug!(?purpose, "a request has its place");
                    }
                    return Permit {
                        shared: Arc::clone(&self.0),
                        unused: Some(place),
                    };
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
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    fn small() -> Budget {
        Budget::new(Shares {
            watching: 0.10,
            ending: 0.50,
            assumed_limit: 20,
        })
    }

    #[tokio::test(start_paused = true)]
    async fn watching_waits_for_the_minute_to_pass() {
        let budget = small();
        let began = Instant::now();
        for _ in 0..2 {
            budget.acquire(Purpose::Walk).await.spend();
        }
        assert_eq!(began.elapsed(), Duration::ZERO);
        budget.acquire(Purpose::Walk).await.spend();
        assert!(began.elapsed() >= Duration::from_secs(60));
        assert!(began.elapsed() < Duration::from_secs(61));
    }

    /// Takes every place of a minute and uses it.
    fn use_up(budget: &Budget) {
        for purpose in [Purpose::Ending, Purpose::Asked] {
            while let Some(permit) = budget.acquire(purpose).now_or_never() {
                permit.spend();
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_wait_leaves_no_trace() {
        let budget = small();
        use_up(&budget);
        let mut ending = Box::pin(budget.acquire(Purpose::Ending));
        assert!((&mut ending).now_or_never().is_none());
        drop(ending);
        tokio::time::advance(Duration::from_secs(61)).await;
        assert_eq!(budget.reading().used_last_minute, 0);
        assert!(budget.acquire(Purpose::Walk).now_or_never().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_that_is_not_used_goes_to_whoever_waits() {
        let budget = small();
        let first = budget.acquire(Purpose::Walk).await;
        budget.acquire(Purpose::Walk).await.spend();
        let mut waiting = Box::pin(budget.acquire(Purpose::Walk));
        assert!((&mut waiting).now_or_never().is_none());
        drop(first);
        assert!((&mut waiting).now_or_never().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn ending_goes_before_watching_that_waited_longer() {
        let budget = small();
        use_up(&budget);
        let (order, mut snapshot) = tokio::sync::mpsc::unbounded_channel();
        let mut tasks = Vec::new();
        let queue = std::iter::once(Purpose::Walk).chain([Purpose::Ending; 7]);
        for purpose in queue {
            let (budget, order) = (budget.clone(), order.clone());
            tasks.push(tokio::spawn(async move {
                budget.acquire(purpose).await.spend();
                order.send(purpose).ok();
            }));
            tokio::task::yield_now().await;
        }
        for task in tasks {
            task.await.unwrap();
        }
        for _ in 0..7 {
            assert_eq!(snapshot.recv().await, Some(Purpose::Ending));
        }
        assert_eq!(snapshot.recv().await, Some(Purpose::Walk));
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_learnt_while_waiting_wakes_the_waiting() {
        let budget = small();
        for _ in 0..2 {
            budget.acquire(Purpose::Walk).await.spend();
        }
        let mut waiting = Box::pin(budget.acquire(Purpose::Walk));
        assert!((&mut waiting).now_or_never().is_none());
        let facts = RateFacts {
            limit: Some(700),
            ..RateFacts::default()
        };
        let endpoint = Endpoint::new(http::Method::GET, "/api/v2/sessions");
        budget.learn(200, &facts, &endpoint);
        assert!((&mut waiting).now_or_never().is_some());
    }
}
