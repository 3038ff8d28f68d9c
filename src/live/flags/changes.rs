//! What turned on and off between two snapshots, and what rings.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{FlagId, FlagSet, KnownFlags, SessionFlags};
use crate::live::{PersonIndex, Slot, Snapshot};
use crate::model::{SessionKey, Timestamp, UserId};
use crate::settings::{RULES_AT_MOST, Rule, RuleLevel, RuleSubject};

/// The rule whose hits say whether the account keeps Zendesk's limit of twelve hours.
const LONGEST_LIFE: &str = "staff-over-12h";

/// The sessions of staff that two whole walks in a row must have had past twelve hours before it looks
/// as if the account did not keep that limit.
const NOT_ENFORCED: usize = 3;

/// The news of one rule in one step that are told one by one; the others are summed up.
const SINGLY: usize = 32;

/// The news that are kept: as many as all rules can have in one step, each turning on and off.
const KEPT: usize = 2 * (SINGLY + 1) * RULES_AT_MOST;

/// The milliseconds between two steps during the first walk, whose pages come in fast.
const WHILE_LOADING: i64 = 1_000;

/// The subjects of alarms that are remembered, so that none rings twice; beyond it none rings.
const RUNG_AT_MOST: usize = 10_000;

/// Whom or what a rule hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FlagSubject {
    /// A session.
    Session(SessionKey),
    /// A person, with some or all of their sessions.
    Person(UserId),
    /// The account.
    Account,
}

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
    pub const fn rings(&self) -> bool {
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

/// Whether the limit of twelve hours is kept.
#[derive(Debug, Default)]
struct Enforcement {
    walks: u64,
    /// The sessions past it in the last whole walk.
    past: FxHashSet<SessionKey>,
    not_enforced: Option<usize>,
    was_told: bool,
}

impl FlagLog {
    /// The same log in a program that was left when this much was known: that is no news.
    #[must_use]
    pub fn knowing(self, known: KnownFlags) -> Self {
        Self { known, ..self }
    }

    /// What is known now, for the next time that the program runs.
    pub fn known(&self) -> KnownFlags {
        let mut known = self.known.clone();
        if let Some(flags) = &self.last {
            for (flag, _, subject) in changes(&SessionFlags::default(), flags) {
                known.add(flags.rule(flag), subject);
            }
            if self.enforcement.not_enforced.is_some() {
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
        let is_new_walk = self.watch_enforcement(flags, snapshot, now);
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
        let mut changes = changes(&last, flags);
        let is_new = is_new_walk || !changes.is_empty();
        changes.retain(|change| !self.was_known(flags, *change));
        self.known.keep_open(flags);
        self.tell(flags, changes, now);
        is_new
    }

    /// Whether something turned on that was known when the program was left.
    fn was_known(
        &mut self,
        flags: &SessionFlags,
        (flag, is_on, subject): (FlagId, bool, FlagSubject),
    ) -> bool {
        let rule = flags.rule(flag);
        let was_known = is_on && rule.is_some_and(|rule| self.known.remove(&rule.name, subject));
        if let Some(rule) = rule.filter(|_| was_known) {
            self.rings(flag, rule, subject);
        }
        was_known
    }

    fn tell(
        &mut self,
        flags: &SessionFlags,
        changes: Vec<(FlagId, bool, FlagSubject)>,
        now: Timestamp,
    ) {
        let mut counts: FxHashMap<(FlagId, bool), usize> = FxHashMap::default();
        for (flag, is_on, subject) in changes {
            let count = counts.entry((flag, is_on)).or_default();
            *count += 1;
            if *count <= SINGLY {
                let rule = flags.rule(flag);
                let rings = is_on && rule.is_some_and(|rule| self.rings(flag, rule, subject));
                self.push(FlagNews::Turned(FlagTurned {
                    flag,
                    is_on,
                    subject,
                    at: now,
                    rings,
                }));
            }
        }
        let mut more: Vec<_> = counts
            .into_iter()
            .filter(|(_, count)| *count > SINGLY)
            .collect();
        more.sort_unstable();
        for ((flag, is_on), count) in more {
            self.push(FlagNews::More {
                flag,
                is_on,
                count: count - SINGLY,
                at: now,
            });
        }
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
    pub fn next_number(&self) -> u64 {
        self.first + self.news.len() as u64
    }

    /// The sessions of staff that two whole walks in a row had past twelve hours, if they are so many
    /// that the limit is perhaps not enforced here.
    pub fn not_enforced(&self) -> Option<usize> {
        self.enforcement.not_enforced
    }

    /// Whether an alarm rings: once for each subject, and once in all where strangers could make it
    /// ring by the names that they choose.
    fn rings(&mut self, flag: FlagId, rule: &Rule, subject: FlagSubject) -> bool {
        let is_folded = self.enforcement.not_enforced.is_some() && &*rule.name == LONGEST_LIFE;
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

    fn push(&mut self, news: FlagNews) {
        if self.news.len() == KEPT {
            self.news.pop_front();
            self.first += 1;
        }
        self.news.push_back(news);
    }

    /// Looks at each whole walk once, and compares it with the one before; returns whether this is
    /// another.
    fn watch_enforcement(
        &mut self,
        flags: &SessionFlags,
        snapshot: &Snapshot,
        now: Timestamp,
    ) -> bool {
        if snapshot.walks() == self.enforcement.walks {
            return false;
        }
        let flag = flags
            .rules
            .position(LONGEST_LIFE)
            .and_then(|n| u8::try_from(n).ok());
        let past: FxHashSet<SessionKey> = match flag.map(FlagId) {
            Some(flag) => {
                let slots = flagged(&flags.sets, FlagSet(flag.bit()));
                slots.filter_map(|(slot, _)| snapshot.key(slot)).collect()
            }
            None => FxHashSet::default(),
        };
        let both = past.intersection(&self.enforcement.past).count();
        self.enforcement.walks = snapshot.walks();
        self.enforcement.past = past;
        self.enforcement.not_enforced = Some(both).filter(|both| *both >= NOT_ENFORCED);
        if let Some(sessions) = self.enforcement.not_enforced
            && !std::mem::replace(&mut self.enforcement.was_told, true)
            && !self.known.remove(LONGEST_LIFE, FlagSubject::Account)
        {
            let at = now;
            self.push(FlagNews::NotEnforced {
                sessions,
                at,
                rings: true,
            });
        }
        true
    }
}

fn rule_of_longest_life(flags: &SessionFlags) -> Option<&Rule> {
    let mut rules = flags.rules.rules().iter();
    rules.find(|rule| &*rule.name == LONGEST_LIFE)
}

/// The slots with any of these flags, and those that each has.
fn flagged(sets: &[FlagSet], of: FlagSet) -> impl Iterator<Item = (Slot, FlagSet)> {
    let sets = sets.iter().enumerate();
    let sets = sets.map(move |(n, set)| (Slot::from_index(n), set.and(of)));
    sets.filter(|(_, set)| !set.is_empty())
}

/// What is on in `now` and was not in `before`, and the other way round; rule by rule what is on comes
/// in the order of the list.
fn changes(before: &SessionFlags, now: &SessionFlags) -> Vec<(FlagId, bool, FlagSubject)> {
    let mut found = Vec::new();
    of_sessions(before, now, &mut found);
    of_people(before, now, &mut found);
    let of_account = now.about(RuleSubject::Account);
    let is_on = |flags: &SessionFlags, flag: FlagId| {
        let total = flags.totals.get(flag.index());
        total.is_some_and(|total| total.sessions > 0)
    };
    for flag in of_account.iter() {
        if is_on(before, flag) != is_on(now, flag) {
            found.push((flag, is_on(now, flag), FlagSubject::Account));
        }
    }
    found
}

fn add_difference(
    found: &mut Vec<(FlagId, bool, FlagSubject)>,
    (before, now): (FlagSet, FlagSet),
    subject: FlagSubject,
) {
    for flag in FlagSet(before.0 ^ now.0).iter() {
        found.push((flag, now.has(flag), subject));
    }
}

fn of_sessions(
    before: &SessionFlags,
    now: &SessionFlags,
    found: &mut Vec<(FlagId, bool, FlagSubject)>,
) {
    let of = now.about(RuleSubject::Session);
    let (old, Some(new)) = (&before.snapshot, &now.snapshot) else {
        return;
    };
    if old.as_ref().is_some_and(|old| old.epoch() == new.epoch()) {
        for n in 0..before.sets.len().max(now.sets.len()) {
            let set = |sets: &[FlagSet]| sets.get(n).copied().unwrap_or_default().and(of);
            let sets = (set(&before.sets), set(&now.sets));
            if sets.0 != sets.1
                && let Some(key) = new.key(Slot::from_index(n))
            {
                add_difference(found, sets, FlagSubject::Session(key));
            }
        }
        return;
    }
    // Slots mean other sessions now.
    let mut keys: FxHashMap<SessionKey, (FlagSet, FlagSet)> = FxHashMap::default();
    for (slot, set) in flagged(&before.sets, of) {
        if let Some(key) = old.as_ref().and_then(|old| old.key(slot)) {
            keys.entry(key).or_default().0 = set;
        }
    }
    let mut order = Vec::new();
    for (slot, set) in flagged(&now.sets, of) {
        if let Some(key) = new.key(slot) {
            keys.entry(key).or_default().1 = set;
            order.push(key);
        }
    }
    let mut gone: Vec<SessionKey> = keys
        .iter()
        .filter(|(_, sets)| sets.1.is_empty())
        .map(|(key, _)| *key)
        .collect();
    gone.sort_unstable();
    for key in order.into_iter().chain(gone) {
        let sets = keys.get(&key).copied().unwrap_or_default();
        add_difference(found, sets, FlagSubject::Session(key));
    }
}

fn of_people(
    before: &SessionFlags,
    now: &SessionFlags,
    found: &mut Vec<(FlagId, bool, FlagSubject)>,
) {
    let of = now.about(RuleSubject::Person);
    let Some(new) = &now.snapshot else {
        return;
    };
    let old = before.snapshot.as_ref();
    let first = |snapshot: &Snapshot| snapshot.person(PersonIndex(0)).map(|it| it.id);
    // A directory only grows, unless it was begun anew.
    let is_same = old.is_some_and(|old| {
        first(old) == first(new) && old.directory().len() <= new.directory().len()
    });
    let mut by_id: FxHashMap<UserId, FlagSet> = FxHashMap::default();
    if let Some(old) = old.filter(|_| !is_same) {
        let sets = old.directory().iter().zip(&before.people);
        let sets = sets.map(|(person, set)| (person.id, set.and(of)));
        by_id.extend(sets.filter(|(_, set)| !set.is_empty()));
    }
    for (n, set) in (0..).zip(&now.people) {
        let Some(person) = new.person(PersonIndex(n)) else {
            continue;
        };
        let before = if is_same {
            let before = before.people.get(n as usize).copied();
            before.unwrap_or_default().and(of)
        } else {
            by_id.remove(&person.id).unwrap_or_default()
        };
        let sets = (before, set.and(of));
        if sets.0 != sets.1 {
            add_difference(found, sets, FlagSubject::Person(person.id));
        }
    }
    let mut gone: Vec<(UserId, FlagSet)> = by_id.into_iter().collect();
    gone.sort_unstable_by_key(|(user, _)| *user);
    for (user, set) in gone {
        let sets = (set, FlagSet::default());
        add_difference(found, sets, FlagSubject::Person(user));
    }
}
