//! What time it is at the server, whether that is certain enough to change anything by, and of which time
//! sessions were surely listed.

use super::{ListRead, Snapshot};
use crate::live::Slot;
use crate::model::{ClockOffset, ClockPair, DatedMoment, SentTime, Timestamp, UserId};
use crate::query::Why;

/// How far a session may lie in the future, in seconds.
pub(in crate::live) const FUTURE: i64 = Timestamp::MAY_BE_AHEAD;

/// The fewest sessions that show that the clock is wrong, or right. One alone may be wrong itself.
const FEWEST: usize = 2;

/// How long two dates that contradict each other are remembered, in milliseconds.
const REMEMBERED: i64 = 10 * 60 * 1000;

/// What the dates of the server's answers say of its clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ClockDates {
    /// Whether an answer came without a date that can be read.
    pub(in crate::live) was_untold: bool,
    /// When two dates contradicted each other, or one stood still, by the local clock.
    contradicted_at: Option<Timestamp>,
    /// The least and the largest offset since then, in milliseconds.
    offsets: Option<(i64, i64)>,
    /// The latest date, and when it came first.
    latest: Option<ClockPair>,
}

impl ClockDates {
    /// How far two offsets may lie apart, in milliseconds: an answer may be on its way for so long.
    const APART: i64 = 120_000;

    /// How long a clock may show no later date while ours goes on, in milliseconds.
    const STANDS: i64 = 60_000;

    /// Takes in the date of an answer that came `now`.
    pub(in crate::live) fn take(&mut self, server: Timestamp, now: Timestamp) {
        let offset = ClockOffset::between(server, now).millis();
        let (least, largest) = self.offsets.unwrap_or((offset, offset));
        let (least, largest) = (least.min(offset), largest.max(offset));
        self.offsets = Some((least, largest));
        let moved = self.latest.filter(|latest| server <= latest.server);
        let stands = moved.is_some_and(|latest| {
            now.millis().saturating_sub(latest.local.millis()) > Self::STANDS
        });
        if moved.is_none() {
            self.latest = Some(ClockPair { server, local: now });
        }
        if stands || largest.saturating_sub(least) > Self::APART {
            self.contradicted_at = Some(now);
            self.offsets = Some((offset, offset));
        }
    }

    /// Takes in the times of records that are no sessions: some that lie after `server`, the server's time
    /// `now`, contradict its clock.
    pub(in crate::live) fn take_records(
        &mut self,
        times: impl Iterator<Item = Timestamp>,
        (server, now): (Timestamp, Timestamp),
    ) {
        let last = server.seconds().saturating_add(FUTURE);
        if times
            .filter(|at| at.seconds() > last)
            .nth(FEWEST - 1)
            .is_some()
        {
            self.contradicted_at = Some(now);
        }
    }
}

impl Snapshot {
    /// Why it is not certain what time it is at the server, if so.
    pub(crate) fn clock_doubt(&self, now: Timestamp) -> Option<Why> {
        let Some(offset) = self.clock_offset else {
            return self.dates.was_untold.then_some(Why::ClockNotTold);
        };
        let contradicted = self.dates.contradicted_at;
        let is_recent = |at: Timestamp| now.millis().saturating_sub(at.millis()) < REMEMBERED;
        let server = self.server_time(now);
        if contradicted.is_some_and(is_recent) || self.has_sessions_after(server) {
            return Some(Why::ClockInDoubt);
        }
        let is_another_day = offset.is_of_another_day() && !self.has_sessions_of_the_day(server);
        is_another_day.then_some(Why::ClockOfAnotherDay)
    }

    /// The time by which ages are shown: the server's, or ours where the server's contradicts itself or
    /// its records.
    pub(crate) fn time_for_ages(&self, now: Timestamp) -> Timestamp {
        match self.clock_doubt(now) {
            Some(Why::ClockInDoubt) => now,
            _ => self.server_time(now),
        }
    }

    /// The server's clock and ours `now`, where answers carried a date.
    pub(crate) fn clocks(&self, now: Timestamp) -> Option<ClockPair> {
        let server = self
            .clock_offset
            .map(|offset| now.shifted(offset.millis()))?;
        Some(ClockPair { server, local: now })
    }

    /// The server's time at which a session was surely listed: when the list was begun that had it,
    /// or earlier. `None` where no list says so.
    pub(crate) fn listed_at(&self, slot: Slot) -> Option<Timestamp> {
        let of_person = || Some(self.listed.get(&self.key(slot)?.user)?.shown_at());
        let since = self.listed_since.max(of_person());
        let since = since.filter(|_| !self.is_unconfirmed(slot))?;
        Some(self.server_time(since))
    }

    /// The server's time at which every session of somebody that is listed surely was; `None` where no
    /// list says so.
    pub(crate) fn sessions_listed_at(&self, user: UserId) -> Option<Timestamp> {
        let walked = self.listed_since.filter(|_| self.unconfirmed() == 0);
        let own = self.listed.get(&user).map(ListRead::shown_at);
        walked.max(own).map(|at| self.server_time(at))
    }

    /// The server's time at which every listed session was surely listed; `None` where that is not so
    /// of one of them.
    pub(crate) fn surely_listed_since(&self) -> Option<Timestamp> {
        let since = self.listed_since.filter(|_| self.unconfirmed() == 0);
        since.map(|since| self.server_time(since))
    }

    /// The server's time when our clock says `now`.
    pub(crate) fn server_time(&self, now: Timestamp) -> Timestamp {
        ClockOffset::said(self.clock_offset, now)
    }

    /// A moment of our clock by both clocks.
    pub(crate) fn dated(&self, local: Timestamp) -> DatedMoment {
        let server = self.clock_offset.map(|_| self.server_time(local));
        DatedMoment { local, server }
    }

    /// Whether sessions are listed that began or were seen later than this.
    fn has_sessions_after(&self, now: Timestamp) -> bool {
        let last = now.seconds().saturating_add(FUTURE);
        let mut later = self.iter().filter(|slot| {
            let mut times = self.times(*slot);
            times.any(|at| at.seconds() > last)
        });
        later.nth(FEWEST - 1).is_some()
    }

    /// Whether sessions are listed that began or were seen in the day before this.
    fn has_sessions_of_the_day(&self, now: Timestamp) -> bool {
        let day = ClockOffset::DAY / 1000;
        let (first, last) = (now.seconds() - day, now.seconds().saturating_add(FUTURE));
        let is_of_day = |at: Timestamp| (first..=last).contains(&at.seconds());
        let mut of_day = self.iter().filter(|slot| self.times(*slot).any(is_of_day));
        of_day.nth(FEWEST - 1).is_some()
    }

    /// When the session in this slot began and was last seen, where that can be read.
    fn times(&self, slot: Slot) -> impl Iterator<Item = Timestamp> {
        let row = self.row(slot);
        let times = row.map(|row| [row.authenticated_at, row.last_seen_at]);
        times.into_iter().flatten().filter_map(SentTime::readable)
    }
}
