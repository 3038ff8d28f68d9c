//! Many queries at once, in one pass over the sessions.

use super::MatchContext;
use super::people::PeopleAnswers;
use super::ready::{Ready, of_people};
use super::remembered::RememberedAnswers;
use super::session::SessionsInChunk;
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

/// Calls `each` with every listed session about which an answer is not no, the place of its person, and
/// the answers to `queries`, of which there are at most as many as a word has bits. None is empty.
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
        let answers = remembered.answers(&of_people, snapshot, answer);
        Some((bit, Ready::given(expression, &people, answers)))
    });
    let ready: Vec<(u32, Ready<'_>)> = ready.collect();
    let (of_people, of_sessions): (Vec<_>, Vec<_>) =
        ready.iter().partition(|(_, ready)| ready.is_of_person());
    let by_person = hits_of_people(snapshot.directory().len(), &of_people);
    let mut answers = Vec::new();
    let mut hits = Vec::new();
    for (first, chunk) in snapshot.chunks() {
        let rows = SessionsInChunk::new(&people, first, chunk);
        hits.clear();
        let of_person = |place: &u32| by_person.get(*place as usize).copied();
        hits.extend(
            rows.people()
                .iter()
                .map(|it| of_person(it).unwrap_or_default()),
        );
        for (bit, ready) in &of_sessions {
            rows.are_listed(&mut answers);
            ready.narrow(&rows, &mut answers);
            for (hits, answer) in hits.iter_mut().zip(&answers) {
                hits.set(*bit, *answer);
            }
        }
        let rows_of_people = rows.people().iter().zip(&hits).enumerate();
        for (offset, (place, hits)) in rows_of_people {
            if *hits != Hits::default() && !chunk.is_gone(offset) {
                each(rows.slot(offset), *place as usize, *hits);
            }
        }
    }
}

/// The answers about everybody to what is asked about people alone.
fn hits_of_people(people: usize, ready: &[&(u32, Ready<'_>)]) -> Vec<Hits> {
    let mut found = vec![Hits::default(); people];
    for (bit, ready) in ready {
        let answers = ready.of_people().into_iter().flatten();
        for (found, answer) in found.iter_mut().zip(answers) {
            found.set(*bit, *answer);
        }
    }
    found
}
