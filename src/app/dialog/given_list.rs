//! A list of people that was given: who of them is signed in, who is not, and who was not found.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::app::event::ListsWanted;
use crate::live::{NameEntry, Naming, NotThere, Person, Snapshot};
use crate::model::{SafeText, User, UserId, counted};
use crate::operation::{NotFoundBecause, misses_of, named};

/// A list that was given, as far as it is known who is on it.
#[derive(Debug)]
pub(crate) struct GivenList {
    /// The number of the request that looks people of it up.
    id: u64,
    entries: Vec<NameEntry>,
    /// What those come to whom nobody who is known is, once they were looked up; or why they were not.
    looked_up: Option<Result<Naming, String>>,
    /// Whom its addresses meant as far as that was ever known.
    known: FxHashMap<SafeText, UserId>,
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
            known: FxHashMap::default(),
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
        self.with_deleted(naming, snapshot).with_nobody_of_several()
    }

    /// The same, in which whoever was deleted since is called so: their record has no address any more,
    /// and nobody was meant but them.
    fn with_deleted(&self, mut naming: Naming, snapshot: &Snapshot) -> Naming {
        let is_deleted = |entry: &NameEntry| {
            let user = self.known.get(&named(entry));
            let person = user.and_then(|user| snapshot.directory().entry_of(*user));
            person.and_then(Person::user).is_some_and(User::is_deleted)
        };
        for (entry, why) in &mut naming.not_found {
            let is_of_nobody = matches!(why, NotThere::NotListed | NotThere::NobodyActive);
            if is_of_nobody && is_deleted(entry) {
                *why = NotThere::Deleted;
            }
        }
        let others = std::mem::take(&mut naming.by_another_address).into_iter();
        let (deleted, others): (Vec<_>, Vec<_>) = others.partition(|(entry, _)| is_deleted(entry));
        naming.by_another_address = others;
        let deleted = deleted
            .into_iter()
            .map(|(entry, _)| (entry, NotThere::Deleted));
        naming.not_found.extend(deleted);
        naming
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

    /// How many of these people are not on the list, as far as it is known who is.
    pub(super) fn number_beside(&self, people: &BTreeSet<UserId>, snapshot: &Snapshot) -> usize {
        let listed = self.people(snapshot);
        people.iter().filter(|user| !listed.contains(user)).count()
    }

    /// The people on the list of whom it is known who they are.
    pub(super) fn people(&self, snapshot: &Snapshot) -> FxHashSet<UserId> {
        self.naming(snapshot).people().into_iter().collect()
    }

    /// Notes who of them is signed in.
    pub(in crate::app) fn look_at(&mut self, snapshot: &Snapshot) {
        let naming = self.naming(snapshot);
        let found = naming.found.iter();
        self.known
            .extend(found.map(|(entry, user)| (named(entry), *user)));
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

    /// The list in lines, with at most so many names in each. Where whoever is not signed in has a row,
    /// they are not named once more.
    pub(crate) fn words(&self, most: usize, have_rows: bool) -> Vec<String> {
        let listed = counted(self.len(), "entry", "entries");
        let is_known = !self.is_looking() && self.failure().is_none();
        let least = if is_known { "" } else { "at least " };
        let away = self.away();
        let number = away.len();
        let names = if have_rows { Vec::new() } else { away };
        // One line is the sum of all of them.
        let mut sum = Vec::new();
        if is_known {
            sum.push(format!("{} signed in", self.signed_in));
        }
        sum.push(format!("{least}{number} not signed in"));
        let names = some(names.iter().map(ToString::to_string).collect(), most);
        let mut lines = vec![format!("list of {listed}: {}{names}", sum.join(", "))];
        if self.is_looking() {
            lines.push("whoever is not signed in is looked up now".to_owned());
            return lines;
        }
        if let Some(why) = self.failure() {
            lines.push(format!("nobody could be looked up: {why}"));
        }
        // A reason that several have is said once.
        let mut reasons: Vec<(NotFoundBecause, Vec<String>)> = Vec::new();
        for (named, why) in &self.missed {
            match reasons.iter_mut().find(|(known, _)| known == why) {
                Some((_, these)) => these.push(named.to_string()),
                None => reasons.push((*why, vec![named.to_string()])),
            }
        }
        for (why, these) in reasons {
            let (of, word) = (these.len(), why.in_short());
            lines.push(format!("{of} {word} ({why}){}", some(these, most)));
        }
        lines
    }
}

/// The first of these, after a colon.
fn some(all: Vec<String>, most: usize) -> String {
    let more = match all.len().saturating_sub(most) {
        0 => String::new(),
        more => format!(" and {more} more, whom the review names"),
    };
    let first: Vec<String> = all.into_iter().take(most).collect();
    if first.is_empty() {
        return String::new();
    }
    format!(": {}{more}", first.join(", "))
}
