//! How old what a review rests on is, and reading it again: when the review opens, and once more
//! when it is confirmed later than that.

use std::collections::BTreeSet;

use crate::app::event::FactsRequest;
use crate::live::{FACTS_GOOD_FOR, Snapshot, facts_at_most, facts_fit};
use crate::model::{Timestamp, UserId};
use crate::operation::{Basis, Plan, Proposal, takes_admins};

/// How often people who came into the plan meanwhile are read as well.
const ROUNDS: u8 = 3;

/// Whether the facts of a review were read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FactsState {
    /// They are being read.
    Reading {
        /// The number of people who are read.
        people: usize,
    },
    /// They were read.
    Read,
    /// They could not be read, for this reason.
    NotRead(String),
    /// There are more people than can be read in time, of whom there may be so many.
    TooMany {
        /// The most people who can be read.
        most: usize,
    },
}

/// The facts of a review.
#[derive(Debug, Clone)]
pub struct ReviewFacts {
    /// Whether they were read again.
    pub(crate) state: FactsState,
    /// When the oldest of them is from, if all are from some time: a walk has the sessions of somebody
    /// whose own list is empty.
    pub(crate) from: Option<Timestamp>,
    /// When the people were read, be it that this showed nothing of theirs.
    read_at: Option<Timestamp>,
    /// Whether the answer is whole, and the plan is confirmed as soon as they are there and nothing
    /// has changed.
    pub(crate) is_awaited: bool,
    /// The number of the request for them.
    id: u64,
    asked_at: Timestamp,
    rounds: u8,
}

impl ReviewFacts {
    /// Asks for the facts of a plan, unless they are too many.
    pub(super) fn ask(
        proposal: &Proposal,
        plan: &Plan,
        id: u64,
        basis: &Basis<'_>,
    ) -> (Self, Option<FactsRequest>) {
        let mut people = proposal.people();
        people.extend(plan.people_behind());
        let most = facts_at_most(&basis.snapshot.budget);
        let is_too_many = !facts_fit(&people, basis.snapshot, &basis.snapshot.budget);
        let (from, read_at) = oldest(proposal, plan, basis.snapshot);
        let facts = Self {
            state: if is_too_many {
                FactsState::TooMany { most }
            } else {
                FactsState::Reading {
                    people: people.len(),
                }
            },
            from,
            read_at,
            is_awaited: false,
            id,
            asked_at: basis.now,
            rounds: 1,
        };
        let request = (!is_too_many).then(|| facts.request(proposal, plan, people));
        (facts, request)
    }

    fn request(&self, proposal: &Proposal, plan: &Plan, people: BTreeSet<UserId>) -> FactsRequest {
        FactsRequest {
            id: self.id,
            people: people.into_iter().collect(),
            names: proposal.rests_on_names(),
            lists: proposal.rests_on_lists(),
            admins: takes_admins(plan),
            tokens: proposal.rests_on_tokens(),
        }
    }

    /// Whether an answer with this number is the one that is waited for.
    pub(in crate::app) fn waits_for(&self, id: u64) -> bool {
        self.id == id && matches!(self.state, FactsState::Reading { .. })
    }

    /// The plan with the challenge that these facts allow.
    pub(super) fn challenged(&self, plan: Plan) -> Plan {
        match self.state {
            FactsState::Reading { .. } | FactsState::Read => plan,
            FactsState::NotRead(_) | FactsState::TooMany { .. } => plan.on_old_facts(),
        }
    }

    /// Notes that the facts are not read again.
    pub(super) fn failed(&mut self, why: String) {
        self.state = FactsState::NotRead(why);
    }

    /// Takes in that facts were read, for this plan made of them. People who came into it meanwhile
    /// are asked for as well.
    pub(super) fn arrived(
        &mut self,
        proposal: &Proposal,
        plan: &Plan,
        basis: &Basis<'_>,
    ) -> Option<FactsRequest> {
        (self.from, self.read_at) = oldest(proposal, plan, basis.snapshot);
        let mut people = plan.people_behind();
        if proposal.rests_on_lists() {
            let is_old = |user: &UserId| basis.snapshot.facts_from(*user) < Some(self.asked_at);
            people.retain(is_old);
        } else {
            people.clear();
        }
        if people.is_empty() {
            self.state = FactsState::Read;
            return None;
        }
        if self.rounds == ROUNDS {
            self.failed("what was read is not on the list yet".to_owned());
            return None;
        }
        self.rounds += 1;
        self.state = FactsState::Reading {
            people: people.len(),
        };
        Some(self.request(proposal, plan, people))
    }

    /// Whether the facts were read, and that is too long ago for something to be sent. To read again
    /// makes what a walk alone shows no younger.
    pub(crate) fn are_too_old(&self, now: Timestamp) -> bool {
        let good_until = self.read_at.unwrap_or(self.asked_at).after(FACTS_GOOD_FOR);
        self.state == FactsState::Read && now > good_until
    }
}

/// When the oldest reading was begun that shows the sessions of a plan, and when the oldest of its people were
/// read; nothing where it rests on neither, or that is not known of somebody.
fn oldest(
    proposal: &Proposal,
    plan: &Plan,
    snapshot: &Snapshot,
) -> (Option<Timestamp>, Option<Timestamp>) {
    if !proposal.rests_on_lists() {
        return (None, None);
    }
    // The items of somebody stand together, and there may be very many people.
    let items = plan.items();
    let people = items.chunk_by(|one, next| one.target.user() == next.target.user());
    let users = people.map(|items| items[0].target.user());
    let read = users.map(|user| (snapshot.shown_from(user), snapshot.facts_from(user)));
    let oldest = read.reduce(|one, next| (one.0.min(next.0), one.1.min(next.1)));
    oldest.unwrap_or_default()
}
