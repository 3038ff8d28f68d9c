//! Rules evaluated over a snapshot: which of them hit each session and each person, how many there
//! are, and of how many it cannot be told. Pure, and fast enough at a million sessions to be made anew
//! for every snapshot, beside the loop.
//!
//! - here the flags of one snapshot
//! - `evaluate` how they are found
//! - `keeper` the same for one snapshot after another, with what was found out before
//! - `changes` what turned on and off between two of them
//! - `log` the same step by step, and what rings; `enforcement` whether the limit of twelve hours is kept
//! - `known` what was known when the program was left
//! - `order` the order that shows what deserves a look first

mod changes;
mod enforcement;
mod evaluate;
mod keeper;
mod known;
mod log;
mod order;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use self::changes::FlagSubject;
use self::evaluate::LEAVER;
pub use self::keeper::FlagKeeper;
pub use self::known::KnownFlags;
pub use self::log::{FlagLog, FlagNews, FlagTurned};
pub(super) use self::order::{ATTENTION_GROUPS, STAFF_GROUP, attention_group, by_attention};
use super::{MatchContext, PersonIndex, Slot, Snapshot, TwinFacts, Twins};
use crate::query::Why;
use crate::settings::{Rule, RuleLevel, RuleSet, RuleSubject};

/// A rule, by its place among those in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlagId(u8);

impl FlagId {
    fn index(self) -> usize {
        usize::from(self.0)
    }

    const fn bit(self) -> u32 {
        1 << self.0
    }
}

/// The rules that hit a session or a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FlagSet(u32);

impl FlagSet {
    /// Whether no rule hits.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this rule hits.
    pub const fn has(self, flag: FlagId) -> bool {
        self.0 & flag.bit() != 0
    }

    /// Those of them that are in `other` too.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The rules, in their order.
    pub fn iter(self) -> impl Iterator<Item = FlagId> {
        (0..32).map(FlagId).filter(move |flag| self.has(*flag))
    }
}

/// How many a rule hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlagTotal {
    /// The sessions.
    pub sessions: usize,
    /// The people with such a session.
    pub people: usize,
    /// The sessions of which it cannot be told.
    pub undecided: usize,
}

/// What the rules hit in one snapshot.
#[derive(Debug, Default)]
pub struct SessionFlags {
    rules: RuleSet,
    snapshot: Option<Arc<Snapshot>>,
    /// By slot; the same of those of which it cannot be told.
    sets: Vec<FlagSet>,
    undecided: Vec<FlagSet>,
    /// By place of the person, over their sessions.
    people: Vec<FlagSet>,
    totals: Vec<FlagTotal>,
    /// Everything that is flagged, counted once.
    total: FlagTotal,
    /// The people whose most urgent flag has each level. That they should be gone is no flag here:
    /// the census counts it.
    of_level: [usize; 3],
    /// The rules of each level, and those that follow names that strangers choose.
    levels: [FlagSet; 3],
    of_chosen_names: FlagSet,
    twins: Arc<Twins>,
}

impl SessionFlags {
    /// Evaluates the rules of the context. Who does so again and again has a [`FlagKeeper`].
    pub fn of(snapshot: &Snapshot, context: &MatchContext) -> Self {
        FlagKeeper::default().evaluate(snapshot, context)
    }

    /// Whether these are the flags for this snapshot, whose sessions have their slots in it, and for
    /// the rules of this context.
    pub(crate) fn is_of(&self, snapshot: &Snapshot, context: &MatchContext) -> bool {
        let same = self.snapshot.as_ref();
        same.is_some_and(|same| std::ptr::eq(Arc::as_ptr(same), snapshot))
            && self.rules.is_same(&context.rules)
    }

    /// The rules in force.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// A rule in force, by its place.
    pub fn rule(&self, flag: FlagId) -> Option<&Rule> {
        self.rules.rules().get(flag.index())
    }

