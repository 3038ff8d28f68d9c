//! People who were named by address or on a list: who of them was not found, and by which names the
//! others were given.

use rustc_hash::FxHashMap;

use super::{NotFound, NotFoundBecause};
use crate::live::{NameEntry, Naming, NotThere, Person, PersonNamed, Snapshot};
use crate::model::{SafeText, User, UserId};
use crate::operation::{Choice, Refusal};

/// Those of a choice who were named and were not found.
///
/// # Errors
/// If several people have an address.
pub(super) fn misses(choice: &Choice, snapshot: &Snapshot) -> Result<Vec<NotFound>, Refusal> {
    let mut misses = Vec::new();
    for naming in choice.namings() {
        unambiguous(naming, snapshot)?;
        misses.extend(misses_of(naming));
    }
    Ok(misses)
}

/// Checks that nobody was named by an address that several people have.
///
/// # Errors
/// If somebody was.
pub(crate) fn unambiguous(naming: &Naming, snapshot: &Snapshot) -> Result<(), Refusal> {
    match naming.ambiguous.first() {
        None => Ok(()),
        Some((entry, people)) => Err(Refusal::Ambiguous {
            named: named(entry).to_string(),
            these: these(people, snapshot),
        }),
    }
}

/// Those who were named and were not found, each by the name that was given.
pub(crate) fn misses_of(naming: &Naming) -> impl Iterator<Item = NotFound> {
    let not_found = naming.not_found.iter().map(|(entry, why)| {
        let because = match why {
            NotThere::NoSuchUser => NotFoundBecause::NoSuchPerson,
            NotThere::NobodyActive => NotFoundBecause::NobodyActive,
            NotThere::Deleted => NotFoundBecause::DeletedMeanwhile,
            NotThere::CannotBeTold => NotFoundBecause::CannotBeTold,
            NotThere::SearchGoesOn => NotFoundBecause::SearchGoesOn,
            NotThere::NotListed => NotFoundBecause::NobodyListed,
            NotThere::Several(these, more) => NotFoundBecause::Several(*these, *more),
        };
        (entry, because)
    });
    let others = naming.by_another_address.iter();
    let others = others.map(|(entry, people)| {
        let first = people.first().copied();
        let because = first.map_or(NotFoundBecause::NobodyActive, NotFoundBecause::OtherAddress);
        (entry, because)
    });
    let not_asked = naming.not_asked.iter();
    let not_asked = not_asked.map(|entry| (entry, NotFoundBecause::NotAsked));
    let all = not_found.chain(others).chain(not_asked);
    all.map(|(entry, because)| miss_of(entry, because))
}

/// Somebody who was named and was not found for this reason, by the name that was given.
pub(crate) fn miss_of(entry: &NameEntry, because: NotFoundBecause) -> NotFound {
    NotFound {
        line: entry.line,
        ..NotFound::new(named(entry), because)
    }
}

/// The name as it was given.
pub(crate) fn named(entry: &NameEntry) -> SafeText {
    match &entry.named {
        PersonNamed::Id(id) => SafeText::new(&id.to_string()),
        PersonNamed::Email(address) => address.written().clone(),
    }
}

/// These people by number and name.
fn these(people: &[UserId], snapshot: &Snapshot) -> String {
    let word = |id: &UserId| {
        let person = snapshot.directory().entry_of(*id);
        let name = person.and_then(Person::user).and_then(User::legible_name);
        name.map_or_else(|| id.to_string(), |name| format!("{id} ({name})"))
    };
    people.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Every name by which somebody was named.
pub(super) fn names_of(user: UserId, choice: &Choice) -> Vec<SafeText> {
    let found = choice.namings().flat_map(|naming| &naming.found);
    let theirs = found.filter(|(_, found)| *found == user);
    let names = theirs.map(|(entry, _)| named(entry));
    names.chain([SafeText::new(&user.to_string())]).collect()
}

/// Puts the names that people were given by in the place of their numbers.
pub(super) fn as_given(misses: &mut [NotFound], choice: &Choice) {
    let found = choice.namings().flat_map(|naming| &naming.found);
    let given: FxHashMap<String, &NameEntry> = found
        .map(|(entry, user)| (user.to_string(), entry))
        .collect();
    for miss in misses {
        if let Some(entry) = given.get(miss.named.original()) {
            (miss.named, miss.line) = (named(entry), entry.line);
        }
    }
}
