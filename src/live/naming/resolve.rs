//! From names to people: what is known decides, and what a search found only says who might be meant.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{NameEntry, PersonNamed};
use crate::live::{Directory, Lookup};
use crate::model::{EmailAddress, UserId};

/// People in one request for their records.
const PEOPLE_PER_REQUEST: usize = 100;

/// What people who were named come to. Every entry is in one of the lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// Those of whom it is known who they are.
    pub found: Vec<(NameEntry, UserId)>,
    /// Those who are not there, with the reason.
    pub not_found: Vec<(NameEntry, NotThere)>,
    /// Addresses that several people have.
    pub ambiguous: Vec<(NameEntry, Vec<UserId>)>,
    /// Addresses that are not the first address of whoever has them.
    pub by_another_address: Vec<(NameEntry, Vec<UserId>)>,
    /// Those of whom nothing was asked, because there were too many.
    pub not_asked: Vec<NameEntry>,
}

/// Why somebody who was named is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotThere {
    /// There is no user of this number.
    NoSuchUser,
    /// Nobody active was found by this address. The deleted cannot be found by one.
    NobodyActive,
    /// The search found people, and their records could not all be read.
    CannotBeTold,
    /// Nobody who is signed in is called so; whether there is such a person was not asked.
    NotListed,
    /// Several people have the address: these two, and so many more.
    Several([UserId; 2], usize),
}

