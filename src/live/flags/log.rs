//! What rules turned on and off, step by step, and what rings.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::changes::{FlagChange, changes};
use super::enforcement::{Enforcement, LONGEST_LIFE, rule_of_longest_life};
use super::{FlagId, FlagSet, FlagSubject, KnownFlags, SessionFlags};
use crate::model::Timestamp;
use crate::settings::{RULES_AT_MOST, Rule, RuleLevel};

/// The news of one rule in one step that are told one by one; the others are summed up.
const SINGLY: usize = 32;

/// The news that are kept: as many as all rules can have in one step, each turning on and off.
const KEPT: usize = 2 * (SINGLY + 1) * RULES_AT_MOST;

/// The milliseconds between two steps during the first walk, whose pages come in fast.
const WHILE_LOADING: i64 = 1_000;

/// The subjects of alarms that are remembered, so that none rings twice; beyond it none rings.
const RUNG_AT_MOST: usize = 10_000;

/// A rule that hits from now on, or no longer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagTurned {
    /// The rule, by its place.
    pub flag: FlagId,
    /// Whether it hits now.
    pub is_on: bool,
    /// Whom or what it hits.
    pub subject: FlagSubject,
    /// When that was noticed, by our clock.
    pub at: Timestamp,
    /// Whether it rings.
    pub rings: bool,
}

/// News of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagNews {
    /// One rule turned on or off.
    Turned(FlagTurned),
    /// The same rule did so for more subjects than are told one by one.
    More {
        /// The rule, by its place.
        flag: FlagId,
        /// Whether it hits now.
        is_on: bool,
        /// The number of further subjects.
        count: usize,
        /// When that was noticed, by our clock.
        at: Timestamp,
    },
    /// Team members stay signed in past twelve hours, so that limit is perhaps not enforced here: one
    /// alarm in the place of one for each of them.
    NotEnforced {
        /// The sessions that two whole walks in a row had.
        sessions: usize,
        /// When that was noticed, by our clock.
        at: Timestamp,
        /// Whether it rings.
        rings: bool,
    },
}

impl FlagNews {
    /// Whether it rings.
    pub(crate) const fn rings(&self) -> bool {
        match self {
            Self::Turned(turned) => turned.rings,
            Self::More { .. } => false,
            Self::NotEnforced { rings, .. } => *rings,
        }
    }
}

/// What turned on and off, step by step: the newest news, newest last.
#[derive(Debug, Default)]
pub struct FlagLog {
    last: Option<Arc<SessionFlags>>,
    /// When flags were taken in last.
    at: Option<Timestamp>,
    /// What was known when the program was left, as far as it did not turn up and may still hold.
    known: KnownFlags,
    news: VecDeque<FlagNews>,
    /// The number of the first of `news`.
    first: u64,
    rung: FxHashSet<(FlagId, FlagSubject)>,
    /// The rules by names that strangers choose which rang.
    rung_by_name: FlagSet,
    enforcement: Enforcement,
}

impl FlagLog {
    /// The same log in a program that was left when this much was known: that is no news.
    #[must_use]
    pub(crate) fn knowing(self, known: KnownFlags) -> Self {
        Self { known, ..self }
    }

    /// What is known now, for the next time that the program runs.
    pub fn known(&self) -> KnownFlags {
        let mut known = self.known.clone();
        if let Some(flags) = &self.last {
            changes(&SessionFlags::default(), flags, |change| {
                if let Some(subject) = change.subject() {
                    known.add(flags.rule(change.flag), subject);
                }
            });
            if self.enforcement.not_enforced().is_some() {
                known.add(rule_of_longest_life(flags), FlagSubject::Account);
            }
        }
        known
    }

