//! A run under way, and the keys of the dialog that shows it. The dialog has no state of its own:
//! how far it is scrolled stays with the run, because a question may lie over it for a while.

use std::time::Duration;

use rustc_hash::FxHashMap;

use super::{Dialog, DialogContext, LeftGroup, Reaction, Review};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::app::scroll::Extent;
use crate::live::Snapshot;
use crate::model::{SafeText, Timestamp, UserId};
use crate::operation::{
    Item, ItemState, Operation, ProofBasis, ProofCost, RunProgress, StandingCounts, Target,
};

pub(in crate::app) fn key(press: Press, context: &DialogContext<'_>) -> Reaction {
    if context.runs.run().is_none() {
        return Reaction::close();
    }
    let stay = Reaction::stay(Dialog::Run);
    if let Some(first) = context.extent.after(press.action) {
        return stay.ask(Ask::ScrollRun(first));
    }
    match press.action {
        Some(Action::StopRun) => stay.ask(Ask::StopRun),
        Some(Action::Quit) => stay.ask(Ask::Quit),
        _ => stay,
    }
}

/// The time, in milliseconds, after which it can be said how long a run takes.
const FIRST_ESTIMATE: u64 = 3_000;

/// Somebody in a run.
#[derive(Debug)]
pub(crate) struct RunPerson<'a> {
    /// The first of what it is done to.
    pub(crate) target: &'a Target,
    /// Their items, by their places from 0.
    pub(crate) items: Vec<usize>,
}

/// A run as the screen follows it.
#[derive(Debug)]
pub struct RunView {
    /// The items of the plan.
    pub items: Vec<Item>,
    /// The first operation of the plan, which is the only one unless there are several.
    pub operation: Operation,
    /// The account that the run is about.
    pub account: String,
    /// The state of each item.
    pub states: Vec<ItemState>,
    /// Why the run waits and until when, if it does.
    pub paused: Option<(String, Timestamp)>,
    /// Whether somebody asked the run to stop.
    pub stopping: bool,
    /// Whether the program ends when the run does.
    pub quit_after: bool,
    /// When the run began, by the local clock.
    pub began_at: Timestamp,
    /// The first person who is shown; `None` follows the run.
    pub scroll: Option<usize>,
    /// What is known before the run, by which it is judged afterwards.
    pub basis: ProofBasis,
    /// Whom it does nothing to although they were chosen or named.
    pub(crate) left_out: Vec<LeftGroup>,
    /// The organisation that all of its people belong to, if that is so.
    pub(crate) organization: Option<SafeText>,
    /// What comes next: seeing what became of it, and what that costs.
    pub proof: ProofCost,
}

impl RunView {
    /// Whether several operations are done to each person.
    pub(crate) fn is_of_several(&self) -> bool {
        let kind = self.operation.target_kind();
        self.items
            .iter()
            .any(|item| item.operation.target_kind() != kind)
    }

    pub(in crate::app) fn new(review: &Review, snapshot: &Snapshot, now: Timestamp) -> Self {
        let plan = &review.plan;
        let people = plan.targets().map(Target::user).collect();
        Self {
            states: vec![ItemState::Waiting; plan.items().len()],
            items: plan.items().to_vec(),
            account: plan.account().to_owned(),
            operation: plan.operation(),
            paused: None,
            stopping: false,
            quit_after: false,
            began_at: now,
            scroll: None,
            proof: review.proof,
            basis: ProofBasis::of(snapshot, &people),
            left_out: LeftGroup::all_of(plan),
            organization: review.organization().cloned(),
        }
    }

    /// The time that the rest takes if it goes on as it did so far; `None` while too little is
    /// known.
    pub(crate) fn time_left(&self, now: Timestamp) -> Option<Duration> {
        let took = u64::try_from(now.millis() - self.began_at.millis()).ok()?;
        let done = self.done() as u64;
        let left = (self.items.len() as u64).saturating_sub(done);
        let is_known = took >= FIRST_ESTIMATE && done > 0 && left > 0;
        is_known.then(|| Duration::from_millis(took.saturating_mul(left) / done))
    }

    /// How many items are over in a minute, at the pace so far; `None` while too little is known.
    pub(crate) fn rate(&self, now: Timestamp) -> Option<u64> {
        let took = u64::try_from(now.millis() - self.began_at.millis()).ok()?;
        let done = self.done() as u64;
        (took >= FIRST_ESTIMATE && done > 0).then(|| done.saturating_mul(60_000) / took)
    }

    pub(in crate::app) fn absorb(&mut self, progress: &RunProgress) {
        match progress {
            RunProgress::Item { item, state } => {
                if let Some(known) = self.states.get_mut(*item) {
                    *known = state.clone();
                }
            }
            RunProgress::Added(item) => {
                self.items.push(Item::clone(item));
                self.states.push(ItemState::Waiting);
            }
            RunProgress::Paused { why, until } => self.paused = Some((why.clone(), *until)),
            RunProgress::Resumed => self.paused = None,
            RunProgress::Finished(_) => {}
        }
    }

    /// Shows the people from this one on, and stops following the run.
    pub(in crate::app) fn scroll_to(&mut self, first: usize) {
        self.scroll = Some(first);
    }

    /// Its people, each with their items. What is added to a run stands with its person.
    pub(crate) fn people(&self) -> Vec<RunPerson<'_>> {
        let mut places: FxHashMap<UserId, usize> = FxHashMap::default();
        let mut people: Vec<RunPerson<'_>> = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let place = *places.entry(item.target.user()).or_insert_with(|| {
                let target = &item.target;
                let items = Vec::new();
                people.push(RunPerson { target, items });
                people.len() - 1
            });
            people[place].items.push(at);
        }
        people
    }

    /// The part of the people that is shown where there is room for so many: what somebody scrolled
    /// to, or where the run is.
    pub(crate) fn extent(&self, shown: usize) -> Extent {
        let people = self.people();
        let is_open = |at: &usize| !matches!(self.states.get(*at), Some(ItemState::Done(_)));
        let at = people.iter().position(|it| it.items.iter().any(is_open));
        let at = at.unwrap_or(people.len());
        let first = self.scroll.unwrap_or(at.saturating_sub(shown / 2));
        Extent::of(first, shown, people.len())
    }

    /// Whether something was begun; while a run of more than one item waits a moment, nothing was.
    pub(in crate::app) fn has_begun(&self) -> bool {
        let mut states = self.states.iter();
        states.any(|state| !matches!(state, ItemState::Waiting))
    }

    /// How many items are over.
    pub fn done(&self) -> usize {
        self.states
            .iter()
            .filter(|state| matches!(state, ItemState::Done(_)))
            .count()
    }

    /// How many items that are over stand how.
    pub(crate) fn counts(&self) -> StandingCounts {
        let mut counts = StandingCounts::default();
        for (item, state) in self.items.iter().zip(&self.states) {
            if let ItemState::Done(outcome) = state {
                counts.add_answered(item, outcome.kind);
            }
        }
        counts
    }
}
