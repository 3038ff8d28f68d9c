//! The repeats of changes that failed: a small part of what is sent, so that a server in trouble is not given
//! more to do.

use std::collections::VecDeque;

use tokio::time::Instant;

use crate::zendesk::budget::window::WINDOW;

/// The part of the changes of a minute that may be repeats of changes that failed.
const REPEATS: f64 = 0.10;

/// The repeats that a minute has in any case.
pub(super) const FEWEST_REPEATS: usize = 3;

/// The repeats of the last minute.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// Their times, oldest first.
    times: VecDeque<Instant>,
}

impl Repeats {
    /// Counts one more repeat, if a minute with so many changes has room for it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a tenth of the requests of a minute, and the fraction is to be dropped"
    )]
    pub(super) fn take(&mut self, changes: usize, now: Instant) -> bool {
        let part = (changes as f64 * REPEATS) as usize;
        let has_room = self.times.len() < part.max(FEWEST_REPEATS);
        if has_room {
            self.times.push_back(now);
        }
        has_room
    }

    /// Drops what no longer counts.
    pub(super) fn forget(&mut self, now: Instant) {
        while self.times.front().is_some_and(|at| *at + WINDOW <= now) {
            self.times.pop_front();
        }
    }
}
