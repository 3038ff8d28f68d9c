//! Sessions in their slots: added, updated, removed, and counted.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::Store;
use crate::live::events::LiveEventKind;
use crate::live::{PersonIndex, Row, Slot};
use crate::model::{Session, SessionKey, Timestamp};

/// Slots of gone sessions are given back when more than one in this many is gone.
const COMPACT_WHEN_GONE: usize = 4;

impl Store {
    /// Adds or updates one session. `false`: it already belongs to another user, so it is left out.
    pub(super) fn put(&mut self, session: &Session, now: Timestamp) -> bool {
        let person = self.directory.place(session.key.user);
        if self.per_person.len() <= person.index() {
            self.per_person.resize(person.index() + 1, 0);
        }
        let row = Row {
            session: session.key.session,
            person,
            authenticated_at: session.authenticated_at,
            last_seen_at: session.last_seen_at,
        };
        let number = session.key.session.get();
        let columns = &self.columns;
        let hash = FxBuildHasher.hash_one(number);
        let known = self
            .index
            .find(hash, |slot| columns.session(Slot(*slot)) == number);
        if let Some(slot) = known.map(|slot| Slot(*slot)) {
            self.update(slot, &row, session.key, now)
        } else {
            self.add(hash, &row, session.key, now);
            true
        }
    }

    /// Brings the session in `slot` up to date. `false`: this walk has seen it under another owner.
    fn update(&mut self, slot: Slot, row: &Row, key: SessionKey, now: Timestamp) -> bool {
        let there = !self.columns.is_gone(slot);
        let owner = self.columns.row(slot).map(|row| row.person);
        let in_this_walk = self.seen_in.get(slot.index()) == Some(&self.stamp);
        if there && owner != Some(row.person) && in_this_walk {
            return false;
        }
        if self.columns.set(slot, row) {
            if there {
                self.count(owner, -1);
            }
            self.count(Some(row.person), 1);
            if !there {
                self.tell(now, LiveEventKind::SignedIn(key));
            }
        }
        if let Some(seen_in) = self.seen_in.get_mut(slot.index()) {
            *seen_in = self.stamp;
        }
        true
    }

    fn add(&mut self, hash: u64, row: &Row, key: SessionKey, now: Timestamp) {
        let slot = self.columns.push(row);
        let columns = &self.columns;
        self.index.insert_unique(hash, slot.0, |slot| {
            FxBuildHasher.hash_one(columns.session(Slot(*slot)))
        });
        self.seen_in.push(self.stamp);
        self.count(Some(row.person), 1);
        self.tell(now, LiveEventKind::SignedIn(key));
    }

    /// Updates the sums by the change in the number of somebody's sessions.
    fn count(&mut self, person: Option<PersonIndex>, change: i32) {
        let Some(count) = person.and_then(|person| self.per_person.get_mut(person.index())) else {
            return;
        };
        let before = *count;
        *count = count.saturating_add_signed(change);
        if change > 0 {
            self.state.sessions += 1;
            self.state.people_signed_in += usize::from(before == 0);
        } else {
            self.state.sessions = self.state.sessions.saturating_sub(1);
            if *count == 0 {
                self.state.people_signed_in = self.state.people_signed_in.saturating_sub(1);
            }
        }
    }

    /// Notes a change. While the first walk fills the list, nothing in it is news.
    fn tell(&mut self, now: Timestamp, kind: LiveEventKind) {
        if self.state.walked.is_some() {
            Arc::make_mut(&mut self.events).change(now, kind);
        }
    }

    pub(super) fn remove(&mut self, slot: Slot, now: Timestamp) {
        let Some(row) = self.columns.row(slot) else {
            return;
        };
        self.columns.remove(slot);
        self.count(Some(row.person), -1);
        if let Some(person) = self.directory.people().person(row.person) {
            let key = SessionKey {
                user: person.id,
                session: row.session,
            };
            self.tell(now, LiveEventKind::Gone(key));
        }
    }

    /// Removes what was not seen since the walk began.
    pub(super) fn remove_unseen(&mut self, now: Timestamp) {
        let gone: Vec<Slot> = (self.seen_in.iter().enumerate())
            .filter(|(_, seen_in)| **seen_in != self.stamp)
            .map(|(index, _)| Slot::from_index(index))
            .filter(|slot| !self.columns.is_gone(*slot))
            .collect();
        for slot in gone {
            self.remove(slot, now);
        }
    }

    /// Gives back the slots of gone sessions, if there are many. Every slot changes, and so does
    /// the epoch.
    pub(super) fn compact_if_worth_it(&mut self) {
        let slots = self.columns.len();
        if slots - self.state.sessions <= slots / COMPACT_WHEN_GONE {
            return;
        }
        let old = std::mem::take(&mut self.columns);
        let seen_in = std::mem::take(&mut self.seen_in);
        self.index.clear();
        for (index, stamp) in seen_in.into_iter().enumerate() {
            let slot = Slot::from_index(index);
            if old.is_gone(slot) {
                continue;
            }
            if let Some(row) = old.row(slot) {
                let slot = self.columns.push(&row);
                let columns = &self.columns;
                let hash = |slot: &u32| FxBuildHasher.hash_one(columns.session(Slot(*slot)));
                self.index.insert_unique(hash(&slot.0), slot.0, hash);
                self.seen_in.push(stamp);
            }
        }
        self.state.epoch += 1;
    }
}
