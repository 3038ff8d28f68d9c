//! What records that were read later show otherwise than a run left it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::ReportView;
use crate::live::{DirectoryVersion, Person, Snapshot};
use crate::model::{SafeText, UserId};
use crate::operation::{ChangedSince, Report};

/// The people of a run whose record is no longer as it was left, by the directory of one version.
#[derive(Debug, Default)]
pub(super) struct ChangedPeople {
    of: BTreeMap<UserId, ChangedSince>,
    by: DirectoryVersion,
}

/// What is new of somebody: their name, where it is known, and what changed.
pub(in crate::app) type ChangedNews = (UserId, Option<SafeText>, ChangedSince);

impl ReportView {
    /// What the record of somebody shows otherwise than the run left it, if it does.
    pub(crate) fn changed_since(&self, user: UserId) -> Option<ChangedSince> {
        self.changed.of.get(&user).copied()
    }

    /// Whether somebody's record is no longer as the run left it.
    pub(super) fn has_changed_people(&self) -> bool {
        !self.changed.of.is_empty()
    }

    /// Looks at the records of its people, but for those whom a newer run changed; returns what is new.
    pub(in crate::app) fn look_at_records(
        &mut self,
        newer: &BTreeSet<UserId>,
        snapshot: &Snapshot,
    ) -> Vec<ChangedNews> {
        let directory = snapshot.directory();
        if self.changed.by == directory.version() {
            return Vec::new();
        }
        self.changed.by = directory.version();
        let items = self.report.items.iter().enumerate();
        let done: FxHashMap<UserId, _> = items
            .filter(|(at, item)| item.operation.changes_people() && self.is_done(*at))
            .map(|(_, item)| (item.target.user(), (item.operation, item.at)))
            .filter(|(user, _)| !newer.contains(user))
            .collect();
        if done.is_empty() {
            self.changed.of.clear();
            return Vec::new();
        }
        let mut news = Vec::new();
        let mut changed = BTreeMap::new();
        for person in directory.iter() {
            let of = done.get(&person.id);
            let of = of.and_then(|(operation, at)| ChangedSince::of(*operation, *at, person));
            let Some(since) = of else { continue };
            changed.insert(person.id, since);
            if !self.changed.of.contains_key(&person.id) {
                news.push((person.id, name(person), since));
            }
        }
        self.changed.of = changed;
        news
    }
}

/// The people whose records a run changed, as far as requests were sent.
pub(in crate::app) fn people_changed_by(report: &Report) -> FxHashSet<UserId> {
    let items = report.items.iter();
    let changed =
        items.filter(|item| item.operation.changes_people() && item.outcome.kind.wants_proof());
    changed.map(|item| item.target.user()).collect()
}

fn name(person: &Person) -> Option<SafeText> {
    person.user().and_then(|user| user.legible_name()).cloned()
}