    /// Takes in the flags of a snapshot; returns whether what is known may be another since. What a rule
    /// hits is news when it is first known, also during the first walk.
    pub fn take(&mut self, flags: &Arc<SessionFlags>, now: Timestamp) -> bool {
        let Some(snapshot) = flags.snapshot.as_ref() else {
            return false;
        };
        let is_new_walk = self.enforcement.look_at(flags, snapshot);
        if is_new_walk {
            self.tell_of_enforcement(now);
        }
        let is_loading = snapshot.walks() == 0;
        let is_soon = |at: Timestamp| (0..WHILE_LOADING).contains(&(now.millis() - at.millis()));
        if is_loading && self.at.is_some_and(is_soon) {
            return false;
        }
        self.at = Some(now);
        let last = self.last.replace(Arc::clone(flags)).unwrap_or_default();
        let has_rules = last.snapshot.is_some();
        if Arc::ptr_eq(&last, flags) || (has_rules && !last.rules.is_same(&flags.rules)) {
            return false;
        }
        let mut is_new = is_new_walk;
        let mut counts: BTreeMap<(FlagId, bool), usize> = BTreeMap::new();
        changes(&last, flags, |change| {
            is_new = true;
            if !self.was_known(flags, change) {
                let count = counts.entry((change.flag, change.is_on)).or_default();
                *count += 1;
                if *count <= SINGLY {
                    self.tell(flags, change, now);
                }
            }
        });
        self.known.keep_open(flags);
        for ((flag, is_on), count) in counts {
            if count > SINGLY {
                self.push(FlagNews::More {
                    flag,
                    is_on,
                    count: count - SINGLY,
                    at: now,
                });
            }
        }
        is_new
    }

    /// Whether something turned on that was known when the program was left.
    fn was_known(&mut self, flags: &SessionFlags, change: &FlagChange<'_>) -> bool {
        let rule = flags.rule(change.flag).filter(|_| change.is_on);
        let Some(rule) = rule.filter(|rule| self.known.has_any_of(&rule.name)) else {
            return false;
        };
        let subject = change.subject();
        let subject = subject.filter(|subject| self.known.remove(&rule.name, *subject));
        if let Some(subject) = subject {
            self.rings(change.flag, rule, subject);
        }
        subject.is_some()
    }

    /// Tells of one that turned on or off.
    fn tell(&mut self, flags: &SessionFlags, change: &FlagChange<'_>, at: Timestamp) {
        let FlagChange { flag, is_on, .. } = *change;
        let (rule, Some(subject)) = (flags.rule(flag), change.subject()) else {
            return;
        };
        let rings = is_on && rule.is_some_and(|rule| self.rings(flag, rule, subject));
        self.push(FlagNews::Turned(FlagTurned {
            flag,
            is_on,
            subject,
            at,
            rings,
        }));
    }

    /// The flags that were taken in last.
    pub fn flags(&self) -> Option<&Arc<SessionFlags>> {
        self.last.as_ref()
    }

    /// The news from the one with this number on, each with its number.
    pub fn since(&self, number: u64) -> impl Iterator<Item = (u64, &FlagNews)> {
        let numbered = (self.first..).zip(&self.news);
        numbered.filter(move |(n, _)| *n >= number)
    }

    /// The number of the next news.
    #[cfg(test)]
    pub(crate) fn next_number(&self) -> u64 {
        self.first + self.news.len() as u64
    }

    /// The sessions of staff that two whole walks in a row had past twelve hours, if they are so many
    /// that the limit is perhaps not enforced here.
    #[cfg(test)]
    pub(crate) fn not_enforced(&self) -> Option<usize> {
        self.enforcement.not_enforced()
    }

    /// Whether an alarm rings: once for each subject, and once in all where strangers could make it
    /// ring by the names that they choose.
    fn rings(&mut self, flag: FlagId, rule: &Rule, subject: FlagSubject) -> bool {
        let is_folded = self.enforcement.not_enforced().is_some() && &*rule.name == LONGEST_LIFE;
        if rule.level != RuleLevel::Alarm || is_folded {
            return false;
        }
        if rule.follows_chosen_names() {
            let is_first = !self.rung_by_name.has(flag);
            self.rung_by_name.0 |= flag.bit();
            return is_first;
        }
        self.rung.len() < RUNG_AT_MOST && self.rung.insert((flag, subject))
    }

    fn tell_of_enforcement(&mut self, at: Timestamp) {
        if let Some(sessions) = self.enforcement.untold()
            && !self.known.remove(LONGEST_LIFE, FlagSubject::Account)
        {
            self.push(FlagNews::NotEnforced {
                sessions,
                at,
                rings: true,
            });
        }
    }

    fn push(&mut self, news: FlagNews) {
        if self.news.len() == KEPT {
            self.news.pop_front();
            self.first += 1;
        }
        self.news.push_back(news);
    }
}
