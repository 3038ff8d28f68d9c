//! The sessions that a query matches, and those of which that cannot be told.
//!
//! A query is made ready for one snapshot: what it asks about people is answered once for each person,
//! and only what it asks about sessions once for each row.
//!
//! - here the context of a query, and the search
//! - `people` the answers about people
//! - `person`, `session` the facts about one of each, and the sessions of a chunk
//! - `overdue` whether sessions are past their end, quickly
//! - `ready` a query made ready for a snapshot
//! - `several` many queries at once, for rules; `remembered` what people's records answered before
//! - `slots` a set of sessions

mod overdue;
mod people;
mod person;
mod ready;
mod remembered;
mod session;
mod several;
mod slots;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use rustc_hash::FxHashSet;

use self::people::PeopleAnswers;
use self::ready::Ready;
pub(super) use self::remembered::RememberedAnswers;
pub(crate) use self::session::NEW;
use self::session::{SessionInSnapshot, SessionsInChunk};
pub(super) use self::several::{Hits, matching_several};
pub(crate) use self::slots::SlotSet;
use super::{SessionFlags, Slot, Snapshot, Twins};
use crate::model::{SessionKey, Timestamp, UserId};
use crate::query::{Query, QueryField, Ternary, Why};
use crate::settings::{ProtectedIds, ProtectedRule, RuleSet};

/// What a query is judged by beside a snapshot.
#[derive(Debug, Clone)]
pub struct MatchContext {
    /// The local time.
    pub now: Timestamp,
    /// The rules that protect people.
    pub protected: Arc<[ProtectedRule]>,
    /// The people whom a rule about addresses covered once.
    pub pinned: ProtectedIds,
    /// The person behind a service's credentials, who counts as oneself.
    pub behind: Option<UserId>,
    /// What only the screen knows.
    pub(crate) screen: Option<Arc<ScreenFacts>>,
    /// Whether something is changed or raised where the answer is yes, so that an assumption is not
    /// enough.
    pub(crate) changes: bool,
    /// Whether ages are compared by the clock by which lists show them: ours, where the server's is in
    /// doubt.
    pub(crate) is_for_a_list: bool,
    /// Whether a rule asks: what is said of a session must then have been so when it was listed.
    pub(crate) is_of_rule: bool,
    /// The rules that `flag` is about.
    pub rules: RuleSet,
    /// What these rules hit in this snapshot, if that was found out already.
    pub(crate) flags: Option<Arc<SessionFlags>>,
    /// Who is alike in this snapshot, if that was found out already.
    pub(crate) twins: Option<Arc<Twins>>,
}

/// What only the screen knows of sessions.
#[derive(Debug, Default)]
pub(crate) struct ScreenFacts {
    /// The marked sessions.
    pub(crate) marked: FxHashSet<SessionKey>,
    /// The sessions with which people came back.
    pub(crate) back: FxHashSet<SessionKey>,
    /// The sessions that a run ended.
    pub(crate) ended: FxHashSet<SessionKey>,
    /// Those of them that a later list still has.
    pub(crate) still_listed: FxHashSet<SessionKey>,
}

impl MatchContext {
    /// The context at a time, without rules that protect anybody, for a list.
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            protected: Arc::default(),
            pinned: ProtectedIds::default(),
            behind: None,
            screen: None,
            changes: false,
            is_for_a_list: false,
            is_of_rule: false,
            rules: RuleSet::default(),
            flags: None,
            twins: None,
        }
    }

    /// The context of what rules ask, where somebody acts or is alarmed by the answer.
    pub(super) fn of_rules(&self, twins: Option<Arc<Twins>>) -> Self {
        Self {
            changes: true,
            is_of_rule: true,
            screen: None,
            flags: None,
            twins,
            ..self.clone()
        }
    }

    /// Whether the same people are protected here and in `other`.
    pub(super) fn protects_as(&self, other: &Self) -> bool {
        self.protected == other.protected && self.pinned == other.pinned
    }

    /// Whether the same query gives the same answers here and in `other`.
    fn agrees(&self, other: &Self, query: &Query) -> bool {
        let screen = (self.screen.as_ref(), other.screen.as_ref());
        let is_same_screen = match screen {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        (self.now == other.now || !query.uses_now())
            && (self.protects_as(other) || !query.uses(QueryField::Protected))
            && (self.behind == other.behind || !query.uses(QueryField::Mine))
            && (is_same_screen || query.for_the_screen_alone().is_none())
            && (self.rules.is_same(&other.rules) || !query.uses(QueryField::Flag))
            && self.changes == other.changes
    }
}

