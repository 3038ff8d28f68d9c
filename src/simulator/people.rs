//! The people of the account. Each is derived from the seed and a number on demand, so that a
//! million of them cost nothing; only those that were edited are stored.
//!
//! - `belonging` what people belong to: organisations and custom roles
//! - `cast` people whom lists and choices are prone to get wrong
//! - `listed` everybody, or everybody with some role, page by page
//! - `sought` who is found by which words, and what an index that lags behind still says
//! - `traits` what people carry besides their role: further addresses, tags, numbers elsewhere

mod belonging;
mod cast;
mod listed;
mod sought;
mod traits;

use std::collections::HashMap;

use fastrand::Rng;

use super::names;
use crate::model::{OrganizationId, Role, Timestamp, UserId};

pub(super) use belonging::SimulatedOrganization;
pub use cast::CastMember;
pub(super) use listed::PeopleList;
pub(super) use sought::PeopleQuery;

/// The first id. Ids have 13 digits, as in accounts of today, and rise with the person's number.
const FIRST_USER: u64 = 6_130_907_000_000;
/// The average distance of ids, so that neighbours cannot be guessed by adding one.
const STRIDE: u64 = 971;
const DAY: i64 = 86_400;

/// A person as the simulated account knows them. Tests edit it through
/// [`super::Simulator::edit_user`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimulatedPerson {
    /// The person's id.
    pub id: UserId,
    /// The display name, raw: any text here is sent as a JSON string.
    pub name: String,
    /// The primary address; some have none.
    pub email: Option<String>,
    /// The further addresses. A search finds the person by them, but no record of the person
    /// shows them.
    pub other_emails: Vec<String>,
    /// The person's number in somebody else's books.
    pub external_id: Option<String>,
    /// The tags.
    pub tags: Vec<String>,
    /// The person's role.
    pub role: Role,
    /// Whether the person is suspended and cannot sign in.
    pub suspended: bool,
    /// Whether the person exists; `false` means deleted.
    pub active: bool,
    /// Whether the address was confirmed.
    pub verified: bool,
    /// The default organisation.
    pub organization: Option<OrganizationId>,
    /// The custom role, which only agents have.
    pub custom_role: Option<u64>,
    /// Zendesk's name of the time zone.
    pub time_zone: String,
    /// The IANA name of the time zone.
    pub iana_time_zone: String,
    /// The language, as a BCP 47 tag.
    pub locale: String,
    /// Whether a second factor is set up; `None` where Zendesk does not say.
    pub two_factor: Option<bool>,
    /// When the person's record was created.
    pub created_at: Timestamp,
}

impl SimulatedPerson {
    /// Gives the person another role. Only agents have a custom one.
    pub(super) fn take_role(&mut self, role: Role) {
        self.role = role;
        self.custom_role = self.custom_role.filter(|_| role == Role::Agent);
    }
}

/// Everybody of the account, by number. The first three are the owners of the simulator's
/// credentials.
pub(super) struct Population {
    seed: u64,
    count: u64,
    since: Timestamp,
    edited: HashMap<UserId, SimulatedPerson>,
    history: sought::History,
    cast: bool,
    organization_names: HashMap<OrganizationId, String>,
    custom_role_names: HashMap<u64, String>,
}

impl Population {
    /// The number of the admin whose tokens and password [`super::IssuedCredentials`] holds.
    pub(super) const ADMIN: u64 = 0;
    /// The number of the agent with a token.
    pub(super) const AGENT: u64 = 1;
    /// The number of the end user with a token.
    pub(super) const END_USER: u64 = 2;
    const FIRST_OTHER: u64 = 3;

    pub(super) fn new(seed: u64, count: usize, now: Timestamp) -> Self {
        Self {
            seed,
            count: u64::try_from(count)
                .unwrap_or(u64::MAX)
                .clamp(4, 4_000_000_000),
            since: Timestamp::from_seconds(now.seconds() - 1_600 * DAY),
            edited: HashMap::new(),
            history: sought::History::default(),
            cast: false,
            organization_names: HashMap::new(),
            custom_role_names: HashMap::new(),
        }
    }

