//! The look at the account's admins before the first of them is suspended.

use super::run::Run;
use crate::operation::{Plan, Stopped, check_last_door};

impl Run {
    /// Stops the run before its first request if it would leave nobody who can sign in as an admin,
    /// or if that cannot be found out. The plan may be minutes old, and admins may have gone since.
    pub(super) async fn look_at_the_last_door(&mut self, plan: &Plan) {
        if self.is_stopped() {
            return;
        }
        let client = self.sender.client.clone();
        let guardrails = self.guardrails.clone();
        let looking = check_last_door(&client, plan, &guardrails);
        let halt = self.switch.stopping().clone();
        // Whoever stops the run meanwhile stops it as everywhere else.
        if let Some(Err(why)) = halt.run_until_cancelled(looking).await {
            self.stop(Stopped::LastDoor(why));
        }
    }
}
