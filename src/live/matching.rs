//! The sessions that a query matches.

use super::{Slot, Snapshot};
use crate::query::{Query, QueryWord};

/// The slots of the sessions that match every word, in order of slot. People are searched first,
/// once each; a session matches by its owner or by its own number.
pub(crate) fn matching(snapshot: &Snapshot, query: &Query) -> Vec<Slot> {
    if query.is_empty() {
        return everything(snapshot);
    }
    let (numbers, words): (Vec<&QueryWord>, Vec<&QueryWord>) =
        query.words().iter().partition(|word| word.is_number());
    let mut people = vec![true; snapshot.directory().len()];
    for word in words {
        let matching = snapshot.directory().matching(word);
        people
            .iter_mut()
            .zip(matching)
            .for_each(|(all, this)| *all &= this);
    }
    let numbers: Vec<(&QueryWord, Vec<bool>)> = numbers
        .into_iter()
        .map(|word| (word, snapshot.directory().matching(word)))
        .collect();
    let mut slots = Vec::new();
    for (first, chunk) in snapshot.chunks() {
        let rows = chunk.people().iter().zip(chunk.sessions()).enumerate();
        for (offset, (person, session)) in rows {
            let person = *person as usize;
            let matches = people.get(person).copied().unwrap_or(false)
                && !chunk.is_gone(offset)
                && numbers.iter().all(|(word, people)| {
                    people.get(person).copied().unwrap_or(false) || word.is_in_number(*session)
                });
            if matches {
                slots.push(Slot::from_index(first as usize + offset));
            }
        }
    }
    slots
}

/// Every session that is listed, in order of slot.
fn everything(snapshot: &Snapshot) -> Vec<Slot> {
    let mut slots = Vec::with_capacity(snapshot.len());
    for (first, chunk) in snapshot.chunks() {
        let here = (0..chunk.sessions().len()).map(|offset| (offset, first as usize + offset));
        if chunk.has_gone() {
            let there = here.filter(|(offset, _)| !chunk.is_gone(*offset));
            slots.extend(there.map(|(_, index)| Slot::from_index(index)));
        } else {
            slots.extend(here.map(|(_, index)| Slot::from_index(index)));
        }
    }
    slots
}
