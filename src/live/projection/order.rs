//! Puts slots in order.

use crate::live::columns::readable_time;
use crate::live::sorting::{LAST, sorted_places, word};
use crate::live::{Slot, Snapshot};

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
