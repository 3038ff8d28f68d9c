//! One step's request: sent, and sent again only where that is safe.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::RunProgress;
use crate::model::Clock;
use crate::terminate::{Outcome, Step};
use crate::zendesk::{ApiError, Client, Permit, Purpose, RetryPolicy, next_delay};

/// Why a run waits for the account.
pub(super) const USED_UP: &str = "the account's requests are used up";

/// A step whose request was sent, and how it ended.
pub(super) struct Done {
    pub(super) step: Step,
    pub(super) outcome: Outcome,
    pub(super) status: Option<u16>,
    pub(super) request_id: Option<String>,
    pub(super) attempts: u32,
    pub(super) took: Duration,
}

/// Whether a redirect points at another origin: then everything else would be sent astray too.
pub(super) fn leads_away(error: &ApiError, origin: &str) -> bool {
    let ApiError::Redirected { to, .. } = error else {
        return false;
    };
    let to = to.original();
    let same = to
        .strip_prefix(origin)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    !same && (!to.starts_with('/') || to.starts_with("//"))
}

/// Where a request that keeps its place says so.
#[derive(Clone)]
pub(super) struct Telling {
    pub(super) clock: Clock,
    pub(super) progress: mpsc::Sender<RunProgress>,
}

impl Telling {
    /// Nobody listening is no reason to leave a run half recorded.
    pub(super) async fn tell(&self, progress: RunProgress) {
        let _ = self.progress.send(progress).await;
    }

    /// The run waits from now on.
    pub(super) async fn pause(&self, why: &str, wait: Duration) {
        let (why, until) = (why.to_owned(), (self.clock)().after(wait));
        self.tell(RunProgress::Paused { why, until }).await;
    }
}

/// Sends one step's request, again where that is safe: the exact route may be repeated after
/// a clear failure, the other two are sent once, since a repeat could end a newer sign-in.
pub(super) async fn send(
    client: Client,
    permit: Permit,
    step: Step,
    jitter: fn() -> f64,
    cancel: CancellationToken,
    telling: Telling,
) -> Done {
    let policy = RetryPolicy::default();
    let began = Instant::now();
    let mut next = Some(permit);
    let mut attempts = 0;
    let mut done = Done {
        step,
        outcome: Outcome::NotAttempted,
        status: None,
        request_id: None,
        attempts,
        took: Duration::ZERO,
    };
    while let Some(permit) = next.take() {
        attempts += 1;
        let answer = match &done.step {
            Step::Session { key, .. } => client.end_session(permit, *key).await,
            Step::User { user, .. } => client.end_sessions_of(permit, *user).await,
            Step::Users { users, .. } => client.logout_many(permit, users).await,
        };
        (done.attempts, done.took) = (attempts, began.elapsed());
        match answer {
            Ok(answer) => {
                done.outcome = match done.step {
                    Step::Session { .. } | Step::User { .. } => Outcome::Ended,
                    Step::Users { .. } => Outcome::Accepted,
                };
                done.status = Some(answer.status);
                done.request_id = answer.request_id.map(|id| id.as_str().to_owned());
            }
            Err(error) => {
                done.status = error.status();
                done.request_id = error.request_id().map(|id| id.as_str().to_owned());
                let delay = match &error {
                    // Turned away unread: it keeps its place for as long as that takes.
                    ApiError::RateLimited { wait, .. } => Some(*wait),
                    _ if may_repeat(&done.step, &error) => {
                        next_delay(attempts, &error, done.took, &policy, jitter())
                    }
                    _ => None,
                };
                let limited = matches!(error, ApiError::RateLimited { .. });
                done.outcome = Outcome::of_failure(Arc::new(error));
                if let Some(delay) = delay {
                    // Where this is the last of a run, nobody else tells why nothing happens.
                    if limited {
                        telling.pause(USED_UP, delay).await;
                    }
                    next = permit_after(&client, delay, &cancel).await;
                    if limited {
                        telling.tell(RunProgress::Resumed).await;
                    }
                }
            }
        }
    }
    done
}

/// A permit after the wait; `None` if the run was stopped meanwhile.
async fn permit_after(
    client: &Client,
    delay: Duration,
    cancel: &CancellationToken,
) -> Option<Permit> {
    let waited = async {
        tokio::time::sleep(delay).await;
        client.budget().acquire(Purpose::Ending).await
    };
    cancel.run_until_cancelled(waited).await
}

/// A request that never left may always be repeated; one that failed on the server's side only where repeating has the same effect.
fn may_repeat(step: &Step, error: &ApiError) -> bool {
    match error {
        ApiError::Unreachable { .. } => true,
        ApiError::Failing { .. } => matches!(step, Step::Session { .. }),
        _ => false,
    }
}
