//! Whose credentials a run is carried out with: looked at before its first request, and again whenever
//! they may have changed hands. Whoever was chosen, and whose own sessions were left, was judged by
//! who that was, so nothing is sent in anybody else's name.

use std::sync::Arc;

use super::run::Run;
use super::send::Done;
use crate::model::UserId;
use crate::operation::{Operation, Plan, Refusal, Stopped};
use crate::zendesk::{ApiError, ApiErrorKind, Client, Purpose, RetryPolicy, SignInPin};

/// The times that a sign-in may change while it is asked whose it is.
const CHANGES_AT_MOST: u32 = 3;

/// The person for whom a run was planned.
#[derive(Clone)]
pub(super) struct RunOwner {
    user: UserId,
    /// What is to be done to others, which needs an admin. One's own sessions need none.
    operation: Option<Operation>,
    /// The one sign-in that is known to be theirs.
    pin: SignInPin,
}

impl RunOwner {
    /// The person for whom this plan was made, and a client that sends with the sign-in that is in use
    /// now, and with no other until it is known to be theirs.
    pub(super) fn of(user: UserId, plan: &Plan, client: &Client) -> (Self, Client) {
        let pin = SignInPin::on(client.sign_in());
        let owner = Self {
            user,
            operation: Some(plan.operation()).filter(|_| !plan.is_of_own()),
            pin: pin.clone(),
        };
        (owner, client.only_with(pin))
    }

    /// Looks whose sign-in is in use now. From then on requests go with that one, if it is theirs.
    ///
    /// # Errors
    /// If it is somebody else's, or no admin's any more, or if that cannot be found out: why the run
    /// stops.
    pub(super) async fn look(&self, client: &Client) -> Result<(), Stopped> {
        let mut changes = 0;
        loop {
            let now = client.sign_in();
            let asked = client.only_with(SignInPin::on(now));
            match other_hands(&asked, self.user, self.operation).await {
                Ok(None) => {
                    self.pin.move_to(now);
                    return Ok(());
                }
                Ok(Some(refusal)) => return Err(Stopped::OtherHands(refusal)),
                Err(error)
                    if error.kind == ApiErrorKind::OtherSignIn && changes < CHANGES_AT_MOST =>
                {
                    changes += 1;
                }
                Err(error) if error.refuses_credentials() => {
                    return Err(Stopped::Refused(Arc::new(error)));
                }
                Err(error) => return Err(Stopped::Failing(Arc::new(error))),
            }
        }
    }
}

impl Run {
    /// Stops the run before its first request if the credentials are not those of the person for whom
    /// it was planned any more, or no admin's, or if that cannot be found out. Nothing is asked where
    /// nobody knew whose they were.
    pub(super) async fn look_at_the_owner(&mut self) {
        let Some(owner) = self.sender.owner.clone().filter(|_| !self.is_stopped()) else {
            return;
        };
        let client = self.sender.client.clone();
        let halt = self.switch.stopping().clone();
        // Whoever stops the run meanwhile stops it as everywhere else.
        if let Some(Err(why)) = halt.run_until_cancelled(owner.look(&client)).await {
            self.stop(why);
        }
    }

    /// Looks at the owner after the first refusal of a row: somebody who is no admin any more is
    /// refused everything, and that is the reason to tell. What cannot be found out stops nothing.
    pub(super) async fn look_at_the_owner_after(&mut self, done: &Done) {
        let error = done.error.as_deref();
        let is_forbidden = |error: &ApiError| matches!(error.kind, ApiErrorKind::Forbidden { .. });
        if !error.is_some_and(is_forbidden) || !self.is_first_refusal() {
            return;
        }
        let Some(owner) = self.sender.owner.clone().filter(|_| !self.is_stopped()) else {
            return;
        };
        let client = self.sender.client.clone();
        let halt = self.switch.stopping().clone();
        let looked = halt.run_until_cancelled(owner.look(&client)).await;
        if let Some(Err(why @ Stopped::OtherHands(_))) = looked {
            self.stop(why);
        }
    }
}

/// Why whoever owns the credentials now may not do what was planned for `before`, if so. What is to be
/// done to others is given where it is.
///
/// # Errors
/// If it cannot be read whose they are.
async fn other_hands(
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

#[cfg(test)]
mod tests;
