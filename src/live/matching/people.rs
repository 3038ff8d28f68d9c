//! The answers about people: one for each, and no more work than the answers before leave.

use std::sync::Arc;

use memchr::memmem::Finder;

use super::MatchContext;
use super::person::PersonInSnapshot;
use crate::live::directory::Beyond;
use crate::live::{PersonIndex, SessionFlags, Snapshot, Twins};
use crate::model::{Role, SessionLifetimes, Timestamp};
use crate::query::{BareText, Comparison, Condition, Expression, Query, QueryField, Ternary, Why};

/// Where at most one person in so many is still in question, their lines are searched one by one.
const FEW: usize = 4;

/// Everybody in a snapshot, and what is known of them.
pub(super) struct PeopleAnswers<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) context: &'a MatchContext,
    /// The server's time.
    pub(super) now: Timestamp,
    /// For each person the sessions that are listed, and those of them that are unconfirmed; empty
    /// if nothing asks.
    sessions: Vec<(u32, u32)>,
    /// The limits of each role, in the order of [`Role::ALL`].
    lifetimes: [SessionLifetimes; Role::ALL.len()],
    /// Who is alike; `None` if nothing asks.
    pub(super) twins: Option<Arc<Twins>>,
    /// What the rules hit; `None` if nothing asks.
    pub(super) flags: Option<Arc<SessionFlags>>,
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
        Self {
            snapshot,
            context,
            now: snapshot.server_time(context.now),
            sessions,
            lifetimes: Role::ALL.map(|role| snapshot.extras().lifetimes(role)),
            twins: uses(QueryField::Twin).then(twins),
            flags: uses(QueryField::Flag).then(flags),
        }
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
            Expression::Is(condition) => self.one_by_one(condition, so_far),
        }
    }

    fn one_by_one(&self, condition: &Condition, mut answers: Vec<Ternary>) -> Vec<Ternary> {
        let people = (0..).map(PersonIndex).zip(self.snapshot.directory().iter());
        for ((place, person), answer) in people.zip(&mut answers) {
            if *answer != Ternary::No {
                let person = PersonInSnapshot {
                    people: self,
                    place,
                    person,
                };
                *answer = answer.and(condition.of_person(&person));
            }
        }
        answers
    }

    fn with_text(&self, bare: &BareText, literal: &str, answers: Vec<Ternary>) -> Vec<Ternary> {
        let asked = answers.iter().filter(|answer| **answer != Ternary::No);
        if asked.count() <= answers.len() / FEW {
            return self.one_by_one(&Condition::Bare(bare.clone()), answers);
        }
        let directory = self.snapshot.directory();
        let finder = Finder::new(literal);
        let organizations = directory.organizations_with(&finder);
        let mut found = vec![Ternary::No; answers.len()];
        directory.search(&finder, |place, beyond| {
            let answer = match beyond {
                None => Ternary::Yes,
                Some(Beyond::Organization(id)) if organizations.contains(&id) => Ternary::Yes,
                Some(Beyond::Organization(id)) if directory.organization(id).is_some() => {
                    Ternary::No
                }
                Some(_) => match directory.person(place) {
                    None => Ternary::No,
                    Some(person) => bare.beyond_line(&PersonInSnapshot {
                        people: self,
                        place,
                        person,
                    }),
                },
            };
            if let Some(found) = found.get_mut(place.index()) {
                *found = found.or(answer);
            }
        });
        let mut answers = answers;
        combine(&mut answers, &found, Ternary::and);
        answers
    }
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
    for slot in snapshot.iter() {
        let person = snapshot.row(slot).map(|row| row.person.index());
        if let Some((listed, unconfirmed)) = person.and_then(|person| counts.get_mut(person)) {
            *listed += 1;
            *unconfirmed += u32::from(snapshot.is_unconfirmed(slot));
        }
    }
    counts
}
