//! When to try again. Deciding is pure; only [`retrying`] sleeps, and it is for reads.

use std::time::Duration;

use tokio::time::Instant;

use super::ApiError;

/// How patient to be with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How often one request may be sent at the most.
    pub attempts: u32,
    /// The wait after the first failure, doubled after each further one.
    pub base: Duration,
    /// The longest wait of our own making; a server may ask for more.
    pub cap: Duration,
    /// No attempt starts later than this after the first one.
    pub patience: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(20),
            patience: Duration::from_secs(5 * 60),
        }
    }
}

/// How long to wait before sending the request again; `None`: give up and report.
///
/// `attempt` counts the attempts made so far and `spent` is the time since the first began.
/// `jitter` is a random number from 0 to 1 that spreads clients over the second half of the
/// wait. A server's own wait is never cut short.
pub fn next_delay(
    attempt: u32,
    failure: &ApiError,
    spent: Duration,
    policy: &RetryPolicy,
    jitter: f64,
) -> Option<Duration> {
    if attempt >= policy.attempts || !may_pass(failure) {
        return None;
    }
    let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
    let own = policy.base.saturating_mul(doubled).min(policy.cap);
    let jitter = if jitter.is_finite() {
        jitter.clamp(0.0, 1.0)
    } else {
        1.0
    };
    let own = own.mul_f64(0.5 + jitter / 2.0);
    let delay = failure.wait().map_or(own, |told| told.max(own));
    (spent.saturating_add(delay) <= policy.patience).then_some(delay)
}

/// Whether the same request may succeed later: trouble on the way, 408, 429 and 5xx.
fn may_pass(failure: &ApiError) -> bool {
    matches!(
        failure,
        ApiError::Unreachable { .. }
            | ApiError::NoAnswer { .. }
            | ApiError::RateLimited { .. }
            | ApiError::Failing { .. }
            | ApiError::Refused { status: 408, .. }
    )
}

/// Asks until there is an answer or no sense in asking again. For requests that change nothing.
pub async fn retrying<T, F, A>(policy: &RetryPolicy, mut ask: F) -> Result<T, ApiError>
where
    F: FnMut() -> A,
    A: Future<Output = Result<T, ApiError>>,
{
    let began = Instant::now();
    let mut attempt = 0;
    loop {
        attempt += 1;
        let failure = match ask().await {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure,
        };
        match next_delay(attempt, &failure, began.elapsed(), policy, fastrand::f64()) {
            Some(delay) => tokio::time::sleep(delay).await,
            None => return Err(failure),
        }
    }
}
