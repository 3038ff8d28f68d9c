//! Puts rows in order, whatever they stand for: one machine word a row, the key above and the place
//! below.
//!
//! - `column` the columns that the list can be ordered by
//! - `ranks` the order of names, which is slow to compute

mod column;
mod ranks;

pub(crate) use self::column::Column;
pub use self::column::Sort;
pub use self::ranks::NameRanks;

/// A key that sorts after everything that is known.
pub(super) const LAST: u32 = u32::MAX;

/// Below so many words, comparing them is faster than counting digits.
const FEW: usize = 2_000;

/// One machine word a row: the key above, the place below.
pub(super) fn word(key: u32, place: u32, descending: bool) -> u64 {
    let key = if descending && key != LAST {
        LAST - 1 - key
    } else {
        key
    };
    u64::from(key) << 32 | u64::from(place)
}

/// Sorts words whose places are in order already, and stay so where keys are equal.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half is the place"
)]
pub(super) fn sorted_places(mut words: Vec<u64>) -> impl Iterator<Item = u32> {
    if words.len() < FEW {
        words.sort_unstable();
    } else {
        radsort::sort_by_key(&mut words, |word| (*word >> 32) as u32);
    }
    words.into_iter().map(|word| word as u32)
}
