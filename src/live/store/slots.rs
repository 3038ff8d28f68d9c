//! Sessions in their slots: added, updated, removed, and counted.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::Store;
use crate::live::directory::DirectoryStore;
use crate::live::events::LiveEventKind;
use crate::live::snapshot::Claimants;
use crate::live::{Person, PersonIndex, Row, Slot};
use crate::model::{SentTime, Session, SessionId, SessionKey, Timestamp, UserId};

/// Slots of gone sessions are given back when more than one in this many is gone.
const COMPACT_WHEN_GONE: usize = 4;

/// The most people under whom one session has a row: a server that names everybody makes no more work.
const CLAIMANTS_AT_MOST: usize = 8;

impl Store {
    /// Adds or updates one session. `false`: this walk, or another list since, has it under another
    /// owner as well, so that whose it is is not known. Each of them has a row then.
    pub(super) fn put(&mut self, session: &Session, now: Timestamp) -> bool {
        let person = self.directory.place(session.key.user);
        let row = Row {
            session: session.key.session,
            person,
            authenticated_at: session.authenticated_at,
            last_seen_at: session.last_seen_at,
            url: self.state.urls.place(&session.url),
        };
        let is_new = match self.slot_of(session.key) {
            Some(slot) => self.update(slot, &row, session.key, now),
            // Whoever else it comes under is left out, and it cannot be told whose it is.
            None if self.rows_of(session.key.session).len() >= CLAIMANTS_AT_MOST => return false,
            None => {
                self.add(&row, session.key, now);
                true
            }
        };
        if is_new {
            self.count_claims(session.key.session);
        }
        !self.is_claimed_since(session.key.session, person)
    }

    /// The slot of the session of this person with this number, listed or not.
    pub(super) fn slot_of(&self, key: SessionKey) -> Option<Slot> {
        let person = self.directory.find(key.user)?;
        let number = key.session.get();
        let is_it = |slot: &u32| self.columns.is_of(Slot(*slot), number, person);
        let slot = self.index.find(FxBuildHasher.hash_one(number), is_it)?;
        Some(Slot(*slot))
    }

    /// The listed rows of the sessions with this number: several, if it came under several people.
    fn rows_of(&self, number: SessionId) -> Vec<Slot> {
        let (columns, number) = (&self.columns, number.get());
        let same = self.index.iter_hash(FxBuildHasher.hash_one(number));
        let same = same.map(|slot| Slot(*slot));
        same.filter(|slot| columns.session(*slot) == number && !columns.is_gone(*slot))
            .collect()
    }

    /// Notes under whom the session with this number is listed, if that is more than one person.
    fn count_claims(&mut self, number: SessionId) {
        let rows = self.rows_of(number);
        if rows.len() < 2 && !self.state.claims.contains_key(&number) {
            return;
        }
        let claims = Arc::make_mut(&mut self.state.claims);
        if rows.len() < 2 {
            claims.remove(&number);
        } else {
            let people = rows.iter().filter_map(|slot| self.columns.row(*slot));
            let people: Vec<PersonIndex> = people.map(|row| row.person).collect();
            let are_all = people.len() < CLAIMANTS_AT_MOST;
            claims.insert(number, Claimants { people, are_all });
        }
    }

    /// Whether another owner of this session was seen in this walk or since.
    fn is_claimed_since(&self, number: SessionId, person: PersonIndex) -> bool {
        if !self.state.claims.contains_key(&number) {
            return false;
        }
        let rows = self.rows_of(number).into_iter();
        let mut others = rows.filter(|slot| !self.columns.is_of(*slot, number.get(), person));
        others.any(|slot| self.seen_in.get(slot.index()) == Some(&self.stamp))
    }

    /// Brings the session in `slot` up to date, and says whether it was not listed before. When it began
    /// cannot be read any more once two rows of a walk do not agree on that.
    fn update(&mut self, slot: Slot, row: &Row, key: SessionKey, now: Timestamp) -> bool {
        let there = !self.columns.is_gone(slot);
        let before = self.columns.row(slot);
        let in_this_walk = self.seen_in.get(slot.index()) == Some(&self.stamp);
        let mut row = *row;
        if let Some(before) = before.filter(|_| there && in_this_walk)
            && before.authenticated_at != row.authenticated_at
        {
            row.authenticated_at = SentTime::Unreadable;
        }
        let was_unconfirmed = self.columns.is_unconfirmed(slot);
        if self.columns.set(slot, &row) {
            self.state.unconfirmed -= usize::from(was_unconfirmed);
            if !there {
                self.count(Some(row.person), 1);
                self.tell(now, LiveEventKind::SignedIn(key, row.person));
            }
        }
        if let Some(seen_in) = self.seen_in.get_mut(slot.index()) {
            *seen_in = self.stamp;
        }
        !there
    }

