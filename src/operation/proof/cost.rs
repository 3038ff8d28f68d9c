//! What the proof of a run costs, so that it can be said before.

use std::fmt;
use std::time::Duration;

use rustc_hash::FxHashSet;

use crate::live::{ReadPrice, Snapshot};
use crate::model::{Age, UserId, counted};
use crate::operation::{Operation, Plan, Report, Target};
use crate::zendesk::BudgetReading;

/// The requests for one person: their own list, and a look at one session that it lacks.
const FOR_A_PERSON: usize = 2;

/// The requests beside: whose credentials these are, before a walk and after any reading.
const IDENTITY: usize = 1;

/// The sessions that are looked at one by one after a walk that lacks them.
pub(super) const SAMPLED: usize = 3;

/// People in one request (Users API, "Show Many Users").
const PEOPLE_PER_REQUEST: usize = 100;

/// The time that a request takes, where the budget leaves room for it: a few are under way at once.
const EACH: Duration = Duration::from_millis(150);

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
        Self::after(plan.steps().len(), plan, snapshot, budget)
    }

    /// The cost of proving a plan after a run of so many requests.
    pub(crate) fn after(
        run: usize,
        plan: &Plan,
        snapshot: &Snapshot,
        budget: &BudgetReading,
    ) -> Self {
        let items = plan.items().iter();
        let requests = Self::requests(items.map(|item| (item.operation, &item.target)), snapshot);
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
        let mut sessions: FxHashSet<UserId> = FxHashSet::default();
        let (mut people, mut tokens) = (0_usize, 0);
        for (operation, target) in targets {
            match target {
                _ if operation.ends() => {
                    sessions.insert(target.user());
                }
                Target::Person(_) => people += 1,
                Target::Session(_) => {}
                Target::Token(_) => tokens = 1 + IDENTITY,
            }
        }
        let (_, sessions) = Self::by(sessions.len(), snapshot.pages());
        sessions + people.div_ceil(PEOPLE_PER_REQUEST) + tokens
    }

    /// The cost of reading these people now.
    pub(super) fn of_people(people: usize, pages: Option<usize>, budget: &BudgetReading) -> Self {
        let (_, requests) = Self::by(people, pages);
        Self::taking(requests, budget.time_for(requests))
    }

    /// About the time that a run of so many requests takes.
    pub(crate) fn time_of_run(requests: usize, budget: &BudgetReading) -> Duration {
        Self::taking(requests, budget.time_for(requests)).time
    }

    fn taking(requests: usize, waits: Duration) -> Self {
        let each = EACH.saturating_mul(u32::try_from(requests).unwrap_or(u32::MAX));
        let seconds = (waits + each).as_secs() + 1;
        let time = Duration::from_secs(seconds);
        Self { requests, time }
    }

    /// How the sessions of so many people are read, and the requests for all of that.
    pub(super) fn by(people: usize, pages: Option<usize>) -> (ReadPrice, usize) {
        if people == 0 {
            return (ReadPrice::OwnLists(0), 0);
        }
        let beside_a_walk = IDENTITY + SAMPLED.min(people);
        let walk = pages.map(|pages| pages.saturating_add(beside_a_walk));
        let price = ReadPrice::cheaper(people, FOR_A_PERSON, walk);
        (price, price.requests() + IDENTITY)
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
        for (people, pages, requests, seconds) in [
            (0, None, 0, 1),
            (1, None, 3, 1),
            (5, None, 11, 2),
            (5, Some(400), 11, 2),
            (300, Some(40), 45, 7),
            (300, None, 601, 451),
        ] {
            let cost = ProofCost::of_people(people, pages, &budget);
            assert_eq!(cost.requests, requests, "{people}");
            assert_eq!(cost.time.as_secs(), seconds, "{people}");
        }
        let cost = ProofCost::of_people(5, None, &budget);
        assert_eq!(cost.to_string(), "proof: 11 requests, about 2s");
    }
}
