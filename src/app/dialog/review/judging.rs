//! The plan of a review made again: by facts that are newer, or by another route.

use super::{Review, ReviewFacts, offers, routes_open_to};
use crate::app::event::FactsRequest;
use crate::model::OAuthToken;
use crate::operation::{
    Basis, ListedNow, Plan, Proposal, Refusal, Route, Undecided, UndecidedAbout, UndecidedPolicy,
};

/// What follows when the facts of a review are there, or are not to be had.
#[derive(Debug)]
pub(in crate::app) enum ReviewStep {
    /// The review stays open.
    Stay,
    /// The review stays open, and these facts are to be read as well.
    Read(FactsRequest),
    /// The plan was confirmed while its facts were being read, and nothing has changed.
    Confirm,
    /// There is no plan any more.
    Close(Refusal),
}

impl Review {
    /// Takes in that the facts were read again, or why not: the choice and the guardrails are judged
    /// anew. If anything changed that is done, left out or asked for, what was typed is dropped.
    pub(in crate::app) fn take_facts(
        &mut self,
        answer: Result<(), String>,
        revision: u64,
        basis: &Basis<'_>,
    ) -> ReviewStep {
        let (before, now) = (self.plan.own_user(), basis.guardrails.own_user);
        if let (Some(before), Some(now)) = (before, now)
            && let Some(refusal) = Refusal::of_other_hands(before, now)
        {
            return ReviewStep::Close(refusal);
        }
        if let Err(why) = answer {
            // What was typed does not stand for facts that are older than it was to be.
            self.facts.failed(why);
            self.facts.is_awaited = false;
            self.consent.begin_again(revision);
        }
        let plan = match self.made_again(&self.proposal, basis) {
            Ok(plan) => plan,
            Err(refusal) => return ReviewStep::Close(refusal),
        };
        let is_reading = matches!(self.facts.state, super::FactsState::Reading { .. });
        let more = is_reading.then(|| self.facts.arrived(&self.proposal, &plan, basis));
        let plan = self.facts.challenged(plan);
        let change = plan.change_since(&self.plan, ListedNow::of(basis.snapshot));
        self.plan = plan;
        self.routes = offers(&self.plan, basis.snapshot);
        self.made_of(basis.snapshot);
        self.count_taken(basis);
        if let Some(change) = change {
            self.folds.forget_end();
            self.changed = Some(change).filter(|change| !change.is_of_challenge());
            self.facts.is_awaited = false;
            self.consent.begin_again(revision);
        }
        if self.last_door(basis.guardrails).is_some() {
            // What was typed confirms nothing, and nobody is to type it again.
            self.facts.is_awaited = false;
            self.consent.begin_again(revision);
        }
        match more.flatten() {
            Some(request) => ReviewStep::Read(request),
            None if std::mem::take(&mut self.facts.is_awaited) => ReviewStep::Confirm,
            None => ReviewStep::Stay,
        }
    }

    /// Takes in the tokens that are listed by now. Returns how many of the people in the plan were not
    /// listed before and are not chosen by it.
    pub(in crate::app) fn take_tokens(&mut self, listed: Vec<OAuthToken>) -> usize {
        let people = self.plan.people_of_items();
        let made_since = self.proposal.take_tokens(listed);
        made_since
            .into_iter()
            .filter(|user| people.contains(user))
            .count()
    }

    /// Asks for the facts again, for a plan whose answer is whole.
    pub(super) fn ask_again(&mut self, revision: u64, basis: &Basis<'_>) -> Option<FactsRequest> {
        let (facts, request) = ReviewFacts::ask(&self.proposal, &self.plan, revision, basis);
        self.facts = facts;
        self.facts.is_awaited = request.is_some();
        request
    }

