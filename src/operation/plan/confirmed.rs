//! The only way to confirm a plan.

use super::{Expected, Plan};
use crate::operation::Challenge;

/// A plan that a person confirmed. [`Plan::confirm`] and [`Plan::confirm_expected`] are its only
/// constructors.
#[derive(Debug)]
pub struct Confirmed(Plan);

impl Confirmed {
    /// The plan that was confirmed.
    pub fn plan(&self) -> &Plan {
        &self.0
    }

    /// The same confirmed plan, now known to stand in a file with this hash.
    pub(in crate::operation) fn in_file(mut self, hash: String) -> Self {
        self.0.file = Some(hash);
        self
    }
}

impl Plan {
    /// The challenge that confirms the plan.
    pub(crate) fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// The same plan, to be confirmed by name and number, since its facts could not be read again.
    /// Such a plan is on disk before its run.
    #[must_use]
    pub(crate) fn on_old_facts(mut self) -> Self {
        // One's own sessions take one's own name, whatever is known of them.
        if !self.is_of_own() {
            self.challenge = Challenge::NameAndCount(self.account.clone(), self.expected());
        }
        self
    }

    /// The same plan with another challenge.
    pub(in crate::operation) fn challenged_by(mut self, challenge: Challenge) -> Self {
        self.challenge = challenge;
        self
    }

    /// Confirms the plan, if the answer meets the challenge.
    ///
    /// # Errors
    /// The plan itself, if the answer does not meet it.
    pub fn confirm(self, answer: &str) -> Result<Confirmed, Box<Self>> {
        if self.challenge.accepts(answer) {
            Ok(Confirmed(self))
        } else {
            Err(Box::new(self))
        }
    }

    /// Confirms the plan for scripts, where `--yes` and the right `--expect` stand for what is
    /// typed.
    ///
    /// # Errors
    /// The plan itself, if it has another number of items.
    pub fn confirm_count(self, expected: usize) -> Result<Confirmed, Box<Self>> {
        self.confirm_expected(Expected::Exactly(expected))
    }

    /// Confirms the plan for scripts, where `--yes` and a number stand for what is typed.
    ///
    /// # Errors
    /// The plan itself, if it has another number of items.
    pub(crate) fn confirm_expected(self, expected: Expected) -> Result<Confirmed, Box<Self>> {
        if expected.holds(self.expected()) {
            Ok(Confirmed(self))
        } else {
            Err(Box::new(self))
        }
    }
}
