//! What is known of people before anybody is searched for.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{NameEntry, PersonNamed};
use crate::live::{Directory, Lookup};
use crate::model::{EmailAddress, UserId};

/// What is known of the people who were named.
pub(super) struct KnownPeople<'a> {
    by_address: FxHashMap<Box<str>, Vec<UserId>>,
    pub(super) records: FxHashMap<UserId, &'a Lookup>,
}

impl<'a> KnownPeople<'a> {
    /// Looks at everybody once.
    pub(super) fn of(entries: &[NameEntry], directory: &'a Directory) -> Self {
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
    pub(super) fn with(&self, address: &EmailAddress) -> &[UserId] {
        self.by_address
            .get(address.key())
            .map_or(&[], Vec::as_slice)
    }
}

/// What Zendesk answered about these people, of those whom it was asked about.
pub(super) fn records<'a>(
    wanted: &FxHashSet<UserId>,
    directory: &'a Directory,
) -> FxHashMap<UserId, &'a Lookup> {
    let people = directory.entries_of(wanted).into_values();
    let known = people.filter(|(_, person)| person.asked_at.is_some());
    known
        .map(|(_, person)| (person.id, &person.known))
        .collect()
}

/// Whether there is such a person.
pub(super) fn is_user(record: &Lookup) -> bool {
    matches!(record, Lookup::User(_))
}

/// Whether this is the first address of theirs.
pub(super) fn has(record: &Lookup, address: &EmailAddress) -> bool {
    match record {
        Lookup::User(user) => user.email.shown().is_some_and(|sent| address.is(sent)),
        _ => false,
    }
}
