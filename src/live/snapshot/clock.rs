//! What time it is at the server, and whether that is certain enough to change anything by.

use super::Snapshot;
use crate::model::{ClockOffset, SentTime, Timestamp};
use crate::query::Why;

/// How far a session may lie in the future, in seconds: servers of one account do not agree to the
/// second, and an answer is on its way for some time.
pub(in crate::live) const FUTURE: i64 = 120;

/// The fewest sessions of the future that show that the clock is wrong. One alone may be wrong itself.
const FEWEST: usize = 2;

/// How long two dates that contradict each other are remembered, in milliseconds.
const REMEMBERED: i64 = 10 * 60 * 1000;

/// What the dates of the server's answers say of its clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ClockDates {
    /// Whether an answer came without a date that can be read.
    pub(in crate::live) was_untold: bool,
    /// When two dates contradicted each other, by the local clock.
    pub(in crate::live) contradicted_at: Option<Timestamp>,
}

impl ClockDates {
    /// How far two offsets may lie apart, in milliseconds: an answer may be on its way for so long.
    const APART: u64 = 120_000;

    /// Notes that the offset was this, and is that by an answer of `now`.
    pub(in crate::live) fn compare(
        &mut self,
        before: ClockOffset,
        offset: ClockOffset,
        now: Timestamp,
    ) {
        if before.millis().abs_diff(offset.millis()) > Self::APART {
            self.contradicted_at = Some(now);
        }
    }
}

impl Snapshot {
    /// Why it is not certain what time it is at the server, if so.
    pub(in crate::live) fn clock_doubt(&self, now: Timestamp) -> Option<Why> {
        if self.clock_offset.is_none() && self.dates.was_untold {
            return Some(Why::ClockNotTold);
        }
        let contradicted = self.dates.contradicted_at;
        let is_recent = |at: Timestamp| now.millis().saturating_sub(at.millis()) < REMEMBERED;
        if contradicted.is_some_and(is_recent) || self.has_sessions_after(self.server_time(now)) {
            return Some(Why::ClockInDoubt);
        }
        None
    }

    /// Whether sessions are listed that began or were seen later than this.
    fn has_sessions_after(&self, now: Timestamp) -> bool {
        let last = now.seconds().saturating_add(FUTURE);
        let is_later = |sent: SentTime| sent.readable().is_some_and(|at| at.seconds() > last);
        let mut later = self.iter().filter(|slot| {
            let row = self.row(*slot);
            row.is_some_and(|row| is_later(row.authenticated_at) || is_later(row.last_seen_at))
        });
        later.nth(FEWEST - 1).is_some()
    }
}
