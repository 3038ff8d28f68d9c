//! The people whom the protected addresses of a profile lead to. An address may change, or may not
//! be sent; whoever was protected by one stays protected until the settings change.
//!
//! - here who is pinned by which rule
//! - `pin_file` the pins between two runs of the program
//! - `look_up` who has a protected address, and who the person behind a service's credentials is

mod look_up;
mod pin_file;

use std::collections::{BTreeMap, BTreeSet};

use crate::live::{Directory, Person, Snapshot};
use crate::model::{Timestamp, User, UserId};
use crate::settings::{ProtectedIds, ProtectedRule};

pub(crate) use look_up::{look_up_behind, look_up_protected};
pub use pin_file::PinFile;

/// The people who are pinned by each rule about addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pins {
    by_rule: BTreeMap<ProtectedRule, PinnedPeople>,
}

/// The people of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct PinnedPeople {
    people: BTreeSet<UserId>,
    looked_up_at: Option<Timestamp>,
}

/// Somebody who is pinned from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPin {
    /// The rule that covers them.
    pub rule: ProtectedRule,
    /// The person.
    pub user: UserId,
}

impl Pins {
    /// Nobody, for these rules. Rules that are not about addresses pin nobody.
    pub fn of(rules: &[ProtectedRule]) -> Self {
        let rules = rules.iter().filter(|rule| rule.is_of_address());
        Self {
            by_rule: rules
                .map(|rule| (rule.clone(), PinnedPeople::default()))
                .collect(),
        }
    }

    /// Whether there is a rule that can pin anybody.
    pub fn is_wanted(&self) -> bool {
        !self.by_rule.is_empty()
    }

    /// The addresses among the rules.
    pub fn addresses(&self) -> impl Iterator<Item = (&ProtectedRule, &str)> {
        self.by_rule.keys().filter_map(|rule| match rule {
            ProtectedRule::Email(address) => Some((rule, address.as_str())),
            _ => None,
        })
    }

    /// Everybody who is pinned.
    pub fn ids(&self) -> ProtectedIds {
        let people = self.by_rule.values().flat_map(|pinned| &pinned.people);
        people.copied().collect()
    }

    /// The people whom a rule pins.
    pub fn people_of(&self, rule: &ProtectedRule) -> impl Iterator<Item = UserId> + use<'_> {
        let pinned = self.by_rule.get(rule);
        pinned.into_iter().flat_map(|it| it.people.iter().copied())
    }

    /// When Zendesk was last asked who has the address of a rule.
    pub(crate) fn looked_up_at(&self, rule: &ProtectedRule) -> Option<Timestamp> {
        self.by_rule.get(rule)?.looked_up_at
    }

    /// Pins somebody; `None` if they are, or if there is no such rule any more.
    fn pin(&mut self, rule: &ProtectedRule, user: UserId) -> Option<NewPin> {
        let is_new = self.by_rule.get_mut(rule)?.people.insert(user);
        is_new.then(|| NewPin {
            rule: rule.clone(),
            user,
        })
    }

    /// Takes in who has the address of a rule, as Zendesk says at this time.
    pub(crate) fn take_answer(
        &mut self,
        rule: &ProtectedRule,
        people: &[UserId],
        now: Timestamp,
    ) -> Vec<NewPin> {
        if let Some(pinned) = self.by_rule.get_mut(rule) {
            pinned.looked_up_at = Some(now);
        }
        let pins = people.iter().filter_map(|user| self.pin(rule, *user));
        pins.collect()
    }

    /// Pins everybody whom a snapshot shows with an address that a rule covers. Whoever is as in the
    /// directory `before` was looked at already.
    pub(crate) fn take_seen(&mut self, snapshot: &Snapshot, before: &Directory) -> Vec<NewPin> {
        if !self.is_wanted() {
            return Vec::new();
        }
        let changed = snapshot.directory().entries_since(before);
        let known = changed.filter_map(Person::user).chain(snapshot.identity());
        let mut new = Vec::new();
        for user in known.filter(|user| user.email.shown().is_some()) {
            new.extend(self.take_user(user));
        }
        new
    }

    fn take_user(&mut self, user: &User) -> Vec<NewPin> {
        let rules = self.by_rule.keys();
        let covers = |rule: &&ProtectedRule| rule.covers(user.id, None, user.email.shown());
        let rules: Vec<ProtectedRule> = rules.filter(covers).cloned().collect();
        let pins = rules.iter().filter_map(|rule| self.pin(rule, user.id));
        pins.collect()
    }

    /// Takes in what other pins know of the same rules.
    pub(crate) fn take_others(&mut self, others: Self) {
        for (rule, other) in others.by_rule {
            if let Some(pinned) = self.by_rule.get_mut(&rule) {
                pinned.people.extend(other.people);
                pinned.looked_up_at = pinned.looked_up_at.max(other.looked_up_at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Role, SafeText};

    fn rule(text: &str) -> ProtectedRule {
        text.parse().unwrap()
    }

    fn person(number: u64, email: &str) -> User {
        User {
            email: crate::model::Sent::Is(SafeText::new(email)),
            ..User::example(number, "x", Role::EndUser)
        }
    }

    #[test]
    fn whoever_was_covered_by_an_address_stays_pinned_and_nobody_else_is() {
        let rules = ["ceo@example.com", "@vip.example", "role:agent", "99"].map(rule);
        let mut pins = Pins::of(&rules);
        for (user, pinned) in [
            (person(1, "CEO@example.com"), 1),
            (person(2, "a@vip.example"), 1),
            (person(3, "ceo@example.com.au"), 0),
            (person(4, "a@sub.vip.example"), 0),
        ] {
            assert_eq!(pins.take_user(&user).len(), pinned, "{user:?}");
            assert!(pins.take_user(&user).is_empty(), "nobody is pinned twice");
        }
        // The address is another one now.
        assert!(pins.take_user(&person(1, "ann@example.com")).is_empty());
        let ids = pins.ids();
        let has = |number| ids.has(UserId::new(number).unwrap());
        assert_eq!([1, 2, 3, 4, 99].map(has), [true, true, false, false, false]);
    }

    #[test]
    fn a_rule_that_is_gone_frees_its_people_and_the_others_keep_theirs() {
        let mut before = Pins::of(&["ceo@example.com", "cfo@example.com"].map(rule));
        let id = |number| UserId::new(number).unwrap();
        let now = Timestamp::from_seconds(5);
        before.take_answer(&rule("ceo@example.com"), &[id(1)], now);
        before.take_answer(&rule("cfo@example.com"), &[id(2)], now);
        let mut after = Pins::of(&["cfo@example.com", "@vip.example"].map(rule));
        after.take_others(before);
        let ids = after.ids();
        assert_eq!((ids.has(id(1)), ids.has(id(2))), (false, true));
        assert_eq!(after.looked_up_at(&rule("cfo@example.com")), Some(now));
        assert_eq!(after.looked_up_at(&rule("@vip.example")), None);
    }
}
