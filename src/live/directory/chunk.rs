//! People beside each other, and what is asked often of many: their records lie far apart in memory,
//! so that it is kept in columns.
//!
//! A column is made when it is asked for first, and forgotten when one of the people changes.

use std::sync::OnceLock;

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

use super::{CHUNK, Lookup, Person};
use crate::live::twin_keys::TwinKeys;
use crate::model::{HostName, OrganizationId, Role, SafeText};
use crate::query::{self, Why};

/// Up to [`CHUNK`] people and, once somebody asked, what of them is asked often, side by side.
#[derive(Default)]
pub(in crate::live) struct PeopleChunk {
    people: Vec<Person>,
    search: OnceLock<SearchText>,
    roles: OnceLock<Vec<Result<Role, Why>>>,
    hosts: OnceLock<Hosts>,
    twin_keys: OnceLock<Vec<TwinKeys>>,
}

impl PeopleChunk {
    /// The people, in order of place.
    pub(in crate::live) fn people(&self) -> &[Person] {
        &self.people
    }

    /// The lines of the people.
    pub(in crate::live) fn search_text(&self) -> &SearchText {
        self.search.get_or_init(|| SearchText::of(&self.people))
    }

    /// Everybody's role, or why it is not known.
    pub(in crate::live) fn roles(&self) -> &[Result<Role, Why>] {
        let of = |person: &Person| person.record().map(|user| user.role);
        self.roles
            .get_or_init(|| self.people.iter().map(of).collect())
    }

    /// The hosts of everybody's address.
    pub(in crate::live) fn hosts(&self) -> &Hosts {
        self.hosts.get_or_init(|| Hosts::of(&self.people))
    }

    /// What everybody is called by and looks like.
    pub(super) fn twin_keys(&self) -> &[TwinKeys] {
        let keys = |person: &Person| match &person.known {
            Lookup::User(user) => TwinKeys::of(user),
            Lookup::NoSuchUser => TwinKeys::default(),
            Lookup::NotAsked | Lookup::Missing | Lookup::Unreadable => TwinKeys::not_known(),
        };
        let of = || self.people.iter().map(keys).collect();
        self.twin_keys.get_or_init(of)
    }

    /// The person at `offset`, to be changed. What was made from the people is forgotten.
    pub(super) fn person_mut(&mut self, offset: usize) -> Option<&mut Person> {
        self.forget();
        self.people.get_mut(offset)
    }

    /// Adds a person.
    pub(super) fn push(&mut self, person: Person) {
        self.forget();
        self.people.push(person);
    }

    fn forget(&mut self) {
        self.search = OnceLock::new();
        self.roles = OnceLock::new();
        self.hosts = OnceLock::new();
        self.twin_keys = OnceLock::new();
    }
}

impl Clone for PeopleChunk {
    /// A copy is made to be written to, so its text is made anew.
    fn clone(&self) -> Self {
        let mut people = Vec::with_capacity(CHUNK);
        people.extend_from_slice(&self.people);
        Self {
            people,
            ..Self::default()
        }
    }
}

/// The lines of a chunk's people one after the other, so that one scan searches them all.
pub(in crate::live) struct SearchText {
    text: String,
    ends: Vec<u32>,
    /// The people who are not wholly described by their lines.
    beyond: Vec<(u32, Beyond)>,
}

/// What a person's line does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::live) enum Beyond {
    /// The name of this organisation.
    Organization(OrganizationId),
    /// Something that is not known.
    NotKnown,
}

impl Beyond {
    fn of(person: &Person) -> Option<Self> {
        match person.user() {
            Some(user) if user.role != Role::Other && !user.name.is_unknown() => {
                let (email, organization) = (user.email.known(), user.organization.known());
                match email.and(organization) {
                    Some(organization) => organization.copied().map(Self::Organization),
                    None => Some(Self::NotKnown),
                }
            }
            _ => Some(Self::NotKnown),
        }
    }
}

impl SearchText {
    fn of(people: &[Person]) -> Self {
        let mut text = String::new();
        let ends = people
            .iter()
            .map(|person| {
                query::push_line(&mut text, person.id, person.user());
                u32::try_from(text.len()).unwrap_or(u32::MAX)
            })
            .collect();
        let beyond = (0..).zip(people);
        let beyond = beyond.filter_map(|(n, person)| Some((n, Beyond::of(person)?)));
        Self {
            text,
            ends,
            beyond: beyond.collect(),
        }
    }

    /// The line of the person at `offset`; empty where nobody is.
    pub(in crate::live) fn line(&self, offset: usize) -> &str {
        let end_of = |offset: usize| self.ends.get(offset).map(|end| *end as usize);
        let from = offset.checked_sub(1).map_or(Some(0), end_of);
        let line = from.zip(end_of(offset));
        line.and_then(|(from, to)| self.text.get(from..to))
            .unwrap_or_default()
    }

    /// What the line of the person at `offset` does not have, if that is anything.
    pub(in crate::live) fn beyond(&self, offset: usize) -> Option<Beyond> {
        let offset = u32::try_from(offset).ok()?;
        let found = self.beyond.binary_search_by_key(&offset, |(n, _)| *n);
        found.ok().map(|at| self.beyond[at].1)
    }

    /// Everybody who is not wholly described by their line, in order.
    pub(in crate::live) fn all_beyond(&self) -> &[(u32, Beyond)] {
        &self.beyond
    }

    /// Calls `found` with the offset of each person in whose line the text is, in order.
    pub(in crate::live) fn matches(&self, finder: &Finder<'_>, mut found: impl FnMut(usize)) {
        let mut from = 0;
        let mut person = 0;
        while let Some(at) = finder.find(&self.text.as_bytes()[from..]) {
            let at = from + at;
            person += self.ends[person..].partition_point(|end| (*end as usize) <= at);
            let Some(end) = self.ends.get(person) else {
                break;
            };
            found(person);
            from = *end as usize;
            person += 1;
        }
    }
}

/// The hosts of the addresses of a chunk's people, each once.
#[derive(Default)]
pub(in crate::live) struct Hosts {
    hosts: Vec<Box<str>>,
    /// Where the host of each person's address is, or why there is nobody to have one.
    of_people: Vec<Result<u16, Why>>,
}

impl Hosts {
    fn of(people: &[Person]) -> Self {
        let mut hosts = Self::default();
        let mut places = FxHashMap::default();
        for person in people {
            let email = person.record().and_then(|user| {
                let email = user.email.known();
                email.ok_or(Why::FieldNotSent)
            });
            let place = email.map(|email| {
                let email = email.map(SafeText::original);
                let host = email.and_then(HostName::in_address).unwrap_or_default();
                *places.entry(host).or_insert_with(|| {
                    hosts.hosts.push(host.into());
                    // A chunk has so few people that their places have room.
                    u16::try_from(hosts.hosts.len() - 1).unwrap_or(u16::MAX)
                })
            });
            hosts.of_people.push(place);
        }
        hosts
    }

    /// The hosts, each once; an empty one stands for no address.
    pub(in crate::live) fn each(&self) -> &[Box<str>] {
        &self.hosts
    }

    /// Where each person's host is among them.
    pub(in crate::live) fn of_people(&self) -> &[Result<u16, Why>] {
        &self.of_people
    }
}
