//! Somebody, derived from the seed and their number.

use fastrand::Rng;

use super::{Population, SimulatedPerson, belonging, traits};
use crate::model::{Role, Timestamp};
use crate::simulator::names;

impl Population {
    /// When somebody joined. Ids rise with time, so the time of joining rises with the number.
    pub(super) fn joined(&self, number: u64) -> Timestamp {
        let share = u128::from(number) * 1_500 * 86_400 / u128::from(self.count);
        Timestamp::from_seconds(self.since.seconds() + i64::try_from(share).unwrap_or(0))
    }

    pub(super) fn role(&self, number: u64) -> Role {
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

    pub(super) fn derive(&self, number: u64) -> Option<SimulatedPerson> {
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
    pub(super) fn rng(&self, question: &str, number: u64) -> Rng {
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
