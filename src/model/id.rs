//! The numbers Zendesk gives to things. They cannot be mixed up and cannot be zero,
//! so a path such as `/users//sessions` cannot be written.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

/// The reason why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseIdError {
    /// The text is not a whole number from 1 to 2^63 − 1.
    #[error("{0:?} is not an id: expected a whole number above 0")]
    NotAnId(String),
    /// The text is not two ids with a slash between them.
    #[error("{0:?} is not a session: expected USER_ID/SESSION_ID")]
    NotAKey(String),
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU64);

        impl $name {
            /// The id with this number; `None` for 0 and for what does not fit the API's int64.
            pub const fn new(number: u64) -> Option<Self> {
                if number > i64::MAX as u64 {
                    return None;
                }
                match NonZeroU64::new(number) {
                    Some(number) => Some(Self(number)),
                    None => None,
                }
            }

            /// The number itself.
            pub const fn get(self) -> u64 {
                self.0.get()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse()
                    .ok()
                    .and_then(Self::new)
                    .ok_or_else(|| ParseIdError::NotAnId(text.chars().take(40).collect()))
            }
        }
    };
}

id! {
    /// A user of the account: admin, agent or end user.
    UserId
}
id! {
    /// One sign-in.
    SessionId
}
id! {
    /// One OAuth access token. This is its record's number and no secret.
    TokenId
}
id! {
    /// The organisation a user belongs to by default.
    OrganizationId
}

/// One sign-in, named the way Zendesk names it: a session can only be ended
/// through its owner, so the two numbers are never separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionKey {
    /// The user who is signed in.
    pub user: UserId,
    /// The number of the session.
    pub session: SessionId,
}

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.user, self.session)
    }
}

impl FromStr for SessionKey {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let not_a_key = || ParseIdError::NotAKey(text.chars().take(60).collect());
        let (user, session) = text.split_once('/').ok_or_else(not_a_key)?;
        Ok(Self {
            user: user.parse().map_err(|_| not_a_key())?,
            session: session.parse().map_err(|_| not_a_key())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_positive_int64() {
        assert_eq!(UserId::new(0), None);
        assert_eq!(UserId::new(1 << 63), None);
        assert_eq!(
            UserId::new(6_130_907_993_114).map(UserId::get),
            Some(6_130_907_993_114)
        );
        for text in [
            "",
            "0",
            "-1",
            "1.0",
            " 7",
            "+",
            "9223372036854775808",
            "12a",
        ] {
            assert!(text.parse::<SessionId>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_key_reads_back_as_written() {
        let key: SessionKey = "12345/3432".parse().unwrap();
        assert_eq!(key.to_string(), "12345/3432");
        for text in ["12345", "12345/", "/3432", "1/2/3", "a/1"] {
            assert!(text.parse::<SessionKey>().is_err(), "{text:?}");
        }
    }
}
