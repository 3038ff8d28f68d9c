//! Everybody, or everybody with some role, to be sent page by page. Only the people of the page
//! are derived.

use super::{FIRST_USER, Population, STRIDE, SimulatedPerson};
use crate::model::Role;
use crate::simulator::list::Listable;

/// The people who exist, by id: those with one of these roles, or everybody if none is named.
pub(in crate::simulator) struct PeopleList<'a> {
    pub(in crate::simulator) people: &'a Population,
    pub(in crate::simulator) roles: Vec<Role>,
    /// The custom role that they must have, if any.
    pub(in crate::simulator) custom_role: Option<u64>,
}

impl<'a> PeopleList<'a> {
    fn numbered(
        &'a self,
        numbers: impl Iterator<Item = u64> + 'a,
    ) -> impl Iterator<Item = SimulatedPerson> + 'a {
        numbers.filter_map(|number| self.wanted(number))
    }

    fn wanted(&self, number: u64) -> Option<SimulatedPerson> {
        let id = self.people.id(number)?;
        let role = self.people.role_of(id)?;
        if !self.roles.is_empty() && !self.roles.contains(&role) {
            return None;
        }
        let person = self.people.find(id).filter(|person| person.active)?;
        let custom = self.custom_role;
        (custom.is_none() || custom == person.custom_role).then_some(person)
    }

    /// The number of somebody at or before this id.
    fn number_at(id: u64) -> u64 {
        id.saturating_sub(FIRST_USER) / STRIDE
    }
}

impl Listable for PeopleList<'_> {
    type Record = SimulatedPerson;

    fn rank(&self, person: &SimulatedPerson) -> u64 {
        person.id.get()
    }

    fn count(&self) -> usize {
        self.numbered(0..self.people.count).count()
    }

    fn after(&self, cursor: Option<u64>, limit: usize) -> Vec<SimulatedPerson> {
        let numbers = cursor.map_or(0, Self::number_at)..self.people.count;
        self.numbered(numbers)
            .filter(|person| cursor.is_none_or(|cursor| person.id.get() > cursor))
            .take(limit)
            .collect()
    }

    fn before(&self, cursor: u64, limit: usize) -> Vec<SimulatedPerson> {
        let numbers = 0..self.people.count.min(Self::number_at(cursor) + 1);
        let mut found: Vec<_> = self
            .numbered(numbers.rev())
            .filter(|person| person.id.get() < cursor)
            .take(limit)
            .collect();
        found.reverse();
        found
    }

    fn skip(&self, skip: usize, limit: usize) -> Vec<SimulatedPerson> {
        let everybody = self.numbered(0..self.people.count);
        everybody.skip(skip).take(limit).collect()
    }
}
