//! Pseudonyms in place of people, so that a screen or a file can be shown to others.
//!
//! A pseudonym is made of HMAC-SHA-256 over the number that Zendesk gives to something, under a random
//! key of this installation: the same person has the same pseudonym in every run of it, and nothing of
//! the name is in it, not even its length. Without the key nobody can try numbers out.
//!
//! - here pseudonyms of numbers
//! - `words` what is left of words

mod words;

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
    pub(crate) fn masked(mask: &'a Mask) -> Self {
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
}
