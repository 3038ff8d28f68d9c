//! From names to people: what is known decides, and what a search found only says who might be meant.
//!
//! - here how each entry is decided; `outcome` what people who were named come to
//! - `known` what is known of them; `look_ups` what must be asked; `searched` whom searches found
//! - `answered` later answers, in place of what was known; `anew` who no longer has an address

mod anew;
mod answered;
mod known;
mod look_ups;
mod outcome;
mod searched;

use rustc_hash::{FxHashMap, FxHashSet};

use self::known::{KnownPeople, is_user, records};
pub(in crate::live) use self::look_ups::LookUps;
pub use self::outcome::{Naming, NotThere};
pub(in crate::live) use self::searched::{AddressHits, Searched};
use super::{NameEntry, PersonNamed};
use crate::live::{Directory, Lookup};
use crate::model::UserId;

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
        let hits = searched.of(address);
        let found = hits.map_or(&[][..], |hits| &hits.people);
        // Who is meant by an address that is not theirs alone, or not their first, is what an id says.
        let mut all = with.iter().chain(found);
        if let ([_, _, ..] | [], Some(id)) = (with, all.find(|id| given.contains(id))) {
            naming.found.push((entry.clone(), *id));
        } else if let Some(lack) = hits.and_then(AddressHits::lack).filter(|_| with.len() == 1) {
            // Somebody else may have it as well, beyond what the search gives.
            naming.not_found.push((entry.clone(), lack));
        } else if let Some(hits) = hits.filter(|_| with.is_empty()) {
            naming.hits(entry, hits, &hit_records);
        } else {
            naming.with(entry, with);
        }
    }
    naming
}

impl Naming {
    /// What people who were named come to by what a whole list shows, without asking about anybody.
    pub(crate) fn of_the_listed(entries: &[NameEntry], directory: &Directory) -> Self {
        let mut naming = naming(entries, directory, &Searched::default());
        let not_asked = std::mem::take(&mut naming.not_asked).into_iter();
        let not_there = not_asked.map(|entry| (entry, NotThere::NotListed));
        naming.not_found.extend(not_there);
        naming
    }

    /// Takes in somebody who was named by number, with what Zendesk answered about them.
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
        let in_doubt = (!is_settled).then_some(NotThere::CannotBeTold);
        if let Some(why) = hits.lack().or(in_doubt) {
            self.not_found.push((entry.clone(), why));
        } else if others.is_empty() {
            self.not_found.push((entry.clone(), NotThere::NobodyActive));
        } else {
            self.by_another_address.push((entry.clone(), others));
        }
    }
}

#[cfg(test)]
mod tests;