/// The sessions that match, and those that perhaps do.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matches {
    /// The sessions of which the answer is yes.
    pub(crate) yes: Vec<Slot>,
    /// The sessions of which it cannot be known.
    pub(crate) undecided: Vec<(Slot, Why)>,
}

impl Matches {
    fn add(&mut self, slot: Slot, answer: Ternary) {
        match answer {
            Ternary::Yes => self.yes.push(slot),
            Ternary::Unknown(why) => self.undecided.push((slot, why)),
            Ternary::No => {}
        }
    }
}

/// The listed sessions that match, in order of slot.
pub(crate) fn matching(snapshot: &Snapshot, query: &Query, context: &MatchContext) -> Matches {
    let Some(expression) = query.expression() else {
        return Matches {
            yes: everything(snapshot),
            undecided: Vec::new(),
        };
    };
    let people = PeopleAnswers::of(snapshot, query, context);
    let ready = Ready::new(expression, &people, None);
    let mut matches = Matches::default();
    let mut answers = Vec::new();
    for (first, chunk) in snapshot.chunks() {
        let rows = SessionsInChunk::new(&people, first, chunk);
        rows.are_listed(&mut answers);
        ready.narrow(&rows, &mut answers);
        for (offset, answer) in answers.iter().enumerate() {
            matches.add(rows.slot(offset), *answer);
        }
    }
    matches
}

/// The answer about each person of the directory, in order of place; `None` if the query asks about
/// sessions too.
pub(crate) fn people_matching(
    snapshot: &Snapshot,
    query: &Query,
    context: &MatchContext,
) -> Option<Vec<Ternary>> {
    let expression = query.expression()?;
    let everybody = vec![Ternary::Yes; snapshot.directory().len()];
    let is_of_person = expression.is_of_person();
    let answers = || PeopleAnswers::of(snapshot, query, context).answers(expression, everybody);
    is_of_person.then(answers)
}

/// The sessions among `older` that match, in order of slot.
pub(crate) fn matching_among(
    older: &SlotSet,
    snapshot: &Snapshot,
    query: &Query,
    context: &MatchContext,
) -> Matches {
    let mut matches = Matches::default();
    let Some(expression) = query.expression() else {
        matches.yes.extend(older.iter());
        return matches;
    };
    let people = PeopleAnswers::of(snapshot, query, context);
    let mut wanted = vec![false; snapshot.directory().len()];
    let mut candidates = Vec::new();
    for slot in older.iter() {
        let Some((chunk, offset)) = snapshot.chunk_of(slot) else {
            continue;
        };
        let person = chunk.people()[offset] as usize;
        if let Some(wanted) = wanted.get_mut(person) {
            *wanted = true;
        }
        candidates.push((slot, person));
    }
    let ready = Ready::new(expression, &people, Some(&wanted));
    let of_people = ready.of_people();
    for (slot, person) in candidates {
        // Most are told by the person alone, and no column is read again for those.
        let answer = of_people.map(|answers| answers.get(person).copied());
        match answer.map(|answer| answer.unwrap_or(Ternary::No)) {
            Some(Ternary::No) => {}
            Some(answer) if ready.is_of_person() => matches.add(slot, answer),
            _ => {
                if let Some((chunk, offset)) = snapshot.chunk_of(slot) {
                    let row = SessionInSnapshot::new(&people, chunk, (offset, slot));
                    matches.add(slot, ready.answer(&row));
                }
            }
        }
    }
    matches
}

/// Whether the matches of `older` are enough to search for those of `newer`.
pub(crate) fn is_narrower(
    (newer, in_newer): (&Query, &MatchContext),
    (older, in_older): (&Query, &MatchContext),
) -> bool {
    newer.narrows(older) && in_newer.agrees(in_older, older)
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
