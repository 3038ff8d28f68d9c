//! A plan under review.
//!
//! - `facts` how old what it rests on is, and reading it again
//! - `judging` the plan made again by newer facts or another route
//! - `keys` what keys mean in it
//! - `lines` its list: people first, and what is done to them

mod facts;
mod judging;
mod keys;
mod lines;

use std::collections::BTreeMap;
use std::time::Duration;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Consent, Dialog, GivenReason, Reaction};
use crate::app::event::FactsRequest;
use crate::app::folds::Folds;
use crate::live::{Coverage, Slot, Snapshot};
use crate::model::{Session, SessionKey, Timestamp, UserId};
use crate::operation::{
    Basis, Confirmed, Guardrails, LastDoor, Plan, PlanChange, ProofCost, Proposal, Reason, Route,
    leaves_a_door, takes_admins,
};
use crate::zendesk::AdminList;

pub(crate) use facts::{FactsState, ReviewFacts};
pub(in crate::app) use judging::ReviewStep;
pub(crate) use lines::ReviewLine;
use lines::Together;

/// The cost of a route, and what else it would end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteOffer {
    /// The route that is offered.
    pub route: Route,
    /// The number of requests.
    pub requests: usize,
    /// About the time that the requests take under the present budget.
    pub time: Duration,
    /// About the time that it takes to see afterwards what became of it.
    pub proof: Duration,
    /// The number of sessions that are known to go.
    pub known: usize,
}

/// A plan under review, and what happened to its sessions meanwhile. It owns the plan that it may
/// release.
#[derive(Debug)]
pub struct Review {
    /// What was asked for, of which the plan is made again when the facts are newer.
    pub proposal: Proposal,
    /// The plan under review.
    pub plan: Plan,
    /// When the review opened, by which the ages of the choice are judged as long as it is open.
    opened_at: Timestamp,
    /// How old what it rests on is, and whether it is being read again.
    pub facts: ReviewFacts,
    /// What changed since it was shown last, if anything did.
    pub changed: Option<PlanChange>,
    /// The state of the confirmation.
    pub consent: Consent,
    /// The ticket and the reason, as far as they were typed.
    pub(crate) given: GivenReason,
    /// Whether every run of this program belongs to a case.
    is_of_a_case: bool,
    /// Those who are taken although it cannot be told whether they are meant: how many for which reason.
    taken: BTreeMap<String, usize>,
    /// What is known of its people together.
    together: Together,
    /// Who is unfolded in its list, and how far that is scrolled.
    pub(crate) folds: Folds,
    /// How many of the planned sessions left the list since the plan was made.
    pub gone_since: usize,
    /// How many sessions of its people are listed that were not when the plan was made.
    pub new_since: usize,
    /// The sessions of its people that were listed when the plan was made.
    listed_then: FxHashSet<SessionKey>,
    /// How many of the planned sessions are unconfirmed: a later list lacks them, and proves
    /// nothing.
    pub unconfirmed: usize,
    /// How many of the planned sessions have a field that could not be read.
    pub unreadable: usize,
    /// What it costs to see afterwards what became of it.
    pub proof: ProofCost,
    /// The routes side by side, narrowest first; empty where nothing is ended.
    pub routes: Vec<RouteOffer>,
    /// The admins of the account, or why they are not known, once they were asked for.
    pub(in crate::app) admins: Option<Result<AdminList, LastDoor>>,
    /// The list that it was opened from, to go back to.
    pub(in crate::app) below: Option<Box<Dialog>>,
}

impl Review {
    /// Opens the review of a plan, and asks for its facts again where they are not too many.
    pub(in crate::app) fn open(
        proposal: Proposal,
        plan: Plan,
        (revision, reason): (u64, &Reason),
        basis: &Basis<'_>,
    ) -> (Self, Option<FactsRequest>) {
        let (facts, request) = ReviewFacts::ask(&proposal, &plan, revision, basis);
        let people = plan.people();
        let mut review = Self {
            proof: ProofCost::of_plan(&plan, basis.snapshot, &basis.snapshot.budget),
            routes: offers(&plan, basis.snapshot),
            plan: facts.challenged(plan),
            opened_at: basis.now,
            folds: Folds::all(proposal.is_of_sessions() || people == 1),
            facts,
            proposal,
            changed: None,
            consent: Consent::new(revision, basis.now),
            given: GivenReason::of(reason),
            is_of_a_case: reason.ticket.is_some(),
            taken: BTreeMap::new(),
            together: Together::default(),
            gone_since: 0,
            new_since: 0,
            listed_then: FxHashSet::default(),
            unconfirmed: 0,
            unreadable: 0,
            admins: None,
            below: None,
        };
        review.made_of(basis.snapshot);
        (review, request)
    }

