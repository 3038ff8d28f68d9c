//! How many of the people who are signed in have which role, kept as people come, go and change.

use super::Person;
use crate::model::Role;

/// The number of people who are signed in, by what is known of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Census {
    /// Admins.
    pub admins: usize,
    /// Agents, custom roles included.
    pub agents: usize,
    /// Suspended or deleted people, whatever their role: they should be gone.
    pub leavers: usize,
    /// People whose record is not known, or names a role that this version does not know.
    pub not_known: usize,
}

impl Census {
    /// Counts somebody who is signed in.
    pub(super) fn add(&mut self, person: &Person) {
        for count in self.counts_of(person) {
            *count += 1;
        }
    }

    /// Takes somebody out who was counted as they are now.
    pub(super) fn take_out(&mut self, person: &Person) {
        for count in self.counts_of(person) {
            *count = count.saturating_sub(1);
        }
    }

    /// The counts that somebody belongs to.
    fn counts_of(&mut self, person: &Person) -> impl Iterator<Item = &mut usize> {
        let user = person.user();
        let is_leaver = user.is_some_and(|user| user.is_suspended() || user.is_deleted());
        let by_role = match user.map(|user| user.role) {
            None | Some(Role::Other) => Some(&mut self.not_known),
            Some(Role::Admin) => Some(&mut self.admins),
            Some(Role::Agent) => Some(&mut self.agents),
            Some(Role::EndUser) => None,
        };
        let leavers = is_leaver.then_some(&mut self.leavers);
        by_role.into_iter().chain(leavers)
    }
}
