//! The look at whose credentials these are, before the first request of a run and after somebody signed
//! in again: whoever was chosen, and whose own sessions were left, was judged by who that was.

use std::sync::Arc;

use super::run::Run;
use crate::model::UserId;
use crate::operation::{Operation, Plan, Refusal, Stopped};
use crate::zendesk::{ApiError, Client, Purpose, RetryPolicy};

impl Run {
    /// Stops the run before its first request if the credentials are not those of the person for whom
    /// it was planned any more, or no admin's, or if that cannot be found out. Nothing is asked where
    /// nobody knew whose they were.
    pub(super) async fn look_at_the_owner(&mut self, plan: &Plan) {
        let Some(before) = self.sender.owner.filter(|_| !self.is_stopped()) else {
            return;
        };
        // One's own sessions need no admin.
        let operation = Some(plan.operation()).filter(|_| !plan.is_of_own());
        let client = self.sender.client.clone();
        let halt = self.switch.stopping().clone();
        let looking = other_hands(&client, before, operation);
        match halt.run_until_cancelled(looking).await {
            // Whoever stops the run meanwhile stops it as everywhere else.
            None | Some(Ok(None)) => {}
            Some(Ok(Some(refusal))) => self.stop(Stopped::OtherHands(refusal)),
            Some(Err(error)) if error.refuses_credentials() => {
                self.stop(Stopped::Refused(Arc::new(error)));
            }
            Some(Err(error)) => self.stop(Stopped::Failing(Arc::new(error))),
        }
    }
}

/// Why whoever owns the credentials now may not do what was planned for `before`, if so. What is to be
/// done to others is given where it is.
///
/// # Errors
/// If it cannot be read whose they are.
pub(super) async fn other_hands(
    client: &Client,
    before: UserId,
    operation: Option<Operation>,
) -> Result<Option<Refusal>, ApiError> {
    let policy = RetryPolicy::default();
    let ask = || client.me(Purpose::Asked);
    let now = client.retrying(&policy, ask).await?.value.user;
    let refusal = Refusal::of_other_hands(before, now.id);
    Ok(refusal.or_else(|| Refusal::of_no_admin(operation?, &now)))
}
