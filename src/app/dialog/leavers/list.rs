//! A list of people who should be gone: who of them is signed in, who is not, and who was not found.

use rustc_hash::FxHashSet;

use crate::live::{Leavers, NameEntry, Naming, Snapshot};
use crate::model::{SafeText, UserId, counted};
use crate::operation::{misses_of, named};

/// The most people who are named one by one.
const NAMED_SINGLY: usize = 5;

/// A list that was given, as far as it is known who is on it.
#[derive(Debug)]
pub(crate) struct LeaverList {
    entries: Vec<NameEntry>,
    /// What those come to whom nobody who is known is, once they were looked up; or why they were not.
    looked_up: Option<Result<Naming, String>>,
    /// Those who are not signed in, as they were named.
    pub(crate) away: Vec<SafeText>,
    /// Those who were not found, as they were named, with the reason.
    pub(crate) missed: Vec<(SafeText, String)>,
}

impl LeaverList {
    /// The list, and those on it who are to be looked up, since nobody who is known is called so.
    pub(in crate::app) fn of(
        entries: Vec<NameEntry>,
        snapshot: &Snapshot,
    ) -> (Self, Vec<NameEntry>) {
        let naming = Naming::of_the_listed(&entries, snapshot.directory());
        let unknown = naming.not_found.into_iter().map(|(entry, _)| entry);
        let unknown: Vec<NameEntry> = unknown.collect();
        let list = Self {
            entries,
            looked_up: unknown.is_empty().then(|| Ok(Naming::default())),
            away: Vec::new(),
            missed: Vec::new(),
        };
        (list, unknown)
    }

    /// The number of those who were named.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Takes in what came of looking people up.
    pub(in crate::app) fn take(&mut self, answer: Result<Naming, String>) {
        self.looked_up = Some(answer);
    }

    /// Whether people of it are still looked up.
    pub(crate) const fn is_looking(&self) -> bool {
        self.looked_up.is_none()
    }

    /// Why nobody could be looked up, if so.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.looked_up.as_ref()?.as_ref().err().map(String::as_str)
    }

    /// What everybody on the list comes to.
    fn naming(&self, snapshot: &Snapshot) -> Naming {
        let mut naming = Naming::of_the_listed(&self.entries, snapshot.directory());
        if let Some(Ok(found)) = &self.looked_up {
            // Whoever was looked up is in one of its lists.
            naming.not_found.clone_from(&found.not_found);
            naming.found.extend(found.found.iter().cloned());
            naming.ambiguous.extend(found.ambiguous.iter().cloned());
            let others = found.by_another_address.iter().cloned();
            naming.by_another_address.extend(others);
            naming.not_asked.extend(found.not_asked.iter().cloned());
        }
        naming
    }

    /// The people on the list of whom it is known who they are.
    pub(super) fn people(&self, snapshot: &Snapshot) -> FxHashSet<UserId> {
        self.naming(snapshot).people().into_iter().collect()
    }

    /// Notes who of them is signed in.
    pub(super) fn look_at(&mut self, leavers: &Leavers, snapshot: &Snapshot) {
        let rows = leavers.rows.rows().iter();
        let signed_in: FxHashSet<UserId> = rows
            .filter_map(|row| Some(row.person(snapshot)?.id))
            .collect();
        let naming = self.naming(snapshot);
        let away = naming.found.iter();
        let away = away.filter(|(_, user)| !signed_in.contains(user));
        self.away = away.map(|(entry, _)| named(entry)).collect();
        self.away.sort_unstable();
        self.away.dedup();
        let missed = misses_of(&naming).map(|miss| (miss.named, miss.because.to_string()));
        self.missed = missed.collect();
        let several = naming.ambiguous.iter().map(|(entry, people)| {
            let ids: Vec<String> = people.iter().map(UserId::to_string).collect();
            let words = format!("several people have it: users {}", ids.join(", "));
            (named(entry), words)
        });
        self.missed.extend(several);
    }

    /// The list in a few lines.
    pub(crate) fn words(&self) -> Vec<String> {
        let named = counted(self.len(), "entry", "entries");
        let mut lines = vec![format!(
            "list of {named}: {} not signed in{}",
            self.away.len(),
            some(self.away.iter().map(ToString::to_string).collect())
        )];
        if self.is_looking() {
            lines.push("whoever is not signed in is looked up now".to_owned());
        } else if let Some(why) = self.failure() {
            lines.push(format!("nobody could be looked up: {why}"));
        }
        if !self.missed.is_empty() && !self.is_looking() {
            let missed = self.missed.iter();
            let missed = missed.map(|(named, why)| format!("{named} ({why})"));
            lines.push(format!(
                "{} not found{}",
                self.missed.len(),
                some(missed.collect())
            ));
        }
        lines
    }
}

/// The first of these, after a colon.
fn some(all: Vec<String>) -> String {
    let more = match all.len().saturating_sub(NAMED_SINGLY) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let first: Vec<String> = all.into_iter().take(NAMED_SINGLY).collect();
    if first.is_empty() {
        return String::new();
    }
    format!(": {}{more}", first.join(", "))
}
