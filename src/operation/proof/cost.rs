//! What the proof of a run costs, so that it can be said before.

use std::fmt;
use std::time::Duration;

use rustc_hash::FxHashSet;

use crate::live::{ReadPrice, Snapshot};
use crate::model::{Age, UserId, counted};
use crate::operation::{Operation, Plan, Report, Route, Target};
use crate::zendesk::{BudgetReading, LOOKED_AT_MOST};

/// The most sessions that lists lack and that are looked at one by one: more would use up what others
/// need of the account's requests. Of more that empty lists lack a walk is read, and of more that a walk
/// lacks a second walk; where that cannot be done they are not looked at: none stands for another.
pub(super) const SHOWN_AT_MOST: usize = 1_000;

/// The sessions that are looked at after a walk with records that cannot be read, which own lists
/// follow anyway.
pub(super) const SAMPLED: usize = 3;

/// The requests beside: whose credentials these are, before a walk and after any reading.
const IDENTITY: usize = 1;

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// The time that a request takes, where the budget leaves room for it: a few are under way at once.
const EACH: Duration = Duration::from_millis(150);

/// What is looked at of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InQuestion {
    /// The number of people, each with a list of their own.
    pub(super) people: usize,
    /// The number of their sessions that were to go.
    pub(super) sessions: usize,
    /// The number of answers by which they went: one for each session, or one for a person.
    pub(super) answers: usize,
}

/// What is known of a walk over the account before one is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::operation) struct WalkKnown {
    /// The number of its pages, where known.
    pub(super) pages: Option<usize>,
    /// Whether the last one had records that cannot be read. It proves nothing of what it lacks, so
    /// the own lists of everybody are read as well.
    pub(super) has_holes: bool,
}

impl WalkKnown {
    /// What this snapshot shows of it.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        Self {
            pages: snapshot.pages(),
            has_holes: snapshot.is_walked() && snapshot.unreadable().holes > 0,
        }
    }
}

impl InQuestion {
    /// The requests for a list of each person, and a look at each session that these lack.
    pub(super) fn requests(&self) -> usize {
        self.people + self.sessions.min(SHOWN_AT_MOST)
    }

    /// The looks at single sessions that a walk lacks: one for each answer, since whatever answered
    /// falsely is missing from a list by chance at most.
    fn looks_beside_a_walk(&self) -> usize {
        self.answers.min(SHOWN_AT_MOST)
    }
}

/// What a first look at what a run has done costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofCost {
    /// The number of requests.
    pub requests: usize,
    /// About the time that they take.
    pub time: Duration,
}

impl ProofCost {
    /// The cost of proving a plan on the account of this snapshot, after it was carried out.
    pub(crate) fn of_plan(plan: &Plan, snapshot: &Snapshot, budget: &BudgetReading) -> Self {
        let items = plan.items().iter();
        let items = items.map(|item| (item.operation, &item.target));
        Self::after(plan.steps().len(), items, snapshot, budget)
    }

    /// The cost of proving what a plan would do by another route, after a run of so many requests: what it
    /// does by that is in question, whatever it does by its own.
    pub(crate) fn of_route(
        route: Route,
        run: usize,
        (plan, snapshot): (&Plan, &Snapshot),
        budget: &BudgetReading,
    ) -> Self {
        let items = plan.items().iter();
        let items = items.filter(|item| route.is_wide() || !item.target.is_beyond());
        let items = items.map(|item| (Operation::End(route), &item.target));
        Self::after(run, items, snapshot, budget)
    }

    fn after<'a>(
        run: usize,
        items: impl Iterator<Item = (Operation, &'a Target)>,
        snapshot: &Snapshot,
        budget: &BudgetReading,
    ) -> Self {
        let requests = Self::requests(items, snapshot);
        let waits = budget
            .time_for(run + requests)
            .saturating_sub(budget.time_for(run));
        Self::taking(requests, waits)
    }

    /// The cost of proving a run that is over.
    pub(crate) fn of_report(report: &Report, snapshot: &Snapshot) -> Self {
        let items = report.items.iter();
        let items = items.filter(|item| item.outcome.kind.wants_proof());
        let items = items.map(|item| (item.operation, &item.target));
        let requests = Self::requests(items, snapshot);
        Self::taking(requests, snapshot.budget.time_for(requests))
    }

