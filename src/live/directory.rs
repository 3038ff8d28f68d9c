//! People by id: who owns the sessions, as far as Zendesk has answered.
//!
//! - here what is known of one person, and everybody as they are read
//! - `chunk` people beside each other, with what is asked often in columns
//! - `organizations` the names of the organisations of people
//! - `store` the writer's side

mod chunk;
mod organizations;
mod store;

use std::sync::Arc;

use memchr::memmem::Finder;
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) use self::chunk::{Beyond, PeopleChunk, SearchText};
use self::organizations::Organizations;
pub(super) use self::store::DirectoryStore;
use super::twin_keys::TwinKeys;
use crate::model::{OrganizationId, Role, SafeText, Timestamp, User, UserId};
use crate::query::Why;

/// People in one chunk; see `columns` for the size.
pub(super) const CHUNK: usize = 1024;

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
            Self::Missing => Err(Why::NotAnswered),
            Self::NoSuchUser => Err(Why::NoSuchUser),
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
    /// When it was asked for that.
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

/// A state of a directory. Two are the same only if they are of one directory and no entry changed in
/// between: the directory of a store that took the place of another may have as many changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct DirectoryVersion {
    of: Arc<()>,
    number: u64,
}

impl PartialEq for DirectoryVersion {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.of, &other.of) && self.number == other.number
    }
}

impl Eq for DirectoryVersion {}

/// Everyone who was ever seen as the owner of a session. Cloning copies pointers.
#[derive(Clone, Default)]
pub struct Directory {
    chunks: Vec<Arc<PeopleChunk>>,
    version: DirectoryVersion,
    organizations: Organizations,
}

impl Directory {
    /// The number of entries.
    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| {
            (self.chunks.len() - 1) * CHUNK + last.people().len()
        })
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Its state, which changes whenever an entry does.
    pub(crate) fn version(&self) -> DirectoryVersion {
        self.version.clone()
    }

    /// The entry at `place`.
    pub fn person(&self, place: PersonIndex) -> Option<&Person> {
        self.chunks
            .get(place.index() / CHUNK)?
            .people()
            .get(place.index() % CHUNK)
    }

    /// Every entry in order of place.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.chunks.iter().flat_map(|chunk| chunk.people())
    }

    /// The place of somebody, which is looked for among all. For several people there is
    /// [`Directory::entries_of`].
    pub(crate) fn place_of(&self, id: UserId) -> Option<PersonIndex> {
        let place = self.iter().position(|person| person.id == id)?;
        u32::try_from(place).ok().map(PersonIndex)
    }

    /// The entry of somebody, which is looked for likewise.
    pub(crate) fn entry_of(&self, id: UserId) -> Option<&Person> {
        self.iter().find(|person| person.id == id)
    }

    /// The entries of these people with their places. Everybody is looked at once, however many are
    /// wanted.
    pub(crate) fn entries_of(
        &self,
        wanted: &FxHashSet<UserId>,
    ) -> FxHashMap<UserId, (PersonIndex, &Person)> {
        if wanted.is_empty() {
            return FxHashMap::default();
        }
        let people = (0..).map(PersonIndex).zip(self.iter());
        let theirs = people.filter(|(_, person)| wanted.contains(&person.id));
        theirs
            .map(|(place, person)| (person.id, (place, person)))
            .collect()
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

    /// The role of the person at `place`, or why it is not known.
    pub(super) fn role(&self, place: PersonIndex) -> Result<Role, Why> {
        let chunk = self.chunks.get(place.index() / CHUNK);
        let role = chunk.and_then(|chunk| chunk.roles().get(place.index() % CHUNK));
        role.copied().unwrap_or(Err(Why::NotRead))
    }

    /// What everybody is called by and looks like, in order of place.
    pub(super) fn twin_keys(&self) -> impl Iterator<Item = &TwinKeys> {
        self.chunks.iter().flat_map(|chunk| chunk.twin_keys())
    }

    /// For each person whether something may have changed since `before`, which is an earlier state
    /// of this directory.
    pub(super) fn changed_since(&self, before: &Self) -> Vec<bool> {
        let mut changed = Vec::with_capacity(self.len());
        for (chunk, is_changed) in self.chunks_since(before) {
            changed.resize(changed.len() + chunk.people().len(), is_changed);
        }
        changed
    }

    /// The entries that may have changed since `before`, which is an earlier state of this directory
    /// or has nobody.
    pub(crate) fn entries_since(&self, before: &Self) -> impl Iterator<Item = &Person> {
        let chunks = self.chunks_since(before);
        let changed = chunks.filter(|(_, is_changed)| *is_changed);
        changed.flat_map(|(chunk, _)| chunk.people())
    }

    /// The people in chunks, each with whether one of them may have changed since `before`.
    fn chunks_since(&self, before: &Self) -> impl Iterator<Item = (&PeopleChunk, bool)> {
        self.chunks.iter().enumerate().map(|(n, chunk)| {
            let old = before.chunks.get(n);
            (&**chunk, !old.is_some_and(|old| Arc::ptr_eq(old, chunk)))
        })
    }

    /// The people in chunks, in order of place.
    pub(super) fn chunks(&self) -> impl Iterator<Item = &PeopleChunk> {
        self.chunks.iter().map(AsRef::as_ref)
    }

    fn entry_mut(&mut self, place: PersonIndex) -> Option<&mut Person> {
        self.version.number += 1;
        let chunk = self.chunks.get_mut(place.index() / CHUNK)?;
        Arc::make_mut(chunk).person_mut(place.index() % CHUNK)
    }

    fn push(&mut self, person: Person) -> PersonIndex {
        self.version.number += 1;
        let place = PersonIndex(u32::try_from(self.len()).unwrap_or(u32::MAX));
        if self
            .chunks
            .last()
            .is_none_or(|last| last.people().len() == CHUNK)
        {
            self.chunks.push(Arc::default());
        }
        if let Some(last) = self.chunks.last_mut() {
            Arc::make_mut(last).push(person);
        }
        place
    }
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Directory")
            .field("len", &self.len())
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
