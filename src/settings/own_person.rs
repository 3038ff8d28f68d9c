//! The person behind a service's credentials, as the settings name them.

use std::fmt;
use std::str::FromStr;

use crate::model::{EmailAddress, UserId};

/// The value of `me`: who runs zentop, where the credentials act as somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnPerson {
    /// The person with this number.
    User(UserId),
    /// The person with this address.
    Email(String),
}

/// Text that names nobody.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be one e-mail address or a user id, not {0:?}")]
pub struct ParseOwnPersonError(String);

impl FromStr for OwnPerson {
    type Err = ParseOwnPersonError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseOwnPersonError(text.chars().take(60).collect());
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(wrong());
        }
        match text.rsplit_once('@') {
            None => text.parse().map(Self::User).map_err(|_| wrong()),
            Some(_) if text.parse::<EmailAddress>().is_ok() => Ok(Self::Email(text.to_owned())),
            Some(_) => Err(wrong()),
        }
    }
}

impl fmt::Display for OwnPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => id.fmt(f),
            Self::Email(address) => f.write_str(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_named_and_nothing_else() {
        for text in ["ann@example.com", "12345"] {
            assert_eq!(text.parse::<OwnPerson>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "@example.com",
            "ann@",
            "ann",
            "0",
            "-1",
            "a b@c",
            "ann@example.com,bob@example.com",
            "*@example.com",
            "mailto:ann@example.com",
            "ann@@example.com",
            "ann@example.com.",
            "role:admin",
        ] {
            assert!(text.parse::<OwnPerson>().is_err(), "{text:?}");
        }
    }
}
