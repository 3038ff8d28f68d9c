//! A plan under review.
//!
//! - `keys` what keys mean in it

mod keys;

use std::time::Duration;

use rustc_hash::FxHashSet;

use super::Consent;
use crate::live::Snapshot;
use crate::model::Timestamp;
use crate::operation::{Confirmed, Operation, Plan, Route};

/// What a route would cost and take with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteOffer {
    /// The route.
    pub route: Route,
    /// Requests.
    pub requests: usize,
    /// How long they take at the least under the present budget.
    pub time: Duration,
    /// Listed sessions beyond the planned ones that it ends as well.
    pub beyond: usize,
}

/// A plan under review, and what became of its sessions while it was read. It owns the plan
/// that it may release.
#[derive(Debug)]
pub struct Review {
    /// What would be done.
    pub plan: Plan,
    /// What is typed to confirm it.
    pub consent: Consent,
    /// First item shown.
    pub scroll: usize,
    /// How many of the planned sessions left the list since.
    pub gone_since: usize,
    /// New sessions of the planned people, signed in since.
    pub new_since: usize,
    /// The routes side by side, narrowest first; none where nothing is ended.
    pub routes: Vec<RouteOffer>,
}

impl Review {
    pub(in crate::app) fn new(plan: Plan, snapshot: &Snapshot, now: Timestamp) -> Self {
        Self {
            routes: offers(&plan, snapshot),
            plan,
            consent: Consent::new(now),
            scroll: 0,
            gone_since: 0,
            new_since: 0,
        }
    }

    /// Releases the plan if what was typed meets its challenge.
    pub(in crate::app) fn confirm(mut self) -> Result<Confirmed, Box<Self>> {
        match self.plan.confirm(self.consent.answer.value()) {
            Ok(confirmed) => Ok(confirmed),
            Err(plan) => {
                self.consent.wrong = true;
                Err(Box::new(Self {
                    plan: *plan,
                    ..self
                }))
            }
        }
    }

    /// The same plan by the next route, where there are routes. What was typed was for another.
    pub(in crate::app) fn next_route(mut self) -> Self {
        let Operation::End(route) = self.plan.operation() else {
            return self;
        };
        self.consent.answer.reset();
        let at = Route::ALL.iter().position(|one| *one == route);
        let next = Route::ALL[(at.unwrap_or(0) + 1) % Route::ALL.len()];
        Self {
            plan: self.plan.by(next),
            ..self
        }
    }

    /// Takes in what changed since the plan was made. The plan itself stays as it is.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot) {
        if !self.plan.operation().ends() {
            return;
        }
        self.routes = offers(&self.plan, snapshot);
        let planned = self.plan.sessions().map(|target| target.key).collect();
        let listed = snapshot.find(&planned);
        self.gone_since = planned.len() - listed.len();
        let people: FxHashSet<_> = planned.iter().map(|key| key.user).collect();
        let excluded = self.plan.excluded().iter();
        let excluded = excluded.filter_map(|excluded| excluded.target.session());
        let known: FxHashSet<_> = planned.iter().copied().chain(excluded).collect();
        // Zendesk tells whole seconds: one of the second in which this opened may be newer.
        let opened = Timestamp::from_seconds(self.plan.made_at().seconds());
        let newer = |slot| {
            let Some(session) = snapshot.session(slot) else {
                return false;
            };
            people.contains(&session.key.user)
                && !known.contains(&session.key)
                && session.authenticated_at.is_some_and(|at| at >= opened)
        };
        self.new_since = snapshot.iter().filter(|slot| newer(*slot)).count();
    }
}

fn offers(plan: &Plan, snapshot: &Snapshot) -> Vec<RouteOffer> {
    if !plan.operation().ends() {
        return Vec::new();
    }
    let offer = |route| {
        let requests = plan.requests(route);
        RouteOffer {
            route,
            requests,
            time: snapshot.budget.time_for(requests),
            beyond: plan.beyond(route, snapshot),
        }
    };
    Route::ALL.map(offer).to_vec()
}
