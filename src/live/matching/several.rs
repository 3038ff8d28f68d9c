//! Many queries at once, in one pass over the sessions.

use super::MatchContext;
use super::people::PeopleAnswers;
use super::ready::{Ready, of_people};
use super::remembered::RememberedAnswers;
use super::session::SessionsInChunk;
use crate::live::{Slot, Snapshot};
use crate::query::{Query, Ternary, Why};

/// The answers to as many queries as a word has bits, each in its bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::live) struct Hits {
    /// The queries of which the answer is yes.
    pub(in crate::live) yes: u32,
    /// The queries of which it cannot be known.
    pub(in crate::live) unknown: u32,
}

impl Hits {
    /// Puts an answer into its bit, whatever was there. Without a branch, because nearly every row of a
    /// million comes by here, and what it answers is hard to foresee.
    fn put(&mut self, bit: u32, answer: Ternary) {
        let bit_if = |is_so: bool| if is_so { bit } else { 0 };
        let is_known = matches!(answer, Ternary::Yes | Ternary::No);
        self.yes = self.yes & !bit | bit_if(answer == Ternary::Yes);
        self.unknown = self.unknown & !bit | bit_if(!is_known);
    }

    /// The answer in a bit. Why something is not known has no room there.
    const fn answer(self, bit: u32) -> Ternary {
        if self.yes & bit != 0 {
            Ternary::Yes
        } else if self.unknown & bit != 0 {
            Ternary::Unknown(Why::NotRead)
        } else {
            Ternary::No
        }
    }
}

/// A query that is being answered.
struct AskedQuery<'q> {
    bit: u32,
    /// The answers about everybody to what it asks about people, if it asks any.
    of_people: Option<Vec<Ternary>>,
    /// What it asks about sessions beside that, if anything.
    of_sessions: Option<Ready<'q>>,
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
    let asked = queries.iter().enumerate().filter_map(|(n, query)| {
        let bit = u32::try_from(n).ok().and_then(|n| 1_u32.checked_shl(n))?;
        let expression = query.expression()?;
        let of_people = of_people(expression);
        let answer = |so_far| {
            let members = of_people.iter();
            members.fold(so_far, |so_far, member| people.answers(member, so_far))
        };
        Some(AskedQuery {
            bit,
            of_people: (!of_people.is_empty())
                .then(|| remembered.answers(&of_people, snapshot, answer)),
            of_sessions: Ready::beside_people(expression, &people),
        })
    });
    let asked: Vec<AskedQuery<'_>> = asked.collect();
    let by_person = hits_of_people(snapshot.directory().len(), &asked);
    let of_sessions: Vec<(u32, &Ready<'_>)> = (asked.iter())
        .filter_map(|asked| Some((asked.bit, asked.of_sessions.as_ref()?)))
        .collect();
    let mut answers = Vec::new();
    let mut hits = Vec::new();
    for (first, chunk) in snapshot.chunks() {
        let rows = SessionsInChunk::new(&people, first, chunk);
        let of_person = |place: &u32| by_person.get(*place as usize).copied();
        hits.clear();
        hits.extend((rows.people().iter()).map(|it| of_person(it).unwrap_or_default()));
        for (bit, ready) in &of_sessions {
            answers.clear();
            answers.extend(hits.iter().map(|hits| hits.answer(*bit)));
            ready.narrow(&rows, &mut answers);
            for (hits, answer) in hits.iter_mut().zip(&answers) {
                hits.put(*bit, *answer);
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

/// The answers about everybody to what is asked about people, before anything is asked about their
/// sessions.
fn hits_of_people(people: usize, asked: &[AskedQuery<'_>]) -> Vec<Hits> {
    let everybody = asked.iter().filter(|asked| asked.of_people.is_none());
    let everybody = Hits {
        yes: everybody.fold(0, |bits, asked| bits | asked.bit),
        unknown: 0,
    };
    let mut found = vec![everybody; people];
    for AskedQuery { bit, of_people, .. } in asked {
        for (found, answer) in found.iter_mut().zip(of_people.iter().flatten()) {
            found.put(*bit, *answer);
        }
    }
    found
}
