//! Whom the searches for addresses found, and what their records say of that.

use rustc_hash::FxHashMap;

use super::NotThere;
use super::known::{has, is_user, records};
use crate::live::Directory;
use crate::model::{EmailAddress, UserId};

/// The people whom the searches for addresses found.
#[derive(Debug, Clone, Default)]
pub(in crate::live) struct Searched(FxHashMap<EmailAddress, AddressHits>);

/// The people whom the search for one address found.
#[derive(Clone, Debug, Default)]
pub(in crate::live) struct AddressHits {
    pub(in crate::live) people: Vec<UserId>,
    /// Whether somebody may be missing here because records could not be read.
    pub(in crate::live) is_partial: bool,
    /// Whether the search does not come to an end, so that somebody may be missing here.
    pub(in crate::live) goes_on: bool,
}

impl AddressHits {
    /// Why somebody may be missing here, if so.
    pub(super) fn lack(&self) -> Option<NotThere> {
        if self.goes_on {
            Some(NotThere::SearchGoesOn)
        } else {
            self.is_partial.then_some(NotThere::CannotBeTold)
        }
    }
}

impl Searched {
    /// Takes in what the search for an address found.
    pub(in crate::live) fn insert(&mut self, address: EmailAddress, hits: AddressHits) {
        self.0.insert(address, hits);
    }

    /// The people who were found by this address, if it was searched for.
    pub(super) fn of(&self, address: &EmailAddress) -> Option<&AddressHits> {
        self.0.get(address)
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
