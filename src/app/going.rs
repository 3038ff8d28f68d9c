//! Going straight to a person or an organisation, also while the list is not read yet.
//!
//! - here where somebody wants to go, and what is there
//! - `seeking` whom the server is asked for, and what comes of it
//! - `suggestions` who and what on the list may be meant by what was typed

mod seeking;
mod suggestions;

pub(super) use self::seeking::Seeking;
pub(super) use self::suggestions::{on_the_list, suggestions, values_of};
use crate::live::{Findings, FoundBy, PersonFound, Sought};
use crate::model::{OrganizationId, SafeText, User};

/// A person or an organisation whose sessions somebody wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A person, or whoever is found.
    Person(Sought),
    /// An organisation, by number or by name.
    Organization(OrganizationSought),
}

/// An organisation that somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationSought {
    /// By number.
    Id(OrganizationId),
    /// By its whole name.
    Name(SafeText),
}

/// The places that can be gone to by name, as the palette offers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Prompt {
    /// A person.
    Person,
    /// An organisation.
    Organization,
}

impl Prompt {
    /// Every place.
    pub(super) const ALL: [Self; 2] = [Self::Person, Self::Organization];

    /// The word that is typed.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "org",
        }
    }

    /// What it does, with what is to be typed after it.
    pub(super) const fn help(self) -> &'static str {
        match self {
            Self::Person => "then an address, an id or words: go to that person",
            Self::Organization => "then a name or an id: go to that organisation",
        }
    }

    /// The place that a text begins with, and what was typed after it.
    pub(super) fn of(typed: &str) -> Option<(Self, &str)> {
        let typed = typed.trim_start();
        Self::ALL.into_iter().find_map(|prompt| {
            let rest = typed.strip_prefix(prompt.name())?;
            rest.starts_with(' ').then_some((prompt, rest.trim()))
        })
    }

    /// The destination that was typed after it.
    ///
    /// # Errors
    /// If nobody can be found by that, in words.
    pub(super) fn to(self, typed: &str) -> Result<Destination, String> {
        let shown = SafeText::new(typed);
        match self {
            Self::Person => Sought::parse(typed)
                .map(Destination::Person)
                .map_err(|error| format!("“{shown}”: {error}")),
            Self::Organization if shown.is_blank() => Err("there is no name".to_owned()),
            Self::Organization => {
                let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
                let id = typed.parse().ok().filter(|_| is_number);
                let sought = id.map_or(OrganizationSought::Name(shown), OrganizationSought::Id);
                Ok(Destination::Organization(sought))
            }
        }
    }
}

impl Destination {
    /// Whoever a filter that matches nothing may be about.
    pub(super) fn of_filter(text: &str) -> Option<Self> {
        let text = text.trim();
        let named = ["email:", "user:", "id:"].into_iter();
        let named = named.filter_map(|field| Sought::parse(text.strip_prefix(field)?).ok());
        let mut named = named.filter(|sought| !matches!(sought, Sought::Words(_)));
        let sought = named.next().or_else(|| Sought::parse(text).ok());
        sought.map(Self::Person)
    }

    /// The name of the destination as it was given.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Person(sought) => sought.to_string(),
            Self::Organization(OrganizationSought::Id(id)) => format!("organisation {id}"),
            Self::Organization(OrganizationSought::Name(name)) => name.to_string(),
        }
    }
}

/// What came of going somewhere.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Where somebody wanted to go.
    pub destination: Destination,
    /// What is there, or why that cannot be told.
    pub answer: Result<WhatIsThere, String>,
}

/// What is where somebody wanted to go. Lists that were read are in the newest snapshot.
#[derive(Debug, Clone)]
pub enum WhatIsThere {
    /// People.
    People(PeopleThere),
    /// The organisations of that name, and what was read of the only one.
    Organizations {
        /// Their numbers.
        ids: Vec<OrganizationId>,
        /// How many of its people were found, and of how many the own lists were read.
        people: usize,
        /// The people whose own lists were read.
        read: usize,
        /// Whether there are more people than were found.
        are_more: bool,
    },
}

/// The people who were found.
#[derive(Debug, Clone)]
pub struct PeopleThere {
    findings: Findings,
}

impl PeopleThere {
    /// What a search found.
    pub(crate) fn of(findings: Findings) -> Self {
        Self { findings }
    }

    /// The one person who is meant, if that is clear.
    pub(crate) fn only(&self) -> Option<&PersonFound> {
        let findings = &self.findings;
        let exact = findings.people.iter();
        let mut exact = exact.filter(|found| found.by == FoundBy::Address);
        match (exact.next(), exact.next(), &findings.people[..]) {
            (Some(one), None, _) => Some(one),
            (None, None, [one]) if !findings.are_more => {
                let is_clear = matches!(one.by, FoundBy::Id | FoundBy::Words);
                is_clear.then_some(one)
            }
            _ => None,
        }
    }

    /// Everybody who was found.
    pub(crate) fn people(&self) -> &[PersonFound] {
        &self.findings.people
    }

    /// Whether the search found more than these.
    pub(crate) fn are_more(&self) -> bool {
        self.findings.are_more
    }
}

/// What is amiss with somebody, in a word.
pub(super) fn state_of(user: &User) -> Option<&'static str> {
    if user.is_deleted() {
        Some("deleted")
    } else {
        user.is_suspended().then_some("suspended")
    }
}

/// How somebody was found, where it is not by what was typed.
pub(super) const fn how_found(by: FoundBy) -> Option<&'static str> {
    match by {
        FoundBy::OtherAddress => Some("by another address"),
        FoundBy::PerhapsAddress => Some("perhaps by another address"),
        FoundBy::Alike => Some("merely alike"),
        FoundBy::Id | FoundBy::Address | FoundBy::Words => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserId;

    #[test]
    fn a_place_is_a_word_and_what_stands_after_it() {
        assert_eq!(
            Prompt::of("person  ann lee "),
            Some((Prompt::Person, "ann lee"))
        );
        assert_eq!(Prompt::of("org 17"), Some((Prompt::Organization, "17")));
        for typed in ["person", "persons x", "organisation x", "end", ""] {
            assert_eq!(Prompt::of(typed), None, "{typed:?}");
        }
        let org = |typed: &str| Prompt::Organization.to(typed);
        let id = OrganizationId::new(17).unwrap();
        assert_eq!(
            org("17"),
            Ok(Destination::Organization(OrganizationSought::Id(id)))
        );
        assert!(matches!(
            org("17 & Sons"),
            Ok(Destination::Organization(OrganizationSought::Name(_)))
        ));
        assert!(org("").is_err() && Prompt::Person.to("*@example.com").is_err());
    }

    #[test]
    fn a_filter_says_whom_it_may_be_about() {
        let person = |text: &str| match Destination::of_filter(text) {
            Some(Destination::Person(sought)) => sought,
            other => panic!("{text}: {other:?}"),
        };
        let address: Sought = Sought::Address("ann@example.com".parse().unwrap());
        assert_eq!(person("email:ann@example.com"), address);
        assert_eq!(person(" ann@example.com "), address);
        assert_eq!(person("user:17"), Sought::Id(UserId::new(17).unwrap()));
        assert_eq!(person("17"), Sought::Id(UserId::new(17).unwrap()));
        for words in ["ann lee", "name:ann*", "role:agent ann", "user:ann"] {
            assert_eq!(person(words), Sought::Words(words.to_owned()));
        }
        assert_eq!(Destination::of_filter("email:a*@example.com"), None);
        assert_eq!(Destination::of_filter("  "), None);
    }
}
