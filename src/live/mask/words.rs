//! Words while people are masked: what may name somebody is left out.

use std::borrow::Cow;

use super::{HIDDEN, ShownNames};

/// The fewest digits of a number that may be an id and no count.
const SHORTEST_ID: usize = 6;

impl ShownNames<'_> {
    /// Words that may name somebody: none of them while people are masked.
    pub(crate) fn words(self, words: &str) -> &str {
        if self.0.is_some() { HIDDEN } else { words }
    }

    /// Words of the program that hold numbers of people and sessions, without those.
    pub(crate) fn without_numbers(self, words: &str) -> Cow<'_, str> {
        if self.0.is_none() {
            return Cow::Borrowed(words);
        }
        let mut parts = Vec::new();
        for part in words.split_inclusive(|sign: char| !sign.is_ascii_digit()) {
            let digits = part.trim_end_matches(|sign: char| !sign.is_ascii_digit());
            if digits.len() >= SHORTEST_ID {
                parts.push(HIDDEN);
                parts.push(&part[digits.len()..]);
            } else {
                parts.push(part);
            }
        }
        Cow::Owned(parts.concat())
    }

    /// Words of the program on what became of somebody, without whatever else is among them: numbers
    /// of sessions, and what a server answered.
    pub(crate) fn verdict(self, words: &str) -> Cow<'_, str> {
        if self.0.is_none() {
            return Cow::Borrowed(words);
        }
        let mut shown: Vec<&str> = Vec::new();
        for word in words.split_whitespace() {
            let core = word.trim_matches([',', ';', ':', '(', ')']);
            if IN_VERDICTS.contains(&core) || is_count_or_time(core) {
                shown.push(word);
            } else if shown.last() != Some(&HIDDEN) {
                shown.push(HIDDEN);
            }
        }
        Cow::Owned(shown.join(" "))
    }

    /// A query, unless it may name somebody while people are masked.
    pub(crate) fn query(self, text: &str) -> &str {
        if self.0.is_none() || names_nobody(text) {
            text
        } else {
            HIDDEN
        }
    }
}

/// The words that verdicts on people are made of.
const IN_VERDICTS: [&str; 50] = [
    "a",
    "again",
    "and",
    "another",
    "as",
    "at",
    "before",
    "can",
    "chosen",
    "contradicted",
    "deleted",
    "done",
    "far",
    "for",
    "in",
    "is",
    "it",
    "known",
    "later",
    "left",
    "list",
    "listed",
    "looked",
    "more",
    "new",
    "no",
    "not",
    "NOT",
    "nothing",
    "of",
    "other",
    "others",
    "recorded",
    "session",
    "sessions",
    "sign",
    "signed",
    "since",
    "stay",
    "stays",
    "still",
    "suspended",
    "SUSPENDED",
    "the",
    "theirs",
    "there",
    "they",
    "time",
    "token",
    "tokens",
];

/// Whether it is a small number or a time, which names nobody.
fn is_count_or_time(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_count = digits == word.len() && (1..SHORTEST_ID).contains(&digits);
    let is_of_time = |sign: char| sign.is_ascii_digit() || "-:+TZ".contains(sign);
    let is_time = word.chars().all(is_of_time) && word.contains(':') && !word.contains("::");
    is_count || (is_time && (6..=18).contains(&digits))
}

/// The beginnings of terms that name nobody.
const OF_NOBODY: [&str; 16] = [
    "role:",
    "role=",
    "idle",
    "age",
    "sessions",
    "state:",
    "flag:",
    "twin:",
    "ends",
    "overdue",
    "suspended",
    "deleted",
    "protected",
    "mine",
    "marked",
    "last_seen",
];

/// Whether every term of a query begins as one that is about nobody in particular.
fn names_nobody(query: &str) -> bool {
    let of_nobody = |term: &str| {
        let term = term.trim_matches(['(', ')', '-']).to_lowercase();
        let begins = |start: &&str| term.starts_with(*start) && term.contains([':', '=', '<', '>']);
        ["", "and", "or", "not"].contains(&term.as_str()) || OF_NOBODY.iter().any(begins)
    };
    query.split_whitespace().all(of_nobody)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Mask;

    /// Whoever looks over a shoulder sees how a run stands, and of whom it is not said.
    #[test]
    fn a_verdict_is_shown_without_names_and_numbers() {
        let mask = Mask::new(&[1; 32]);
        for (words, shown) in [
            (
                "no session listed at 14:03:05Z; 2 others of theirs stay",
                None,
            ),
            (
                "NOT SUSPENDED: they can sign in again; no session listed at 2026-11-29T22:36:46Z; no token left",
                None,
            ),
            (
                "2 sessions still there: 12/34, 12/35; 1 session still there, not known before: 12/40",
                Some(
                    "2 sessions still there: (masked) 1 session still there, not known before: (masked)",
                ),
            ),
            (
                "not looked at: GET https://acme.zendesk.com/users/7001000000012: Anna Agent",
                Some("not looked at: (masked)"),
            ),
            (
                "signed in again at 14:03:05+01:00: 12/1",
                Some("signed in again at 14:03:05+01:00: (masked)"),
            ),
        ] {
            assert_eq!(
                ShownNames::masked(&mask).verdict(words),
                shown.unwrap_or(words)
            );
            assert_eq!(ShownNames::REAL.verdict(words), words);
        }
    }

    #[test]
    fn ids_in_words_are_hidden_and_counts_are_not() {
        let mask = Mask::new(&[1; 32]);
        let names = ShownNames::masked(&mask);
        assert_eq!(
            names.without_numbers("this session, 6130907993100/36001882100 (12)"),
            "this session, (masked)/(masked) (12)"
        );
        assert_eq!(names.without_numbers("everyone"), "everyone");
    }

    #[test]
    fn queries_that_may_name_somebody_are_hidden() {
        let mask = Mask::new(&[1; 32]);
        let names = ShownNames::masked(&mask);
        for query in [
            "role:agent idle>30m",
            "-role:admin (overdue:true or sessions>3)",
            "",
        ] {
            assert_eq!(names.query(query), query);
        }
        for query in [
            "ann",
            "role:agent ann",
            "email:a@b.example",
            "org:\"The Post\"",
            "user:7",
        ] {
            assert_eq!(names.query(query), HIDDEN, "{query}");
        }
        assert_eq!(ShownNames::REAL.query("ann"), "ann");
        assert_eq!(format!("{mask:?}"), "Mask(…)");
    }
}
