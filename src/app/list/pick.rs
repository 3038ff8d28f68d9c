//! Which sessions and people some of the rows stand for.

use super::{List, RowKey};
use crate::app::marks::Marks;
use crate::live::{ListRow, Slot};
use crate::model::{SessionKey, UserId};

impl List {
    /// The sessions of the person below whose row this one is, as far as they match.
    pub(crate) fn siblings(&self, index: usize) -> &[Slot] {
        let Some(grouped) = self.grouped() else {
            return &[];
        };
        let above = grouped.rows().iter().take(index).rev();
        let mut people = above.filter_map(|row| match row {
            ListRow::Person(place) => Some(*place),
            ListRow::Session(_) => None,
        });
        people
            .next()
            .map_or(&[], |place| grouped.sessions_of(place))
    }

    /// The marked sessions among the rows.
    pub(in crate::app) fn marked(&self, marks: &Marks) -> Vec<SessionKey> {
        let keys = self.slots().iter();
        let keys = keys.filter_map(|slot| self.snapshot.key(*slot));
        keys.filter(|key| marks.contains(*key)).collect()
    }

    /// The sessions of all rows, without those that are gone.
    pub(in crate::app) fn listed(&self) -> Vec<SessionKey> {
        self.still_there(self.slots())
    }

    /// The sessions of which it cannot be told whether they match, without those that are gone.
    pub(in crate::app) fn undecided_sessions(&self) -> Vec<SessionKey> {
        let slots = self.undecided_slots().iter();
        let slots: Vec<Slot> = slots.map(|(slot, _)| *slot).collect();
        self.still_there(&slots)
    }

    /// The sessions from this one to the cursor's, without those that are gone; `None` where this
    /// one is no longer among the rows.
    pub(in crate::app) fn between(&self, from: SessionKey) -> Option<Vec<SessionKey>> {
        let start = self.position(RowKey::Session(from))?;
        let (first, last) = (start.min(self.index), start.max(self.index));
        let rows = (first..=last).filter_map(|index| self.row(index));
        Some(rows.flat_map(|row| self.sessions_of(row)).collect())
    }

    pub(super) fn still_there(&self, slots: &[Slot]) -> Vec<SessionKey> {
        let listed = slots.iter().filter(|slot| !self.snapshot.is_gone(**slot));
        listed.filter_map(|slot| self.snapshot.key(*slot)).collect()
    }

    /// The people whose sessions are on the screen.
    pub(in crate::app) fn people(&self) -> Vec<UserId> {
        let slots = self.window().filter_map(|row| self.slot_of(row));
        let keys = slots.filter_map(|slot| self.snapshot.key(slot));
        let mut people: Vec<UserId> = keys.map(|key| key.user).collect();
        people.dedup();
        people
    }
}
