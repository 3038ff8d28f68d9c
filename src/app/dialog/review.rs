//! A plan under review.
//!
//! - `keys` what keys mean in it

mod keys;

use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Consent;
use crate::app::scroll::Scroll;
use crate::live::{Slot, Snapshot};
use crate::model::{Session, SessionKey, Timestamp};
use crate::operation::{Confirmed, Operation, Plan, Route};

/// The cost of a route, and what else it would end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteOffer {
    /// The route that is offered.
    pub route: Route,
    /// The number of requests.
    pub requests: usize,
    /// The least time that the requests take under the present budget.
    pub time: Duration,
    /// The number of listed sessions beyond the planned ones that the route ends as well.
    pub beyond: usize,
}

/// A plan under review, and what happened to its sessions meanwhile. It owns the plan that it may
/// release.
#[derive(Debug)]
pub struct Review {
    /// The plan under review.
    pub plan: Plan,
    /// The state of the confirmation.
    pub consent: Consent,
    /// How far its list is scrolled.
    pub scroll: Scroll,
    /// How many of the planned sessions left the list since the plan was made.
    pub gone_since: usize,
    /// How many sessions the planned people began since the plan was made.
    pub new_since: usize,
    /// How many of the planned sessions are unconfirmed: the last walk lacked them, and proves
    /// nothing.
    pub unconfirmed: usize,
    /// How many of the planned sessions have a field that could not be read.
    pub unreadable: usize,
    /// The routes side by side, narrowest first; empty where nothing is ended.
    pub routes: Vec<RouteOffer>,
}

impl Review {
    pub(in crate::app) fn new(
        plan: Plan,
        snapshot: &Snapshot,
        revision: u64,
        now: Timestamp,
    ) -> Self {
        let mut review = Self {
            routes: offers(&plan, snapshot),
            plan,
            consent: Consent::new(revision, now),
            scroll: Scroll::default(),
            gone_since: 0,
            new_since: 0,
            unconfirmed: 0,
            unreadable: 0,
        };
        let planned = review.plan.sessions().map(|target| target.key).collect();
        review.weigh(&snapshot.find(&planned), snapshot);
        review
    }

    /// Notes what the planned sessions that are listed rest on.
    fn weigh(&mut self, listed: &FxHashMap<SessionKey, Slot>, snapshot: &Snapshot) {
        let is_unconfirmed = |slot: &&Slot| snapshot.is_unconfirmed(**slot);
        let session = |slot: &Slot| snapshot.session(*slot);
        self.unconfirmed = listed.values().filter(is_unconfirmed).count();
        let sessions = listed.values().filter_map(session);
        self.unreadable = sessions.filter(Session::has_unreadable).count();
    }

    /// Releases the plan if the answer meets its challenge.
    pub(in crate::app) fn confirm(self) -> Result<Confirmed, Box<Self>> {
        match self.plan.confirm(self.consent.answer.value()) {
            Ok(confirmed) => Ok(confirmed),
            Err(plan) => Err(Box::new(Self {
                plan: *plan,
                ..self
            })),
        }
    }

    /// Takes the next route for the same plan, where there are routes. The text typed so far is
    /// dropped, since it was meant for the route before, and the new one must have been seen before
    /// it is confirmed.
    pub(in crate::app) fn next_route(mut self, revision: u64) -> Self {
        let Operation::End(route) = self.plan.operation() else {
            return self;
        };
        self.consent.begin_again(revision);
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
        self.weigh(&listed, snapshot);
        let people: FxHashSet<_> = planned.iter().map(|key| key.user).collect();
        let excluded = self.plan.excluded().iter();
        let excluded = excluded.filter_map(|excluded| excluded.target.session());
        let known: FxHashSet<_> = planned.iter().copied().chain(excluded).collect();
        // Zendesk gives whole seconds: a session of the second in which this opened may be newer.
        let opened = Timestamp::from_seconds(self.plan.made_at().seconds());
        let newer = |slot| {
            let Some(session) = snapshot.session(slot) else {
                return false;
            };
            people.contains(&session.key.user)
                && !known.contains(&session.key)
                && session
                    .authenticated_at
                    .readable()
                    .is_some_and(|at| at >= opened)
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
