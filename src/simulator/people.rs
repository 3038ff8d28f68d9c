//! The people of the account. Each is derived from the seed and a number on demand, so that a
//! million of them cost nothing; only those that were edited are stored.
//!
//! - here everybody, by number and by id; `person` one of them, `derived` how they are derived
//! - `belonging` what people belong to: organisations and custom roles
//! - `cast` people whom lists and choices are prone to get wrong
//! - `listed` everybody, or everybody with some role, page by page
//! - `sought` who is found by which words, and what an index that lags behind still says
//! - `traits` what people carry besides their role: further addresses, tags, numbers elsewhere

mod belonging;
mod cast;
mod derived;
mod listed;
mod person;
mod sought;
mod traits;

use std::collections::HashMap;

use fastrand::Rng;

use crate::model::{OrganizationId, Role, Timestamp, UserId};

pub(super) use belonging::SimulatedOrganization;
pub use cast::CastMember;
pub(super) use listed::PeopleList;
pub use person::SimulatedPerson;
pub(super) use sought::PeopleQuery;

/// The first id. Ids have 13 digits, as in accounts of today, and rise with the person's number.
const FIRST_USER: u64 = 6_130_907_000_000;
/// The average distance of ids, so that neighbours cannot be guessed by adding one.
const STRIDE: u64 = 971;
const DAY: i64 = 86_400;

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

    /// The role of somebody, without deriving the rest of them.
    pub(super) fn role_of(&self, id: UserId) -> Option<Role> {
        match self.edited.get(&id) {
            Some(person) => Some(person.role),
            None => self.number(id).map(|number| self.role(number)),
        }
    }
}

#[cfg(test)]
mod tests;