impl Naming {
    /// The people who were found, each once, in order.
    pub fn people(&self) -> Vec<UserId> {
        let mut people: Vec<UserId> = self.found.iter().map(|(_, user)| *user).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// Whether everybody who was named was found.
    pub fn is_whole(&self) -> bool {
        self.not_found.is_empty()
            && self.ambiguous.is_empty()
            && self.by_another_address.is_empty()
            && self.not_asked.is_empty()
    }

    /// The number of those who were not found.
    pub fn misses(&self) -> usize {
        self.not_found.len()
            + self.ambiguous.len()
            + self.by_another_address.len()
            + self.not_asked.len()
    }

    /// Whether a walk may find somebody whom the search, which lags behind, did not.
    pub(crate) fn may_be_in_a_walk(&self) -> bool {
        let lags = |(_, why): &(NameEntry, NotThere)| *why != NotThere::NoSuchUser;
        self.not_found.iter().any(lags)
    }

    /// The same without those who are named by these numbers.
    #[must_use]
    pub(crate) fn without(mut self, ids: &[UserId]) -> Self {
        let is_other = |entry: &NameEntry| match entry.named {
            PersonNamed::Id(id) => !ids.contains(&id),
            PersonNamed::Email(_) => true,
        };
        self.found.retain(|(entry, _)| is_other(entry));
        self.not_found.retain(|(entry, _)| is_other(entry));
        self.not_asked.retain(is_other);
        self
    }

    /// What people who were named come to by what a whole list shows, without asking about anybody.
    pub(crate) fn of_the_listed(entries: &[NameEntry], directory: &Directory) -> Self {
        let mut naming = naming(entries, directory, &Searched::default());
        let not_asked = std::mem::take(&mut naming.not_asked).into_iter();
        let not_there = not_asked.map(|entry| (entry, NotThere::NotListed));
        naming.not_found.extend(not_there);
        naming
    }

    /// The same, where these answers about some of the people take the place of what was known of
    /// them. A search lags behind: whoever is known by now is known, whatever it did not find. Whoever
    /// is named by number says who is meant by an address.
    #[must_use]
    pub(crate) fn answered_by(mut self, answers: &Self, entries: &[NameEntry]) -> Self {
        let asked: FxHashSet<&PersonNamed> = answers.entries().map(|entry| &entry.named).collect();
        let is_other = |entry: &NameEntry| !asked.contains(&entry.named);
        let missed = answers.not_found.iter();
        let nobody = |why| matches!(why, NotThere::NobodyActive | NotThere::NotListed);
        let missed = missed.filter(|(_, why)| nobody(*why));
        let missed = missed.map(|(entry, _)| entry).chain(&answers.not_asked);
        let missed: FxHashSet<&PersonNamed> = missed.map(|entry| &entry.named).collect();
        let stays = |entry: &NameEntry| is_other(entry) || missed.contains(&entry.named);
        self.found.retain(|(entry, _)| stays(entry));
        self.ambiguous.retain(|(entry, _)| stays(entry));
        self.not_found.retain(|(entry, _)| is_other(entry));
        self.by_another_address.retain(|(entry, _)| is_other(entry));
        self.not_asked.retain(is_other);
        let ambiguous = self.ambiguous.iter().map(|(entry, _)| entry);
        let known = self.found.iter().map(|(entry, _)| entry).chain(ambiguous);
        let known: FxHashSet<PersonNamed> = known.map(|entry| entry.named.clone()).collect();
        let is_open = |entry: &&NameEntry| !known.contains(&entry.named);
        self.found.extend_from_slice(&answers.found);
        let not_found = answers.not_found.iter();
        let not_found = not_found.filter(|(entry, _)| is_open(&entry));
        self.not_found.extend(not_found.cloned());
        let not_asked = answers.not_asked.iter().filter(is_open);
        self.not_asked.extend(not_asked.cloned());
        let ids = entries.iter().filter_map(|entry| match entry.named {
            PersonNamed::Id(id) => Some(id),
            PersonNamed::Email(_) => None,
        });
        let given: FxHashSet<UserId> = ids.collect();
        for (from, to) in [
            (&answers.ambiguous, &mut self.ambiguous),
            (&answers.by_another_address, &mut self.by_another_address),
        ] {
            for (entry, people) in from {
                match people.iter().find(|id| given.contains(id)) {
                    Some(id) => self.found.push((entry.clone(), *id)),
                    None => to.push((entry.clone(), people.clone())),
                }
            }
        }
        self
    }

    /// The same, where an address that several people have is nobody's, and is told with their ids.
    #[must_use]
    pub(crate) fn with_nobody_of_several(mut self) -> Self {
        for (entry, people) in std::mem::take(&mut self.ambiguous) {
            if let [first, second, more @ ..] = &people[..] {
                let several = NotThere::Several([*first, *second], more.len());
                self.not_found.push((entry, several));
            }
        }
        self
    }

    /// Everybody who was named.
    fn entries(&self) -> impl Iterator<Item = &NameEntry> {
        let found = self.found.iter().map(|(entry, _)| entry);
        let not_found = self.not_found.iter().map(|(entry, _)| entry);
        let several = self.ambiguous.iter().chain(&self.by_another_address);
        let several = several.map(|(entry, _)| entry);
        found.chain(not_found).chain(several).chain(&self.not_asked)
    }

    /// The people who were named, before anybody is asked about.
    pub fn unasked(entries: Vec<NameEntry>) -> Self {
        Self {
            not_asked: entries,
            ..Self::default()
        }
    }
}

/// What must be asked to know who is meant.
#[derive(Debug, Default)]
pub(in crate::live) struct LookUps {
    /// Addresses that nobody who is known has.
    pub(in crate::live) addresses: Vec<EmailAddress>,
    /// Addresses of people who are known, which others who are not known may have as well.
    pub(in crate::live) known_addresses: Vec<EmailAddress>,
    pub(in crate::live) ids: Vec<UserId>,
}

impl LookUps {
    /// What is to be asked of these people; nothing of those who are known but whether anybody else has
    /// their address.
    pub(in crate::live) fn of(entries: &[NameEntry], directory: &Directory) -> Self {
        let known = KnownPeople::of(entries, directory);
        let mut wanted = Self::default();
        for entry in entries {
            match &entry.named {
                PersonNamed::Id(id) if !known.records.contains_key(id) => wanted.ids.push(*id),
                PersonNamed::Email(address) if known.with(address).is_empty() => {
                    wanted.addresses.push(address.clone());
                }
                PersonNamed::Email(address) => wanted.known_addresses.push(address.clone()),
                PersonNamed::Id(_) => {}
            }
        }
        wanted
    }

