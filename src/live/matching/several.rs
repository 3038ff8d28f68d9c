//! Many queries at once, in one pass over the sessions.

use super::MatchContext;
use super::people::PeopleAnswers;
use super::ready::{Ready, of_people};
use super::remembered::RememberedAnswers;
use super::session::SessionInSnapshot;
use crate::live::{Slot, Snapshot};
use crate::query::{Query, Ternary};

/// The answers to as many queries as a word has bits, each in its bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::live) struct Hits {
    /// The queries of which the answer is yes.
    pub(in crate::live) yes: u32,
    /// The queries of which it cannot be known.
    pub(in crate::live) unknown: u32,
}

impl Hits {
    fn set(&mut self, bit: u32, answer: Ternary) {
        match answer {
            Ternary::Yes => self.yes |= bit,
            Ternary::Unknown(_) => self.unknown |= bit,
            Ternary::No => {}
        }
    }
}

/// What is known of a person before their sessions are looked at.
#[derive(Clone, Copy, Default)]
struct OfPerson {
    hits: Hits,
    /// The queries that each session is to be asked about.
    open: u32,
}

/// Calls `each` with every listed session, the place of its person, and the answers to `queries`, of
/// which there are at most as many as a word has bits. None of them is empty.
pub(in crate::live) fn matching_several(
    snapshot: &Snapshot,
    queries: &[&Query],
    context: &MatchContext,
    remembered: &mut RememberedAnswers,
    mut each: impl FnMut(Slot, usize, Hits),
) {
    let people = PeopleAnswers::of_several(snapshot, queries, context);
    let ready = queries.iter().enumerate().filter_map(|(n, query)| {
        let bit = u32::try_from(n).ok().and_then(|n| 1_u32.checked_shl(n))?;
        let expression = query.expression()?;
        let of_people = of_people(expression);
        if of_people.is_empty() {
            return Some((bit, Ready::new(expression, &people, None)));
        }
        let answer = |so_far| {
            let members = of_people.iter();
            members.fold(so_far, |so_far, member| people.answers(member, so_far))
        };
        let answers = remembered.answers(&of_people, snapshot.directory(), answer);
        Some((bit, Ready::given(expression, &people, answers)))
    });
    let ready: Vec<(u32, Ready<'_>)> = ready.collect();
    let before = before_sessions(snapshot.directory().len(), &ready);
    let of_sessions: Vec<_> = ready
        .iter()
        .filter(|(_, ready)| !ready.is_of_person())
        .collect();
    for (first, chunk) in snapshot.chunks() {
        let has_gone = chunk.has_gone();
        for (offset, place) in chunk.people().iter().enumerate() {
            let place = *place as usize;
            if has_gone && chunk.is_gone(offset) {
                continue;
            }
            let Some(OfPerson { mut hits, open }) = before.get(place).copied() else {
                continue;
            };
            let slot = Slot::from_index(first as usize + offset);
            if open != 0 {
                let row = SessionInSnapshot::new(&people, chunk, (offset, slot));
                for (bit, ready) in &of_sessions {
                    if open & bit != 0 {
                        hits.set(*bit, ready.answer(&row));
                    }
                }
            }
            each(slot, place, hits);
        }
    }
}

/// What is known of everybody before their sessions are looked at.
fn before_sessions(people: usize, ready: &[(u32, Ready<'_>)]) -> Vec<OfPerson> {
    let always = ready
        .iter()
        .filter(|(_, ready)| ready.of_people().is_none());
    let always = always.fold(0, |open, (bit, _)| open | bit);
    let mut found = vec![
        OfPerson {
            open: always,
            ..OfPerson::default()
        };
        people
    ];
    for (bit, ready) in ready {
        let Some(answers) = ready.of_people() else {
            continue;
        };
        if ready.is_of_person() {
            for (found, answer) in found.iter_mut().zip(answers) {
                found.hits.set(*bit, *answer);
            }
        } else {
            for (found, answer) in found.iter_mut().zip(answers) {
                found.open |= if *answer == Ternary::No { 0 } else { *bit };
            }
        }
    }
    found
}
