//! A plan that was made again, held to the answer that was typed for the one before.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use super::{Plan, PlanChange};
use crate::model::{Role, UserId};
use crate::operation::{Excluded, Route};

impl Plan {
    /// This plan for the people of the one before alone, confirmed by the same answer: both take whatever
    /// sessions these people have by then, and nothing but sessions of theirs came or went, as `change` says.
    /// `None` where anything else is not as it was, such as a role, or that somebody is protected now; and
    /// for one person, whose new sign-in is what is to be looked at.
    pub(crate) fn held_to(mut self, before: &Self, change: &PlanChange) -> Option<Self> {
        let people = before.people_of_items();
        let is_wide = |plan: &Self| plan.operation().route().is_some_and(Route::is_wide);
        let left_out = self.left_out();
        let is_same = self.operations == before.operations
            && discriminant(&self.challenge) == discriminant(&before.challenge)
            && self.own_user == before.own_user
            && change.leaves_nobody_out()
            && left_out.is_disjoint(&people)
            && self.claims.people().next().is_none();
        if !is_same || !is_wide(before) || self.is_of_several() || people.len() < 2 {
            return None;
        }
        self.items
            .retain(|item| people.contains(&item.target.user()));
        let (roles, before_roles) = (self.roles(), before.roles());
        let has_role =
            |(user, role): (&UserId, &Option<Role>)| before_roles.get(user) == Some(role);
        if self.items.is_empty() || !roles.iter().all(has_role) {
            return None;
        }
        self.people = roles.len();
        self.challenge = before.challenge.clone();
        Some(self)
    }

    /// The people of whom something is excluded or undecided.
    fn left_out(&self) -> BTreeSet<UserId> {
        let excluded = self.excluded.iter();
        let excluded = excluded.map(|Excluded { target, .. }| target.user());
        let undecided = self.undecided.iter().map(|one| one.target.user());
        excluded.chain(undecided).collect()
    }

    /// The role of each of its people, where it is known.
    fn roles(&self) -> BTreeMap<UserId, Option<Role>> {
        let targets = self.targets();
        targets.map(|it| (it.user(), it.role())).collect()
    }
}
