//! Sessions by person: a row for everybody who is signed in. Pure, and fast enough at a million
//! sessions to be made anew for every snapshot.
//!
//! - here the grouping: one pass that counts, and one that puts every session beside the others of
//!   its person
//! - `row` the row of one person, and what its times leave open
//! - `order` the columns that people can be ordered by, and the sorting

mod order;
mod row;
#[cfg(test)]
mod tests;

pub use self::order::{PersonColumn, PersonSort};
pub(crate) use self::row::OpenTime;
pub use self::row::PersonRow;
use self::row::PersonTally;
use super::{PersonIndex, Slot, Snapshot};

/// The rows of people, and the sessions of each.
#[derive(Debug, Clone, Default)]
pub struct PeopleRows {
    rows: Vec<PersonRow>,
    /// The sessions, those of one person beside each other and in order of slot.
    slots: Vec<Slot>,
}

impl PeopleRows {
    /// Everybody with a listed session, in the order in which they were first seen.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut tallies = vec![PersonTally::default(); snapshot.directory().len()];
        for (_, chunk) in snapshot.chunks() {
            let (has_gone, has_doubts) = (chunk.has_gone(), snapshot.unconfirmed() > 0);
            let times = chunk.authenticated().iter().zip(chunk.last_seen());
            for (offset, (person, times)) in chunk.people().iter().zip(times).enumerate() {
                if has_gone && chunk.is_gone(offset) {
                    continue;
                }
                if let Some(tally) = tallies.get_mut(*person as usize) {
                    tally.add(times, has_doubts && chunk.is_unconfirmed(offset));
                }
            }
        }
        let mut rows = Self::with_places(&mut tallies);
        for (first, chunk) in snapshot.chunks() {
            let has_gone = chunk.has_gone();
            for (offset, person) in chunk.people().iter().enumerate() {
                if !(has_gone && chunk.is_gone(offset)) {
                    let slot = Slot::from_index(first as usize + offset);
                    rows.put(&mut tallies, *person as usize, slot);
                }
            }
        }
        rows
    }

    /// Everybody with one of these sessions, and of their sessions these alone.
    pub fn among(snapshot: &Snapshot, slots: &[Slot]) -> Self {
        let mut tallies = vec![PersonTally::default(); snapshot.directory().len()];
        let place = |slot: &Slot| {
            let (chunk, offset) = snapshot.chunk_of(*slot)?;
            Some((chunk, offset, chunk.people()[offset] as usize))
        };
        for (chunk, offset, person) in slots.iter().filter_map(place) {
            if let Some(tally) = tallies.get_mut(person) {
                let times = (&chunk.authenticated()[offset], &chunk.last_seen()[offset]);
                tally.add(times, chunk.is_unconfirmed(offset));
            }
        }
        let mut rows = Self::with_places(&mut tallies);
        for slot in slots {
            if let Some((_, _, person)) = place(slot) {
                rows.put(&mut tallies, person, *slot);
            }
        }
        rows
    }

    /// The rows, with a place for each session, which is still empty.
    fn with_places(tallies: &mut [PersonTally]) -> Self {
        let mut rows = Vec::new();
        let mut first = 0;
        for (place, tally) in (0..).zip(tallies) {
            if tally.sessions > 0 {
                rows.push(PersonRow::new(PersonIndex(place), first, *tally));
                tally.next = first;
                first += tally.sessions;
            }
        }
        let slots = vec![Slot(0); first as usize];
        Self { rows, slots }
    }

    fn put(&mut self, tallies: &mut [PersonTally], person: usize, slot: Slot) {
        if let Some(tally) = tallies.get_mut(person)
            && let Some(place) = self.slots.get_mut(tally.next as usize)
        {
            *place = slot;
            tally.next += 1;
        }
    }

    /// The rows in their order.
    pub fn rows(&self) -> &[PersonRow] {
        &self.rows
    }

    /// The number of people.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nobody has a row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The sessions of a row, which is one of these.
    pub fn sessions_of(&self, row: &PersonRow) -> &[Slot] {
        self.slots.get(row.range()).unwrap_or_default()
    }
}
