//! The row of one person: their sessions summed up, and what the sum leaves open.

use std::ops::Range;

use crate::live::columns::{PackedTime, ReadableTime, packed_time, readable_time};
use crate::live::{Person, PersonIndex, Snapshot};
use crate::model::{Timestamp, User};
use crate::query::Why;

/// What is counted of every person while sessions are grouped: small, because sessions are in no order
/// of people, and a million of them must not wait for memory each.
#[derive(Debug, Clone, Copy)]
pub(super) struct PersonTally {
    pub(super) sessions: u32,
    earliest: u32,
    latest: u32,
}

/// What is counted of the few people of whom something is doubtful.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DoubtTally {
    unconfirmed: u32,
    unreadable: u32,
    /// Whether Zendesk sent no time of signing in, or none that can be read, for any of them; and
    /// the same of the times at which they were last seen.
    open: [Option<Why>; 2],
}

impl Default for PersonTally {
    fn default() -> Self {
        Self {
            sessions: 0,
            earliest: u32::MAX,
            latest: 0,
        }
    }
}

/// What is counted of everybody, by their places in the directory.
pub(super) struct Tallies {
    of_people: Vec<PersonTally>,
    /// Empty as long as nothing is doubtful.
    doubts: Vec<DoubtTally>,
}

impl Tallies {
    /// Nothing counted yet of so many people.
    pub(super) fn of(people: usize) -> Self {
        Self {
            of_people: vec![PersonTally::default(); people],
            doubts: Vec::new(),
        }
    }

    /// Counts a session of somebody, with its times of signing in and of being last seen.
    pub(super) fn add(
        &mut self,
        person: u32,
        (signed_in, last_seen): (PackedTime, PackedTime),
        is_unconfirmed: bool,
    ) {
        let Some(tally) = self.of_people.get_mut(person as usize) else {
            return;
        };
        tally.sessions += 1;
        let (began, last) = (readable_time(signed_in), readable_time(last_seen));
        tally.earliest = tally.earliest.min(began.unwrap_or(u32::MAX));
        tally.latest = tally.latest.max(last.unwrap_or(0));
        if is_unconfirmed || began.is_none() || last.is_none() {
            let times = [packed_time(signed_in), packed_time(last_seen)];
            self.add_doubt(person as usize, times, is_unconfirmed);
        }
    }

    fn add_doubt(&mut self, person: usize, times: [ReadableTime; 2], is_unconfirmed: bool) {
        self.doubts
            .resize(self.of_people.len(), DoubtTally::default());
        if let Some(doubt) = self.doubts.get_mut(person) {
            doubt.unconfirmed += u32::from(is_unconfirmed);
            doubt.unreadable += u32::from(times.contains(&Err(Why::Unreadable)));
            for (open, time) in doubt.open.iter_mut().zip(times) {
                *open = (*open).max(time.err());
            }
        }
    }

    /// The rows of those who have sessions, and the place of each person's first one among the
    /// sessions of all.
    pub(super) fn rows(&self) -> (Vec<PersonRow>, Vec<u32>) {
        let (mut rows, mut firsts) = (Vec::new(), Vec::with_capacity(self.of_people.len()));
        let mut first = 0;
        for (place, tally) in (0..).zip(&self.of_people) {
            firsts.push(first);
            if tally.sessions > 0 {
                let doubt = self.doubts.get(place as usize);
                rows.push(PersonRow {
                    place: PersonIndex(place),
                    first,
                    tally: *tally,
                    doubt: doubt.copied().unwrap_or_default(),
                });
                first += tally.sessions;
            }
        }
        (rows, firsts)
    }
}

/// The sessions of one person, summed up.
#[derive(Debug, Clone, Copy)]
pub struct PersonRow {
    place: PersonIndex,
    first: u32,
    tally: PersonTally,
    doubt: DoubtTally,
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
    pub(crate) fn unconfirmed(&self) -> usize {
        self.doubt.unconfirmed as usize
    }

    /// Those of them with a time that could not be read.
    pub fn unreadable(&self) -> usize {
        self.doubt.unreadable as usize
    }

    /// When the person signed in first, of the sessions that are listed.
    pub(crate) fn since(&self) -> OpenTime {
        let earliest = Some(self.tally.earliest).filter(|time| *time != u32::MAX);
        open_time(earliest, self.doubt.open[0])
    }

    /// When the person was last seen, in any of the sessions.
    pub(crate) fn last_seen(&self) -> OpenTime {
        let latest = Some(self.tally.latest).filter(|time| *time != 0);
        open_time(latest, self.doubt.open[1])
    }
}

fn open_time(seconds: Option<u32>, open: Option<Why>) -> OpenTime {
    OpenTime {
        at: seconds.map(|seconds| Timestamp::from_seconds(i64::from(seconds))),
        open,
    }
}
