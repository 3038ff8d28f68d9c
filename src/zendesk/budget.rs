//! How many requests a minute we allow ourselves: one limiter for all requests of a profile.
//!
//! The account's limit is shared with every other integration (`docs::zendesk_api` §3.1), so
//! watching keeps to a small share of it, ending to a larger one, and ending goes first. Only the
//! waiting itself is done here.
//!
//! - `state` the decisions of the limiter, which never sleep

mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use self::state::{Admit, BudgetState};
use super::rate::RateFacts;

/// The purpose of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The request watches, and can wait.
    Watching,
    /// The request reads what is worth less than a walk. It takes places of watching, and the
    /// poller asks [`Budget::spare_in`] or [`Budget::fixed_part_in`] first.
    Enrichment,
    /// The request changes something, or reads what must be known for that. It goes first.
    Ending,
}

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
    /// The account has no request left in this minute, or an endpoint has none.
    UsedUp,
    /// The account has few requests left; only watching waits.
    Reserve,
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
    /// The time that is left of the pause, if there is one.
    pub paused_until: Option<Duration>,
    /// The reason for the pause.
    pub paused_for: Option<PauseReason>,
}

impl BudgetReading {
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
pub(super) struct BudgetWait {
    /// The longest that it still takes.
    pub(super) left: Duration,
    /// Why, in a few words.
    pub(super) why: &'static str,
    /// The reason of Zendesk's, if it is one and not our own pace.
    pub(super) pause: Option<PauseReason>,
}

/// The right to send one request. [`Budget::acquire`] is its only constructor, so no request that
/// changes something can be written that does not wait for its place.
#[derive(Debug)]
#[must_use = "a permit counts as a request whether or not it is used"]
pub struct Permit(());

/// The limiter. Clones share one state.
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

    /// Waits until one request may be sent, and counts it. Dropping the future leaves no trace.
    pub(crate) async fn acquire(&self, purpose: Purpose) -> Permit {
        let _waiting = (purpose == Purpose::Ending).then(|| Waiting::new(&self.0));
        let began = Instant::now();
        let mut because = None;
        loop {
            // The waiter is made before the state is read, so that a change in between wakes it.
            let changed = self.0.changed.notified();
            let admit = self.0.state().admit(purpose, Instant::now());
            match admit {
                Admit::Now => {
                    if let Some(because) = because {
                        let ms = began.elapsed().as_millis();
                        tracing::debug!(?purpose, because, ms, "a request waited for its place");
                    }
                    return Permit(());
                }
                Admit::At(then) => {
                    if because.is_none() {
                        because = Some(self.0.state().why(purpose, began));
                        let ms = then.saturating_duration_since(began).as_millis();
                        tracing::debug!(?purpose, because, ms, "a request waits for its place");
                    }
                    // After the change and after the time-out alike, the state is read again.
                    let _ = tokio::time::timeout_at(then, changed).await;
                }
            }
        }
    }

    /// Takes in what an answer's headers said about the limit.
    pub(super) fn learn(&self, status: u16, facts: &RateFacts) {
        self.0.state().learn(status, facts, Instant::now());
        self.0.changed.notify_waiters();
    }

    /// The time until there is budget to spare: half of what watching may use in a minute is left,
    /// nothing is paused and no ending request waits. It is for reading that matters less than a
    /// walk, which has at least its fixed part.
    pub(crate) fn spare_in(&self) -> Duration {
        self.0.state().spare_in(Instant::now())
    }

    /// The time until the one place in ten of the watching share is due that walks leave to
    /// enrichment, however much of the share they use.
    pub(crate) fn fixed_part_in(&self) -> Duration {
        self.0.state().fixed_part_in(Instant::now())
    }

    /// What a request of this purpose waits for, if it has to wait.
    pub(super) fn waiting(&self, purpose: Purpose) -> Option<BudgetWait> {
        self.0.state().waiting(purpose, Instant::now())
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

/// One ending request in the queue; watching waits while there is any.
struct Waiting<'a>(&'a BudgetShared);

impl<'a> Waiting<'a> {
    fn new(shared: &'a BudgetShared) -> Self {
        shared.state().ending_waits(1);
        Self(shared)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.state().ending_waits(-1);
        self.0.changed.notify_waiters();
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
            let _ = budget.acquire(Purpose::Watching).await;
        }
        assert_eq!(began.elapsed(), Duration::ZERO);
        let _ = budget.acquire(Purpose::Watching).await;
        assert!(began.elapsed() >= Duration::from_secs(60));
        assert!(began.elapsed() < Duration::from_secs(61));
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_wait_leaves_no_trace() {
        let budget = small();
        for _ in 0..10 {
            let _ = budget.acquire(Purpose::Ending).await;
        }
        let mut ending = Box::pin(budget.acquire(Purpose::Ending));
        assert!((&mut ending).now_or_never().is_none());
        drop(ending);
        tokio::time::advance(Duration::from_secs(61)).await;
        assert_eq!(budget.reading().used_last_minute, 0);
        assert!(budget.acquire(Purpose::Watching).now_or_never().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn ending_goes_before_watching_that_waited_longer() {
        let budget = small();
        for _ in 0..10 {
            let _ = budget.acquire(Purpose::Ending).await;
        }
        let (order, mut snapshot) = tokio::sync::mpsc::unbounded_channel();
        let mut tasks = Vec::new();
        let queue = std::iter::once(Purpose::Watching).chain([Purpose::Ending; 10]);
        for purpose in queue {
            let (budget, order) = (budget.clone(), order.clone());
            tasks.push(tokio::spawn(async move {
                let _ = budget.acquire(purpose).await;
                order.send(purpose).ok();
            }));
            tokio::task::yield_now().await;
        }
        for task in tasks {
            task.await.unwrap();
        }
        for _ in 0..10 {
            assert_eq!(snapshot.recv().await, Some(Purpose::Ending));
        }
        assert_eq!(snapshot.recv().await, Some(Purpose::Watching));
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_learnt_while_waiting_wakes_the_waiting() {
        let budget = small();
        for _ in 0..2 {
            let _ = budget.acquire(Purpose::Watching).await;
        }
        let mut waiting = Box::pin(budget.acquire(Purpose::Watching));
        assert!((&mut waiting).now_or_never().is_none());
        let facts = RateFacts {
            limit: Some(700),
            ..RateFacts::default()
        };
        budget.learn(200, &facts);
        assert!((&mut waiting).now_or_never().is_some());
    }
}
