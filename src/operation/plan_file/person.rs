//! One person as a plan file has them, where more is done to them than that listed sessions end: they
//! are suspended or offboarded, their tokens are revoked, or no session of theirs is listed.

use std::collections::BTreeMap;

use crate::model::{Role, SafeText, TokenId, User, UserId};
use crate::operation::{Operation, Plan, SessionTarget, Target};

/// One person of a plan file, with what is done to them.
#[derive(Debug, Clone)]
pub(super) struct FilePerson {
    pub(super) user: UserId,
    /// What is done to them, in this order.
    pub(super) operations: Vec<Operation>,
    /// Their tokens that are revoked.
    pub(super) tokens: Vec<TokenId>,
}

/// How a file shows one of its people to whoever reads it.
#[derive(Debug, Clone)]
pub(super) struct ShownPerson {
    pub(super) user: UserId,
    pub(super) role: Option<Role>,
    pub(super) email: Option<SafeText>,
}

impl ShownPerson {
    /// Everybody to whom these sessions belong.
    pub(super) fn all_of(targets: &[SessionTarget]) -> Vec<Self> {
        let people: BTreeMap<UserId, &SessionTarget> =
            targets.iter().map(|it| (it.key.user, it)).collect();
        let shown = people.into_iter().map(|(user, target)| Self {
            user,
            role: target.role,
            email: target.email.clone(),
        });
        shown.collect()
    }

    /// What is otherwise now than the file shows, in words. What either does not know is no difference.
    pub(super) fn changed(&self, now: &User) -> Option<String> {
        let address = match (&self.email, now.email.known()) {
            (Some(before), Some(Some(now))) if !is_same_address(before, now) => Some(format!(
                "has the address {now}, and in the plan file it was {before}"
            )),
            (Some(before), Some(None)) => Some(format!(
                "has no address, and in the plan file it was {before}"
            )),
            _ => None,
        };
        let role = (self.role.filter(|before| *before != now.role)).map(|before| {
            let now = now.role.known();
            let now = now.map_or_else(
                || "no role that is known".to_owned(),
                |role| format!("the role {role}"),
            );
            let before = before.known().unwrap_or("not known");
            format!("has {now}, and in the plan file it was {before}")
        });
        let parts: Vec<String> = address.into_iter().chain(role).collect();
        (!parts.is_empty()).then(|| format!("user {} now {}", self.user, parts.join("; ")))
    }
}

fn is_same_address(one: &SafeText, other: &SafeText) -> bool {
    one.original()
        .trim()
        .eq_ignore_ascii_case(other.original().trim())
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