    /// The number of requests that it takes at least to find whoever is not known.
    pub(in crate::live) fn requests(&self) -> usize {
        self.addresses.len() + self.ids.len().div_ceil(PEOPLE_PER_REQUEST)
    }
}

/// The people whom the searches for addresses found.
#[derive(Debug, Clone, Default)]
pub(in crate::live) struct Searched(FxHashMap<EmailAddress, AddressHits>);

/// The people whom the search for one address found.
#[derive(Clone, Debug, Default)]
pub(in crate::live) struct AddressHits {
    pub(in crate::live) people: Vec<UserId>,
    /// Whether somebody may be missing here: records could not be read, or the list goes on.
    pub(in crate::live) is_partial: bool,
}

impl Searched {
    pub(in crate::live) fn insert(&mut self, address: EmailAddress, hits: AddressHits) {
        self.0.insert(address, hits);
    }

    /// Everybody who was found, each once, in order.
    pub(in crate::live) fn people(&self) -> Vec<UserId> {
        let hits = self.0.values().flat_map(|hits| &hits.people);
        let mut people: Vec<UserId> = hits.copied().collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// The people who were found by an address that none of them has first, as far as their records
    /// are known.
    pub(in crate::live) fn by_another_address(
        &self,
        directory: &Directory,
    ) -> Vec<(EmailAddress, UserId)> {
        let wanted = self.people().into_iter().collect();
        let records = records(&wanted, directory);
        let mut found = Vec::new();
        for (address, hits) in &self.0 {
            let known = hits.people.iter();
            let known: Vec<_> = known
                .filter_map(|id| Some((id, records.get(id)?)))
                .collect();
            if !known.iter().any(|(_, record)| has(record, address)) {
                let others = known.iter().filter(|(_, record)| is_user(record));
                found.extend(others.map(|(id, _)| (address.clone(), **id)));
            }
        }
        found.sort_unstable_by_key(|(_, id)| *id);
        found
    }

    /// Takes in that somebody does not have this address at all: it is merely like one of theirs.
    pub(in crate::live) fn is_merely_alike(&mut self, address: &EmailAddress, user: UserId) {
        if let Some(hits) = self.0.get_mut(address) {
            hits.people.retain(|found| *found != user);
        }
    }
}

/// What is known of the people who were named.
struct KnownPeople<'a> {
    by_address: FxHashMap<Box<str>, Vec<UserId>>,
    records: FxHashMap<UserId, &'a Lookup>,
}

impl<'a> KnownPeople<'a> {
    /// Looks at everybody once.
    fn of(entries: &[NameEntry], directory: &'a Directory) -> Self {
        let mut by_address: FxHashMap<Box<str>, Vec<UserId>> = FxHashMap::default();
        let mut ids = FxHashSet::default();
        for entry in entries {
            match &entry.named {
                PersonNamed::Id(id) => {
                    ids.insert(*id);
                }
                PersonNamed::Email(address) => {
                    by_address.entry(address.key().into()).or_default();
                }
            }
        }
        if !by_address.is_empty() {
            for user in directory.iter().filter_map(|person| person.user()) {
                let sent = user.email.shown();
                let sent = sent.and_then(|sent| EmailAddress::compared(sent.original()));
                if let Some(people) = sent.and_then(|sent| by_address.get_mut(&*sent)) {
                    people.push(user.id);
                }
            }
        }
        Self {
            by_address,
            records: records(&ids, directory),
        }
    }

    /// The people who have this address.
    fn with(&self, address: &EmailAddress) -> &[UserId] {
        self.by_address
            .get(address.key())
            .map_or(&[], Vec::as_slice)
    }
}

/// What Zendesk answered about these people, of those whom it was asked about.
fn records<'a>(
    wanted: &FxHashSet<UserId>,
    directory: &'a Directory,
) -> FxHashMap<UserId, &'a Lookup> {
    if wanted.is_empty() {
        return FxHashMap::default();
    }
    let people = directory.iter();
    let known = people.filter(|person| person.asked_at.is_some() && wanted.contains(&person.id));
    known.map(|person| (person.id, &person.known)).collect()
}

