//! What is going to be done: fixed from the choice on, shown, and confirmed as a whole.
//!
//! - here the plan itself; `confirmed` the only way to confirm it
//! - `counts` what of it is counted; `fingerprint` what tells it from another
//! - `make` from selections to a plan, or from a file to one
//! - `change` how a plan that was made again differs from the one before
//! - `expected` how many items a script expects of it
//! - `wide` what a wide route takes beyond the choice
//! - `claims` under whom else its sessions came
//! - `cost` what the plan costs by each route; `document` the plan as machines read it
//!
//! Nothing here sends anything: what is confirmed goes to `execute`.

mod change;
mod claims;
mod confirmed;
mod cost;
mod counts;
mod document;
mod expected;
mod fingerprint;
mod make;
mod wide;

use std::collections::{BTreeMap, BTreeSet};

use super::select::{NotFound, Undecided};
use super::{
    Challenge, Excluded, Item, JudgedBy, JudgedPeople, Offboarding, Operation, Route,
    SessionTarget, Step, Target, step,
};
use crate::model::{DatedMoment, Timestamp, UserId};

pub(crate) use change::ListedNow;
pub use change::PlanChange;
pub(crate) use claims::PlanClaims;
pub use confirmed::Confirmed;
pub(crate) use document::PlanDocument;
pub use expected::Expected;
pub use make::plan_ending;
pub(crate) use make::{plan, plan_as_wished, plan_ending_by_name, plan_offboarding};

/// What is going to be done, and nothing else. Every word and count that is shown, and every
/// request that is sent, is made from it.
#[derive(Debug, Clone)]
pub struct Plan {
    account: String,
    /// The operations, in the order in which they are done to a person; never empty.
    operations: Vec<Operation>,
    made_at: Timestamp,
    items: Vec<Item>,
    excluded: Vec<Excluded>,
    missing: usize,
    undecided: Vec<Undecided>,
    not_found: Vec<NotFound>,
    people: usize,
    /// When the list was begun that says which sessions each of the people has, where there is one.
    facts: BTreeMap<UserId, DatedMoment>,
    /// Under whom else its sessions came.
    claims: PlanClaims,
    /// The owner of the credentials, by whom it was judged whose own sessions stay.
    own_user: Option<UserId>,
    /// What the choice was of each of its people, which decides how they are judged.
    chosen_by: JudgedPeople,
    challenge: Challenge,
    /// What it offboards people by, if it does.
    offboarding: Option<Offboarding>,
    file: Option<String>,
}

impl Plan {
    /// The account's name, which is part of what is confirmed.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The operations, in the order in which they are done to a person.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Whether sessions are ended by it, alone or after something else.
    pub(crate) fn ends_sessions(&self) -> bool {
        self.operations.iter().any(|one| one.ends())
    }

    /// The operation that is done first: the only one, unless there are several.
    pub fn operation(&self) -> Operation {
        // A plan is only ever made for at least one operation.
        self.operations
            .first()
            .copied()
            .unwrap_or(Operation::End(Route::Exact))
    }

    /// When the plan was made, by the server's clock: whoever carries it out elsewhere goes by that.
    pub(crate) fn made_at(&self) -> Timestamp {
        self.made_at
    }

    /// The same plan, which was made of newer facts at this time.
    pub(crate) fn made_again_at(self, now: Timestamp) -> Self {
        Self {
            made_at: now,
            ..self
        }
    }

    /// The items, admins first.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The targets, in the order of the items.
    pub fn targets(&self) -> impl ExactSizeIterator<Item = &Target> {
        self.items.iter().map(|item| &item.target)
    }

    /// The sessions among the targets.
    pub fn sessions(&self) -> impl Iterator<Item = &SessionTarget> {
        self.targets().filter_map(Target::as_session)
    }

    /// Whether nothing is done, because nobody who was named has anything.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// What it offboards people by, if it does.
    pub(crate) const fn offboarding(&self) -> Option<&Offboarding> {
        self.offboarding.as_ref()
    }

    /// The targets that were chosen and are excluded.
    pub fn excluded(&self) -> &[Excluded] {
        &self.excluded
    }

    /// The number of chosen sessions or tokens that are not listed.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// The targets that are left because it cannot be known whether they are chosen, or whether they
    /// are protected.
    pub fn undecided(&self) -> &[Undecided] {
        &self.undecided
    }

    /// What was named and is not there.
    pub(crate) fn not_found(&self) -> &[NotFound] {
        &self.not_found
    }

    /// The number of people whom the targets belong to.
    pub fn people(&self) -> usize {
        self.people
    }

    /// When the list was begun that says which sessions this person has, if there is one.
    pub(crate) fn facts_from(&self, user: UserId) -> Option<DatedMoment> {
        self.facts.get(&user).copied()
    }

    /// Under whom else its sessions came, so that they may be somebody else's.
    pub(crate) const fn claims(&self) -> &PlanClaims {
        &self.claims
    }

    /// What its people are judged by after the run. A wide route takes all sessions of a person, so
    /// none of theirs may be left.
    pub(crate) fn judged(&self) -> JudgedPeople {
        let is_wide = |one: &Operation| one.route().is_some_and(Route::is_wide);
        if self.operations.iter().any(is_wide) {
            JudgedBy::Person.into()
        } else {
            self.chosen_by.clone()
        }
    }

    /// Whether the plan stands in a file, from which it came or to which it was written.
    pub(crate) fn is_from_file(&self) -> bool {
        self.file.is_some()
    }

    /// The requests of the plan, in the order of the items.
    pub fn steps(&self) -> Vec<Step> {
        step::steps(&self.items)
    }

    /// The owner of the credentials when it was made.
    pub(crate) const fn own_user(&self) -> Option<UserId> {
        self.own_user
    }

    /// How many of one's own sessions were chosen with others, and stay.
    pub(crate) fn own_sessions_that_stay(&self) -> usize {
        make::own_sessions(&self.excluded, self.own_user)
    }

    /// Whether one's own sessions are ended, and nobody else's.
    pub(crate) fn is_of_own(&self) -> bool {
        matches!(self.challenge, Challenge::Own(_))
    }

    /// The people whom the items belong to, in order of id.
    pub(crate) fn people_of_items(&self) -> BTreeSet<UserId> {
        self.targets().map(Target::user).collect()
    }

    /// Everybody on whom it depends: these, and whoever else their sessions may belong to.
    pub(crate) fn people_behind(&self) -> BTreeSet<UserId> {
        let mut people = self.people_of_items();
        people.extend(self.claims.people());
        people
    }
}
