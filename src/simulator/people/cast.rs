//! People whom lists and choices are prone to get wrong. Where the options ask for them, they take
//! the places of the first people after the credentials' owners.

use super::{Population, SimulatedPerson};
use crate::model::{Role, UserId};

/// Somebody of the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastMember {
    /// An agent, `ann@lindqvist.example`.
    Ann,
    /// A customer whose address ends in Ann's.
    Joann,
    /// A customer who is called like Ann, and whose address begins with Ann's.
    Namesake,
    /// A customer whose name looks like Ann's and is spelt with a letter of another script.
    Lookalike,
    /// A customer with the same address as [`CastMember::SecondDesk`], by a fault of the server.
    FirstDesk,
    /// A customer with the same address as [`CastMember::FirstDesk`], by a fault of the server.
    SecondDesk,
    /// An agent whose earlier address is a further one now.
    Renamed,
    /// A customer without an address.
    Caller,
    /// An agent who was suspended and is still signed in.
    SuspendedAgent,
    /// An admin who was suspended and is still signed in.
    SuspendedAdmin,
    /// A customer who was suspended and is still signed in.
    SuspendedCustomer,
    /// An agent who was deleted and is still signed in.
    DeletedAgent,
    /// A customer who was deleted and is still signed in.
    DeletedCustomer,
}

/// A member's word in fault files, name, address and role.
type Part = (
    CastMember,
    &'static str,
    &'static str,
    Option<&'static str>,
    Role,
);

const PARTS: [Part; 13] = [
    (
        CastMember::Ann,
        "ann",
        "Ann Lindqvist",
        Some("ann@lindqvist.example"),
        Role::Agent,
    ),
    (
        CastMember::Joann,
        "joann",
        "Joann Lindqvist",
        Some("joann@lindqvist.example"),
        Role::EndUser,
    ),
    (
        CastMember::Namesake,
        "namesake",
        "Ann Lindqvist",
        Some("ann@lindqvist.example.au"),
        Role::EndUser,
    ),
    (
        CastMember::Lookalike,
        "lookalike",
        "\u{410}nn Lindqvist",
        Some("a.lindqvist@post.example"),
        Role::EndUser,
    ),
    (
        CastMember::FirstDesk,
        "first_desk",
        "Front Desk",
        Some("desk@harbour.example"),
        Role::EndUser,
    ),
    (
        CastMember::SecondDesk,
        "second_desk",
        "Night Desk",
        Some("desk@harbour.example"),
        Role::EndUser,
    ),
    (
        CastMember::Renamed,
        "renamed",
        "Mira Okafor",
        Some("mira.okafor@staff.example"),
        Role::Agent,
    ),
    (
        CastMember::Caller,
        "caller",
        "Caller 555 0142",
        None,
        Role::EndUser,
    ),
    (
        CastMember::SuspendedAgent,
        "suspended_agent",
        "Tomas Varga",
        Some("tomas.varga@staff.example"),
        Role::Agent,
    ),
    (
        CastMember::SuspendedAdmin,
        "suspended_admin",
        "Ilse Brandt",
        Some("ilse.brandt@staff.example"),
        Role::Admin,
    ),
    (
        CastMember::SuspendedCustomer,
        "suspended_customer",
        "Pavel Dvo\u{159}\u{e1}k",
        Some("pavel@dvorak.example"),
        Role::EndUser,
    ),
    (
        CastMember::DeletedAgent,
        "deleted_agent",
        "Noor Haddad",
        Some("noor.haddad@staff.example"),
        Role::Agent,
    ),
    (
        CastMember::DeletedCustomer,
        "deleted_customer",
        "Lena Sato",
        Some("lena@sato.example"),
        Role::EndUser,
    ),
];

impl CastMember {
    /// Every member.
    pub fn all() -> impl Iterator<Item = Self> {
        PARTS.iter().map(|part| part.0)
    }

    /// The member with this word in fault files.
    pub(in crate::simulator) fn from_word(word: &str) -> Option<Self> {
        let found = PARTS.iter().find(|part| part.1 == word);
        found.map(|part| part.0)
    }

    fn leaver(self) -> (bool, bool) {
        let suspended = matches!(
            self,
            Self::SuspendedAgent | Self::SuspendedAdmin | Self::SuspendedCustomer
        );
        let deleted = matches!(self, Self::DeletedAgent | Self::DeletedCustomer);
        (suspended, deleted)
    }
}

impl Population {
    /// Puts the cast in their places. In a small account they would be a crowd, so it has none.
    pub(in crate::simulator) fn with_cast(self, cast: bool) -> Self {
        const FEWEST: u64 = 100;
        let cast = cast && self.count >= FEWEST;
        Self { cast, ..self }
    }

