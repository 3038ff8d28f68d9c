//! The answers about people: one for each, and no more work than the answers before leave.

use std::sync::{Arc, OnceLock};

use memchr::memmem::Finder;
use rustc_hash::FxHashSet;

use super::person::PersonInSnapshot;
use super::{MatchContext, matching};
use crate::live::directory::{Beyond, CHUNK, PeopleChunk, SearchText};
use crate::live::{PersonIndex, SessionFlags, Slot, Snapshot, Twins};
use crate::model::{OrganizationId, Role, SessionLifetimes, Timestamp};
use crate::query::{BareText, Comparison, Condition, Expression, Query, QueryField, Ternary, Why};

/// Where at most one person in so many is still in question, their lines are searched one by one.
const FEW: usize = 4;

/// Everybody in a snapshot, and what is known of them.
pub(super) struct PeopleAnswers<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) context: &'a MatchContext,
    /// The server's time.
    pub(super) now: Timestamp,
    /// Why that is not enough to change anything by, if so.
    pub(super) clock: Option<Why>,
    /// For each person the sessions that are listed, and those of them that are unconfirmed; empty
    /// if nothing asks.
    sessions: Vec<(u32, u32)>,
    /// The limits of each role, in the order of [`Role::ALL`].
    pub(super) lifetimes: [SessionLifetimes; Role::ALL.len()],
    /// Who is alike; `None` if nothing asks.
    pub(super) twins: Option<Arc<Twins>>,
    /// What the rules hit; `None` if nothing asks.
    pub(super) flags: Option<Arc<SessionFlags>>,
    /// Why it cannot be told of sessions whether a rule hits them, by rule and slot, once somebody asks.
    doubts: Vec<OnceLock<Vec<Option<Why>>>>,
}

impl<'a> PeopleAnswers<'a> {
    pub(super) fn of(snapshot: &'a Snapshot, query: &Query, context: &'a MatchContext) -> Self {
        Self::of_several(snapshot, &[query], context)
    }

    /// What any of these queries asks.
    pub(super) fn of_several(
        snapshot: &'a Snapshot,
        queries: &[&Query],
        context: &'a MatchContext,
    ) -> Self {
        let uses = |field| queries.iter().any(|query| query.uses(field));
        let sessions = if uses(QueryField::Sessions) {
            counts(snapshot)
        } else {
            Vec::new()
        };
        let twins = || match &context.twins {
            Some(twins) => Arc::clone(twins),
            None => Arc::new(Twins::of(snapshot.directory())),
        };
        let flags = || match &context.flags {
            Some(flags) if flags.is_of(snapshot, context) => Arc::clone(flags),
            _ => Arc::new(SessionFlags::of(snapshot, context)),
        };
        let by_age =
            context.changes && !context.is_of_rule && queries.iter().any(|query| query.uses_now());
        let clock = by_age.then(|| snapshot.clock_doubt(context.now));
        let is_shown = context.is_for_a_list && queries.iter().any(|query| query.uses_now());
        let now = if is_shown {
            snapshot.time_for_ages(context.now)
        } else {
            snapshot.server_time(context.now)
        };
        Self {
            snapshot,
            context,
            now,
            clock: clock.flatten(),
            sessions,
            lifetimes: Role::ALL.map(|role| snapshot.extras().lifetimes(role)),
            twins: uses(QueryField::Twin).then(twins),
            flags: uses(QueryField::Flag).then(flags),
            doubts: (context.rules.rules().iter())
                .map(|_| OnceLock::new())
                .collect(),
        }
    }

    /// Why it cannot be told whether a rule hits a session, where its query says so.
    pub(super) fn doubt(&self, rule: &str, slot: Slot) -> Option<Why> {
        let rules = &self.context.rules;
        let place = rules.position(rule)?;
        let (rule, doubts) = (rules.rules().get(place)?, self.doubts.get(place)?);
        let doubts = doubts.get_or_init(|| {
            let context = self.context.of_rules(self.context.twins.clone());
            let mut doubts = vec![None; self.snapshot.slots()];
            for (slot, why) in matching(self.snapshot, &rule.query, &context).undecided {
                if let Some(doubt) = doubts.get_mut(slot.index()) {
                    *doubt = Some(why);
                }
            }
            doubts
        });
        doubts.get(slot.index()).copied().flatten()
    }

