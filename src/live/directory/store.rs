//! The writer's side of the directory: what answers taught of people.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::organizations::OrganizationStore;
use super::{Directory, Lookup, Person, PersonIndex};
use crate::model::{Organization, OrganizationId, Timestamp, User, UserId};

/// The writer's side: the directory, and the place of each id in it.
#[derive(Default)]
pub(in crate::live) struct DirectoryStore {
    people: Directory,
    index: HashTable<u32>,
    organizations: OrganizationStore,
}

impl DirectoryStore {
    /// The directory to publish.
    pub(in crate::live) fn published(&self) -> Directory {
        self.people.clone()
    }

    /// Reads the directory.
    pub(in crate::live) fn people(&self) -> &Directory {
        &self.people
    }

    /// The place of `id`, if it has one.
    pub(in crate::live) fn find(&self, id: UserId) -> Option<PersonIndex> {
        let hash = FxBuildHasher.hash_one(id);
        self.index
            .find(hash, |place| {
                self.people
                    .person(PersonIndex(*place))
                    .is_some_and(|person| person.id == id)
            })
            .map(|place| PersonIndex(*place))
    }

    /// The place of `id`, which is made if it has none.
    pub(in crate::live) fn place(&mut self, id: UserId) -> PersonIndex {
        if let Some(place) = self.find(id) {
            return place;
        }
        let place = self.people.push(Person {
            id,
            known: Lookup::NotAsked,
            asked_at: None,
        });
        let people = &self.people;
        self.index
            .insert_unique(FxBuildHasher.hash_one(id), place.0, |place| {
                people
                    .person(PersonIndex(*place))
                    .map_or(0, |person| FxBuildHasher.hash_one(person.id))
            });
        place
    }

    /// The organisations of people that are still to be asked about; at most `most`.
    pub(in crate::live) fn organizations_to_ask(&self, most: usize) -> Vec<OrganizationId> {
        self.organizations.to_ask(most)
    }

    /// Takes in the answer about the organisations in `asked`.
    pub(in crate::live) fn learn_organizations(
        &mut self,
        asked: &[OrganizationId],
        found: &[Organization],
    ) {
        self.organizations.learn(asked, found);
        self.people.organizations = self.organizations.published();
        self.people.version.number += 1;
    }

    /// Takes in the answer about the people in `asked`, which was asked for at `asked_at`; those who are
    /// not in `users` are missing. Of whom a later question was answered before, nothing changes.
    pub(in crate::live) fn learn(
        &mut self,
        asked: &[UserId],
        users: Vec<User>,
        asked_at: Timestamp,
    ) {
        let answered: FxHashSet<UserId> = users.iter().map(|user| user.id).collect();
        for user in users {
            if let Some(organization) = user.organization.shown().copied() {
                self.organizations.note(organization);
            }
            if let Some(person) = self.asked(user.id, asked_at)
                && person.user() != Some(&user)
            {
                person.known = Lookup::User(Arc::new(user));
            }
        }
        for id in asked.iter().filter(|id| !answered.contains(id)) {
            if let Some(person) = self.asked(*id, asked_at)
                && matches!(person.known, Lookup::NotAsked | Lookup::Unreadable)
            {
                person.known = Lookup::Missing;
            }
        }
    }

    /// Takes in that there is no such user. What was known of them before stays.
    pub(in crate::live) fn learn_nobody(&mut self, id: UserId, asked_at: Timestamp) {
        if let Some(person) = self.asked(id, asked_at)
            && person.user().is_none()
        {
            person.known = Lookup::NoSuchUser;
        }
    }

    /// Takes in that the answer about these people could not be read. What was known of them stays.
    pub(in crate::live) fn learn_unreadable(&mut self, people: &[UserId], asked_at: Timestamp) {
        for id in people {
            if let Some(person) = self.asked(*id, asked_at)
                && person.user().is_none()
            {
                person.known = Lookup::Unreadable;
            }
        }
    }

    /// The entry of somebody whom a question of `asked_at` was about, which is noted there; `None` where
    /// a later one was answered before.
    fn asked(&mut self, id: UserId, asked_at: Timestamp) -> Option<&mut Person> {
        let place = self.place(id);
        if self.people.person(place)?.asked_at > Some(asked_at) {
            return None;
        }
        let person = self.people.entry_mut(place)?;
        person.asked_at = Some(asked_at);
        Some(person)
    }
}
