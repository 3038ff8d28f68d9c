//! The scopes that an OAuth token is asked for.

use std::fmt;
use std::str::FromStr;

/// The most scopes in a list; Zendesk knows some fifty.
const MOST: usize = 100;

/// The longest name of a scope, in bytes; the longest known has some thirty.
const LONGEST: usize = 64;

/// OAuth scopes to ask for, at least one and none twice (RFC 6749 §3.3). `impersonate`, with
/// which a token acts for other people, cannot be among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(Vec<String>);

/// Text that is not a list of scopes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseScopesError {
    /// The text has no word, or far too many.
    #[error("must be from 1 to {MOST} words such as \"read write\"")]
    Count,
    /// A word that cannot name a scope.
    #[error("has {0:?}, which cannot be a scope: expected words such as read, write, users:read")]
    NotAScope(String),
    /// `impersonate`, the one scope that is never asked for.
    #[error("has impersonate, with which a token acts for other people: zentop never asks for it")]
    Impersonate,
}

impl Scopes {
    /// The scopes to watch with, and to end sessions with unless `read_only`.
    pub(super) fn usual(read_only: bool) -> Self {
        let words: &[&str] = if read_only {
            &["read"]
        } else {
            &["read", "write"]
        };
        Self(words.iter().map(|word| (*word).to_owned()).collect())
    }

    /// The words, in the order they were given.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl FromStr for Scopes {
    type Err = ParseScopesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut scopes: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let is_name = word.len() <= LONGEST
                && word.bytes().all(|byte| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_:.-".contains(&byte)
                });
            if !is_name {
                let word = word.chars().take(40).collect();
                return Err(ParseScopesError::NotAScope(word));
            }
            if word.split(':').any(|part| part == "impersonate") {
                return Err(ParseScopesError::Impersonate);
            }
            if !scopes.iter().any(|known| known == word) {
                scopes.push(word.to_owned());
            }
        }
        match scopes.len() {
            1..=MOST => Ok(Self(scopes)),
            _ => Err(ParseScopesError::Count),
        }
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_and_none_comes_twice() {
        for (text, expected) in [
            ("read", "read"),
            (" read  write\tread ", "read write"),
            (
                "users:read security:read hc:write",
                "users:read security:read hc:write",
            ),
        ] {
            let scopes: Scopes = text.parse().unwrap();
            assert_eq!(scopes.to_string(), expected);
        }
        assert_eq!("read write".parse(), Ok(Scopes::usual(false)));
        assert_eq!("read".parse(), Ok(Scopes::usual(true)));
    }

    #[test]
    fn what_is_no_scope_or_acts_for_others_is_refused() {
        for text in [
            "",
            "  ",
            "Read",
            "read,write",
            "read\u{1b}[2J",
            "\"read\"",
            "rëad",
        ] {
            assert!(text.parse::<Scopes>().is_err(), "{text:?}");
        }
        for text in [
            "impersonate",
            "read impersonate",
            "impersonate:write",
            "users:impersonate",
        ] {
            assert_eq!(text.parse::<Scopes>(), Err(ParseScopesError::Impersonate));
        }
        assert!("x".repeat(65).parse::<Scopes>().is_err());
        let many: Vec<String> = (0..101).map(|n| format!("s{n}")).collect();
        assert!(many.join(" ").parse::<Scopes>().is_err());
    }
}
