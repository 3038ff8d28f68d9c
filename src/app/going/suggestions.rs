//! Who and what on the list may be meant by what was typed.

use std::collections::BTreeSet;

use super::{Destination, OrganizationSought, Prompt};
use crate::live::{Directory, Person, Sought};
use crate::model::{SafeText, User, UserId};
use crate::query::{QueryField, fold};

/// The most people of the list who are offered for one name.
const MOST_OFFERED: usize = 200;

/// Everybody in the directory of a list who may be meant, and whether there are more than are given.
/// Whoever has the whole name goes before those with a part of it.
pub(in crate::app) fn on_the_list<'a>(
    sought: &Sought,
    directory: &'a Directory,
) -> (Vec<&'a Person>, bool) {
    let known = || {
        directory
            .iter()
            .filter_map(|person| Some((person, person.user()?)))
    };
    let mut found: Vec<&Person> = match sought {
        Sought::Id(id) => (known().filter(|(person, _)| person.id == *id))
            .map(|(person, _)| person)
            .collect(),
        Sought::Address(address) => {
            let has_it = |user: &User| {
                let email = user.email.shown();
                email.is_some_and(|email| email.original().parse() == Ok(address.clone()))
            };
            (known().filter(|(_, user)| has_it(user)))
                .map(|(person, _)| person)
                .collect()
        }
        Sought::Words(words) => called(&fold(words.trim()), known()),
    };
    let are_more = found.len() > MOST_OFFERED;
    found.truncate(MOST_OFFERED);
    (found, are_more)
}

fn called<'a>(
    folded: &str,
    known: impl Iterator<Item = (&'a Person, &'a User)>,
) -> Vec<&'a Person> {
    let words: Vec<&str> = folded.split_whitespace().collect();
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    for (person, user) in known {
        let name = fold(user.name.shown().map_or("", SafeText::as_str));
        let email = user.email.shown().map(|email| fold(email.as_str()));
        let email = email.unwrap_or_default();
        if name == folded {
            whole.push(person);
        } else if words
            .iter()
            .all(|word| name.contains(word) || email.contains(word))
        {
            part.push(person);
        }
    }
    if whole.is_empty() { part } else { whole }
}

/// The most values that are offered for what was typed.
const FEW: usize = 6;

/// The most people who are looked at for that, since it is done with every key.
const LOOKED_AT: usize = 50_000;

/// What people on the list have in a field that begins as it was typed, a few in order.
pub(in crate::app) fn values_of(
    directory: &Directory,
    field: QueryField,
    typed: &str,
) -> Vec<String> {
    let typed = fold(typed);
    let people = directory.iter().take(LOOKED_AT).filter_map(Person::user);
    let mut found = BTreeSet::new();
    for user in people {
        let value = match field {
            QueryField::Name => user.name.shown(),
            QueryField::Email => user.email.shown(),
            QueryField::Org => {
                (user.organization.shown()).and_then(|id| directory.organization(*id))
            }
            _ => return Vec::new(),
        };
        let value = value
            .map(SafeText::as_str)
            .filter(|value| !found.contains(*value));
        if let Some(value) = value.filter(|value| fold(value).starts_with(&typed)) {
            found.insert(value.to_owned());
            if found.len() > FEW {
                found.pop_last();
            }
        }
    }
    found.into_iter().collect()
}

/// People or organisations on the list that may be meant after a prompt, as far as it was typed: each
/// with a name, with what tells it from others, and where it leads.
pub(in crate::app) fn suggestions(
    prompt: Prompt,
    typed: &str,
    directory: &Directory,
) -> Vec<(String, String, Destination)> {
    if typed.trim().is_empty() {
        return Vec::new();
    }
    match prompt {
        Prompt::Person => {
            let Ok(sought) = Sought::parse(typed) else {
                return Vec::new();
            };
            let words = Sought::Words(typed.trim().to_owned());
            let (mut people, _) = on_the_list(&sought, directory);
            if people.is_empty() {
                (people, _) = on_the_list(&words, directory);
            }
            let people = people.into_iter().take(FEW);
            let named = people.filter_map(|person| Some((person.id, person.user()?)));
            let line = |(id, user): (UserId, &User)| {
                let email = user.email.shown().map_or("no address", SafeText::as_str);
                let about = format!("{}, {email}, user {id}", user.role.word());
                let to = Destination::Person(Sought::Id(id));
                let name = user.name.shown().map_or("name not known", SafeText::as_str);
                (name.to_owned(), about, to)
            };
            named.map(line).collect()
        }
        Prompt::Organization => {
            let names = values_of(directory, QueryField::Org, typed).into_iter();
            let to = |name: &str| {
                Destination::Organization(OrganizationSought::Name(SafeText::new(name)))
            };
            let about = "an organisation of somebody on the list";
            names
                .map(|name| (name.clone(), about.to_owned(), to(&name)))
                .collect()
        }
    }
}
