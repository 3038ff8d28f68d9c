//! Sign-ins that deserve a look, one kind for each rule that comes with the program.

use super::World;
use crate::model::{Role, Timestamp, UserId};
use crate::simulator::people::{Population, SimulatedPerson};

/// Letters, and those of another script that look the same.
const ALIKE: [(char, char); 4] = [
    ('a', '\u{430}'),
    ('e', '\u{435}'),
    ('o', '\u{43e}'),
    ('i', '\u{456}'),
];

impl World {
    /// Signs in an admin five times, an agent who has been there for twelve hours and a quarter, a
    /// customer seven times within minutes, somebody who was suspended, a customer with the name of
    /// an agent, and one whose name only looks like the admin's. The account does not end these
    /// sessions by itself.
    pub(in crate::simulator) fn sign_in_for_every_rule(&mut self) {
        let admin = self.member(Role::Admin, Population::ADMIN);
        let agent = self.member(Role::Agent, Population::AGENT);
        let mut customers = self.customers().into_iter();
        for minutes in 0..5 {
            self.sign_in_ago(admin.as_ref().map(|it| it.id), 20 + minutes * 60, 2);
        }
        self.sign_in_ago(agent.as_ref().map(|it| it.id), 735, 2);
        let busy = customers.next();
        for _ in 0..7 {
            self.sign_in_ago(busy, 2, 1);
        }
        let mut renamed = |world: &mut Self, change: &dyn Fn(&mut SimulatedPerson)| {
            let customer = customers.next();
            if let Some(id) = customer {
                world.people.edit(id, world.now, change);
            }
            world.sign_in_ago(customer, 60, 1);
        };
        renamed(self, &|person| person.suspended = true);
        if let Some(agent) = agent {
            renamed(self, &|person| person.name.clone_from(&agent.name));
        }
        if let Some(admin) = admin {
            renamed(self, &|person| person.name = alike(&admin.name));
        }
    }

    /// Somebody of the staff other than the owner of credentials, or else that owner.
    fn member(&self, role: Role, owner: u64) -> Option<SimulatedPerson> {
        let is_owner = |person: &SimulatedPerson| self.people.id(owner) == Some(person.id);
        let mut staff = self.people.staff().filter(|person| {
            person.role == role && person.active && !person.suspended && !is_owner(person)
        });
        let other = staff.next();
        other.or_else(|| self.people.find(self.people.id(owner)?))
    }

    /// The last customers, whom nothing else is about.
    fn customers(&self) -> Vec<UserId> {
        let ids = self.people.last_ids(64);
        let is_customer = |id: &UserId| {
            let person = self.people.find(*id);
            person.is_some_and(|it| it.role == Role::EndUser && it.active && !it.suspended)
        };
        ids.into_iter().filter(is_customer).take(4).collect()
    }

    fn sign_in_ago(&mut self, user: Option<UserId>, minutes: i64, idle: i64) {
        let ago = |minutes: i64| Timestamp::from_seconds(self.now.seconds() - minutes * 60);
        let (began, last_seen) = (ago(minutes), ago(idle));
        if let Some(key) = user.and_then(|user| self.sessions.sign_in(user, began)) {
            self.sessions.set_times(key, Some(began), Some(last_seen));
        }
    }
}

/// The name with one letter of another script that looks the same.
fn alike(name: &str) -> String {
    let found = ALIKE.into_iter().find(|(letter, _)| name.contains(*letter));
    match found {
        Some((letter, other)) => name.replacen(letter, &other.to_string(), 1),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::life::SessionLimits;
    use crate::simulator::sessions::Whose;

    #[test]
    fn the_account_keeps_what_deserves_a_look() {
        let now = Timestamp::from_seconds(1_780_000_000);
        let people = Population::new(1, 200, now);
        let mut world = World::new(1, people, 100, 0, SessionLimits::default(), now);
        let before = world.sessions.count(Whose::All);
        world.sign_in_for_every_rule();
        assert_eq!(world.sessions.count(Whose::All), before + 16);
        assert_eq!(alike("Ada Root"), "Ad\u{430} Root");
        assert_eq!(alike("Ltd"), "Ltd");
        // Not even the smallest account has too few people.
        let people = Population::new(1, 4, now);
        let mut world = World::new(1, people, 4, 0, SessionLimits::default(), now);
        world.sign_in_for_every_rule();
    }
}