    fn requests<'a>(
        targets: impl Iterator<Item = (Operation, &'a Target)>,
        snapshot: &Snapshot,
    ) -> usize {
        let mut owners: FxHashSet<UserId> = FxHashSet::default();
        let (mut sessions, mut people, mut tokens) = (0, 0_usize, 0_usize);
        let mut by_person = FxHashSet::default();
        let mut by_session = 0;
        for (operation, target) in targets {
            match target {
                _ if operation.ends() => {
                    owners.insert(target.user());
                    sessions += usize::from(target.session().is_some());
                    if operation.route().is_some_and(Route::is_wide) {
                        by_person.insert(target.user());
                    } else {
                        by_session += 1;
                    }
                }
                Target::Person(_) => people += 1,
                Target::Session(_) => {}
                Target::Token(_) => tokens += 1,
            }
        }
        // The list, whose credentials it was read with, and each token that the list lacks by then.
        let tokens = match tokens {
            0 => 0,
            some => 1 + IDENTITY + some.min(LOOKED_AT_MOST),
        };
        let in_question = InQuestion {
            people: owners.len(),
            sessions,
            answers: by_session + by_person.len(),
        };
        let (_, sessions) = Self::by(&in_question, WalkKnown::of(snapshot));
        sessions + people.div_ceil(PEOPLE_PER_REQUEST) + tokens
    }

    /// The cost of reading these people now.
    pub(super) fn of_people(people: &InQuestion, walk: WalkKnown, budget: &BudgetReading) -> Self {
        let (_, requests) = Self::by(people, walk);
        Self::taking(requests, budget.time_for(requests))
    }

    /// The cost of reading the own lists of these people, after a walk that proves nothing of them.
    pub(super) fn of_lists(people: &InQuestion, budget: &BudgetReading) -> Self {
        Self::of_requests(people.requests(), budget)
    }

    /// About the time that a run of so many requests takes.
    pub(crate) fn time_of_run(requests: usize, budget: &BudgetReading) -> Duration {
        Self::of_requests(requests, budget).time
    }

    /// The cost of so many requests.
    pub(super) fn of_requests(requests: usize, budget: &BudgetReading) -> Self {
        Self::taking(requests, budget.time_for(requests))
    }

    fn taking(requests: usize, waits: Duration) -> Self {
        let each = EACH.saturating_mul(u32::try_from(requests).unwrap_or(u32::MAX));
        let seconds = (waits + each).as_secs() + 1;
        let time = Duration::from_secs(seconds);
        Self { requests, time }
    }

    /// How the sessions of these people are read first, and the requests for all of that.
    pub(super) fn by(asked: &InQuestion, walk: WalkKnown) -> (ReadPrice, usize) {
        if asked.people == 0 {
            return (ReadPrice::OwnLists(0), 0);
        }
        let beside_a_walk = IDENTITY + asked.looks_beside_a_walk();
        // What is not looked at one by one is left to a second walk.
        let walks = 1 + usize::from(asked.answers > SHOWN_AT_MOST);
        let pages = walk.pages;
        let pages = pages.map(|pages| pages.saturating_mul(walks).saturating_add(beside_a_walk));
        let price = ReadPrice::cheaper(asked.requests(), 1, pages);
        let lists = match price {
            ReadPrice::Walk(_) if walk.has_holes => asked.requests(),
            ReadPrice::Walk(_) | ReadPrice::OwnLists(_) => 0,
        };
        (price, price.requests() + lists + IDENTITY)
    }
}

impl fmt::Display for ProofCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = counted(self.requests, "request", "requests");
        write!(f, "proof: {requests}, about {}", Age::from(self.time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_costs_what_the_cheaper_reading_costs() {
        let budget = BudgetReading {
            ending_allowance: 100,
            ..BudgetReading::default()
        };
        for (people, pages, has_holes, requests, seconds) in [
            (0, None, false, 0, 1),
            (1, None, false, 3, 1),
            (5, None, false, 11, 2),
            (5, Some(400), false, 11, 2),
            (300, Some(40), false, 342, 232),
            // The walk proves nothing of what it lacks, and the lists are read as well.
            (300, Some(40), true, 942, 682),
            (5, Some(400), true, 11, 2),
            (300, None, false, 601, 451),
        ] {
            let asked = InQuestion {
                people,
                sessions: people,
                answers: people,
            };
            let cost = ProofCost::of_people(&asked, WalkKnown { pages, has_holes }, &budget);
            assert_eq!(cost.requests, requests, "{people}");
            assert_eq!(cost.time.as_secs(), seconds, "{people}");
        }
        let asked = InQuestion {
            people: 1,
            sessions: 9,
            answers: 9,
        };
        let cost = ProofCost::of_people(&asked, WalkKnown::default(), &budget);
        assert_eq!(cost.to_string(), "proof: 11 requests, about 2s");
    }
}