fn is_user(record: &Lookup) -> bool {
    matches!(record, Lookup::User(_))
}

fn has(record: &Lookup, address: &EmailAddress) -> bool {
    match record {
        Lookup::User(user) => user.email.shown().is_some_and(|sent| address.is(sent)),
        _ => false,
    }
}

/// Says who is meant by each entry, as far as the directory and the searches know.
pub(in crate::live) fn naming(
    entries: &[NameEntry],
    directory: &Directory,
    searched: &Searched,
) -> Naming {
    let known = KnownPeople::of(entries, directory);
    let hits = searched.people().into_iter().collect();
    let hit_records = records(&hits, directory);
    let ids = entries.iter().filter_map(|entry| match entry.named {
        PersonNamed::Id(id) => Some(id),
        PersonNamed::Email(_) => None,
    });
    let given: FxHashSet<UserId> = ids.collect();
    let mut naming = Naming::default();
    for entry in entries {
        let address = match &entry.named {
            PersonNamed::Id(id) => {
                naming.id(entry, *id, known.records.get(id).copied());
                continue;
            }
            PersonNamed::Email(address) => address,
        };
        let with = known.with(address);
        let hits = searched.0.get(address);
        let found = hits.map_or(&[][..], |hits| &hits.people);
        // Who is meant by an address that is not theirs alone, or not their first, is what an id says.
        let mut all = with.iter().chain(found);
        if let ([_, _, ..] | [], Some(id)) = (with, all.find(|id| given.contains(id))) {
            naming.found.push((entry.clone(), *id));
        } else if hits.is_some_and(|hits| hits.is_partial) && with.len() == 1 {
            // Somebody else may have it as well, beyond what the search gives.
            naming
                .not_found
                .push((entry.clone(), NotThere::CannotBeTold));
        } else if let Some(hits) = hits.filter(|_| with.is_empty()) {
            naming.hits(entry, hits, &hit_records);
        } else {
            naming.with(entry, with);
        }
    }
    naming
}

impl Naming {
    fn id(&mut self, entry: &NameEntry, id: UserId, record: Option<&Lookup>) {
        match record {
            None => self.not_asked.push(entry.clone()),
            Some(Lookup::NoSuchUser) => {
                self.not_found.push((entry.clone(), NotThere::NoSuchUser));
            }
            // Whatever their record says, this is who was named.
            Some(Lookup::User(_) | Lookup::Unreadable | Lookup::Missing | Lookup::NotAsked) => {
                self.found.push((entry.clone(), id));
            }
        }
    }

    /// Takes in an address that these people have.
    fn with(&mut self, entry: &NameEntry, with: &[UserId]) {
        match with {
            [] => self.not_asked.push(entry.clone()),
            [one] => self.found.push((entry.clone(), *one)),
            several => {
                let mut several = several.to_vec();
                several.sort_unstable();
                self.ambiguous.push((entry.clone(), several));
            }
        }
    }

    /// Takes in an address that nobody is known to have, and that was searched for.
    fn hits(
        &mut self,
        entry: &NameEntry,
        hits: &AddressHits,
        records: &FxHashMap<UserId, &Lookup>,
    ) {
        let is_known = |id: &&UserId| records.get(*id).is_some_and(|record| is_user(record));
        let is_missing = |id: &UserId| matches!(records.get(id), Some(Lookup::NoSuchUser));
        let others: Vec<UserId> = hits.people.iter().filter(is_known).copied().collect();
        let is_settled = (hits.people.iter()).all(|id| is_missing(id) || others.contains(id));
        if !is_settled || hits.is_partial {
            self.not_found.push((entry.clone(), NotThere::CannotBeTold));
        } else if others.is_empty() {
            self.not_found.push((entry.clone(), NotThere::NobodyActive));
        } else {
            self.by_another_address.push((entry.clone(), others));
        }
    }
}

#[cfg(test)]
mod tests;
