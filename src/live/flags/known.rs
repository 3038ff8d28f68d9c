//! What the rules hit when the program was left, so that the next time it is no news.

use std::collections::{BTreeMap, BTreeSet};

use super::{FlagSet, FlagSubject, SessionFlags};
use crate::live::Slot;
use crate::settings::{Rule, RuleLevel};

/// The most hits that are kept, the most urgent first. What is left out is told once more.
const KEPT: usize = 1_000;

/// How the account itself is written.
const ACCOUNT: &str = "account";

/// What each rule hit, by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownFlags {
    hits: BTreeMap<Box<str>, BTreeSet<FlagSubject>>,
    /// The rules that are not alarms, and those that are only notes.
    less: BTreeMap<Box<str>, RuleLevel>,
}

impl KnownFlags {
    /// What was written. What cannot be read is passed over: it is told once more.
    pub(crate) fn from_words(words: BTreeMap<String, Vec<String>>) -> Self {
        let read = |(rule, subjects): (String, Vec<String>)| {
            let subjects = subjects.iter().filter_map(|word| subject(word));
            (rule.into_boxed_str(), subjects.collect())
        };
        Self {
            hits: words.into_iter().map(read).collect(),
            less: BTreeMap::new(),
        }
    }

    /// The words in which it is written, of ids alone.
    pub fn words(&self) -> BTreeMap<String, Vec<String>> {
        let level = |rule: &str| self.less.get(rule).copied().unwrap_or(RuleLevel::Alarm);
        let mut rules: Vec<_> = self.hits.iter().collect();
        rules.sort_by_key(|(rule, _)| std::cmp::Reverse(level(rule)));
        let mut left = KEPT;
        let mut words = BTreeMap::new();
        for (rule, subjects) in rules {
            let some: Vec<String> = subjects.iter().take(left).map(word).collect();
            left -= some.len();
            if !some.is_empty() {
                words.insert(rule.to_string(), some);
            }
        }
        words
    }

    /// Adds a hit of a rule, of which no more are kept than can be written.
    pub(super) fn add(&mut self, rule: Option<&Rule>, subject: FlagSubject) {
        let Some(rule) = rule else { return };
        if !self.hits.contains_key(&rule.name) {
            self.hits.insert(rule.name.clone(), BTreeSet::new());
            if rule.level != RuleLevel::Alarm {
                self.less.insert(rule.name.clone(), rule.level);
            }
        }
        let Some(subjects) = self.hits.get_mut(&rule.name) else {
            return;
        };
        if subjects.len() < KEPT || subjects.last().is_some_and(|last| subject < *last) {
            subjects.insert(subject);
        }
        if subjects.len() > KEPT {
            subjects.pop_last();
        }
    }

    /// Whether hits of a rule were known.
    pub(super) fn has_any_of(&self, rule: &str) -> bool {
        self.hits
            .get(rule)
            .is_some_and(|subjects| !subjects.is_empty())
    }

    /// Takes out a hit; returns whether it was there.
    pub(super) fn remove(&mut self, rule: &str, subject: FlagSubject) -> bool {
        let of_rule = self.hits.get_mut(rule);
        of_rule.is_some_and(|subjects| subjects.remove(&subject))
    }

    /// Keeps what may still hold: everything until a walk has reached the end, and then that of which
    /// it cannot be told yet. That a limit is perhaps not enforced takes two walks.
    pub(super) fn keep_open(&mut self, flags: &SessionFlags) {
        self.hits.retain(|_, subjects| !subjects.is_empty());
        let walked = flags.snapshot.as_ref().filter(|it| it.walks() > 0);
        let Some(snapshot) = walked.filter(|_| !self.hits.is_empty()) else {
            return;
        };
        let mut open: BTreeMap<Box<str>, BTreeSet<FlagSubject>> = BTreeMap::new();
        let mut keep = |rule: &str, subject| {
            let is_known = |subjects: &BTreeSet<_>| subjects.contains(&subject);
            if self.hits.get(rule).is_some_and(is_known) {
                open.entry(rule.into()).or_default().insert(subject);
            }
        };
        let undecided = flags.undecided.iter().enumerate();
        for (n, set) in undecided.filter(|(_, set)| **set != FlagSet::default()) {
            let Some(key) = snapshot.key(Slot::from_index(n)) else {
                continue;
            };
            for rule in set.iter().filter_map(|flag| flags.rule(flag)) {
                keep(&rule.name, FlagSubject::Session(key));
                keep(&rule.name, FlagSubject::Person(key.user));
                keep(&rule.name, FlagSubject::Account);
            }
        }
        if snapshot.walks() < 2 {
            let rules = self.hits.keys();
            rules.for_each(|rule| keep(rule, FlagSubject::Account));
        }
        self.hits = open;
    }
}

fn word(subject: &FlagSubject) -> String {
    match subject {
        FlagSubject::Session(key) => key.to_string(),
        FlagSubject::Person(user) => user.to_string(),
        FlagSubject::Account => ACCOUNT.to_owned(),
    }
}

fn subject(word: &str) -> Option<FlagSubject> {
    if word == ACCOUNT {
        return Some(FlagSubject::Account);
    }
    if let Ok(key) = word.parse() {
        return Some(FlagSubject::Session(key));
    }
    word.parse().ok().map(FlagSubject::Person)
}
