//! People by id: who owns the sessions, as far as Zendesk has answered; and in `organizations` the
//! names of their organisations.
//!
//! - `organizations` the names of the organisations of people

mod organizations;

use std::sync::{Arc, OnceLock};

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::hash::BuildHasher as _;

use memchr::memmem::Finder;

use self::organizations::{OrganizationStore, Organizations};
use crate::model::{Organization, OrganizationId, Role, SafeText, Timestamp, User, UserId};
use crate::query::{self, Why};

/// People in one chunk; see `columns` for the size.
const CHUNK: usize = 1024;

/// A person's place in the directory; it never changes while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonIndex(pub(crate) u32);

impl PersonIndex {
    /// The place as an index into a vector of per-person values.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is known of the owner of a session.
#[derive(Clone, Debug)]
pub enum Lookup {
    /// Zendesk was not asked yet.
    NotAsked,
    /// Zendesk was asked, and left them out of its answer.
    Missing,
    /// Zendesk was asked about them alone, and knows no such user.
    NoSuchUser,
    /// Zendesk was asked, and the person's record could not be read, or perhaps is among those.
    Unreadable,
    /// The person's record.
    User(Arc<User>),
}

impl Lookup {
    /// The person's record, or why it is not known.
    pub(crate) fn record(&self) -> Result<&User, Why> {
        match self {
            Self::User(user) => Ok(user),
            Self::NotAsked => Err(Why::NotRead),
            Self::Missing | Self::NoSuchUser => Err(Why::NotAnswered),
            Self::Unreadable => Err(Why::Unreadable),
        }
    }
}

/// An entry of the directory.
#[derive(Clone, Debug)]
pub struct Person {
    /// The person's number.
    pub id: UserId,
    /// What Zendesk answered about the person.
    pub known: Lookup,
    /// When it answered that.
    pub asked_at: Option<Timestamp>,
}

impl Person {
    /// The person's record, where Zendesk gave it.
    pub fn user(&self) -> Option<&User> {
        match &self.known {
            Lookup::User(user) => Some(user),
            Lookup::NotAsked | Lookup::Missing | Lookup::NoSuchUser | Lookup::Unreadable => None,
        }
    }

    /// The person's record, or why it is not known.
    pub(crate) fn record(&self) -> Result<&User, Why> {
        self.known.record()
    }
}

/// Up to [`CHUNK`] people and, once somebody searched, their searchable text.
#[derive(Default)]
struct PeopleChunk {
    people: Vec<Person>,
    search: OnceLock<SearchText>,
    /// Everybody's role side by side, since their records lie far apart.
    roles: OnceLock<Vec<Result<Role, Why>>>,
}

impl PeopleChunk {
    fn search_text(&self) -> &SearchText {
        self.search.get_or_init(|| SearchText::of(&self.people))
    }

    fn role(&self, offset: usize) -> Option<Result<Role, Why>> {
        let of = |person: &Person| person.record().map(|user| user.role);
        let roles = self
            .roles
            .get_or_init(|| self.people.iter().map(of).collect());
        roles.get(offset).copied()
    }

    /// Forgets what was made from the people, because one of them is about to change.
    fn forget(&mut self) {
        self.search = OnceLock::new();
        self.roles = OnceLock::new();
    }
}

impl Clone for PeopleChunk {
    /// A copy is made to be written to, so its text is made anew.
    fn clone(&self) -> Self {
        let mut people = Vec::with_capacity(CHUNK);
        people.extend_from_slice(&self.people);
        Self {
            people,
            search: OnceLock::new(),
            roles: OnceLock::new(),
        }
    }
}

/// The lines of a chunk's people one after the other, so that one scan searches them all.
struct SearchText {
    text: String,
    ends: Vec<u32>,
    /// The people who are not wholly described by their lines.
    beyond: Vec<(u32, Beyond)>,
}

/// What a person's line does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beyond {
    /// The name of this organisation.
    Organization(OrganizationId),
    /// Something that is not known.
    NotKnown,
}

