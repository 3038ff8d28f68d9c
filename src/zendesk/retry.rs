//! When to try again. Deciding is pure: whoever asks again is who sleeps in between.

use std::time::Duration;

use super::{ApiError, ApiErrorKind};

/// How patient to be with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryPolicy {
    /// The most attempts that one request gets.
    pub attempts: u32,
    /// The wait after the first failure, doubled after each further one.
    pub base: Duration,
    /// The longest wait that we choose ourselves; a server may ask for a longer one.
    pub cap: Duration,
    /// The time after the first attempt in which a further one may begin.
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

/// The time to wait before sending the request again; `None` means to give up and report.
///
/// `attempt` counts the attempts made so far and `spent` is the time since the first began.
/// `jitter` is a random number from 0 to 1 that spreads clients over the second half of the
/// wait. A server's own wait is never cut short.
pub(crate) fn next_delay(
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
    let delay = failure.wait().map_or(own, |asked| asked.max(own));
    (spent.saturating_add(delay) <= policy.patience).then_some(delay)
}

/// Whether the same request may succeed later: a failure on the way, a token that was renewed, 408,
/// 429 and 5xx.
fn may_pass(failure: &ApiError) -> bool {
    matches!(
        failure.kind,
        ApiErrorKind::Unreachable { .. }
            | ApiErrorKind::NoAnswer { .. }
            | ApiErrorKind::Renewed
            | ApiErrorKind::Proxy {
                status: None | Some(500..),
                ..
            }
            | ApiErrorKind::RateLimited { .. }
            | ApiErrorKind::NotRenewed {
                is_refusal: false,
                ..
            }
            | ApiErrorKind::Failing { .. }
            | ApiErrorKind::Refused { status: 408, .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SafeText;
    use crate::zendesk::ApiRequest;

    fn failed(kind: ApiErrorKind) -> ApiError {
        let asked = ApiRequest::to(http::Method::GET, "/api/v2/sessions");
        ApiError::new(asked, kind)
    }

    fn failing(wait: Option<u64>) -> ApiError {
        failed(ApiErrorKind::Failing {
            status: 503,
            message: SafeText::new(""),
            wait: wait.map(|wait| Duration::from_secs(wait).into()),
        })
    }

    fn refused(status: u16) -> ApiError {
        failed(ApiErrorKind::Refused {
            status,
            message: SafeText::new(""),
        })
    }

    fn delay(attempt: u32, failure: &ApiError, spent: u64, jitter: f64) -> Option<u128> {
        let policy = RetryPolicy {
            attempts: 9,
            ..RetryPolicy::default()
        };
        next_delay(
            attempt,
            failure,
            Duration::from_secs(spent),
            &policy,
            jitter,
        )
        .map(|delay| delay.as_millis())
    }

    #[test]
    fn waits_double_up_to_the_cap_and_are_spread() {
        for (attempt, least, most) in [
            (1, 250, 500),
            (2, 500, 1_000),
            (3, 1_000, 2_000),
            (6, 8_000, 16_000),
            (7, 10_000, 20_000),
            (8, 10_000, 20_000),
        ] {
            assert_eq!(delay(attempt, &failing(None), 0, 0.0), Some(least));
            assert_eq!(delay(attempt, &failing(None), 0, 1.0), Some(most));
            assert_eq!(delay(attempt, &failing(None), 0, f64::NAN), Some(most));
        }
    }

    #[test]
    fn the_servers_wait_is_never_cut_short() {
        assert_eq!(delay(1, &failing(Some(30)), 0, 0.5), Some(30_000));
        assert_eq!(delay(8, &failing(Some(1)), 0, 1.0), Some(20_000));
        let limited = failed(ApiErrorKind::RateLimited {
            wait: Duration::from_secs(60).into(),
        });
        assert_eq!(delay(2, &limited, 0, 0.5), Some(60_000));
        assert_eq!(delay(2, &limited, 241, 0.5), None);
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for status in [400, 404, 405, 409, 415, 422] {
            assert_eq!(delay(1, &refused(status), 0, 0.5), None, "{status}");
        }
        assert!(delay(1, &refused(408), 0, 0.5).is_some());
        assert_eq!(delay(1, &failed(ApiErrorKind::Anonymous), 0, 0.5), None);
        assert_eq!(delay(9, &failing(None), 0, 0.5), None);
        let usual = RetryPolicy::default();
        let third = next_delay(3, &failing(None), Duration::ZERO, &usual, 0.5);
        assert_eq!(third, None);
    }
}
