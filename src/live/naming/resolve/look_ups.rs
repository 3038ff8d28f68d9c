//! What must be asked to know who is meant.

use super::known::KnownPeople;
use super::{NameEntry, PersonNamed};
use crate::live::Directory;
use crate::model::{EmailAddress, UserId};
use crate::zendesk::PeopleSearch;

/// People in one request for their records.
const PEOPLE_PER_REQUEST: usize = 100;

/// What must be asked to know who is meant.
#[derive(Debug, Default)]
pub(in crate::live) struct LookUps {
    /// Addresses that nobody who is known has.
    pub(in crate::live) addresses: Vec<EmailAddress>,
    /// Addresses of people who are known, which others who are not known may have as well.
    pub(in crate::live) known_addresses: Vec<EmailAddress>,
    /// Numbers of people who are not known.
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

    /// The number of requests that it takes to find whoever is not known; and where every address is
    /// searched for, whoever else has one of somebody who is known.
    pub(in crate::live) fn requests(&self, is_every_address: bool) -> usize {
        let known = self.known_addresses.iter().filter(|_| is_every_address);
        let addresses = self.addresses.iter().chain(known);
        let searches: usize = addresses
            .map(|address| PeopleSearch::by_address(address).count())
            .sum();
        searches + self.ids.len().div_ceil(PEOPLE_PER_REQUEST)
    }
}
