//! Whose sessions are where: one person's, those with a number, and those of several people.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Snapshot;
use crate::live::{PersonIndex, Slot};
use crate::model::{SessionKey, UserId};

/// The number of sessions in a block that is searched at once for those of one person.
const BLOCK: usize = 256;

impl Snapshot {
    /// The slots of one person's sessions. Reads one column of every chunk: a fraction of a
    /// millisecond at a million sessions.
    pub fn sessions_of(&self, place: PersonIndex) -> Vec<Slot> {
        let mut slots = Vec::new();
        for (first, chunk) in self.columns.chunks() {
            let blocks = chunk.people().chunks(BLOCK).enumerate();
            // Almost no block has one, and many numbers are compared at once to see whether a block
            // has.
            for (n, block) in blocks.filter(|(_, block)| block.contains(&place.0)) {
                for (within, person) in block.iter().enumerate() {
                    let offset = n * BLOCK + within;
                    if *person == place.0 && !chunk.is_gone(offset) {
                        slots.push(Slot::from_index(first as usize + offset));
                    }
                }
            }
        }
        slots
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

    /// The listed sessions of these people, each person's in order of slot. Every session is looked
    /// at once, however many people there are.
    pub(crate) fn sessions_of_people(
        &self,
        people: &FxHashSet<UserId>,
    ) -> FxHashMap<UserId, Vec<Slot>> {
        let mut found: FxHashMap<UserId, Vec<Slot>> = FxHashMap::default();
        for slot in self.iter().filter(|_| !people.is_empty()) {
            let owner = self.row(slot).and_then(|row| self.person(row.person));
            if let Some(user) = owner.map(|owner| owner.id).filter(|id| people.contains(id)) {
                found.entry(user).or_default().push(slot);
            }
        }
        found
    }
}
