//! A plan for ending or containing under review.

mod keys;

use std::time::Duration;

use rustc_hash::FxHashSet;

use super::Consent;
use crate::live::Snapshot;
use crate::model::Timestamp;
use crate::operation::{Challenge, Confirmation, Plan, Route, Target, Work, contain};

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

/// A plan under review. It owns the plan that it may release.
#[derive(Debug)]
pub struct Review {
    /// What would be done.
    pub of: Reviewed,
    /// What is typed to confirm it.
    pub consent: Consent,
    /// First item shown.
    pub scroll: usize,
}

/// What is under review.
#[derive(Debug)]
pub enum Reviewed {
    /// Sessions are to be ended.
    Ending(EndReview),
    /// People or tokens are to be contained.
    Containing(contain::Plan),
}

/// A plan for ending sessions, and what became of them while it was read.
#[derive(Debug)]
pub struct EndReview {
    /// What would be ended.
    pub plan: Plan,
    /// How many of the targets left the list since.
    pub gone_since: usize,
    /// New sessions of the planned people, signed in since.
    pub new_since: usize,
    /// The routes side by side, narrowest first.
    pub routes: [RouteOffer; 3],
}

impl Review {
    /// Of ending sessions.
    pub(in crate::app) fn ending(plan: Plan, snapshot: &Snapshot, now: Timestamp) -> Self {
        let review = EndReview {
            routes: offers(&plan, snapshot),
            plan,
            gone_since: 0,
            new_since: 0,
        };
        Self::new(Reviewed::Ending(review), now)
    }

    /// Of containing people or tokens.
    pub(in crate::app) fn containing(plan: contain::Plan, now: Timestamp) -> Self {
        Self::new(Reviewed::Containing(plan), now)
    }

    fn new(of: Reviewed, now: Timestamp) -> Self {
        Self {
            of,
            consent: Consent::new(now),
            scroll: 0,
        }
    }

    /// The account, as the plan has it.
    pub fn account(&self) -> &str {
        match &self.of {
            Reviewed::Ending(review) => &review.plan.account,
            Reviewed::Containing(plan) => plan.account(),
        }
    }

    /// What would be done.
    pub fn work(&self) -> Work {
        match &self.of {
            Reviewed::Ending(review) => Work::End(review.plan.route),
            Reviewed::Containing(plan) => Work::Contain(plan.measure()),
        }
    }

    /// How many items it would be done to.
    pub fn items(&self) -> usize {
        match &self.of {
            Reviewed::Ending(review) => review.plan.targets().len(),
            Reviewed::Containing(plan) => plan.targets().len(),
        }
    }

    /// What it would be done to.
    pub(in crate::app) fn targets(&self) -> Vec<Target> {
        match &self.of {
            Reviewed::Ending(review) => {
                let targets = review.plan.targets().iter().cloned();
                targets.map(Target::from).collect()
            }
            Reviewed::Containing(plan) => plan.targets().to_vec(),
        }
    }

    /// What must be typed.
    pub fn challenge(&self) -> &Challenge {
        match &self.of {
            Reviewed::Ending(review) => review.plan.challenge(),
            Reviewed::Containing(plan) => plan.challenge(),
        }
    }

    /// Releases the plan if what was typed meets its challenge.
    pub(in crate::app) fn confirm(self) -> Result<Confirmation, Box<Self>> {
        let mut consent = self.consent;
        let answer = consent.answer.value();
        let confirmed = match self.of {
            Reviewed::Ending(review) => {
                let confirmed = review.plan.confirm(answer).map(Confirmation::Ending);
                confirmed.map_err(|plan| Reviewed::Ending(EndReview { plan, ..review }))
            }
            Reviewed::Containing(plan) => {
                let confirmed = plan.confirm(answer).map(Confirmation::Containing);
                confirmed.map_err(|plan| Reviewed::Containing(*plan))
            }
        };
        consent.wrong = true;
        let scroll = self.scroll;
        confirmed.map_err(|of| {
            Box::new(Self {
                of,
                consent,
                scroll,
            })
        })
    }

    /// The same plan by the next route, where there are routes. What was typed was for another.
    pub(in crate::app) fn next_route(mut self) -> Self {
        let Reviewed::Ending(review) = self.of else {
            return self;
        };
        self.consent.answer.reset();
        Self {
            of: Reviewed::Ending(review.next_route()),
            ..self
        }
    }

    /// Takes in what changed since the plan was made. The plan itself stays as it is.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot) {
        if let Reviewed::Ending(review) = &mut self.of {
            review.compare(snapshot);
        }
    }
}

impl EndReview {
    fn next_route(self) -> Self {
        let at = Route::ALL
            .iter()
            .position(|route| *route == self.plan.route)
            .unwrap_or(0);
        let route = Route::ALL[(at + 1) % Route::ALL.len()];
        Self {
            plan: self.plan.by(route),
            ..self
        }
    }

    fn compare(&mut self, snapshot: &Snapshot) {
        self.routes = offers(&self.plan, snapshot);
        let planned = self
            .plan
            .targets()
            .iter()
            .map(|target| target.key)
            .collect();
        let listed = snapshot.find(&planned);
        self.gone_since = planned.len() - listed.len();
        let people: FxHashSet<_> = planned.iter().map(|key| key.user).collect();
        let excluded = self
            .plan
            .excluded()
            .iter()
            .map(|excluded| excluded.target.key);
        let known: FxHashSet<_> = planned.iter().copied().chain(excluded).collect();
        // Zendesk tells whole seconds: one of the second in which this opened may be newer.
        let opened = Timestamp::from_seconds(self.plan.made_at.seconds());
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

fn offers(plan: &Plan, snapshot: &Snapshot) -> [RouteOffer; 3] {
    Route::ALL.map(|route| {
        let requests = plan.requests(route);
        let time = snapshot.budget.time_for(requests);
        RouteOffer {
            route,
            requests,
            time,
            beyond: plan.beyond(route, snapshot),
        }
    })
}
