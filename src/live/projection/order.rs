//! Sorting slots: one machine word a row, compared for short lists and sorted by digits
//! (radix sort) for long ones.

use crate::live::{Slot, Snapshot};

/// Sorts after everything that is known.
pub(super) const LAST: u32 = u32::MAX;

/// From this length on, sorting by digits is the faster way.
const MANY: usize = 16_384;

/// Values of one digit: as many places written to side by side as a processor keeps the
/// addresses of at hand. Larger digits take fewer turns and are slower at a million rows.
const DIGITS: usize = 1 << 6;

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
            let time = column[slot.index() - first];
            word(if time == 0 { LAST } else { time }, *slot, descending)
        }));
    }
    sorted(words)
}

/// One machine word a row: the key above, the slot below.
pub(super) fn word(key: u32, slot: Slot, descending: bool) -> u64 {
    let key = if descending && key != LAST {
        LAST - 1 - key
    } else {
        key
    };
    u64::from(key) << 32 | u64::from(slot.0)
}

/// Sorts words that come in order of slot.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half is the slot"
)]
pub(super) fn sorted(mut words: Vec<u64>) -> Vec<Slot> {
    if words.len() < MANY {
        words.sort_unstable();
    } else {
        words = sorted_by_digits(words);
    }
    words.into_iter().map(|word| Slot(word as u32)).collect()
}

/// Orders words by their upper half and keeps the order of equals: digit by digit from the
/// lowest, over no more digits than the keys differ in. A month of seconds takes four turns.
fn sorted_by_digits(mut words: Vec<u64>) -> Vec<u64> {
    let unknown = u64::from(LAST);
    let known = || {
        words
            .iter()
            .map(|word| word >> 32)
            .filter(|key| *key != unknown)
    };
    let (least, most) = known().fold((unknown, 0), |(least, most), key| {
        (least.min(key), most.max(key))
    });
    let span = most.saturating_sub(least) + 1;
    for word in &mut words {
        let key = *word >> 32;
        let rank = if key == unknown { span } else { key - least };
        *word = rank << 32 | (*word & unknown);
    }
    let mut turned = vec![0; words.len()];
    let mut shift = 32;
    while span >> (shift - 32) > 0 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the remainder is one digit"
        )]
        let digit = |word: u64| (word >> shift) as usize % DIGITS;
        let mut places = [0; DIGITS];
        for word in &words {
            places[digit(*word)] += 1;
        }
        let mut before = 0;
        for place in &mut places {
            before += std::mem::replace(place, before);
        }
        for word in &words {
            let place = &mut places[digit(*word)];
            turned[*place] = *word;
            *place += 1;
        }
        std::mem::swap(&mut words, &mut turned);
        shift += DIGITS.ilog2();
    }
    words
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_are_ordered_like_few() {
        let chance = |slot: u32| slot.wrapping_mul(2_654_435_761);
        let edges = [0, 63, 64, 1_800_000_000, LAST - 2, LAST - 1, LAST];
        let keys: [&dyn Fn(u32) -> u32; 5] = [
            &chance,
            &|slot| chance(slot) % 2_592_000,
            &|slot| edges[chance(slot) as usize % edges.len()],
            &|_| 5,
            &|_| LAST,
        ];
        for key in keys {
            for descending in [false, true] {
                let slots = (0..20_000).map(|row| Slot(row * 3));
                let words: Vec<u64> = slots
                    .map(|slot| word(key(slot.0), slot, descending))
                    .collect();
                let mut expected = words.clone();
                expected.sort_unstable();
                let expected = expected.iter().map(|word| word & u64::from(u32::MAX));
                let sorted = sorted(words).into_iter().map(|slot| u64::from(slot.0));
                assert!(sorted.eq(expected));
            }
        }
    }
}
