//! A list of people that was given: who of them is signed in, who is not, and who was not found.

use rustc_hash::FxHashSet;

use crate::app::event::ListsWanted;
use crate::live::{NameEntry, Naming, Snapshot};
use crate::model::{SafeText, UserId, counted};
use crate::operation::{NotFoundBecause, misses_of, named};

/// The most people who are named one by one.
const NAMED_SINGLY: usize = 5;

/// A list that was given, as far as it is known who is on it.
#[derive(Debug)]
pub(crate) struct GivenList {
    /// The number of the request that looks people of it up.
    id: u64,
    entries: Vec<NameEntry>,
    /// What those come to whom nobody who is known is, once they were looked up; or why they were not.
    looked_up: Option<Result<Naming, String>>,
    /// The number of people on it who are signed in.
    signed_in: usize,
    /// The people who are not signed in, each once, as they were named.
    pub(super) away_people: Vec<(UserId, NameEntry)>,
    /// Those who were not found, as they were named, with the reason.
    pub(crate) missed: Vec<(SafeText, NotFoundBecause)>,
}

impl GivenList {
    /// The list, and those on it who are to be looked up by a request of this number: those whom nobody
    /// known is, and before the first walk is over everybody.
    pub(in crate::app) fn of(
        id: u64,
        entries: Vec<NameEntry>,
        snapshot: &Snapshot,
    ) -> (Self, Vec<NameEntry>) {
        let list = Self {
            id,
            entries,
            looked_up: None,
            signed_in: 0,
            away_people: Vec::new(),
            missed: Vec::new(),
        };
        list.unknown(snapshot)
    }

    /// The same list to be looked up anew, and those on it of whom nobody who is known is.
    fn unknown(mut self, snapshot: &Snapshot) -> (Self, Vec<NameEntry>) {
        let unknown = if snapshot.is_walked() {
            let naming = Naming::of_the_listed(&self.entries, snapshot.directory());
            let unknown = naming.not_found.into_iter().map(|(entry, _)| entry);
            unknown.collect()
        } else {
            self.entries.clone()
        };
        self.looked_up = unknown.is_empty().then(|| Ok(Naming::default()));
        self.look_at(snapshot);
        (self, unknown)
    }

    /// Asks once more about those on it who are not known, by a request of another number.
    pub(in crate::app) fn again(mut self, id: u64, snapshot: &Snapshot) -> (Self, Vec<NameEntry>) {
        self.id = id;
        self.unknown(snapshot)
    }

    /// The number of those who were named.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Which own lists say who of those who are to be looked up is signed in.
    pub(in crate::app) fn lists_wanted(&self, snapshot: &Snapshot) -> ListsWanted {
        match self.signed_in {
            _ if !snapshot.is_walked() => ListsWanted::All,
            0 => ListsWanted::IfFew,
            _ => ListsWanted::None,
        }
    }

    /// Takes in what came of looking people up by the request of this number. What another list asked
    /// for is dropped.
    pub(in crate::app) fn take(&mut self, id: u64, answer: &Result<Naming, String>) -> bool {
        let is_awaited = self.id == id && self.is_looking();
        if is_awaited {
            self.looked_up = Some(answer.clone());
        }
        is_awaited
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
    pub(in crate::app) fn naming(&self, snapshot: &Snapshot) -> Naming {
        let naming = Naming::of_the_listed(&self.entries, snapshot.directory());
        let naming = match &self.looked_up {
            Some(Ok(answers)) => naming.answered_by(answers, &self.entries),
            Some(Err(_)) | None => naming,
        };
        naming.with_nobody_of_several()
    }

    /// Some of its people as a choice. Whom of the list nobody knows is told where all of them are
    /// chosen; nothing before everybody was looked up.
    pub(super) fn naming_of(
        &self,
        some: &FxHashSet<UserId>,
        snapshot: &Snapshot,
    ) -> Option<Naming> {
        if self.is_looking() || self.failure().is_some() {
            return None;
        }
        Some(self.naming(snapshot).of_some(some))
    }

    /// The people on the list of whom it is known who they are.
    pub(super) fn people(&self, snapshot: &Snapshot) -> FxHashSet<UserId> {
        self.naming(snapshot).people().into_iter().collect()
    }

    /// Notes who of them is signed in.
    pub(super) fn look_at(&mut self, snapshot: &Snapshot) {
        let naming = self.naming(snapshot);
        let people: FxHashSet<UserId> = naming.people().into_iter().collect();
        let keys = snapshot.iter().filter_map(|slot| snapshot.key(slot));
        let owners = keys.map(|key| key.user);
        let signed_in: FxHashSet<UserId> = owners.filter(|user| people.contains(user)).collect();
        self.signed_in = signed_in.len();
        let away = naming.found.iter();
        let away = away.filter(|(_, user)| !signed_in.contains(user));
        let mut once = FxHashSet::default();
        let away = away.filter(|(_, user)| once.insert(*user));
        self.away_people = away.map(|(entry, user)| (*user, entry.clone())).collect();
        let missed = misses_of(&naming).map(|miss| (miss.named, miss.because));
        self.missed = missed.collect();
    }

    /// Those who are not signed in, as they were named.
    pub(crate) fn away(&self) -> Vec<SafeText> {
        let away = self.away_people.iter();
        let mut away: Vec<SafeText> = away.map(|(_, entry)| named(entry)).collect();
        away.sort_unstable();
        away.dedup();
        away
    }

    /// The list in a few lines.
    pub(crate) fn words(&self) -> Vec<String> {
        let named = counted(self.len(), "entry", "entries");
        let is_known = !self.is_looking() && self.failure().is_none();
        let least = if is_known { "" } else { "at least " };
        let away = self.away();
        let mut lines = vec![format!(
            "list of {named}: {least}{} not signed in{}",
            away.len(),
            some(away.iter().map(ToString::to_string).collect())
        )];
        if self.is_looking() {
            lines.push("whoever is not signed in is looked up now".to_owned());
        } else if let Some(why) = self.failure() {
            lines.push(format!("nobody could be looked up: {why}"));
        }
        if self.is_looking() {
            return lines;
        }
        let counts = NotFoundBecause::counts(&self.missed.iter().map(|(_, why)| *why));
        for (of, word) in counts.into_iter().filter(|(of, _)| *of > 0) {
            let these = self.missed.iter().filter(|(_, why)| why.in_short() == word);
            let these = these.map(|(named, why)| format!("{named} ({why})"));
            lines.push(format!("{of} {word}{}", some(these.collect())));
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
