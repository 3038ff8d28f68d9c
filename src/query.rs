//! The query that a person types to narrow the list: text → words → a predicate.
//!
//! For now a query is plain words; each must occur in the person's name, e-mail, organisation, role
//! or id, or in the session's id. Nothing but `model` is named here, and nothing here knows where
//! sessions are stored.

use memchr::memmem::Finder;

use crate::model::{Role, User, UserId};

/// Separates the fields of a searchable line, so that no word matches across two of them.
const FIELD_END: char = '\u{1f}';

/// A parsed filter. The empty query matches everything.
#[derive(Debug, Clone, Default)]
pub struct Query {
    text: String,
    words: Vec<QueryWord>,
}

/// One word: the text to find in lines and, if it is a number, in session ids.
#[derive(Debug, Clone)]
pub struct QueryWord {
    finder: Finder<'static>,
    digits: Option<Digits>,
}

/// A run of decimal digits to be found inside an id without writing the id out.
#[derive(Debug, Clone, Copy)]
struct Digits {
    value: u64,
    modulus: u64,
}

impl Query {
    /// Reads the text that was typed. Words are separated by white space and match in any letter
    /// case.
    pub fn parse(text: &str) -> Self {
        let text = text.trim().to_owned();
        let words = text.split_whitespace().map(QueryWord::new).collect();
        Self { text, words }
    }

    /// The text that was typed, trimmed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the query has no words, so that everything matches.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words, all of which must match.
    pub fn words(&self) -> &[QueryWord] {
        &self.words
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Query {}

impl QueryWord {
    fn new(word: &str) -> Self {
        Self {
            finder: Finder::new(&word.to_lowercase()).into_owned(),
            digits: Digits::new(word),
        }
    }

    /// The search for the word in lower-cased text.
    pub(crate) fn finder(&self) -> &Finder<'static> {
        &self.finder
    }

    /// Whether the word can match an id at all.
    pub(crate) fn is_number(&self) -> bool {
        self.digits.is_some()
    }

    /// Whether the decimal form of `id` contains the word.
    pub(crate) fn is_in_number(&self, id: u64) -> bool {
        self.digits.is_some_and(|digits| digits.is_in(id))
    }
}

impl Digits {
    fn new(word: &str) -> Option<Self> {
        if word.len() > 18 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            value: word.parse().ok()?,
            modulus: 10_u64.checked_pow(u32::try_from(word.len()).ok()?)?,
        })
    }

    fn is_in(self, mut number: u64) -> bool {
        while number >= self.modulus / 10 {
            if number % self.modulus == self.value {
                return true;
            }
            number /= 10;
            if number == 0 {
                break;
            }
        }
        false
    }
}

/// Appends one person's searchable line to `line`: every field in lower case, ended by a
/// newline. `person` is `None` while the directory does not know them yet.
pub(crate) fn push_line(line: &mut String, id: UserId, person: Option<&User>) {
    use std::fmt::Write as _;
    if let Some(person) = person {
        line.push_str(&person.name.lowered());
        line.push(FIELD_END);
        if let Some(email) = &person.email {
            line.push_str(&email.lowered());
            line.push(FIELD_END);
        }
        line.push_str(role_word(person.role));
        line.push(FIELD_END);
    }
    // Writing to a String cannot fail.
    let _ = writeln!(line, "{id}");
}

fn role_word(role: Role) -> &'static str {
    role.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_found_where_the_written_number_has_them() {
        let numbers = [
            1,
            7,
            10,
            42,
            100,
            1_007,
            6_130_907_993_114,
            7_000_000_000_042,
        ];
        let words = [
            "0",
            "1",
            "00",
            "007",
            "42",
            "0042",
            "993",
            "6130907993114",
            "99999",
        ];
        for number in numbers {
            for word in words {
                let expected = number.to_string().contains(word);
                let word = QueryWord::new(word);
                assert_eq!(word.is_in_number(number), expected, "{word:?} in {number}");
            }
        }
    }

    #[test]
    fn words_are_found_in_any_case_and_never_across_fields() {
        let mut line = String::new();
        push_line(&mut line, UserId::new(42).unwrap(), None);
        assert_eq!(line, "42\n");
        let query = Query::parse("  ADA  lovelace ");
        assert_eq!(query.text(), "ADA  lovelace");
        assert!(query.words().iter().all(|word| {
            word.finder()
                .find("ada lovelace\u{1f}".as_bytes())
                .is_some()
        }));
        assert!(Query::parse("   ").is_empty());
    }
}
