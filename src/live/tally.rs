//! The number of sessions of each person, in blocks that snapshots share until one of them changes.

use std::sync::Arc;

use super::PersonIndex;

/// People in one block: a change copies 4 kB, and a million people are a thousand pointers.
const BLOCK: usize = 1024;

/// The number of listed sessions of each person, by their place in the directory.
#[derive(Debug, Clone, Default)]
pub(super) struct SessionTally {
    blocks: Vec<Arc<[u32; BLOCK]>>,
}

impl SessionTally {
    /// The number of somebody's listed sessions; 0 for a place that nobody has.
    pub(super) fn of(&self, place: PersonIndex) -> u32 {
        let block = self.blocks.get(place.index() / BLOCK);
        block.map_or(0, |block| block[place.index() % BLOCK])
    }

    /// Changes somebody's number, which never falls below 0; returns what it was before.
    pub(super) fn change(&mut self, place: PersonIndex, by: i32) -> u32 {
        let block = place.index() / BLOCK;
        while self.blocks.len() <= block {
            self.blocks.push(Arc::new([0; BLOCK]));
        }
        let count = &mut Arc::make_mut(&mut self.blocks[block])[place.index() % BLOCK];
        let before = *count;
        *count = before.saturating_add_signed(by);
        before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_stays_as_it_was() {
        let mut tally = SessionTally::default();
        let (near, far) = (PersonIndex(3), PersonIndex(5_000));
        assert_eq!((tally.change(near, 1), tally.change(far, 1)), (0, 0));
        let before = tally.clone();
        assert_eq!((tally.change(near, 1), tally.change(far, -2)), (1, 1));
        assert_eq!((before.of(near), before.of(far)), (1, 1));
        assert_eq!((tally.of(near), tally.of(far)), (2, 0));
        assert_eq!(tally.of(PersonIndex(9_999)), 0);
    }
}
