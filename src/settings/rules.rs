//! The rules: which sessions deserve a look, by a query each. Some come with the program; the
//! settings change them by their names, switch them off, and add others.
//!
//! - here a rule and the set of those in force
//! - `shipped` the rules that come with the program
//! - `given` the rules as the file has them
//! - `hours` a part of the day

mod given;
mod hours;
mod shipped;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

pub(super) use self::given::{RuleGiven, names_in_force, read_rules};
pub use self::hours::Hours;
use super::choice::RuleLevel;
use super::source::{Source, SourceLedger};
use crate::query::{FlagNames, Query, Zone};

/// The most rules that can be in force: what hits a session is kept in the bits of one word.
pub const RULES_AT_MOST: usize = 32;

/// What is counted against the number of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedPer {
    /// The sessions of one person.
    Person,
    /// The sessions of the whole account.
    Account,
}

/// A number that must be exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoreThan {
    /// The number of sessions that is still in order.
    pub sessions: u32,
    /// What is counted.
    pub per: CountedPer,
}

/// What a rule is about, which news of it name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleSubject {
    /// Each session for itself.
    Session,
    /// A person, with all of their sessions that match.
    Person,
    /// The whole account.
    Account,
}

/// A rule: a query, and what else must hold of the sessions that match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The name, by which `flag` asks for it.
    pub name: Box<str>,
    /// The sessions that it is about.
    pub query: Query,
    /// How many of them are needed, if one is not enough.
    pub more_than: Option<MoreThan>,
    /// The part of the local day in which they must have signed in.
    pub between: Option<Hours>,
    /// How much it matters.
    pub level: RuleLevel,
}

impl Rule {
    /// What the rule is about.
    pub(crate) fn subject(&self) -> RuleSubject {
        match self.more_than.map(|bound| bound.per) {
            Some(CountedPer::Account) => RuleSubject::Account,
            Some(CountedPer::Person) => RuleSubject::Person,
            None if self.between.is_none() && self.query.is_of_person() => RuleSubject::Person,
            None => RuleSubject::Session,
        }
    }

    /// A word of a few letters for a column: of a rule that comes with the program and asks what it
    /// came with, its own; of any other, the name.
    pub(crate) fn short(&self) -> &str {
        shipped::short(self).unwrap_or(&self.name)
    }

    /// Whether whoever signs up can make it hit, by the name or the address that they choose.
    pub(crate) fn follows_chosen_names(&self) -> bool {
        self.query.follows_chosen_names()
    }
}

/// The rules in force, and the zone in which their dates and hours are meant. Cloning copies a
/// pointer. By default there are none.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    rules: Arc<[Rule]>,
    zone: Zone,
}

impl RuleSet {
    /// The rules that come with the program and are on by default.
    pub fn shipped() -> Self {
        let rules = shipped::all().into_iter().filter(|(_, is_on)| *is_on);
        Self {
            rules: rules.map(|(rule, _)| rule).collect(),
            zone: Zone::UTC,
        }
    }

    /// These rules in the order of the settings; of more than fit into one word the first.
    pub fn of(rules: impl IntoIterator<Item = Rule>) -> Self {
        Self {
            rules: rules.into_iter().take(RULES_AT_MOST).collect(),
            zone: Zone::UTC,
        }
    }

    /// The same rules, with dates and hours of this zone.
    #[must_use]
    pub(crate) fn in_zone(&self, zone: Zone) -> Self {
        let again = |rule: &Rule| {
            // It was read before, so it can be read again.
            let query = Query::parse_with(rule.query.text(), zone, &FlagNames::ANY);
            Rule {
                query: query.unwrap_or_else(|_| rule.query.clone()),
                ..rule.clone()
            }
        };
        Self {
            rules: self.rules.iter().map(again).collect(),
            zone,
        }
    }

    /// The rules in their order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The zone of dates and hours.
    pub(crate) fn zone(&self) -> Zone {
        self.zone
    }

    /// The names, for queries.
    pub fn names(&self) -> FlagNames {
        self.rules.iter().map(|rule| &*rule.name).collect()
    }

    /// The place of the rule with this name.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.rules.iter().position(|rule| &*rule.name == name)
    }

    /// Whether these are the very rules of `other`.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rules, &other.rules)
    }

    /// The queries, which say what must be read for the rules.
    pub(crate) fn queries(&self) -> impl Iterator<Item = &Query> {
        self.rules.iter().map(|rule| &rule.query)
    }

    /// Whether what they hit changes as time passes.
    pub(crate) fn uses_now(&self) -> bool {
        self.queries().any(Query::uses_now)
    }

    /// Settles the rules of the file, which change those that come with the program.
    pub(super) fn settle(given: &[RuleGiven], ledger: &mut SourceLedger) -> Self {
        let rules = Self::of(given::in_force(given));
        let source = given
            .first()
            .map_or(Source::Default, |first| first.source.clone());
        ledger.say("rules", rules.to_string(), source);
        rules
    }
}

impl fmt::Display for RuleSet {
    /// Writes the names, each with its level.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, rule) in self.rules.iter().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            write!(f, "{comma}{} ({})", rule.name, rule.level)?;
        }
        Ok(())
    }
}
