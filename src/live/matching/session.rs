//! The facts about one session.

use super::ScreenFacts;
use super::people::PeopleAnswers;
use crate::live::columns::{Chunk, ReadableTime, packed_time};
use crate::live::{PersonIndex, Slot};
use crate::model::{Forecast, LimitSource, Role, SessionKey, Timestamp};
use crate::query::{SessionFacts, SessionState, TimeField, Why};

/// The longest that a sign-in is new, in seconds.
pub(crate) const NEW: u64 = 60;

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

impl SessionFacts for SessionInSnapshot<'_> {
    fn number(&self) -> u64 {
        self.chunk.sessions()[self.offset]
    }

    fn time(&self, field: TimeField) -> Result<i64, Why> {
        self.packed(field).map(i64::from)
    }

    fn forecast(&self) -> Result<Forecast, Why> {
        let snapshot = self.people.snapshot;
        let place = PersonIndex(self.chunk.people()[self.offset]);
        let person = snapshot.person(place).ok_or(Why::NotRead)?;
        let role = person.record()?.role;
        if role == Role::Other {
            return Err(Why::Unreadable);
        }
        let limits = snapshot.extras().lifetimes(role);
        self.time(TimeField::LastSeen)?;
        if limits.longest.is_some() {
            self.time(TimeField::SignedIn)?;
        }
        if self.people.context.changes && limits.idle.source == LimitSource::Assumed {
            return Err(Why::Assumed);
        }
        let session = snapshot.session(self.slot).ok_or(Why::NotRead)?;
        limits.forecast(&session).ok_or(Why::NotSent)
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
