//! What cannot be decided from what is known: each target with what is not known of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::UserId;
use crate::operation::{Target, TargetKind};

/// The most people who are named for one reason.
const NAMED: usize = 3;

/// A target of which it cannot be known whether it is chosen, or whether a guardrail excludes it.
/// It is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The target.
    pub target: Target,
    /// What cannot be decided.
    pub about: UndecidedAbout,
    /// What is not known, in words.
    pub why: Cow<'static, str>,
}

/// What cannot be decided of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UndecidedAbout {
    /// Whether it is chosen.
    Choice,
    /// Whether a guardrail excludes it. It is never taken, whatever was asked for.
    Guardrail,
    /// Who the person is, which must be known of whoever is suspended. It is never taken either.
    Person,
}

impl Undecided {
    /// The reason in words.
    pub fn words(&self) -> String {
        reason(self.about, &self.why)
    }

    /// Whether somebody's word can take the target in: of whoever is suspended it must be known who they
    /// are.
    pub(super) fn may_be_taken(&self) -> bool {
        match &self.target {
            Target::Person(person) => person.user.is_some(),
            Target::Session(_) | Target::Token(_) => true,
        }
    }

    /// The reasons with the number of targets and some of the people of each.
    pub(crate) fn all_words(undecided: &[Self]) -> String {
        let mut by_reason: BTreeMap<(UndecidedAbout, &str), (usize, Vec<UserId>)> = BTreeMap::new();
        for Self { target, about, why } in undecided {
            let (targets, people) = by_reason.entry((*about, why)).or_default();
            *targets += 1;
            if people.len() <= NAMED && !people.contains(&target.user()) {
                people.push(target.user());
            }
        }
        let parts = by_reason
            .into_iter()
            .map(|((about, why), (targets, people))| {
                let named: Vec<String> =
                    people.iter().take(NAMED).map(ToString::to_string).collect();
                let more = if people.len() > NAMED { ", …" } else { "" };
                let targets = Self::counted(undecided, targets);
                let (why, named) = (reason(about, why), named.join(", "));
                format!("{targets}: {why} (user {named}{more})")
            });
        parts.collect::<Vec<_>>().join("; ")
    }

    /// So many of these, by the word for what they are.
    pub(crate) fn counted(undecided: &[Self], number: usize) -> String {
        let kind = undecided.first().map(|first| first.target.kind());
        kind.unwrap_or(TargetKind::Sessions).counted(number)
    }
}

fn reason(about: UndecidedAbout, why: &str) -> String {
    match about {
        UndecidedAbout::Choice | UndecidedAbout::Person => why.to_owned(),
        UndecidedAbout::Guardrail => format!("may be protected: {why}"),
    }
}
