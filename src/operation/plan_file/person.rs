//! One person as a plan file has them, where more is done to them than that listed sessions end: they
//! are suspended or offboarded, their tokens are revoked, or no session of theirs is listed.

use std::collections::BTreeMap;

use crate::model::{TokenId, UserId};
use crate::operation::{Operation, Plan, Target};

/// One person of a plan file, with what is done to them.
#[derive(Debug, Clone)]
pub(super) struct FilePerson {
    pub(super) user: UserId,
    /// What is done to them, in this order.
    pub(super) operations: Vec<Operation>,
    /// Their tokens that are revoked.
    pub(super) tokens: Vec<TokenId>,
}

impl FilePerson {
    /// Everybody in a plan to whom more is done than that listed sessions end.
    pub(super) fn all_of(plan: &Plan) -> Vec<Self> {
        let ends_listed = |target: &Target| matches!(target, Target::Session(_));
        let only_ends = plan.offboarding().is_none() && plan.operations().len() == 1;
        let mut people: BTreeMap<UserId, Self> = BTreeMap::new();
        let mut order = Vec::new();
        for item in plan.items() {
            if only_ends && ends_listed(&item.target) {
                continue;
            }
            let user = item.target.user();
            let person = people.entry(user).or_insert_with(|| {
                order.push(user);
                Self {
                    user,
                    operations: Vec::new(),
                    tokens: Vec::new(),
                }
            });
            if !person.operations.contains(&item.operation) {
                person.operations.push(item.operation);
            }
            if let Target::Token(target) = &item.target {
                person.tokens.push(target.token.id);
            }
        }
        order
            .iter()
            .filter_map(|user| people.remove(user))
            .collect()
    }
}