    /// The id of the person with this number.
    pub(super) fn id(&self, number: u64) -> Option<UserId> {
        let offset = self.rng("id", number).u64(..STRIDE);
        (number < self.count)
            .then(|| UserId::new(FIRST_USER + number * STRIDE + offset))
            .flatten()
    }

    /// The ids of the last people, the last first.
    pub(super) fn last_ids(&self, count: u64) -> Vec<UserId> {
        let first = self.count.saturating_sub(count).max(Self::FIRST_OTHER);
        let ids = (first..self.count).rev();
        ids.filter_map(|number| self.id(number)).collect()
    }

    fn number(&self, id: UserId) -> Option<u64> {
        let number = id.get().checked_sub(FIRST_USER)? / STRIDE;
        (self.id(number) == Some(id)).then_some(number)
    }

    pub(super) fn knows(&self, id: UserId) -> bool {
        self.number(id).is_some()
    }

    /// The person with this id.
    pub(super) fn find(&self, id: UserId) -> Option<SimulatedPerson> {
        match self.edited.get(&id) {
            Some(person) => Some(person.clone()),
            None => self.number(id).and_then(|number| self.derive(number)),
        }
    }

    /// The person with this address. An address that was generated here ends in the person's
    /// number.
    pub(super) fn find_by_email(&self, email: &str) -> Option<SimulatedPerson> {
        let matches = |person: &SimulatedPerson| person.email.as_deref() == Some(email);
        if let Some(person) = self.edited.values().find(|person| matches(person)) {
            return Some(person.clone());
        }
        let cast = self.cast().filter_map(|(_, id)| self.find(id));
        if let Some(person) = cast.into_iter().find(|person| matches(person)) {
            return Some(person);
        }
        let mailbox = email.split('@').next()?;
        let digits = mailbox
            .rsplit(|letter: char| !letter.is_ascii_digit())
            .next()?;
        self.find(self.id(digits.parse().ok()?)?).filter(matches)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = SimulatedPerson> {
        (0..self.count).filter_map(|number| self.find(self.id(number)?))
    }

    /// Everybody who was an agent or an admin at the start.
    pub(super) fn staff(&self) -> impl Iterator<Item = SimulatedPerson> {
        (0..self.count)
            .filter(|number| self.role(*number) != Role::EndUser)
            .filter_map(|number| self.find(self.id(number)?))
    }

    /// Edits somebody's record at `now`. The id stays.
    pub(super) fn edit(
        &mut self,
        id: UserId,
        now: Timestamp,
        change: impl FnOnce(&mut SimulatedPerson),
    ) -> bool {
        let Some(mut person) = self.find(id) else {
            return false;
        };
        self.history.note(now, person.clone());
        change(&mut person);
        person.id = id;
        self.edited.insert(id, person);
        true
    }

    /// Draws somebody, but none of the credentials' owners; sometimes one of the staff, who sign in
    /// more often than customers.
    pub(super) fn draw(&self, rng: &mut Rng) -> Option<UserId> {
        let tries = if rng.u8(..100) < 18 { 12 } else { 1 };
        let mut number = Self::FIRST_OTHER;
        for _ in 0..tries {
            number = rng.u64(Self::FIRST_OTHER..self.count);
            if self.role(number) != Role::EndUser {
                break;
            }
        }
        self.id(number)
    }

    /// Draws somebody who may sign in at present.
    pub(super) fn draw_allowed(&self, rng: &mut Rng) -> Option<UserId> {
        (0..8)
            .filter_map(|_| self.find(self.draw(rng)?))
            .find(|person| person.active && !person.suspended)
            .map(|person| person.id)
    }

    /// When somebody joined. Ids rise with time, so the time of joining rises with the number.
    fn joined(&self, number: u64) -> Timestamp {
        let share = u128::from(number) * 1_500 * 86_400 / u128::from(self.count);
        Timestamp::from_seconds(self.since.seconds() + i64::try_from(share).unwrap_or(0))
    }

    /// The role of somebody, without deriving the rest of them.
    pub(super) fn role_of(&self, id: UserId) -> Option<Role> {
        match self.edited.get(&id) {
            Some(person) => Some(person.role),
            None => self.number(id).map(|number| self.role(number)),
        }
    }

    fn role(&self, number: u64) -> Role {
        match number {
            Self::ADMIN => return Role::Admin,
            Self::AGENT => return Role::Agent,
            Self::END_USER => return Role::EndUser,
            _ => {}
        }
        if let Some(role) = self.cast_role(number) {
            return role;
        }
        match self.rng("role", number).u32(..1_000) {
            0..15 => Role::Admin,
            15..95 => Role::Agent,
            _ => Role::EndUser,
        }
    }

    fn derive(&self, number: u64) -> Option<SimulatedPerson> {
        let id = self.id(number)?;
        let role = self.role(number);
        let rng = &mut self.rng("person", number);
        let identity = names::identity(rng);
        let owner = number < Self::FIRST_OTHER;
        let staff = role != Role::EndUser;
        let organization = (!staff && rng.u8(..100) < 70)
            .then(|| self.organization_id(rng.u64(..self.organizations())))
            .flatten();
        let domain = match organization.and_then(|id| self.organization(id)) {
            Some(organization) => organization.domain,
            None if staff => "staff.example".to_owned(),
            None => "post.example".to_owned(),
        };
        let has_email = owner || staff || rng.u8(..100) < 96;
        let mailbox = format!("{}.{number}", identity.mailbox);
        let traits = traits::of(&mut self.rng("traits", number), number, &mailbox, staff);
        let mut person = SimulatedPerson {
            id,
            name: identity.shown,
            email: has_email.then(|| format!("{mailbox}@{domain}")),
            other_emails: if has_email {
                traits.other_emails
            } else {
                Vec::new()
            },
            external_id: traits.external_id,
            tags: traits.tags,
            role,
            suspended: !owner && rng.u8(..100) < 2,
            active: owner || rng.u8(..100) > 0,
            verified: owner || rng.u8(..100) < 92,
            organization,
            custom_role: (role == Role::Agent).then(|| belonging::any_custom_role(rng)),
            time_zone: identity.zone.to_owned(),
            iana_time_zone: identity.iana_zone.to_owned(),
            locale: identity.locale.to_owned(),
            two_factor: if staff { Some(rng.u8(..3) > 0) } else { None },
            created_at: self.joined(number),
        };
        self.dress(number, &mut person);
        Some(person)
    }

    /// A random generator for each question about each person, so that one answer does not depend
    /// on which others were asked before.
    fn rng(&self, question: &str, number: u64) -> Rng {
        let question = question
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        let mut rng = Rng::with_seed(
            self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ question
                ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93),
        );
        rng.u64(..);
        rng
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(seed: u64) -> Population {
        Population::new(seed, 3_000, Timestamp::from_seconds(1_780_000_000))
    }

    #[test]
    fn the_same_seed_makes_the_same_people_and_another_makes_others() {
        assert!(people(7).all().eq(people(7).all()));
        assert!(!people(7).all().eq(people(8).all()));
    }

    #[test]
    fn the_mix_is_believable() {
        let people = people(1);
        let share = |wanted: fn(&SimulatedPerson) -> bool| people.all().filter(wanted).count();
        assert_eq!(people.all().count(), 3_000);
        assert!((20..80).contains(&share(|each| each.role == Role::Admin)));
        assert!((180..310).contains(&share(|each| each.role == Role::Agent)));
        assert!((20..110).contains(&share(|each| each.suspended)));
        assert!((5..70).contains(&share(|each| !each.active)));
        assert!((30..200).contains(&share(|each| each.email.is_none())));
        assert!(share(|each| each.organization.is_some()) > 1_500);
    }

    #[test]
    fn people_are_found_by_id_and_by_address_and_edits_stay() {
        let mut people = people(1);
        for person in people.all().take(50) {
            assert!(person.id.get() >= 1_000_000_000_000);
            assert_eq!(people.find(person.id), Some(person.clone()));
            if let Some(email) = &person.email {
                assert_eq!(people.find_by_email(email), Some(person.clone()));
            }
        }
        let id = people.id(40).unwrap();
        let now = Timestamp::from_seconds(1_780_000_000);
        assert!(people.edit(id, now, |person| person.email =
            Some("new@post.example".to_owned())));
        assert_eq!(people.find_by_email("new@post.example").unwrap().id, id);
        assert_eq!(people.id(3_000), None);
        assert!(!people.knows(UserId::new(12).unwrap()));
    }
}
