//! A set of slots, one bit for each: a million of them are 125 kB, which stay near the processor.

use crate::live::Slot;

/// The slots in a word of the set.
const WORD: usize = u64::BITS as usize;

/// A set of slots, which gives them back in order of slot.
#[derive(Debug, Clone, Default)]
pub(crate) struct SlotSet(Vec<u64>);

impl SlotSet {
    /// The set of these slots, all of which are smaller than `slots`.
    pub(crate) fn of(members: impl Iterator<Item = Slot>, slots: usize) -> Self {
        let mut words = vec![0; slots.div_ceil(WORD)];
        for slot in members {
            if let Some(word) = words.get_mut(slot.index() / WORD) {
                *word |= 1 << (slot.index() % WORD);
            }
        }
        Self(words)
    }

    /// Whether the slot is in the set.
    pub(crate) fn has(&self, slot: Slot) -> bool {
        let word = self.0.get(slot.index() / WORD);
        word.is_some_and(|word| word & (1 << (slot.index() % WORD)) != 0)
    }

    /// The slots of the set, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Slot> + Clone {
        self.0.iter().enumerate().flat_map(|(n, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.checked_sub(1)?;
                Some(Slot::from_index(n * WORD + bit as usize))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_its_slots_back_in_order_and_no_others() {
        let members = [0, 1, 63, 64, 127, 128, 999].map(Slot);
        let set = SlotSet::of(members.into_iter().rev(), 1_000);
        assert_eq!(set.iter().collect::<Vec<_>>(), members);
        for slot in (0..1_100).map(Slot) {
            assert_eq!(set.has(slot), members.contains(&slot), "{slot:?}");
        }
        assert_eq!(SlotSet::of(std::iter::empty(), 0).iter().count(), 0);
        assert!(!SlotSet::default().has(Slot(0)));
    }
}
