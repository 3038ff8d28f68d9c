//! What people belong to: organisations and custom roles.

use fastrand::Rng;

use super::{Population, STRIDE};
use crate::model::{OrganizationId, Timestamp};
use crate::simulator::names;

const FIRST_ORGANIZATION: u64 = 8_210_340_000_000;
const FIRST_CUSTOM_ROLE: u64 = 4_402_118_000_000;
const CUSTOM_ROLES: [&str; 6] = [
    "Support agent",
    "Team lead",
    "Escalations",
    "Weekend shift",
    "Quality review",
    "Contractor",
];

/// An organisation and its name.
#[derive(Clone)]
pub(in crate::simulator) struct SimulatedOrganization {
    pub(in crate::simulator) id: OrganizationId,
    pub(in crate::simulator) name: String,
    pub(in crate::simulator) domain: String,
    pub(in crate::simulator) created_at: Timestamp,
}

/// A custom role of agents and its name.
pub(in crate::simulator) struct SimulatedRole {
    pub(in crate::simulator) id: u64,
    pub(in crate::simulator) name: String,
    pub(in crate::simulator) created_at: Timestamp,
}

/// Draws the number of a custom role.
pub(super) fn any_custom_role(rng: &mut Rng) -> u64 {
    custom_role_id(rng.u64(..CUSTOM_ROLES.len() as u64))
}

impl Population {
    pub(in crate::simulator) fn organization(
        &self,
        id: OrganizationId,
    ) -> Option<SimulatedOrganization> {
        let number = id.get().checked_sub(FIRST_ORGANIZATION)? / STRIDE;
        if number >= self.organizations() || self.organization_id(number) != Some(id) {
            return None;
        }
        let (name, domain) = self.organization_name(number);
        Some(SimulatedOrganization {
            id,
            name: self.organization_names.get(&id).cloned().unwrap_or(name),
            domain,
            created_at: self.joined(number * 40),
        })
    }

    /// An organisation's name and domain. Beside the cast, two pairs of organisations are called
    /// alike but for the size of letters or an accent.
    fn organization_name(&self, number: u64) -> (String, String) {
        let drawn = |number| names::organization(&mut self.rng("organization", number));
        let (name, domain) = drawn(number);
        match number {
            1 if self.cast => (drawn(0).0.to_uppercase(), domain),
            3 if self.cast => (with_accent(&drawn(2).0), domain),
            _ => (name, domain),
        }
    }

    /// Renames an organisation; `false` if there is none.
    pub(in crate::simulator) fn name_organization(
        &mut self,
        id: OrganizationId,
        name: &str,
    ) -> bool {
        let is_there = self.organization(id).is_some();
        if is_there {
            self.organization_names.insert(id, name.to_owned());
        }
        is_there
    }

    /// Every organisation, by id.
    pub(in crate::simulator) fn all_organizations(
        &self,
    ) -> impl Iterator<Item = SimulatedOrganization> + '_ {
        let ids = (0..self.organizations()).filter_map(|number| self.organization_id(number));
        ids.filter_map(|id| self.organization(id))
    }

    pub(super) fn organizations(&self) -> u64 {
        self.count / 40 + 1
    }

    pub(super) fn organization_id(&self, number: u64) -> Option<OrganizationId> {
        let offset = self.rng("organization id", number).u64(..STRIDE);
        OrganizationId::new(FIRST_ORGANIZATION + number * STRIDE + offset)
    }

    /// Every custom role, by id.
    pub(in crate::simulator) fn custom_roles(&self) -> impl Iterator<Item = SimulatedRole> {
        let roles = (0..).map(custom_role_id).zip(CUSTOM_ROLES);
        roles.map(|(id, name)| SimulatedRole {
            id,
            name: self
                .custom_role_names
                .get(&id)
                .cloned()
                .unwrap_or_else(|| name.to_owned()),
            created_at: self.since,
        })
    }

    /// Renames a custom role; `false` if there is none.
    pub(in crate::simulator) fn name_custom_role(&mut self, id: u64, name: &str) -> bool {
        let is_there = self.custom_roles().any(|role| role.id == id);
        if is_there {
            self.custom_role_names.insert(id, name.to_owned());
        }
        is_there
    }
}

fn with_accent(name: &str) -> String {
    let accents = [("e", "é"), ("o", "ó"), ("a", "á"), ("u", "ú"), ("i", "í")];
    let found = accents.iter().find(|(plain, _)| name.contains(plain));
    found.map_or_else(
        || format!("{name}\u{301}"),
        |(plain, accented)| name.replacen(plain, accented, 1),
    )
}

fn custom_role_id(number: u64) -> u64 {
    FIRST_CUSTOM_ROLE + number * STRIDE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;

    fn people(seed: u64) -> Population {
        Population::new(seed, 3_000, Timestamp::from_seconds(1_780_000_000))
    }

    #[test]
    fn a_custom_role_of_an_agent_exists() {
        let people = people(1);
        let ids: Vec<u64> = people.custom_roles().map(|role| role.id).collect();
        let mut roles = Vec::new();
        for person in people.staff() {
            assert_eq!(person.custom_role.is_some(), person.role == Role::Agent);
            roles.extend(person.custom_role);
        }
        roles.sort_unstable();
        roles.dedup();
        assert_eq!(roles, ids);
    }

    #[test]
    fn an_organisation_named_by_a_person_exists() {
        let people = people(1);
        let person = people
            .all()
            .find(|each| each.organization.is_some())
            .unwrap();
        let organization = people.organization(person.organization.unwrap()).unwrap();
        assert!(person.email.unwrap().ends_with(&organization.domain));
    }
}