    fn add(&mut self, row: &Row, key: SessionKey, now: Timestamp) {
        let slot = self.columns.push(row);
        let hash = FxBuildHasher.hash_one(key.session.get());
        let columns = &self.columns;
        self.index.insert_unique(hash, slot.0, |slot| {
            FxBuildHasher.hash_one(columns.session(Slot(*slot)))
        });
        self.seen_in.push(self.stamp);
        self.count(Some(row.person), 1);
        self.tell(now, LiveEventKind::SignedIn(key, row.person));
    }

    /// Updates the sums by the change in the number of somebody's sessions.
    fn count(&mut self, person: Option<PersonIndex>, change: i32) {
        let Some(person) = person else {
            return;
        };
        let before = self.state.tally.change(person, change);
        let (state, person) = (&mut self.state, self.directory.people().person(person));
        if change > 0 {
            state.sessions += 1;
            if before == 0 {
                state.people_signed_in += 1;
                person.inspect(|person| state.census.add(person));
            }
        } else {
            state.sessions = state.sessions.saturating_sub(1);
            if before == 1 {
                state.people_signed_in = state.people_signed_in.saturating_sub(1);
                person.inspect(|person| state.census.take_out(person));
            }
        }
    }

    /// Takes in what was read of people, and counts those of them who are signed in anew.
    pub(super) fn learn(&mut self, about: &[UserId], learn: impl FnOnce(&mut DirectoryStore)) {
        let about: FxHashSet<UserId> = about.iter().copied().collect();
        for person in self.signed_in(&about) {
            self.state.census.take_out(&person);
        }
        learn(&mut self.directory);
        for person in self.signed_in(&about) {
            self.state.census.add(&person);
        }
    }

    /// Those of the people who are signed in, as they are known now.
    fn signed_in(&self, about: &FxHashSet<UserId>) -> Vec<Person> {
        let places = about.iter().filter_map(|id| self.directory.find(*id));
        let signed_in = places.filter(|place| self.state.tally.of(*place) > 0);
        let people = signed_in.filter_map(|place| self.directory.people().person(place));
        people.cloned().collect()
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
        self.state.unconfirmed -= usize::from(self.columns.is_unconfirmed(slot));
        self.columns.remove(slot);
        self.count(Some(row.person), -1);
        self.count_claims(row.session);
        if let Some(key) = self.key_of(slot) {
            self.tell(now, LiveEventKind::Gone(key, row.person));
        }
    }

    /// The key of the session in `slot`.
    pub(super) fn key_of(&self, slot: Slot) -> Option<SessionKey> {
        let row = self.columns.row(slot)?;
        Some(SessionKey {
            user: self.directory.people().person(row.person)?.id,
            session: row.session,
        })
    }

    /// The listed sessions that were not seen since the walk began.
    fn unseen(&self) -> Vec<Slot> {
        let seen_in = self.seen_in.iter().enumerate();
        let unseen = seen_in.filter(|(_, seen_in)| **seen_in != self.stamp);
        let slots = unseen.map(|(index, _)| Slot::from_index(index));
        slots.filter(|slot| !self.columns.is_gone(*slot)).collect()
    }

    /// Removes what was not seen since the walk began. What own lists lacked is gone for good then,
    /// or was seen.
    pub(super) fn remove_unseen(&mut self, now: Timestamp) {
        for slot in self.unseen() {
            self.remove(slot, now);
        }
        if !self.state.contradicted.is_empty() {
            let mut contradicted = Arc::clone(&self.state.contradicted);
            Arc::make_mut(&mut contradicted).retain(|key| {
                let slot = self.slot_of(*key);
                slot.is_some_and(|slot| self.seen_in.get(slot.index()) == Some(&self.stamp))
            });
            self.state.contradicted = contradicted;
        }
        let contradicted = &self.state.contradicted;
        let began_at = self.state.proof.map(|proof| proof.began_at());
        self.lacked.retain(|key, list| {
            contradicted.contains(key) || began_at.is_some_and(|walk| *list >= walk)
        });
    }

    /// Notes that what was not seen since the walk began is unconfirmed.
    pub(super) fn doubt_unseen(&mut self) {
        for slot in self.unseen() {
            self.state.unconfirmed += usize::from(self.columns.doubt(slot));
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
                let was_unconfirmed = old.is_unconfirmed(slot);
                let slot = self.columns.push(&row);
                if was_unconfirmed {
                    self.columns.doubt(slot);
                }
                let columns = &self.columns;
                let hash = |slot: &u32| FxBuildHasher.hash_one(columns.session(Slot(*slot)));
                self.index.insert_unique(hash(&slot.0), slot.0, hash);
                self.seen_in.push(stamp);
            }
        }
        self.state.epoch += 1;
    }
}
