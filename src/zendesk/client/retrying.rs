//! Asking again, and waiting in between: by the policy of whoever asks, or as patiently as the verb.

use tokio::time::Instant;

use super::super::patience::RequestAttempts;
use super::super::retry::{RetryPolicy, next_delay};
use super::super::{ApiError, logged};
use super::Client;

impl Client {
    /// Asks until there is an answer or asking again would not help. It is for requests that change
    /// nothing. A client with the patience of a verb repeats each of its requests itself.
    pub(crate) async fn retrying<T, F, A>(
        &self,
        policy: &RetryPolicy,
        mut ask: F,
    ) -> Result<T, ApiError>
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
                Err(failure) if self.is_patient() => return Err(failure),
                Err(failure) => failure,
            };
            match next_delay(attempt, &failure, began.elapsed(), policy, fastrand::f64()) {
                Some(delay) => {
                    let ms = delay.as_millis();
                    tracing::debug!(attempt, ms, "tries again after {}", logged(&failure));
                    match self.teller() {
                        Some(teller) => teller.wait(delay, &failure).await,
                        None => tokio::time::sleep(delay).await,
                    }
                }
                None => return Err(failure),
            }
        }
    }

    /// Waits until a change that belongs to no run may be sent again, if it may: only what Zendesk
    /// did not take up, and only with the patience of a verb.
    pub(crate) async fn may_change_again(
        &self,
        failure: &ApiError,
        attempts: &mut RequestAttempts,
    ) -> bool {
        match self.patience() {
            Some(patience) if failure.was_put_off() => {
                patience.allows_another(failure, attempts).await
            }
            _ => false,
        }
    }
}
