//! The patience of a verb that runs once while somebody waits: every request that reads is repeated
//! by one policy, every wait is told, and all of it together has an end.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::retry::{RetryPolicy, next_delay};
use super::{ApiError, ApiErrorKind, logged};

/// The wait up to which nothing is told.
const SILENCE: Duration = Duration::from_secs(2);

/// How often the rest of a wait is told.
pub(super) const TICK: Duration = Duration::from_secs(1);

/// How long names, roles and organisations are waited for: a little longer than the minute in which
/// an account's requests come back. A list without them is worth more than none.
const FOR_ENRICHMENT: Duration = Duration::from_secs(70);

/// What there is to tell of waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WaitNews {
    /// A wait is under way.
    Waiting {
        /// What is waited for, or why.
        why: String,
        /// The time that is left of it.
        left: Duration,
    },
    /// The wait is over.
    Over,
    /// It would take too long, so nothing more is waited for.
    GivenUp {
        /// What would have been waited for.
        why: String,
        /// The wait that would have come next.
        next: Duration,
        /// The longest that all waits in a row may take.
        limit: Duration,
    },
}

/// Tells a person of a wait.
pub(crate) type TellWait = Arc<dyn Fn(WaitNews) + Send + Sync>;

/// Tells somebody of the waits of their requests. Clones share it.
#[derive(Clone)]
pub(crate) struct WaitTeller(TellWait);

/// The patience of one verb. Clones share it.
#[derive(Clone)]
pub(crate) struct WaitPatience {
    teller: WaitTeller,
    /// The longest time without a good answer.
    limit: Duration,
    state: Arc<Mutex<PatienceState>>,
}

#[derive(Default)]
struct PatienceState {
    /// Since when there was no good answer; `None` while all is well.
    since: Option<Instant>,
    /// Whether it was told that nothing more is waited for.
    is_given_up: bool,
}

impl std::fmt::Debug for WaitPatience {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WaitPatience")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl WaitPatience {
    /// The patience that a verb has for what it is about.
    pub(crate) fn new(tell: TellWait) -> Self {
        Self {
            teller: WaitTeller(tell),
            limit: RetryPolicy::default().patience,
            state: Arc::default(),
        }
    }

    /// The shorter patience for what a verb can do without.
    pub(super) fn for_enrichment(&self) -> Self {
        Self {
            teller: self.teller.clone(),
            limit: self.limit.min(FOR_ENRICHMENT),
            state: Arc::default(),
        }
    }

    /// Notes a good answer, with which all waiting begins anew.
    pub(super) fn rewarded(&self) {
        *self.state() = PatienceState::default();
    }

    fn state(&self) -> MutexGuard<'_, PatienceState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time without a good answer so far.
    fn spent(&self) -> Duration {
        self.state()
            .since
            .get_or_insert_with(Instant::now)
            .elapsed()
    }

    /// Waits as long as it takes until the request may be sent again. `false` means that it is not
    /// sent again, because that would not help or because it would take too long.
    pub(super) async fn allows_another(
        &self,
        failure: &ApiError,
        attempts: &mut RequestAttempts,
    ) -> bool {
        let spent = self.spent();
        let Some(delay) = attempts.delay(failure, spent, self.limit) else {
            // A clear answer is no wait that takes too long.
            let is_refusal = matches!(
                failure.kind,
                ApiErrorKind::NotRenewed {
                    is_refusal: true,
                    ..
                }
            );
            if attempts.may_help(failure) && !is_refusal {
                self.give_up(why_again(failure), failure.asked_wait().unwrap_or_default());
            }
            return false;
        };
        let (attempt, ms) = (attempts.all, delay.as_millis());
        tracing::debug!(attempt, ms, "tries again after {}", logged(failure));
        self.teller.wait(delay, failure).await;
        true
    }

    /// Whether a wait of this length for Zendesk is not too long. Tells it if it is.
    pub(super) fn allows(&self, wait: Duration, why: &str) -> bool {
        let allows = self.spent().saturating_add(wait) <= self.limit;
        if !allows {
            self.give_up(why.to_owned(), wait);
        }
        allows
    }

    fn give_up(&self, why: String, next: Duration) {
        if std::mem::replace(&mut self.state().is_given_up, true) {
            return;
        }
        let limit = self.limit;
        self.teller.tell(WaitNews::GivenUp { why, next, limit });
    }

    /// What tells its waits.
    pub(super) const fn teller(&self) -> &WaitTeller {
        &self.teller
    }
}

impl WaitTeller {
    /// Tells waits by this.
    pub(crate) fn new(tell: TellWait) -> Self {
        Self(tell)
    }

    fn tell(&self, news: WaitNews) {
        (self.0)(news);
    }

    /// Waits after a failure, and tells so if it takes a while.
    pub(super) async fn wait(&self, delay: Duration, failure: &ApiError) {
        let why = why_again(failure);
        let until = Instant::now() + delay;
        if delay <= SILENCE {
            return sleep(delay).await;
        }
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return self.over();
            }
            self.tell_left(left, &why);
            sleep(left.min(TICK)).await;
        }
    }

    /// Tells how long a wait still takes, if that is worth a word.
    pub(super) fn tell_left(&self, left: Duration, why: &str) {
        let why = why.to_owned();
        self.tell(WaitNews::Waiting { why, left });
    }

    /// Tells that a wait is over.
    pub(super) fn over(&self) {
        self.tell(WaitNews::Over);
    }
}

/// Whether a wait of this length is told.
pub(super) fn is_told(wait: Duration) -> bool {
    wait > SILENCE
}

/// The attempts that one request had.
#[derive(Debug, Default)]
pub(crate) struct RequestAttempts {
    all: u32,
    /// Those that the server took up. One that it turned away unread is no attempt of ours.
    read: u32,
}

impl RequestAttempts {
    /// The time to wait before the next one, if there is to be one.
    fn delay(&mut self, failure: &ApiError, spent: Duration, limit: Duration) -> Option<Duration> {
        self.all += 1;
        let usual = RetryPolicy {
            patience: limit,
            ..RetryPolicy::default()
        };
        let is_unread = matches!(failure.kind, ApiErrorKind::RateLimited { .. });
        let (attempt, policy) = if is_unread {
            let attempts = u32::MAX;
            (self.all, RetryPolicy { attempts, ..usual })
        } else {
            self.read += 1;
            (self.read, usual)
        };
        next_delay(attempt, failure, spent, &policy, fastrand::f64())
    }

    /// Whether another attempt may help, were there time for it.
    fn may_help(&self, failure: &ApiError) -> bool {
        failure.wait().is_some() && self.read < RetryPolicy::default().attempts
    }
}

/// Why a request is sent again later, in a few words.
pub(crate) fn why_again(failure: &ApiError) -> String {
    if let Some(endpoint) = failure.own_limit() {
        return format!("{} (429)", endpoint.used_up());
    }
    match &failure.kind {
        ApiErrorKind::RateLimited { .. } => "the account's requests are used up (429)".to_owned(),
        ApiErrorKind::Failing {
            status: status @ 503,
            ..
        } => format!("Zendesk is overloaded or in maintenance ({status})"),
        ApiErrorKind::Failing { status, .. } => format!("Zendesk is failing ({status})"),
        ApiErrorKind::NotRenewed { why, .. } => format!("the access token has ended, and {why}"),
        kind => kind.to_string(),
    }
}

#[cfg(test)]
mod tests;
