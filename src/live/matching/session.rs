//! The facts about one session, and the sessions of a chunk.

use super::ScreenFacts;
use super::people::PeopleAnswers;
use crate::live::columns::{Chunk, PackedTime, ReadableTime, packed_time};
use crate::live::{PersonIndex, Slot};
use crate::model::{Forecast, LimitSource, SentTime, SessionKey, Timestamp};
use crate::query::{SessionFacts, SessionState, Ternary, TimeField, Why};

/// The longest that a sign-in is new, in seconds.
pub(crate) const NEW: u64 = 60;

/// The rows of a chunk.
pub(super) struct SessionsInChunk<'a> {
    people: &'a PeopleAnswers<'a>,
    first: u32,
    chunk: &'a Chunk,
}

impl<'a> SessionsInChunk<'a> {
    /// The rows of a chunk that begins at the slot `first`.
    pub(super) const fn new(people: &'a PeopleAnswers<'a>, first: u32, chunk: &'a Chunk) -> Self {
        Self {
            people,
            first,
            chunk,
        }
    }

    /// The places of their people.
    pub(super) fn people(&self) -> &[u32] {
        self.chunk.people()
    }

    /// One of their times, as it is packed.
    pub(super) fn packed(&self, field: TimeField) -> &[PackedTime] {
        match field {
            TimeField::SignedIn => self.chunk.authenticated(),
            TimeField::LastSeen => self.chunk.last_seen(),
        }
    }

    /// The place of each one's person, and when they signed in and were seen last.
    pub(super) fn people_and_times(
        &self,
    ) -> impl Iterator<Item = (usize, (ReadableTime, ReadableTime))> {
        let signed_in = self.packed(TimeField::SignedIn).iter();
        let times = signed_in.zip(self.packed(TimeField::LastSeen));
        let times = times.map(|(began, last)| (packed_time(*began), packed_time(*last)));
        let people = self.people().iter().map(|person| *person as usize);
        people.zip(times)
    }

    /// Puts a yes for each that is listed into `answers`, and a no for each that is gone.
    pub(super) fn are_listed(&self, answers: &mut Vec<Ternary>) {
        answers.clear();
        answers.resize(self.people().len(), Ternary::Yes);
        if self.chunk.has_gone() {
            for (offset, answer) in answers.iter_mut().enumerate() {
                *answer = (!self.chunk.is_gone(offset)).into();
            }
        }
    }

    pub(super) fn slot(&self, offset: usize) -> Slot {
        Slot::from_index(self.first as usize + offset)
    }

    pub(super) fn row(&self, offset: usize) -> SessionInSnapshot<'a> {
        SessionInSnapshot::new(self.people, self.chunk, (offset, self.slot(offset)))
    }
}

/// One row of the columns.
pub(super) struct SessionInSnapshot<'a> {
    people: &'a PeopleAnswers<'a>,
    chunk: &'a Chunk,
    offset: usize,
    slot: Slot,
}

impl<'a> SessionInSnapshot<'a> {
    pub(super) fn new(
        people: &'a PeopleAnswers<'a>,
        chunk: &'a Chunk,
        (offset, slot): (usize, Slot),
    ) -> Self {
        Self {
            people,
            chunk,
            offset,
            slot,
        }
    }

    /// The place of the person.
    pub(super) fn person(&self) -> usize {
        self.chunk.people()[self.offset] as usize
    }

    /// One of its times, as it is packed.
    pub(super) fn packed(&self, field: TimeField) -> ReadableTime {
        packed_time(match field {
            TimeField::SignedIn => self.chunk.authenticated()[self.offset],
            TimeField::LastSeen => self.chunk.last_seen()[self.offset],
        })
    }

    fn is_among(
        &self,
        pick: fn(&ScreenFacts) -> &rustc_hash::FxHashSet<SessionKey>,
    ) -> Result<bool, Why> {
        let screen = self.people.context.screen.as_ref().ok_or(Why::NotRead)?;
        let key = self.people.snapshot.key(self.slot).ok_or(Why::NotRead)?;
        Ok(pick(screen).contains(&key))
    }
}

/// A time as Zendesk sent it, of seconds since 1970.
fn sent(seconds: Option<u32>) -> SentTime {
    let time = seconds.map(|seconds| Timestamp::from_seconds(i64::from(seconds)));
    time.into()
}

impl SessionFacts for SessionInSnapshot<'_> {
    fn number(&self) -> u64 {
        self.chunk.sessions()[self.offset]
    }

    fn time(&self, field: TimeField) -> Result<i64, Why> {
        self.packed(field).map(i64::from)
    }

    fn forecast(&self) -> Result<Forecast, Why> {
        let place = PersonIndex(self.chunk.people()[self.offset]);
        let limits = self.people.lifetimes(place)?;
        let last_seen = self.packed(TimeField::LastSeen)?;
        let signed_in = self.packed(TimeField::SignedIn);
        if limits.longest.is_some() {
            signed_in?;
        }
        if self.people.context.changes && limits.idle.source == LimitSource::Assumed {
            return Err(Why::Assumed);
        }
        let times = [signed_in.ok(), Some(last_seen)].map(sent);
        limits.forecast_of(times[0], times[1]).ok_or(Why::NotSent)
    }

    fn known_end(&self) -> Option<Forecast> {
        let place = PersonIndex(self.chunk.people()[self.offset]);
        let limits = self.people.lifetimes(place).ok()?;
        let signed_in = self.packed(TimeField::SignedIn).ok();
        limits.longest_life_of(sent(signed_in))
    }

    fn listed_at(&self) -> Result<Timestamp, Why> {
        self.people
            .snapshot
            .listed_at(self.slot)
            .ok_or(Why::NotRead)
    }

    fn has_flag(&self, rule: &str) -> Result<bool, Why> {
        let flags = self.people.flags.as_ref().ok_or(Why::NotRead)?;
        flags
            .has(self.slot, rule)
            .map_err(|why| self.people.doubt(rule, self.slot).unwrap_or(why))
    }

    fn is_in(&self, state: SessionState) -> Result<bool, Why> {
        let snapshot = self.people.snapshot;
        match state {
            SessionState::New if snapshot.walks() == 0 => Ok(false),
            SessionState::New => {
                let signed_in = self.time(TimeField::SignedIn)?;
                Ok(self.now().seconds().saturating_sub(signed_in) < NEW.cast_signed())
            }
            SessionState::Unconfirmed => Ok(snapshot.is_unconfirmed(self.slot)),
            SessionState::Unreadable => {
                let times = [TimeField::SignedIn, TimeField::LastSeen];
                Ok(times
                    .iter()
                    .any(|it| self.packed(*it) == Err(Why::Unreadable)))
            }
            SessionState::Back => self.is_among(|screen| &screen.back),
            SessionState::Ended => self.is_among(|screen| &screen.ended),
            SessionState::StillListed => self.is_among(|screen| &screen.still_listed),
        }
    }

    fn is_marked(&self) -> Result<bool, Why> {
        self.is_among(|screen| &screen.marked)
    }

    fn now(&self) -> Timestamp {
        self.people.now
    }
}
