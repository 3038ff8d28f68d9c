//! What the readings wait for that somebody looks at. Whoever waits says so every second, so that what
//! was said last is over soon after nobody says it again.

use std::time::Duration;

use super::ask::Ask;
use super::event::Effect;
use crate::model::Timestamp;

/// So long, in milliseconds, a wait is one that goes on.
const SAID_FOR: i64 = 2_500;

/// How long watching may use more of the budget when somebody asks for it.
const MORE_FOR: Duration = Duration::from_secs(10 * 60);

/// Which readings wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitingFor {
    /// Those of a dialog.
    Dialog,
    /// The looks at what became of a run.
    Proof,
}

/// What readings wait for, as far as they said it, and until when they may use more.
#[derive(Debug, Default)]
pub(crate) struct CurrentWaits {
    dialog: Option<CurrentWait>,
    proof: Option<CurrentWait>,
    /// Until when watching may use the share for everything.
    pub(super) more_until: Option<Timestamp>,
}

#[derive(Debug)]
struct CurrentWait {
    why: String,
    until: Timestamp,
    said_at: Timestamp,
}

impl CurrentWaits {
    /// Until when watching may use the share for everything, if it may.
    pub(crate) fn more_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.more_until.filter(|until| *until > now)
    }

    /// Lets watching use more of the budget for a while, or no more than its own share again: with
    /// another key, or with the same key pressed once more.
    pub(super) fn watch_more(&mut self, is_more: bool, now: Timestamp) -> Vec<Ask> {
        let is_used = self.more_until(now).is_some();
        if !is_more && !is_used {
            let text = "the list keeps to its own share of the budget already";
            return vec![Ask::tell(text)];
        }
        let more = (!is_used).then_some(MORE_FOR);
        self.more_until = more.map(|time| now.after(time));
        let text = if is_used {
            "the list keeps to its own share of the budget again"
        } else {
            "the list may use what ending may use of the budget, for 10 minutes"
        };
        let effects = [Effect::WatchMore(more), Effect::WalkNow];
        let effects = effects.into_iter().map(Ask::Do);
        [Ask::tell(text)].into_iter().chain(effects).collect()
    }

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
    pub(crate) fn of(&self, which: WaitingFor, now: Timestamp) -> Option<(&str, Timestamp)> {
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
