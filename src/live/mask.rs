//! Pseudonyms in place of people, so that a screen or a file can be shown to others.
//!
//! A pseudonym is made of HMAC-SHA-256 over the number that Zendesk gives to something, under a random
//! key of this installation: the same person has the same pseudonym in every run of it, and nothing of
//! the name is in it, not even its length. Without the key nobody can try numbers out.

use std::borrow::Cow;
use std::fmt;

use ring::hmac;

use super::{Directory, Person};
use crate::model::{OrganizationId, SafeText, SessionId, SessionKey, TokenId, User, UserId};

/// The letters and digits of pseudonyms: none of them is taken for another.
const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// The number of signs of a pseudonym: two of a million people share one in a few per cent of all
/// accounts of that size.
const LENGTH: usize = 9;

/// The least number in place of another; all of them have thirteen digits.
const FIRST_NUMBER: u64 = 1_000_000_000_000;

/// The fewest digits of a number that may be an id and no count.
const SHORTEST_ID: usize = 6;

/// What stands in place of words that may name somebody.
pub(crate) const HIDDEN: &str = "(masked)";

/// The things that have a number. Two of different kinds have different pseudonyms, also if their numbers
/// are the same.
#[derive(Debug, Clone, Copy)]
enum Numbered {
    Person,
    Session,
    Organization,
    Token,
}

/// The way from numbers to pseudonyms. It never prints its key.
#[derive(Clone)]
pub struct Mask(hmac::Key);

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mask(…)")
    }
}

impl Mask {
    /// The mask with this key.
    pub fn new(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    fn digest(&self, of: Numbered, number: u64) -> u64 {
        let mut message = [0; 9];
        message[0] = of as u8;
        message[1..].copy_from_slice(&number.to_be_bytes());
        let tag = hmac::sign(&self.0, &message);
        let first = tag.as_ref().iter().take(8);
        first.fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }

    fn word(&self, of: Numbered, number: u64) -> String {
        let digest = self.digest(of, number);
        let signs = (0..LENGTH).map(|place| SIGNS[(digest >> (5 * place) & 31) as usize]);
        signs.map(char::from).collect()
    }

    fn number(&self, of: Numbered, number: u64) -> u64 {
        FIRST_NUMBER + self.digest(of, number) % (9 * FIRST_NUMBER)
    }
}

/// The names of people as they are shown: their own, or pseudonyms. Whoever shows a name asks here, so
/// that nothing else decides whose names are seen.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShownNames<'a>(Option<&'a Mask>);

impl<'a> ShownNames<'a> {
    /// Their own names.
    pub const REAL: Self = Self(None);

    /// Pseudonyms.
    pub fn masked(mask: &'a Mask) -> Self {
        Self(Some(mask))
    }

    /// Whether they are pseudonyms.
    pub(crate) fn are_masked(self) -> bool {
        self.0.is_some()
    }

    /// The name of a person.
    pub(crate) fn name(self, id: UserId, name: &SafeText) -> Cow<'_, SafeText> {
        self.0.map_or(Cow::Borrowed(name), |mask| {
            let word = mask.word(Numbered::Person, id.get());
            Cow::Owned(SafeText::new(&format!("Person {word}")))
        })
    }

