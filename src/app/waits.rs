//! What the readings wait for that somebody looks at. Whoever waits says so every second, so that what
//! was said last is over soon after nobody says it again.

use std::time::Duration;

use crate::model::Timestamp;

/// So long, in milliseconds, a wait is one that goes on.
const SAID_FOR: i64 = 2_500;

/// Which readings wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitingFor {
    /// Those of a dialog.
    Dialog,
    /// The looks at what became of a run.
    Proof,
}

/// What readings wait for, as far as they said it.
#[derive(Debug, Default)]
pub(super) struct CurrentWaits {
    dialog: Option<CurrentWait>,
    proof: Option<CurrentWait>,
}

#[derive(Debug)]
struct CurrentWait {
    why: String,
    until: Timestamp,
    said_at: Timestamp,
}

impl CurrentWaits {
    /// Takes in what a reading waits for, and for how long.
    pub(super) fn take(
        &mut self,
        which: WaitingFor,
        (why, left): (String, Duration),
        now: Timestamp,
    ) {
        let wait = Some(CurrentWait {
            why,
            until: now.after(left),
            said_at: now,
        });
        match which {
            WaitingFor::Dialog => self.dialog = wait,
            WaitingFor::Proof => self.proof = wait,
        }
    }

    /// What such readings wait for and until when, in words, if they do.
    pub(super) fn of(&self, which: WaitingFor, now: Timestamp) -> Option<(&str, Timestamp)> {
        let wait = match which {
            WaitingFor::Dialog => self.dialog.as_ref()?,
            WaitingFor::Proof => self.proof.as_ref()?,
        };
        let goes_on = now.millis() - wait.said_at.millis() < SAID_FOR && wait.until > now;
        goes_on.then_some((wait.why.as_str(), wait.until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_over_soon_after_nobody_says_it_again() {
        let at = Timestamp::from_millis;
        let mut waits = CurrentWaits::default();
        let wait = ("rate limited".to_owned(), Duration::from_secs(20));
        waits.take(WaitingFor::Dialog, wait, at(1_000));
        let of = |now| waits.of(WaitingFor::Dialog, at(now));
        assert_eq!(of(3_000), Some(("rate limited", at(21_000))));
        assert_eq!(of(3_600), None);
        assert_eq!(waits.of(WaitingFor::Proof, at(1_000)), None);
    }
}