impl Beyond {
    fn of(person: &Person) -> Option<Self> {
        match person.user() {
            Some(user) if user.role != Role::Other => user.organization.map(Self::Organization),
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

    /// The line of the person at `offset`.
    fn line(&self, offset: usize) -> &str {
        let from = offset.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[from as usize..self.ends[offset] as usize]
    }

    /// Calls `found` with the offset of each person in whose line the text is, in order.
    fn matches(&self, finder: &Finder<'_>, mut found: impl FnMut(usize)) {
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

/// Everyone who was ever seen as the owner of a session. Cloning copies pointers.
#[derive(Clone, Default)]
pub struct Directory {
    chunks: Vec<Arc<PeopleChunk>>,
    version: u64,
    organizations: Organizations,
}

impl Directory {
    /// The number of entries.
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| {
            (self.chunks.len() - 1) * CHUNK + last.people.len()
        })
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// A number that changes whenever an entry does.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The entry at `place`.
    pub fn person(&self, place: PersonIndex) -> Option<&Person> {
        self.chunks
            .get(place.index() / CHUNK)?
            .people
            .get(place.index() % CHUNK)
    }

    /// Every entry in order of place.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.chunks.iter().flat_map(|chunk| &chunk.people)
    }

    /// The name of an organisation, where Zendesk gave it.
    pub fn organization(&self, id: OrganizationId) -> Option<&SafeText> {
        self.organizations.name(id)
    }

    /// The name of an organisation as it is compared, or why it is not known.
    pub(crate) fn folded_organization(&self, id: OrganizationId) -> Result<&str, Why> {
        self.organizations.folded(id)
    }

    /// The organisations in whose folded names the text is.
    pub(super) fn organizations_with(&self, finder: &Finder<'_>) -> FxHashSet<OrganizationId> {
        self.organizations.matching(finder)
    }

    /// The searchable line of the person at `place`.
    pub(super) fn line(&self, place: PersonIndex) -> &str {
        let chunk = self.chunks.get(place.index() / CHUNK);
        let offset = place.index() % CHUNK;
        let chunk = chunk.filter(|chunk| offset < chunk.people.len());
        chunk.map_or("", |chunk| chunk.search_text().line(offset))
    }

    /// The role of the person at `place`, or why it is not known.
    pub(super) fn role(&self, place: PersonIndex) -> Result<Role, Why> {
        let chunk = self.chunks.get(place.index() / CHUNK);
        let role = chunk.and_then(|chunk| chunk.role(place.index() % CHUNK));
        role.unwrap_or(Err(Why::NotRead))
    }

    /// Calls `found` with the place of each person in whose line the text is, and then with that of
    /// each whose line does not have everything.
    pub(super) fn search(
        &self,
        finder: &Finder<'_>,
        mut found: impl FnMut(PersonIndex, Option<Beyond>),
    ) {
        for (first, chunk) in (0..).step_by(CHUNK).zip(&self.chunks) {
            let search = chunk.search_text();
            // A chunk has so few people that their places have room.
            let place = |offset: usize| PersonIndex(first + u32::try_from(offset).unwrap_or(0));
            search.matches(finder, |offset| found(place(offset), None));
            for (offset, beyond) in &search.beyond {
                found(PersonIndex(first + offset), Some(*beyond));
            }
        }
    }

    fn entry_mut(&mut self, place: PersonIndex) -> Option<&mut Person> {
        self.version += 1;
        let chunk = self.chunks.get_mut(place.index() / CHUNK)?;
        let chunk = Arc::make_mut(chunk);
        chunk.forget();
        chunk.people.get_mut(place.index() % CHUNK)
    }

    fn push(&mut self, person: Person) -> PersonIndex {
        self.version += 1;
        let place = PersonIndex(u32::try_from(self.len()).unwrap_or(u32::MAX));
        if self
            .chunks
            .last()
            .is_none_or(|last| last.people.len() == CHUNK)
        {
            self.chunks.push(Arc::default());
        }
        if let Some(last) = self.chunks.last_mut() {
            let chunk = Arc::make_mut(last);
            chunk.forget();
            chunk.people.push(person);
        }
        place
    }
}

/// The writer's side: the directory, and the place of each id in it.
#[derive(Default)]
pub(super) struct DirectoryStore {
    people: Directory,
    index: HashTable<u32>,
    organizations: OrganizationStore,
}

impl DirectoryStore {
    /// The directory to publish.
    pub(super) fn published(&self) -> Directory {
        self.people.clone()
    }

    /// Reads the directory.
    pub(super) fn people(&self) -> &Directory {
        &self.people
    }

    /// The place of `id`, if it has one.
    pub(super) fn find(&self, id: UserId) -> Option<PersonIndex> {
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
    pub(super) fn place(&mut self, id: UserId) -> PersonIndex {
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
    pub(super) fn organizations_to_ask(&self, most: usize) -> Vec<OrganizationId> {
        self.organizations.to_ask(most)
    }

    /// Takes in the answer about the organisations in `asked`.
    pub(super) fn learn_organizations(&mut self, asked: &[OrganizationId], found: &[Organization]) {
        self.organizations.learn(asked, found);
        self.people.organizations = self.organizations.published();
    }

    /// Takes in the answer about the people in `asked`; those who are not in `users` are missing.
    pub(super) fn learn(&mut self, asked: &[UserId], users: Vec<User>, now: Timestamp) {
        for user in users {
            if let Some(organization) = user.organization {
                self.organizations.note(organization);
            }
            let place = self.place(user.id);
            if let Some(person) = self.people.entry_mut(place) {
                person.asked_at = Some(now);
                if person.user() != Some(&user) {
                    person.known = Lookup::User(Arc::new(user));
                }
            }
        }
        for id in asked {
            let place = self.place(*id);
            let asked_at = self.people.person(place).and_then(|person| person.asked_at);
            if asked_at != Some(now)
                && let Some(person) = self.people.entry_mut(place)
            {
                person.asked_at = Some(now);
                if matches!(person.known, Lookup::NotAsked | Lookup::Unreadable) {
                    person.known = Lookup::Missing;
                }
            }
        }
    }

    /// Takes in that there is no such user. What was known of them before stays.
    pub(super) fn learn_nobody(&mut self, id: UserId, now: Timestamp) {
        let place = self.place(id);
        if let Some(person) = self.people.entry_mut(place) {
            person.asked_at = Some(now);
            if person.user().is_none() {
                person.known = Lookup::NoSuchUser;
            }
        }
    }

    /// Takes in that the answer about these people could not be read. What was known of them stays.
    pub(super) fn learn_unreadable(&mut self, people: &[UserId], now: Timestamp) {
        for id in people {
            let place = self.place(*id);
            if let Some(person) = self.people.entry_mut(place) {
                person.asked_at = Some(now);
                if person.user().is_none() {
                    person.known = Lookup::Unreadable;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