    /// The moment that ages are measured at. What a rule says of the oldest must have been so when
    /// the session was listed: by now it may be gone.
    pub(super) fn now_for(&self, comparison: Comparison) -> Timestamp {
        let is_above = matches!(comparison, Comparison::More | Comparison::AtLeast);
        let listed = self
            .snapshot
            .listed_since
            .filter(|_| is_above && self.context.is_of_rule);
        listed.map_or(self.now, |listed| self.snapshot.server_time(listed))
    }

    /// The limits of somebody's sessions.
    pub(super) fn lifetimes(&self, place: PersonIndex) -> Result<&SessionLifetimes, Why> {
        match self.snapshot.directory().role(place)? {
            Role::Admin => Ok(&self.lifetimes[0]),
            Role::Agent => Ok(&self.lifetimes[1]),
            Role::EndUser => Ok(&self.lifetimes[2]),
            Role::Other => Err(Why::Unreadable),
        }
    }

    pub(super) fn sessions_of(&self, place: PersonIndex) -> (u32, u32) {
        self.sessions.get(place.index()).copied().unwrap_or((0, 0))
    }

    /// The answers about everybody: `so_far` and the expression. Whoever has a no keeps it, and
    /// nothing is asked about them.
    pub(super) fn answers(&self, expression: &Expression, so_far: Vec<Ternary>) -> Vec<Ternary> {
        match expression {
            Expression::And(list) => list
                .iter()
                .fold(so_far, |so_far, member| self.answers(member, so_far)),
            Expression::Or(list) => {
                let mut any = vec![Ternary::No; so_far.len()];
                for member in list {
                    let these = self.answers(member, so_far.clone());
                    combine(&mut any, &these, Ternary::or);
                }
                any
            }
            Expression::Not(inner) => {
                let asked = so_far.iter().map(|answer| (*answer != Ternary::No).into());
                let inner = self.answers(inner, asked.collect());
                let mut answers = so_far;
                combine(&mut answers, &inner, |so_far, inner| so_far.and(!inner));
                answers
            }
            Expression::Is(Condition::Bare(bare)) => match bare.literal() {
                Some(literal) => self.with_text(bare, literal, so_far),
                None => self.one_by_one(&Condition::Bare(bare.clone()), so_far),
            },
            Expression::Is(condition) if condition.is_of_host() => self.by_host(condition, so_far),
            Expression::Is(condition) => self.one_by_one(condition, so_far),
        }
    }

