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
use self::row::Tallies;
use super::{Slot, Snapshot};

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
        let mut tallies = Tallies::of(snapshot.directory().len());
        let has_doubts = snapshot.unconfirmed() > 0;
        for (_, chunk) in snapshot.chunks() {
            let has_gone = chunk.has_gone();
            let times = chunk.authenticated().iter().zip(chunk.last_seen());
            for (offset, (person, times)) in chunk.people().iter().zip(times).enumerate() {
                if !(has_gone && chunk.is_gone(offset)) {
                    let is_unconfirmed = has_doubts && chunk.is_unconfirmed(offset);
                    tallies.add(*person, (*times.0, *times.1), is_unconfirmed);
                }
            }
        }
        let mut grouping = Grouping::of(&tallies);
        for (first, chunk) in snapshot.chunks() {
            let has_gone = chunk.has_gone();
            for (offset, person) in chunk.people().iter().enumerate() {
                if !(has_gone && chunk.is_gone(offset)) {
                    grouping.put(*person, Slot::from_index(first as usize + offset));
                }
            }
        }
        grouping.rows
    }

    /// Everybody with one of these sessions, and of their sessions these alone.
    pub(crate) fn among(snapshot: &Snapshot, slots: &[Slot]) -> Self {
        let mut tallies = Tallies::of(snapshot.directory().len());
        let place = |slot: &Slot| snapshot.chunk_of(*slot);
        for (chunk, offset) in slots.iter().filter_map(place) {
            let times = (chunk.authenticated()[offset], chunk.last_seen()[offset]);
            tallies.add(chunk.people()[offset], times, chunk.is_unconfirmed(offset));
        }
        let mut grouping = Grouping::of(&tallies);
        for slot in slots {
            if let Some((chunk, offset)) = place(slot) {
                grouping.put(chunk.people()[offset], *slot);
            }
        }
        grouping.rows
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

/// The rows, while each session is put beside the others of its person.
struct Grouping {
    rows: PeopleRows,
    /// Where the next session of each person is put.
    next: Vec<u32>,
}

impl Grouping {
    fn of(tallies: &Tallies) -> Self {
        let (rows, next) = tallies.rows();
        let sessions = rows.last().map_or(0, |last| last.range().end);
        let slots = vec![Slot(0); sessions];
        Self {
            rows: PeopleRows { rows, slots },
            next,
        }
    }

    fn put(&mut self, person: u32, slot: Slot) {
        if let Some(next) = self.next.get_mut(person as usize)
            && let Some(place) = self.rows.slots.get_mut(*next as usize)
        {
            *place = slot;
            *next += 1;
        }
    }
}
