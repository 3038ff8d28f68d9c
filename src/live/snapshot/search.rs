//! Whose sessions are where: one person's, those with a number, and those of several people.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Snapshot;
use crate::live::{PersonIndex, Slot};
use crate::model::{SessionKey, UserId};

/// The number of sessions in a block that is searched at once for those of one person.
const BLOCK: usize = 256;

impl Snapshot {
    /// The slots of one person's sessions.
    pub fn sessions_of(&self, place: PersonIndex) -> Vec<Slot> {
        let mut slots = self.slots_of(place);
        slots.retain(|slot| !self.is_gone(*slot));
        slots
    }

    /// The slots of one person's sessions, gone ones included, in order. Reads one column of every
    /// chunk: a fraction of a millisecond at a million sessions.
    pub(crate) fn slots_of(&self, place: PersonIndex) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (first, chunk) in self.columns.chunks() {
            let blocks = chunk.people().chunks(BLOCK).enumerate();
            // Almost no block has one, and many numbers are compared at once to see whether a block
            // has.
            for (n, block) in blocks.filter(|(_, block)| block.contains(&place.0)) {
                for (within, person) in block.iter().enumerate() {
                    let offset = n * BLOCK + within;
                    if *person == place.0 {
                        slots.push(Slot::from_index(first as usize + offset));
                    }
                }
            }
        }
        slots
    }

    /// The slot of this session, gone or not. Reads one column likewise.
    pub(crate) fn slot_of(&self, key: SessionKey) -> Option<Slot> {
        let number = key.session.get();
        let place = self.people.place_of(key.user)?;
        self.columns.chunks().find_map(|(first, chunk)| {
            let mut rows = chunk.sessions().iter().zip(chunk.people());
            let is_it = |(known, person): (&u64, &u32)| *known == number && *person == place.0;
            Some(Slot::from_index(first as usize + rows.position(is_it)?))
        })
    }

    /// The slots of those of `keys` that are still listed.
    pub fn find(&self, keys: &FxHashSet<SessionKey>) -> FxHashMap<SessionKey, Slot> {
        let mut found = FxHashMap::default();
        if keys.is_empty() {
            return found;
        }
        let numbers: FxHashSet<u64> = keys.iter().map(|key| key.session.get()).collect();
        for (first, chunk) in self.columns.chunks() {
            for (offset, number) in chunk.sessions().iter().enumerate() {
                if numbers.contains(number) && !chunk.is_gone(offset) {
                    let slot = Slot::from_index(first as usize + offset);
                    if let Some(key) = self.key(slot)
                        && keys.contains(&key)
                    {
                        found.insert(key, slot);
                    }
                }
            }
        }
        found
    }

    /// Those of these sessions whose number is listed as somebody else's.
    pub(crate) fn listed_as_others(&self, keys: &FxHashSet<SessionKey>) -> Vec<SessionKey> {
        let by_number: FxHashMap<u64, SessionKey> =
            keys.iter().map(|key| (key.session.get(), *key)).collect();
        let moved = |slot: Slot| {
            let key = by_number.get(&self.session_number(slot))?;
            (self.key(slot)?.user != key.user).then_some(*key)
        };
        if by_number.is_empty() {
            return Vec::new();
        }
        self.iter().filter_map(moved).collect()
    }

    /// The listed sessions of these people, each person's in order of slot.
    pub(crate) fn sessions_of_people(
        &self,
        people: &FxHashSet<UserId>,
    ) -> FxHashMap<UserId, Vec<Slot>> {
        let mut found: FxHashMap<UserId, Vec<Slot>> = FxHashMap::default();
        for slot in self.slots_of_people(people) {
            if let Some(key) = self.key(slot) {
                found.entry(key.user).or_default().push(slot);
            }
        }
        found
    }

    /// The listed sessions of these people in order of slot. Everybody and every session is looked at
    /// once, however many people there are, and of a session only whose it is.
    pub(crate) fn slots_of_people(&self, people: &FxHashSet<UserId>) -> Vec<Slot> {
        let entries = self.people.entries_of(people);
        if entries.is_empty() {
            return Vec::new();
        }
        let mut is_wanted = vec![false; self.people.len()];
        for (place, _) in entries.values() {
            is_wanted[place.index()] = true;
        }
        let mut slots = Vec::new();
        for (first, chunk) in self.columns.chunks() {
            let owners = chunk.people().iter().enumerate();
            let theirs = owners.filter(|(_, place)| is_wanted[**place as usize]);
            let listed = theirs.filter(|(offset, _)| !chunk.is_gone(*offset));
            slots.extend(listed.map(|(offset, _)| Slot::from_index(first as usize + offset)));
        }
        slots
    }
}
