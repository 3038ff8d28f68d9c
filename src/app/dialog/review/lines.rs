//! The list of a review: people first, and under each of them what is done to them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Review;
use crate::app::dialog::{LeftGroup, LeftLine};
use crate::app::folds::ListHead;
use crate::live::Snapshot;
use crate::model::{OrganizationId, Role, SafeText, UserId};
use crate::operation::{ChoicePart, Item, Plan, Target, TargetKind};
use crate::query::Query;

/// One line of the list of a review.
#[derive(Debug, Clone)]
pub(crate) enum ReviewLine<'a> {
    /// Somebody, above what is done to them.
    Person {
        /// Their number.
        user: UserId,
        /// Everything that is done to them.
        items: &'a [Item],
        /// Whether somebody else in the list is called alike.
        has_namesake: bool,
    },
    /// The number of the person above, and as many of their items as fit beside each other.
    Items {
        /// Their number, on the first of these lines.
        user: Option<UserId>,
        /// The items.
        items: &'a [Item],
    },
    /// Somebody or something that the plan does nothing to.
    LeftAlone(LeftLine<'a>),
}

/// What is known of the people of a plan together.
#[derive(Debug, Clone, Default)]
pub(super) struct Together {
    namesakes: FxHashSet<UserId>,
    organization: Option<SafeText>,
    role: Option<Role>,
    left_out: Vec<LeftGroup>,
}

impl Together {
    /// What is known of the people of a plan.
    pub(super) fn of(plan: &Plan, snapshot: &Snapshot) -> Self {
        Self {
            namesakes: namesakes(plan),
            organization: organization(plan, snapshot),
            role: role(plan),
            left_out: LeftGroup::all_of(plan),
        }
    }
}

impl Review {
    /// The people of the list, in its order.
    pub(crate) fn people(&self) -> Vec<UserId> {
        let items = self.plan.items();
        let people = items.chunk_by(|one, next| one.target.user() == next.target.user());
        people.map(|items| items[0].target.user()).collect()
    }

    /// What stands above other lines in the list, in its order: the people, and why others are left out.
    pub(crate) fn heads(&self) -> Vec<ListHead> {
        let people = self.people().into_iter().map(ListHead::Person);
        people
            .chain(LeftGroup::heads(&self.together.left_out))
            .collect()
    }

    /// The organisation that all of its people belong to, if that is so.
    pub(crate) const fn organization(&self) -> Option<&SafeText> {
        self.together.organization.as_ref()
    }

    /// The role that all of its people have, if they were chosen by it.
    pub(crate) fn role(&self) -> Option<Role> {
        let parts = self.proposal.parts();
        let by_role = |part: &ChoicePart| matches!(part, ChoicePart::Role(_));
        self.together
            .role
            .filter(|_| !parts.is_empty() && parts.iter().all(by_role))
    }

    /// Whether everybody was chosen.
    pub(crate) fn is_of_everyone(&self) -> bool {
        matches!(self.proposal.parts(), [ChoicePart::Everyone])
    }

    /// The query that its people were chosen by, if they were.
    pub(crate) fn query(&self) -> Option<&Query> {
        match self.proposal.parts() {
            [ChoicePart::Matching(query)] => Some(query),
            _ => None,
        }
    }

    /// Whether somebody in the list is called like somebody else in it.
    pub(crate) fn has_namesakes(&self) -> bool {
        !self.together.namesakes.is_empty()
    }

    /// Whether somebody is called like somebody else in the list.
    pub(crate) fn is_namesake(&self, user: UserId) -> bool {
        self.together.namesakes.contains(&user)
    }

    /// The lines of the list, where so many items fit beside each other: the people with their items, and
    /// their numbers where these are wanted, what stays, and what was not found. Of namesakes and of whoever
    /// has no address the number is in their own line.
    pub(crate) fn lines(&self, beside: usize, with_numbers: bool) -> Vec<ReviewLine<'_>> {
        let plan = &self.plan;
        let mut lines = Vec::new();
        let people = plan.items();
        for items in people.chunk_by(|one, next| one.target.user() == next.target.user()) {
            let user = items[0].target.user();
            lines.push(ReviewLine::Person {
                user,
                items,
                has_namesake: self.is_namesake(user),
            });
            if self.folds.shows_items_of(user) {
                let has_number = self.is_namesake(user) || items[0].target.email().is_none();
                let number = (with_numbers && !has_number).then_some(user);
                lines.extend(of_items(number, items, beside.max(1)));
            }
        }
        let left = LeftGroup::lines(&self.together.left_out, &self.folds).into_iter();
        lines.extend(left.map(ReviewLine::LeftAlone));
        lines
    }
}

/// The lines under a person: their number, where it is wanted, and their items, which stand beside it only
/// where one line has room for all. What is done to the person themselves has no number, and stands in their
/// own line.
fn of_items(number: Option<UserId>, items: &[Item], beside: usize) -> Vec<ReviewLine<'_>> {
    let of_person = items
        .iter()
        .take_while(|item| item.target.kind() == TargetKind::People);
    let (_, items) = items.split_at(of_person.count());
    let beside_number = if number.is_some() && items.len() < beside {
        items.len()
    } else {
        0
    };
    let (first, rest) = items.split_at(beside_number);
    let numbered = number.map(|user| ReviewLine::Items {
        user: Some(user),
        items: first,
    });
    let rest = rest.chunks(beside);
    let rest = rest.map(|items| ReviewLine::Items { user: None, items });
    numbered.into_iter().chain(rest).collect()
}

/// The people of a plan whom somebody else in it is called like, letter case apart.
fn namesakes(plan: &Plan) -> FxHashSet<UserId> {
    let mut called: FxHashMap<String, FxHashSet<UserId>> = FxHashMap::default();
    for target in plan.targets() {
        if let Some(name) = target.name() {
            let people = called.entry(name.as_str().to_lowercase()).or_default();
            people.insert(target.user());
        }
    }
    let several = called.into_values().filter(|people| people.len() > 1);
    several.flatten().collect()
}

/// The name of the organisation that all people of a plan belong to, if that is so.
fn role(plan: &Plan) -> Option<Role> {
    let mut roles = plan.targets().map(Target::role);
    let first = roles.next()??;
    let is_common = roles.all(|role| role == Some(first));
    (is_common && first != Role::Other).then_some(first)
}

fn organization(plan: &Plan, snapshot: &Snapshot) -> Option<SafeText> {
    let people: FxHashSet<UserId> = plan.targets().map(Target::user).collect();
    let mut known: FxHashMap<UserId, Option<OrganizationId>> = FxHashMap::default();
    for person in snapshot.directory().iter() {
        if people.contains(&person.id) {
            let user = person.user();
            known.insert(
                person.id,
                user.and_then(|user| user.organization.shown().copied()),
            );
        }
    }
    let first = known.values().next().copied().flatten()?;
    let is_common = known.len() == people.len()
        && known
            .values()
            .all(|organization| *organization == Some(first));
    let name = snapshot.directory().organization(first);
    is_common.then(|| name.cloned()).flatten()
}