    /// The rules that hit the session in `slot`.
    pub fn session(&self, slot: Slot) -> FlagSet {
        self.sets.get(slot.index()).copied().unwrap_or_default()
    }

    /// The rules that hit any session of the person at `place`.
    pub fn person(&self, place: PersonIndex) -> FlagSet {
        self.people.get(place.index()).copied().unwrap_or_default()
    }

    /// Of the rules that hit the session in `slot`, those that tell it from the other sessions of its
    /// person: rules about sessions that do not hit all of them.
    pub(crate) fn of_session_alone(&self, slot: Slot, theirs: &[Slot]) -> FlagSet {
        let all = theirs.iter().map(|slot| self.session(*slot));
        let of_all = all.reduce(FlagSet::and).unwrap_or_default();
        let alone = self.session(slot).and(self.about(RuleSubject::Session));
        FlagSet(alone.0 & !of_all.0)
    }

    /// The most urgent level of these.
    pub(crate) fn level(&self, set: FlagSet) -> Option<RuleLevel> {
        let levels = [RuleLevel::Alarm, RuleLevel::Warn, RuleLevel::Note];
        let is_there = |level: &RuleLevel| !set.and(self.levels[*level as usize]).is_empty();
        levels.into_iter().find(is_there)
    }

    /// How much it matters that somebody who should be gone is signed in: as the rule about them says, and
    /// a warning where none does.
    pub(crate) fn level_of_leavers(&self) -> RuleLevel {
        let place = self.rules.position(LEAVER);
        let rule = place.and_then(|place| self.rules.rules().get(place));
        rule.map_or(RuleLevel::Warn, |rule| rule.level)
    }

    /// Whether this is the rule about whoever should be gone and is signed in.
    pub(crate) fn is_of_leavers(rule: &Rule) -> bool {
        *rule.name == *LEAVER
    }

    /// Those of `set` that do not follow from a name or an address that whoever signs up chooses.
    pub(crate) const fn without_chosen_names(&self, set: FlagSet) -> FlagSet {
        FlagSet(set.0 & !self.of_chosen_names.0)
    }

    /// How many each rule hits, in the order of the rules.
    pub(crate) fn totals(&self) -> impl Iterator<Item = (FlagId, &Rule, FlagTotal)> {
        let rules = self.rules.rules().iter().zip(&self.totals);
        (0..)
            .zip(rules)
            .map(|(n, (rule, total))| (FlagId(n), rule, *total))
    }

    /// How many are flagged at all, each counted once.
    pub fn total(&self) -> FlagTotal {
        self.total
    }

    /// The number of people whose most urgent flag has this level. Whoever is flagged only because they
    /// should be gone is left out: the census of the snapshot counts them.
    pub(crate) fn people_at(&self, level: RuleLevel) -> usize {
        self.of_level[level as usize]
    }

    /// Who is called or looks like the person at `place`. Nobody, as long as no rule asks.
    pub fn twins(&self, place: PersonIndex) -> TwinFacts {
        self.twins.facts(place)
    }

    /// Whether the rule with this name hits the session in `slot`.
    pub(crate) fn has(&self, slot: Slot, rule: &str) -> Result<bool, Why> {
        let place = self.rules.position(rule).and_then(|n| u8::try_from(n).ok());
        let flag = FlagId(place.ok_or(Why::NotRead)?);
        let undecided = self
            .undecided
            .get(slot.index())
            .copied()
            .unwrap_or_default();
        if undecided.has(flag) {
            return Err(Why::NotRead);
        }
        Ok(self.session(slot).has(flag))
    }

    /// The rules with this subject.
    fn about(&self, subject: RuleSubject) -> FlagSet {
        let rules = (0..).zip(self.rules.rules());
        let about = rules.filter(|(_, rule)| rule.subject() == subject);
        FlagSet(about.fold(0, |set, (n, _)| set | FlagId(n).bit()))
    }
}