    /// The address of a person.
    pub(crate) fn email(self, id: UserId, email: &SafeText) -> Cow<'_, SafeText> {
        self.0.map_or(Cow::Borrowed(email), |mask| {
            let word = mask.word(Numbered::Person, id.get()).to_lowercase();
            Cow::Owned(SafeText::new(&format!("{word}@masked.invalid")))
        })
    }

    /// The name of an organisation.
    pub(crate) fn organization(
        self,
        id: OrganizationId,
        directory: &Directory,
    ) -> Option<Cow<'_, SafeText>> {
        let name = directory.organization(id);
        match self.0 {
            None => name.map(Cow::Borrowed),
            Some(mask) => {
                let word = mask.word(Numbered::Organization, id.get());
                Some(Cow::Owned(SafeText::new(&format!("Organisation {word}"))))
            }
        }
    }

    /// A person, with nothing that says who they are. The organisation stays for
    /// [`organization`](Self::organization) to name.
    pub(crate) fn user(self, user: &User) -> Cow<'_, User> {
        if self.0.is_none() {
            return Cow::Borrowed(user);
        }
        Cow::Owned(User {
            id: self.user_id(user.id),
            name: (user.name.as_ref()).map(|name| self.name(user.id, name).into_owned()),
            email: (user.email.as_ref()).map(|email| self.email(user.id, email).into_owned()),
            tags: None,
            ..user.clone()
        })
    }

    /// A person of the directory, where their record is known.
    pub(crate) fn person(self, person: &Person) -> Option<Cow<'_, User>> {
        person.user().map(|user| self.user(user))
    }

    /// The number of a person.
    pub(crate) fn user_id(self, id: UserId) -> UserId {
        let masked = |mask: &Mask| UserId::new(mask.number(Numbered::Person, id.get()));
        self.0.and_then(masked).unwrap_or(id)
    }

    /// The number of a session.
    pub(crate) fn session_id(self, id: SessionId) -> SessionId {
        let masked = |mask: &Mask| SessionId::new(mask.number(Numbered::Session, id.get()));
        self.0.and_then(masked).unwrap_or(id)
    }

    /// The number of an organisation.
    pub(crate) fn organization_id(self, id: OrganizationId) -> OrganizationId {
        let masked =
            |mask: &Mask| OrganizationId::new(mask.number(Numbered::Organization, id.get()));
        self.0.and_then(masked).unwrap_or(id)
    }

    /// The number of a token.
    pub(crate) fn token_id(self, id: TokenId) -> TokenId {
        let masked = |mask: &Mask| TokenId::new(mask.number(Numbered::Token, id.get()));
        self.0.and_then(masked).unwrap_or(id)
    }

    /// The numbers of a session and its person.
    pub(crate) fn key(self, key: SessionKey) -> SessionKey {
        SessionKey {
            user: self.user_id(key.user),
            session: self.session_id(key.session),
        }
    }

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
    use crate::model::Role;

    fn user(id: u64, name: &str) -> User {
        User {
            email: crate::model::Sent::Is(SafeText::new("ann@acme.example")),
            organization: (OrganizationId::new(77)).into(),
            ..User::example(id, name, Role::Admin)
        }
    }

    #[test]
    fn a_pseudonym_depends_on_the_person_and_the_key_alone() {
        let (one, other) = (Mask::new(&[1; 32]), Mask::new(&[2; 32]));
        let names = ShownNames::masked(&one);
        let short = names.user(&user(7, "Al")).into_owned();
        let renamed = names
            .user(&user(7, "Alexandra of a long name"))
            .into_owned();
        assert_eq!(short, renamed);
        let again = Mask::new(&[1; 32]);
        assert_eq!(
            ShownNames::masked(&again).user(&user(7, "x")).name,
            short.name
        );
        assert_ne!(
            ShownNames::masked(&other).user(&user(7, "x")).name,
            short.name
        );
        assert_ne!(names.user(&user(8, "Al")).name, short.name);
        for id in 1..2_000 {
            let masked = names.user(&user(id, "Al")).into_owned();
            assert_eq!(
                masked.name.shown().unwrap().width(),
                "Person ".len() + LENGTH
            );
            assert_eq!(masked.id.to_string().len(), 13);
            assert_ne!(masked.id.get(), id);
        }
    }

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
    fn kinds_of_numbers_have_pseudonyms_of_their_own() {
        let mask = Mask::new(&[1; 32]);
        let names = ShownNames::masked(&mask);
        let all = [
            names.user_id(UserId::new(7).unwrap()).get(),
            names.session_id(SessionId::new(7).unwrap()).get(),
            names.token_id(TokenId::new(7).unwrap()).get(),
            names.organization_id(OrganizationId::new(7).unwrap()).get(),
        ];
        for (n, one) in all.iter().enumerate() {
            assert!(!all[n + 1..].contains(one));
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
