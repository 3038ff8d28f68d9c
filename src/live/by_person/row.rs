//! The row of one person: their sessions summed up, and what the sum leaves open.

use std::ops::Range;

use crate::live::columns::{PackedTime, packed_time, readable_time};
use crate::live::{Person, PersonIndex, Snapshot};
use crate::model::{Timestamp, User};
use crate::query::Why;

/// What is counted of a person while sessions are grouped.
#[derive(Debug, Clone, Copy)]
pub(super) struct PersonTally {
    pub(super) sessions: u32,
    unconfirmed: u32,
    unreadable: u32,
    earliest: u32,
    latest: u32,
    /// Whether Zendesk sent no time of signing in, or none that can be read, for any of them; and
    /// the same of the times at which they were last seen.
    open: [Option<Why>; 2],
    /// Where the person's next session is put.
    pub(super) next: u32,
}

impl Default for PersonTally {
    fn default() -> Self {
        Self {
            sessions: 0,
            unconfirmed: 0,
            unreadable: 0,
            earliest: u32::MAX,
            latest: 0,
            open: [None; 2],
            next: 0,
        }
    }
}

impl PersonTally {
    /// Counts a session with its times of signing in and of being last seen.
    pub(super) fn add(&mut self, times: (&PackedTime, &PackedTime), is_unconfirmed: bool) {
        let (signed_in, last_seen) = times;
        self.sessions += 1;
        self.unconfirmed += u32::from(is_unconfirmed);
        match (readable_time(*signed_in), readable_time(*last_seen)) {
            (Some(signed_in), Some(last_seen)) => {
                self.earliest = self.earliest.min(signed_in);
                self.latest = self.latest.max(last_seen);
            }
            _ => self.add_in_part(*signed_in, *last_seen),
        }
    }

    /// Counts what can be read of a session's times.
    fn add_in_part(&mut self, signed_in: PackedTime, last_seen: PackedTime) {
        let times = [packed_time(signed_in), packed_time(last_seen)];
        if let Ok(signed_in) = times[0] {
            self.earliest = self.earliest.min(signed_in);
        }
        if let Ok(last_seen) = times[1] {
            self.latest = self.latest.max(last_seen);
        }
        self.unreadable += u32::from(times.contains(&Err(Why::Unreadable)));
        for (open, time) in self.open.iter_mut().zip(times) {
            *open = (*open).max(time.err());
        }
    }
}

/// The sessions of one person, summed up.
#[derive(Debug, Clone, Copy)]
pub struct PersonRow {
    place: PersonIndex,
    first: u32,
    tally: PersonTally,
}

/// A time over several sessions: the best that is known, and why it may be another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenTime {
    /// The time, where at least one session has one that can be read.
    pub(crate) at: Option<Timestamp>,
    /// Why a session without such a time may go beyond it; `None` where each has one.
    pub(crate) open: Option<Why>,
}

impl PersonRow {
    pub(super) const fn new(place: PersonIndex, first: u32, tally: PersonTally) -> Self {
        Self {
            place,
            first,
            tally,
        }
    }

    pub(super) const fn range(&self) -> Range<usize> {
        self.first as usize..(self.first + self.tally.sessions) as usize
    }

    /// The person's place in the directory.
    pub fn place(&self) -> PersonIndex {
        self.place
    }

    /// The directory's entry for the person.
    pub(crate) fn person<'a>(&self, snapshot: &'a Snapshot) -> Option<&'a Person> {
        snapshot.person(self.place)
    }

    /// The person's record, or why it is not known.
    pub(crate) fn user<'a>(&self, snapshot: &'a Snapshot) -> Result<&'a User, Why> {
        self.person(snapshot).ok_or(Why::NotRead)?.record()
    }

    /// The number of sessions.
    pub fn sessions(&self) -> usize {
        self.tally.sessions as usize
    }

    /// Those of them that the last walk did not have although it proves nothing.
    pub fn unconfirmed(&self) -> usize {
        self.tally.unconfirmed as usize
    }

    /// Those of them with a time that could not be read.
    pub fn unreadable(&self) -> usize {
        self.tally.unreadable as usize
    }

    /// When the person signed in first, of the sessions that are listed.
    pub(crate) fn since(&self) -> OpenTime {
        let earliest = Some(self.tally.earliest).filter(|time| *time != u32::MAX);
        open_time(earliest, self.tally.open[0])
    }

    /// When the person was last seen, in any of the sessions.
    pub(crate) fn last_seen(&self) -> OpenTime {
        let latest = Some(self.tally.latest).filter(|time| *time != 0);
        open_time(latest, self.tally.open[1])
    }
}

fn open_time(seconds: Option<u32>, open: Option<Why>) -> OpenTime {
    OpenTime {
        at: seconds.map(|seconds| Timestamp::from_seconds(i64::from(seconds))),
        open,
    }
}