    /// The id of somebody of the cast; `None` where there is none.
    pub(in crate::simulator) fn cast_member(&self, member: CastMember) -> Option<UserId> {
        let place = CastMember::all().position(|each| each == member)?;
        let number = Self::FIRST_OTHER + u64::try_from(place).ok()?;
        self.cast.then(|| self.id(number)).flatten()
    }

    /// The cast, if there is one.
    pub(in crate::simulator) fn cast(&self) -> impl Iterator<Item = (CastMember, UserId)> {
        CastMember::all().filter_map(|member| Some((member, self.cast_member(member)?)))
    }

    pub(super) fn cast_role(&self, number: u64) -> Option<Role> {
        self.part(number).map(|part| part.4)
    }

    fn part(&self, number: u64) -> Option<&'static Part> {
        let place = number.checked_sub(Self::FIRST_OTHER)?;
        let part = PARTS.get(usize::try_from(place).ok()?);
        part.filter(|_| self.cast)
    }

    /// Makes somebody of the cast out of the person with this number.
    pub(super) fn dress(&self, number: u64, person: &mut SimulatedPerson) {
        let Some((member, _, name, email, role)) = self.part(number) else {
            return;
        };
        let (suspended, deleted) = member.leaver();
        (*name).clone_into(&mut person.name);
        person.email = email.map(str::to_owned);
        person.role = *role;
        (person.suspended, person.active) = (suspended, !deleted);
        (person.verified, person.other_emails) = (true, Vec::new());
        if *role != Role::EndUser {
            person.organization = None;
        }
        match member {
            CastMember::Renamed => {
                person.other_emails = vec!["mira.jensen@staff.example".to_owned()];
            }
            CastMember::SuspendedAgent => person.tags = vec!["left_company".to_owned()],
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;
    use crate::model::Timestamp;

    fn people(count: usize) -> Population {
        Population::new(1, count, Timestamp::from_seconds(1_780_000_000)).with_cast(true)
    }

    #[test]
    fn the_cast_takes_places_and_adds_nobody() {
        let people = people(3_000);
        assert_eq!(people.all().count(), 3_000);
        let find = |member| people.find(people.cast_member(member).unwrap()).unwrap();
        let (ann, joann) = (find(CastMember::Ann), find(CastMember::Joann));
        let of = |person: &SimulatedPerson| person.email.clone().unwrap();
        assert!(of(&joann).contains(&of(&ann)) && of(&joann) != of(&ann));
        assert!(of(&find(CastMember::Namesake)).starts_with(&of(&ann)));
        assert_eq!(find(CastMember::Namesake).name, ann.name);
        assert_ne!(find(CastMember::Lookalike).name, ann.name);
        assert_eq!(
            of(&find(CastMember::FirstDesk)),
            of(&find(CastMember::SecondDesk))
        );
        assert_eq!(find(CastMember::Caller).email, None);
        assert_eq!(find(CastMember::Renamed).other_emails.len(), 1);
        for member in CastMember::all() {
            let person = find(member);
            let listed = people.staff().any(|each| each.id == person.id);
            assert_eq!(listed, person.role != Role::EndUser, "{member:?}");
            assert_eq!(
                person.custom_role.is_some(),
                person.role == Role::Agent,
                "{member:?}"
            );
            assert_eq!(people.role_of(person.id), Some(person.role));
        }
        let leavers = people.cast().filter(|(_, id)| {
            people
                .find(*id)
                .is_some_and(|it| it.suspended || !it.active)
        });
        assert_eq!(leavers.count(), 5);
        assert_eq!(
            people.find_by_email("ann@lindqvist.example").unwrap().id,
            ann.id
        );
    }

    #[test]
    fn a_small_account_has_no_cast_and_neither_has_one_that_asks_for_none() {
        assert_eq!(people(100).cast().count(), 13);
        assert_eq!(people(99).cast().count(), 0);
        assert_eq!(people(3_000).with_cast(false).cast().count(), 0);
    }

    #[test]
    fn two_organisations_are_called_alike_but_for_their_letters() {
        let people = people(3_000);
        let names: Vec<String> = people.all_organizations().map(|it| it.name).collect();
        assert_ne!(names[0], names[1]);
        assert_eq!(names[0].to_lowercase(), names[1].to_lowercase());
        assert_ne!(names[2], names[3]);
        let plain = names[3].nfd().filter(char::is_ascii);
        assert_eq!(plain.collect::<String>(), names[2]);
    }
}
