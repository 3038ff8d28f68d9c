//! What people who were named come to.

use rustc_hash::FxHashSet;

use super::{NameEntry, PersonNamed};
use crate::model::UserId;

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
    /// Numbers that were given beside these names, and say who is meant by an address.
    pub beside: Vec<UserId>,
}

/// Why somebody who was named is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotThere {
    /// There is no user of this number.
    NoSuchUser,
    /// Nobody active was found by this address. The deleted cannot be found by one.
    NobodyActive,
    /// Whoever was meant by this address is deleted by now, and has none any more.
    Deleted,
    /// The search found people, and their records could not all be read.
    CannotBeTold,
    /// The search does not come to an end, so somebody else may have the address too.
    SearchGoesOn,
    /// Nobody who is signed in is called so; whether there is such a person was not asked.
    NotListed,
    /// Several people have the address: these two, and so many more.
    Several([UserId; 2], usize),
}

impl Naming {
    /// The people who were named, before anybody is asked about.
    pub(crate) fn unasked(entries: Vec<NameEntry>) -> Self {
        Self {
            not_asked: entries,
            ..Self::default()
        }
    }

    /// The people who were found, each once, in order.
    pub fn people(&self) -> Vec<UserId> {
        let mut people: Vec<UserId> = self.found.iter().map(|(_, user)| *user).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    /// What of it is about these of its people. Whoever was not found belongs to all of them together:
    /// some of them are told of nobody else.
    #[must_use]
    pub(crate) fn of_some(mut self, people: &FxHashSet<UserId>) -> Self {
        let before = self.found.len();
        self.found.retain(|(_, user)| people.contains(user));
        if self.found.len() == before {
            return self;
        }
        Self {
            found: self.found,
            beside: self.beside,
            ..Self::default()
        }
    }

    /// Whether everybody who was named was found.
    pub fn is_whole(&self) -> bool {
        self.not_found.is_empty()
            && self.ambiguous.is_empty()
            && self.by_another_address.is_empty()
            && self.not_asked.is_empty()
    }

    /// The number of those who were not found.
    #[cfg(test)]
    pub(crate) fn misses(&self) -> usize {
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
        self.beside.extend(ids);
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
    pub(super) fn entries(&self) -> impl Iterator<Item = &NameEntry> {
        let found = self.found.iter().map(|(entry, _)| entry);
        let not_found = self.not_found.iter().map(|(entry, _)| entry);
        let several = self.ambiguous.iter().chain(&self.by_another_address);
        let several = several.map(|(entry, _)| entry);
        found.chain(not_found).chain(several).chain(&self.not_asked)
    }
}
