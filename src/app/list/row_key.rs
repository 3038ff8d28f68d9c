//! What a row is recognized by when the rows change, and the sessions that it stands for.

use super::List;
use crate::live::{ListRow, PersonIndex, Slot};
use crate::model::{SessionKey, UserId};

/// The most sessions of one person among which the one that was seen last is looked for.
const LOOKED_AT: usize = 256;

/// What a row is recognized by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum RowKey {
    /// A session.
    Session(SessionKey),
    /// A person.
    Person(UserId),
}

impl RowKey {
    const fn user(self) -> UserId {
        match self {
            Self::Session(key) => key.user,
            Self::Person(user) => user,
        }
    }
}

impl List {
    /// What the row at this place is recognized by.
    pub(super) fn key_at(&self, index: usize) -> Option<RowKey> {
        match self.row(index)? {
            ListRow::Session(slot) => self.snapshot.key(slot).map(RowKey::Session),
            ListRow::Person(place) => {
                let person = self.snapshot.person(self.person_row(place)?.place());
                person.map(|person| RowKey::Person(person.id))
            }
        }
    }

    /// Where a row is. Of a session that has none it is the row of its person, and of a person the
    /// first of their sessions.
    pub(super) fn position(&self, key: RowKey) -> Option<usize> {
        // Rows move little between two snapshots, so the old place comes first.
        if self.key_at(self.index) == Some(key) {
            return Some(self.index);
        }
        let exact = match (self.grouped(), key) {
            (None, RowKey::Session(key)) => {
                let number = key.session.get();
                let is_it = |slot: &Slot| self.snapshot.session_number(*slot) == number;
                self.slots().iter().position(is_it)
            }
            (None, RowKey::Person(_)) => None,
            (Some(_), key) => (0..self.len()).find(|index| self.key_at(*index) == Some(key)),
        };
        exact.or_else(|| self.position_of(key.user()))
    }

    /// The first row that is somebody's.
    fn position_of(&self, user: UserId) -> Option<usize> {
        let is_theirs = |place: PersonIndex| {
            let person = self.snapshot.person(place);
            person.is_some_and(|person| person.id == user)
        };
        match self.grouped() {
            Some(_) => (0..self.len()).find(|index| match self.row(*index) {
                Some(ListRow::Person(place)) => self
                    .person_row(place)
                    .is_some_and(|row| is_theirs(row.place())),
                _ => false,
            }),
            None if self.cursor == Some(RowKey::Person(user)) => {
                self.slots().iter().position(|slot| {
                    self.snapshot
                        .row(*slot)
                        .is_some_and(|row| is_theirs(row.person))
                })
            }
            None => None,
        }
    }

    /// The person whose row, or whose session's row, is under the cursor.
    pub(in crate::app) fn cursor_user(&self) -> Option<UserId> {
        Some(self.key_at(self.index)?.user())
    }

    /// Puts the cursor on a row, as soon as there is one.
    pub(in crate::app) fn put_cursor(&mut self, key: RowKey) {
        if let Some(index) = self.position(key) {
            self.move_to(index);
        }
    }

    /// The person under the cursor, where the row is a person's and not a session's.
    pub(in crate::app) fn cursor_person(&self) -> Option<UserId> {
        match self.key_at(self.index)? {
            RowKey::Person(user) => Some(user),
            RowKey::Session(_) => None,
        }
    }

    /// The cursor's session, or of the cursor's person the one that was seen last, gone or not.
    pub(crate) fn cursor_slot(&self) -> Option<Slot> {
        self.slot_of(self.row(self.index)?)
    }

    /// The session of a row, or of a person the one that was seen last among those still listed.
    pub(crate) fn slot_of(&self, row: ListRow) -> Option<Slot> {
        let place = match row {
            ListRow::Session(slot) => return Some(slot),
            ListRow::Person(place) => place,
        };
        let all = self.grouped()?.sessions_of(place);
        let last = all.iter().take(LOOKED_AT).copied().max_by_key(|slot| {
            let seen = self
                .snapshot
                .row(*slot)
                .and_then(|row| row.last_seen_at.readable());
            (!self.snapshot.is_gone(*slot), seen)
        });
        last
    }

    /// The sessions that a row stands for and that are still listed.
    pub(crate) fn sessions_of(&self, row: ListRow) -> Vec<SessionKey> {
        match row {
            ListRow::Session(slot) => self.still_there(&[slot]),
            ListRow::Person(place) => {
                let grouped = self.grouped();
                self.still_there(grouped.map_or(&[], |grouped| grouped.sessions_of(place)))
            }
        }
    }

    /// The sessions that the cursor's row stands for.
    pub(in crate::app) fn cursor_sessions(&self) -> Vec<SessionKey> {
        let row = self.row(self.index);
        row.map_or_else(Vec::new, |row| self.sessions_of(row))
    }
}