    /// The people in chunks, each with the place at which it begins and the answers about it.
    fn chunks<'t>(
        &'t self,
        answers: &'t mut [Ternary],
    ) -> impl Iterator<Item = (u32, &'t PeopleChunk, &'t mut [Ternary])> {
        let chunks = self.snapshot.directory().chunks();
        let chunks = chunks.zip(answers.chunks_mut(CHUNK));
        let firsts = (0_u32..).step_by(CHUNK);
        firsts
            .zip(chunks)
            .map(|(first, (chunk, answers))| (first, chunk, answers))
    }

    fn person<'t>(
        &'t self,
        first: u32,
        chunk: &'t PeopleChunk,
        offset: usize,
    ) -> Option<PersonInSnapshot<'t>> {
        Some(PersonInSnapshot {
            people: self,
            // A chunk has so few people that their places have room.
            place: PersonIndex(first + u32::try_from(offset).unwrap_or(0)),
            person: chunk.people().get(offset)?,
            chunk,
            offset,
        })
    }

    fn one_by_one(&self, condition: &Condition, mut answers: Vec<Ternary>) -> Vec<Ternary> {
        for (first, chunk, answers) in self.chunks(&mut answers) {
            for (offset, answer) in open(answers) {
                if let Some(person) = self.person(first, chunk, offset) {
                    *answer = answer.and(condition.of_person(&person));
                }
            }
        }
        answers
    }

    /// Judges each host of a chunk once.
    fn by_host(&self, condition: &Condition, mut answers: Vec<Ternary>) -> Vec<Ternary> {
        for (_, chunk, answers) in self.chunks(&mut answers) {
            let hosts = chunk.hosts();
            let mut judged = vec![None; hosts.each().len()];
            for (offset, answer) in open(answers) {
                *answer = answer.and(match hosts.of_people().get(offset) {
                    None => Ternary::No,
                    Some(Err(why)) => Ternary::Unknown(*why),
                    Some(Ok(place)) => {
                        let place = usize::from(*place);
                        let judge = || condition.of_host(&hosts.each()[place]).into();
                        *judged[place].get_or_insert_with(judge)
                    }
                });
            }
        }
        answers
    }

    fn with_text(&self, bare: &BareText, literal: &str, answers: Vec<Ternary>) -> Vec<Ternary> {
        let finder = Finder::new(literal);
        let text = WantedText {
            bare,
            organizations: self.snapshot.directory().organizations_with(&finder),
            finder,
        };
        let asked = answers.iter().filter(|answer| **answer != Ternary::No);
        if asked.count() <= answers.len() / FEW {
            self.by_line(&text, answers)
        } else {
            self.by_search(&text, answers)
        }
    }

    /// Looks for the text in the line of each person who is still in question.
    fn by_line(&self, text: &WantedText<'_>, mut answers: Vec<Ternary>) -> Vec<Ternary> {
        for (first, chunk, answers) in self.chunks(&mut answers) {
            let mut lines = None;
            for (offset, answer) in open(answers) {
                // The lines of people nobody asks about are not made.
                let lines: &SearchText = lines.get_or_insert_with(|| chunk.search_text());
                let is_there = text.finder.find(lines.line(offset).as_bytes()).is_some();
                *answer = answer.and(if is_there {
                    Ternary::Yes
                } else {
                    match lines.beyond(offset) {
                        None => Ternary::No,
                        Some(beyond) => self.beyond(text, beyond, (first, chunk, offset)),
                    }
                });
            }
        }
        answers
    }

    /// Looks for the text in the lines of everybody at once.
    fn by_search(&self, text: &WantedText<'_>, mut answers: Vec<Ternary>) -> Vec<Ternary> {
        for (first, chunk, answers) in self.chunks(&mut answers) {
            let mut found = [Ternary::No; CHUNK];
            let lines = chunk.search_text();
            lines.matches(&text.finder, |offset| found[offset] = Ternary::Yes);
            for (offset, beyond) in lines.all_beyond() {
                let offset = *offset as usize;
                if found[offset] != Ternary::Yes {
                    found[offset] = self.beyond(text, *beyond, (first, chunk, offset));
                }
            }
            combine(answers, &found, Ternary::and);
        }
        answers
    }

    /// The answer about somebody in whose line the text is not.
    fn beyond(
        &self,
        text: &WantedText<'_>,
        beyond: Beyond,
        (first, chunk, offset): (u32, &PeopleChunk, usize),
    ) -> Ternary {
        match beyond {
            Beyond::Organization(id) if text.organizations.contains(&id) => Ternary::Yes,
            Beyond::Organization(id) if self.snapshot.directory().organization(id).is_some() => {
                Ternary::No
            }
            _ => match self.person(first, chunk, offset) {
                None => Ternary::No,
                Some(person) => text.bare.beyond_line(&person),
            },
        }
    }
}

/// Text without stars, while people are searched for it.
struct WantedText<'t> {
    bare: &'t BareText,
    finder: Finder<'t>,
    /// The organisations in whose names it is.
    organizations: FxHashSet<OrganizationId>,
}

/// The answers that are not no yet, with their places.
pub(super) fn open(answers: &mut [Ternary]) -> impl Iterator<Item = (usize, &mut Ternary)> {
    let answers = answers.iter_mut().enumerate();
    answers.filter(|(_, answer)| **answer != Ternary::No)
}

/// Combines each answer with the one beside it.
fn combine(answers: &mut [Ternary], with: &[Ternary], how: fn(Ternary, Ternary) -> Ternary) {
    for (answer, with) in answers.iter_mut().zip(with) {
        *answer = how(*answer, *with);
    }
}

/// For each person the sessions that are listed, and those of them that are unconfirmed.
fn counts(snapshot: &Snapshot) -> Vec<(u32, u32)> {
    let mut counts = vec![(0, 0); snapshot.directory().len()];
    for (_, chunk) in snapshot.chunks() {
        for (offset, person) in chunk.people().iter().enumerate() {
            if let Some((listed, unconfirmed)) = counts.get_mut(*person as usize) {
                *listed += u32::from(!chunk.is_gone(offset));
                *unconfirmed += u32::from(!chunk.is_gone(offset) && chunk.is_unconfirmed(offset));
            }
        }
    }
    counts
}
