//! Whom somebody looks for, and who was found.

use std::fmt;

use super::{NamingError, PersonNamed};
use crate::live::{Doubt, Evidence, Lookup};
use crate::model::{EmailAddress, Timestamp, User, UserId};
use crate::zendesk::{ApiError, PersonList};

/// The most bytes that are searched for.
const LONGEST_SEARCH: usize = 1_000;

/// Whom somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// The person of this number.
    Id(UserId),
    /// Whoever has this address.
    Address(EmailAddress),
    /// Whoever the server finds by these words.
    Words(String),
}

impl Sought {
    /// What a text looks for: digits are an id, one word with an `@` in it is an address, and everything
    /// else are words.
    ///
    /// # Errors
    /// If there is nothing, or an address that cannot be one.
    pub fn parse(text: &str) -> Result<Self, NamingError> {
        let text = text.trim();
        let is_one_word = !text.contains(char::is_whitespace);
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || (is_one_word && text.contains('@')) {
            return PersonNamed::parse(text).map(|named| match named {
                PersonNamed::Id(id) => Self::Id(id),
                PersonNamed::Email(address) => Self::Address(address),
            });
        }
        let words: String = text.chars().filter(|sign| !sign.is_control()).collect();
        if words.trim().is_empty() {
            return Err(NamingError::Nothing);
        }
        if words.len() > LONGEST_SEARCH {
            return Err(NamingError::TooLong);
        }
        Ok(Self::Words(words))
    }
}

impl fmt::Display for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "user {id}"),
            Self::Address(address) => address.fmt(f),
            Self::Words(words) => crate::model::SafeText::new(words).fmt(f),
        }
    }
}

/// By what somebody was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    /// By their number.
    Id,
    /// By their first address.
    Address,
    /// By another address of theirs.
    OtherAddress,
    /// By an address of which it could not be read whether it is theirs.
    PerhapsAddress,
    /// By an address that is merely like one of theirs.
    Alike,
    /// By words.
    Words,
}

impl FoundBy {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Address => "address",
            Self::OtherAddress => "other-address",
            Self::PerhapsAddress => "not-known",
            Self::Alike => "alike",
            Self::Words => "words",
        }
    }
}

/// Somebody who was found.
#[derive(Clone, Debug)]
pub(crate) struct PersonFound {
    pub(crate) id: UserId,
    pub(crate) known: Lookup,
    /// When they were asked about.
    pub(crate) asked_at: Option<Timestamp>,
    pub(crate) by: FoundBy,
    /// Whether they are signed in, or why that cannot be told.
    pub(crate) sessions: Result<TheirSessions, CannotTell>,
}

impl PersonFound {
    /// Their record, where it was read.
    pub(crate) fn user(&self) -> Option<&User> {
        match &self.known {
            Lookup::User(user) => Some(user),
            _ => None,
        }
    }

    /// Whether their record tells if they may sign in.
    pub(crate) fn tells_standing(&self) -> bool {
        let tells = |user: &User| {
            let is_barred = user.is_deleted() || user.is_suspended();
            is_barred || user.suspended.is_some() && user.active.is_some()
        };
        self.user().is_some_and(tells)
    }
}

/// Somebody's sessions, by their own list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TheirSessions {
    pub(crate) count: usize,
    /// When the oldest of them began.
    pub(crate) since: Option<Timestamp>,
    /// When the newest sign was seen of any.
    pub(crate) last_seen: Option<Timestamp>,
}

/// Why nobody can tell whether somebody is signed in.
#[derive(Clone, Debug)]
pub(crate) enum CannotTell {
    /// Their own list could not be read.
    Unread(std::sync::Arc<ApiError>),
    /// There was no time left to read their own list.
    Late,
    /// Their own list proves nothing.
    Unproved(Doubt),
    /// There are too many people to read everybody's list.
    Skipped,
}

impl fmt::Display for CannotTell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(error) => write!(f, "their own list cannot be read: {error}"),
            Self::Late => f.write_str("there was no time left to read their own list"),
            Self::Unproved(doubt) => doubt.fmt(f),
            Self::Skipped => f.write_str("not looked at; ask for this person alone"),
        }
    }
}

impl TheirSessions {
    /// What somebody's own list says.
    ///
    /// # Errors
    /// If it says nothing of what it lacks.
    pub(crate) fn of(list: &PersonList) -> Result<Self, CannotTell> {
        Evidence::absence_from(list).map_err(CannotTell::Unproved)?;
        let rows = || list.sessions.iter();
        let since = rows().filter_map(|row| row.authenticated_at.readable());
        let last_seen = rows().filter_map(|row| row.last_seen_at.readable());
        Ok(Self {
            count: list.sessions.len(),
            since: since.min(),
            last_seen: last_seen.max(),
        })
    }
}

/// Everybody who was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    pub(crate) people: Vec<PersonFound>,
    /// Whether the search found more than are here.
    pub(crate) are_more: bool,
    /// The number of records that could not be read.
    pub(crate) unreadable: usize,
    /// Those of whom Zendesk answered nothing, also when asked about them alone.
    pub(crate) unanswered: Vec<UserId>,
}

impl Findings {
    /// Whether anybody is who was looked for, and not merely alike.
    pub(crate) fn has_anybody(&self) -> bool {
        self.people.iter().any(|found| found.by != FoundBy::Alike)
    }

    /// Whether everything that was asked is answered.
    pub(crate) fn is_whole(&self) -> bool {
        let is_told = |found: &PersonFound| {
            found.sessions.is_ok() && found.tells_standing() && found.by != FoundBy::PerhapsAddress
        };
        !self.are_more
            && self.unreadable == 0
            && self.unanswered.is_empty()
            && self.people.iter().all(is_told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_an_id_and_one_word_with_an_at_is_an_address() {
        let id = |number| Ok(Sought::Id(UserId::new(number).unwrap()));
        assert_eq!(Sought::parse(" 17 "), id(17));
        assert_eq!(Sought::parse("0017"), Err(NamingError::NotAnId));
        let address = "ann@example.com".parse().unwrap();
        assert_eq!(
            Sought::parse("ann@example.com"),
            Ok(Sought::Address(address))
        );
        assert!(Sought::parse("*@example.com").is_err());
        let words = |text: &str| Ok(Sought::Words(text.to_owned()));
        assert_eq!(Sought::parse("Ann Lee"), words("Ann Lee"));
        assert_eq!(
            Sought::parse("17 ann@example.com"),
            words("17 ann@example.com")
        );
        assert_eq!(Sought::parse("17th"), words("17th"));
        assert_eq!(Sought::parse("Ann\u{1b}\n"), words("Ann"));
        for text in ["", " \n", "\u{7}"] {
            assert_eq!(Sought::parse(text), Err(NamingError::Nothing), "{text:?}");
        }
        assert_eq!(Sought::parse(&"a".repeat(1_001)), Err(NamingError::TooLong));
    }
}
