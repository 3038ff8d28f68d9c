//! Puts slots in order: one machine word a row, the key above and the slot below.

use crate::live::columns::readable_time;
use crate::live::{Slot, Snapshot};

/// A key that sorts after everything that is known.
pub(in crate::live) const LAST: u32 = u32::MAX;

/// Below so many words, comparing them is faster than counting digits.
const FEW: usize = 2_000;

/// One of the two times of a session.
#[derive(Clone, Copy)]
pub(super) enum Time {
    SignedIn,
    LastSeen,
}

/// Reads the column chunk by chunk beside the slots, which are in order of slot.
pub(super) fn by_time(
    snapshot: &Snapshot,
    slots: &[Slot],
    descending: bool,
    time: Time,
) -> Vec<Slot> {
    let mut words = Vec::with_capacity(slots.len());
    let mut slots = slots;
    for (first, chunk) in snapshot.chunks() {
        let column = match time {
            Time::SignedIn => chunk.authenticated(),
            Time::LastSeen => chunk.last_seen(),
        };
        let first = first as usize;
        let here = slots.partition_point(|slot| slot.index() < first + column.len());
        let (now, later) = slots.split_at(here);
        slots = later;
        words.extend(now.iter().map(|slot| {
            let time = readable_time(column[slot.index() - first]);
            word(time.unwrap_or(LAST), slot.0, descending)
        }));
    }
    sorted(words)
}

/// One machine word a row: the key above, the place below.
pub(in crate::live) fn word(key: u32, place: u32, descending: bool) -> u64 {
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
pub(in crate::live) fn sorted_places(mut words: Vec<u64>) -> impl Iterator<Item = u32> {
    if words.len() < FEW {
        words.sort_unstable();
    } else {
        radsort::sort_by_key(&mut words, |word| (*word >> 32) as u32);
    }
    words.into_iter().map(|word| word as u32)
}

/// Sorts words whose places are slots.
pub(super) fn sorted(words: Vec<u64>) -> Vec<Slot> {
    sorted_places(words).map(Slot).collect()
}

pub(super) fn by_number(
    slots: &[Slot],
    descending: bool,
    number: impl Fn(Slot) -> u64,
) -> Vec<Slot> {
    let mut rows: Vec<(u64, Slot)> = slots.iter().map(|slot| (number(*slot), *slot)).collect();
    rows.sort_unstable();
    if descending {
        rows.reverse();
    }
    rows.into_iter().map(|(_, slot)| slot).collect()
}
