//! A query made ready for a snapshot.

use super::overdue::Overdue;
use super::people::{PeopleAnswers, open};
use super::session::{SessionInSnapshot, SessionsInChunk};
use crate::live::columns::{ReadableTime, packed_time};
use crate::live::snapshot::FUTURE;
use crate::query::{
    BareText, Condition, Expression, QueryField, SessionFacts as _, Ternary, TimeField, Why,
};

/// An expression in which everything about people is answered already.
pub(super) enum Ready<'q> {
    /// The answers about the people.
    Person(Vec<Ternary>),
    /// The answers about the people, and text that may be in a session's number.
    Either(Vec<Ternary>, &'q BareText),
    /// The seconds in which a time must lie.
    Time(TimeField, TimeWindow),
    Session(&'q Condition),
    /// The reason why it is known of no session.
    NotKnown(Why),
    /// Whether it is overdue, and the condition that looks at everything.
    Overdue(Overdue, &'q Condition),
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
}

impl<'q> Ready<'q> {
    /// Makes `expression` ready. Nobody else matters than those who are `wanted`, if any are given.
    pub(super) fn new(
        expression: &'q Expression,
        people: &PeopleAnswers<'_>,
        wanted: Option<&[bool]>,
    ) -> Self {
        if expression.is_of_person() {
            return Self::Person(people_answer(
                std::slice::from_ref(&expression),
                people,
                wanted,
            ));
        }
        let ready = |member| Self::new(member, people, wanted);
        match expression {
            Expression::And(list) => {
                let (of_person, others): (Vec<_>, Vec<_>) =
                    list.iter().partition(|member| member.is_of_person());
                let mut members: Vec<Self> = others.into_iter().map(ready).collect();
                if !of_person.is_empty() {
                    let answers = people_answer(&of_person, people, wanted);
                    // A no about a person needs no look at the session.
                    members.insert(0, Self::Person(answers));
                }
                Self::And(members)
            }
            Expression::Or(list) => Self::Or(list.iter().map(ready).collect()),
            Expression::Not(inner) => Self::Not(Box::new(ready(inner))),
            Expression::Is(Condition::Bare(bare)) => {
                Self::Either(people.answers(expression, everybody(people, wanted)), bare)
            }
            Expression::Is(condition) if condition.uses_now() && people.clock.is_some() => {
                Self::NotKnown(people.clock.unwrap_or(Why::ClockNotTold))
            }
            Expression::Is(condition @ Condition::Time(field, comparison, value)) => {
                let now = people.now_for(*comparison);
                let (from, until) = value.bounds(*comparison, now.seconds());
                // No time that can be read is 0 or the last one that has a place.
                let from = u32::try_from(from.max(0)).unwrap_or(u32::MAX);
                let until = u32::try_from(until.min(i64::from(u32::MAX))).unwrap_or(0);
                let latest = now.seconds().saturating_add(FUTURE);
                let latest = u32::try_from(latest).ok().filter(|_| condition.uses_now());
                let latest = latest.unwrap_or(u32::MAX);
                Self::Time(
                    *field,
                    TimeWindow {
                        from,
                        until,
                        latest,
                    },
                )
            }
            Expression::Is(condition @ Condition::Truth(QueryField::Overdue, true)) => {
                Self::Overdue(Overdue::of(people), condition)
            }
            Expression::Is(condition) => Self::Session(condition),
        }
    }

    /// Makes `expression` ready, where `answers` are those about people to [`of_people`] of it.
    pub(super) fn given(
        expression: &'q Expression,
        people: &PeopleAnswers<'_>,
        answers: Vec<Ternary>,
    ) -> Self {
        match expression {
            _ if expression.is_of_person() => Self::Person(answers),
            Expression::And(list) => {
                let others = list.iter().filter(|member| !member.is_of_person());
                let others = others.map(|member| Self::new(member, people, None));
                Self::And(
                    std::iter::once(Self::Person(answers))
                        .chain(others)
                        .collect(),
                )
            }
            _ => Self::new(expression, people, None),
        }
    }

    /// Whether it is about people alone.
    pub(super) const fn is_of_person(&self) -> bool {
        matches!(self, Self::Person(_))
    }

    /// The answers about the people, where a no about a person is one about every session of theirs.
    pub(super) fn of_people(&self) -> Option<&[Ternary]> {
        match self {
            Self::Person(answers) => Some(answers),
            Self::And(list) => list.first()?.of_people(),
            _ => None,
        }
    }

    /// The answers about the sessions of a chunk: those so far and these. Whatever is a no stays one,
    /// and nothing more is asked about it. To pass over a column at once is faster than to look at
    /// one session after another.
    pub(super) fn narrow(&self, rows: &SessionsInChunk<'_>, answers: &mut [Ternary]) {
        match self {
            Self::Person(of_people) => {
                for (answer, person) in answers.iter_mut().zip(rows.people()) {
                    let of_person = of_people.get(*person as usize).copied();
                    *answer = answer.and(of_person.unwrap_or(Ternary::No));
                }
            }
            Self::Time(field, window) => {
                for (answer, at) in answers.iter_mut().zip(rows.packed(*field)) {
                    *answer = answer.and(window.has(packed_time(*at)));
                }
            }
            Self::And(list) => list.iter().for_each(|member| member.narrow(rows, answers)),
            _ => {
                for (offset, answer) in open(answers) {
                    *answer = answer.and(self.answer(&rows.row(offset)));
                }
            }
        }
    }

    /// The answer about a session.
    pub(super) fn answer(&self, row: &SessionInSnapshot<'_>) -> Ternary {
        let of = |answers: &[Ternary]| answers.get(row.person()).copied().unwrap_or(Ternary::No);
        match self {
            Self::Person(answers) => of(answers),
            Self::Either(answers, bare) => of(answers).or(bare.is_in_number(row.number()).into()),
            Self::Time(field, window) => window.has(row.packed(*field)),
            Self::Session(condition) => condition.of_session(row),
            Self::NotKnown(why) => Ternary::Unknown(*why),
            Self::Overdue(overdue, condition) => {
                let times = [TimeField::SignedIn, TimeField::LastSeen].map(|it| row.packed(it));
                let quick = overdue.quick(row.person(), times.into());
                quick.unwrap_or_else(|| condition.of_session(row))
            }
            Self::And(list) => {
                let mut all = Ternary::Yes;
                for member in list {
                    all = all.and(member.answer(row));
                    if all == Ternary::No {
                        break;
                    }
                }
                all
            }
            Self::Or(list) => {
                let mut any = Ternary::No;
                for member in list {
                    any = any.or(member.answer(row));
                    if any == Ternary::Yes {
                        break;
                    }
                }
                any
            }
            Self::Not(inner) => !inner.answer(row),
        }
    }
}

/// The seconds in which a time must lie.
#[derive(Clone, Copy)]
pub(super) struct TimeWindow {
    /// The first.
    from: u32,
    /// The last, which counts.
    until: u32,
    /// The latest that a time can be right: what lies in the future has no age.
    latest: u32,
}

impl TimeWindow {
    fn has(self, at: ReadableTime) -> Ternary {
        match at {
            Ok(at) if at > self.latest => Ternary::Unknown(Why::InTheFuture),
            Ok(at) => (self.from <= at && at <= self.until).into(),
            Err(why) => Ternary::Unknown(why),
        }
    }
}

/// What must hold of the person whatever holds of the session, if that is told apart.
pub(super) fn of_people(expression: &Expression) -> Vec<&Expression> {
    match expression {
        _ if expression.is_of_person() => vec![expression],
        Expression::And(list) => {
            let members = list.iter();
            members.filter(|member| member.is_of_person()).collect()
        }
        _ => Vec::new(),
    }
}

/// The answers about people to all of these, and a no for whoever does not matter.
fn people_answer(
    all: &[&Expression],
    people: &PeopleAnswers<'_>,
    wanted: Option<&[bool]>,
) -> Vec<Ternary> {
    let members = all.iter();
    members.fold(everybody(people, wanted), |so_far, member| {
        people.answers(member, so_far)
    })
}

/// A yes for everybody who matters, and a no for the others.
fn everybody(people: &PeopleAnswers<'_>, wanted: Option<&[bool]>) -> Vec<Ternary> {
    match wanted {
        None => vec![Ternary::Yes; people.snapshot.directory().len()],
        Some(wanted) => wanted.iter().map(|wanted| (*wanted).into()).collect(),
    }
}