    /// Whether the ticket and the reason should be given: more than one person is concerned, or there
    /// is a case already.
    pub(crate) fn asks_for_a_reason(&self) -> bool {
        self.plan.people() > 1 || self.is_of_a_case
    }

    /// How many of its people are not on the list that was given where it was opened, if one was.
    pub(crate) fn beside_the_list(&self, snapshot: &Snapshot) -> usize {
        let Some(Dialog::Leavers(view)) = self.below.as_deref() else {
            return 0;
        };
        let people = self.plan.people_of_items();
        let list = view.list.as_ref();
        list.map_or(0, |list| list.number_beside(&people, snapshot))
    }

    /// Those who are taken although it cannot be told whether they are meant: how many for which reason.
    pub(crate) const fn taken(&self) -> &BTreeMap<String, usize> {
        &self.taken
    }

    /// Closes the review: the list that it was opened from is there again.
    pub(in crate::app) fn closed(self) -> Reaction {
        self.below
            .map_or_else(Reaction::close, |below| Reaction::stay(*below))
    }

    /// Why nobody else would be left who can sign in as an admin, or may be, as far as that was looked
    /// up.
    pub(crate) fn last_door(&self, guardrails: &Guardrails) -> Option<LastDoor> {
        match self.admins.as_ref()? {
            Ok(listed) => leaves_a_door(listed, &self.plan, guardrails).err(),
            Err(_) if !takes_admins(&self.plan) => None,
            Err(why) => Some(why.clone()),
        }
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

    /// Notes which sessions were listed when the plan was made, of this snapshot.
    fn made_of(&mut self, snapshot: &Snapshot) {
        self.listed_then = self.sessions_of_its_people(snapshot).collect();
        self.compare(snapshot);
    }

    /// The listed sessions of everybody whom it is about: those who are named, and those who are
    /// planned for.
    fn sessions_of_its_people<'s>(
        &self,
        snapshot: &'s Snapshot,
    ) -> impl Iterator<Item = SessionKey> + use<'s> {
        let mut people: FxHashSet<UserId> = self.plan.people_of_items().into_iter().collect();
        people.extend(self.proposal.people());
        let sessions = snapshot.sessions_of_people(&people).into_values().flatten();
        sessions.filter_map(|slot| snapshot.key(slot))
    }

    /// Takes in what changed since the plan was made. The plan itself stays as it is. A session is new
    /// if it was not listed then: its time may be missing, and goes by another clock.
    pub(in crate::app) fn compare(&mut self, snapshot: &Snapshot) {
        self.together = Together::of(&self.plan, snapshot);
        if !self.plan.ends_sessions() {
            return;
        }
        self.routes = offers(&self.plan, snapshot);
        self.proof = ProofCost::of_plan(&self.plan, snapshot, &snapshot.budget);
        let planned = self.plan.sessions().map(|target| target.key).collect();
        let listed = snapshot.find(&planned);
        self.gone_since = planned.len() - listed.len();
        self.weigh(&listed, snapshot);
        let is_new = |key: &SessionKey| !self.listed_then.contains(key) && !planned.contains(key);
        self.new_since = self.sessions_of_its_people(snapshot).filter(is_new).count();
    }
}

fn offers(plan: &Plan, snapshot: &Snapshot) -> Vec<RouteOffer> {
    if !plan.operation().ends() {
        return Vec::new();
    }
    let chosen = plan
        .sessions()
        .filter(|target| !target.beyond.is_so())
        .count();
    let offer = |route| {
        let requests = plan.requests(route);
        RouteOffer {
            route,
            requests,
            time: ProofCost::time_of_run(requests, &snapshot.budget),
            proof: ProofCost::of_route(route, requests, (plan, snapshot), &snapshot.budget).time,
            known: chosen + plan.beyond(route, snapshot),
        }
    };
    routes_open_to(snapshot).map(offer).collect()
}

/// The routes that the credentials may take: only an admin may sign out a hundred people at once.
pub(super) fn routes_open_to(snapshot: &Snapshot) -> impl Iterator<Item = Route> + use<> {
    let is_own = snapshot.coverage() == Coverage::Own;
    let is_open = move |route: &Route| !is_own || *route != Route::Many;
    Route::ALL.into_iter().filter(is_open)
}