    /// Takes the next route, where there are routes, and makes the plan again by it: what it takes
    /// beyond the choice is part of it. The text typed so far is dropped, since it was meant for the
    /// route before, and the new one must have been seen before it is confirmed.
    ///
    /// # Errors
    /// If there is no plan by that route.
    pub(super) fn next_route(&mut self, revision: u64, basis: &Basis<'_>) -> Result<(), Refusal> {
        let Some(route) = self.plan.operation().route() else {
            return Ok(());
        };
        let before = self.plan.clone();
        let routes: Vec<Route> = routes_open_to(basis.snapshot).collect();
        let at = routes.iter().position(|one| *one == route);
        let next = at.map_or(0, |at| at + 1) % routes.len().max(1);
        let next = routes.get(next).copied().unwrap_or(route);
        self.propose(self.proposal.by(next), revision, basis)?;
        self.changed = (self.plan).change_beside_the_route(&before, ListedNow::of(basis.snapshot));
        Ok(())
    }

    /// Whether it cannot be told of somebody whether they are chosen, so that they may be taken or
    /// left.
    pub(crate) fn has_policies(&self) -> bool {
        let is_of_choice = |one: &Undecided| one.about == UndecidedAbout::Choice;
        self.proposal.takes_undecided() || self.plan.undecided().iter().any(is_of_choice)
    }

    /// Takes those of whom it cannot be told, or leaves them again, and makes the plan again. Whoever
    /// may be protected stays out.
    ///
    /// # Errors
    /// If there is no such plan.
    pub(super) fn next_policy(&mut self, revision: u64, basis: &Basis<'_>) -> Result<(), Refusal> {
        let policy = if self.proposal.takes_undecided() {
            UndecidedPolicy::Leave
        } else {
            UndecidedPolicy::Take
        };
        self.propose(self.proposal.with(policy), revision, basis)?;
        self.count_taken(basis);
        Ok(())
    }

    /// Counts those who are taken although it cannot be told whether they are meant, by reason: whoever
    /// would be left otherwise.
    fn count_taken(&mut self, basis: &Basis<'_>) {
        self.taken.clear();
        if !self.proposal.takes_undecided() {
            return;
        }
        let leaves = self.proposal.with(UndecidedPolicy::Leave);
        let Ok(plan) = self.made_again(&leaves, basis) else {
            return;
        };
        let open = plan.undecided().iter();
        let open = open.filter(|one| one.about == UndecidedAbout::Choice);
        for one in open {
            *self.taken.entry(one.words()).or_default() += 1;
        }
    }

    /// Puts another proposal in the place of this one. The text typed so far is dropped.
    fn propose(
        &mut self,
        proposal: Proposal,
        revision: u64,
        basis: &Basis<'_>,
    ) -> Result<(), Refusal> {
        let plan = self.made_again(&proposal, basis)?;
        self.plan = self.facts.challenged(plan);
        self.proposal = proposal;
        self.changed = None;
        self.folds.forget_end();
        self.facts.is_awaited = false;
        self.consent.begin_again(revision);
        self.made_of(basis.snapshot);
        Ok(())
    }

    /// The plan for a proposal by newer facts. The choice is judged as of the moment in which the review
    /// opened: nobody comes into it or leaves it because time passes.
    fn made_again(&self, proposal: &Proposal, basis: &Basis<'_>) -> Result<Plan, Refusal> {
        let as_opened = Basis {
            now: self.opened_at,
            ..*basis
        };
        let plan = proposal.plan(&as_opened)?;
        Ok(plan.made_again_at(basis.snapshot.server_time(basis.now)))
    }

    /// Makes the plan again of what is listed by now, where it is not read again before it is
    /// confirmed; returns whether that changed anything, which clears what was typed.
    ///
    /// # Errors
    /// If there is no plan any more.
    pub(super) fn count_again(
        &mut self,
        revision: u64,
        basis: &Basis<'_>,
    ) -> Result<bool, Refusal> {
        let plan = self
            .facts
            .challenged(self.made_again(&self.proposal, basis)?);
        let change = plan.change_since(&self.plan, ListedNow::of(basis.snapshot));
        self.plan = plan;
        self.made_of(basis.snapshot);
        let Some(change) = change else {
            return Ok(false);
        };
        self.folds.forget_end();
        self.changed = Some(change).filter(|change| !change.is_of_challenge());
        self.consent.begin_again(revision);
        Ok(true)
    }

    /// Whether it is known that more ends than was shown: where the choice takes what its people
    /// have by now. What is gone meanwhile does no harm.
    pub(super) fn has_moved(&self) -> bool {
        self.new_since > 0 && !self.proposal.is_exact()
    }
}
