//! A run under way.

use super::Review;
use crate::model::Timestamp;
use crate::operation::{Item, ItemState, Operation, OutcomeKind, RunProgress};

/// A run as the screen follows it.
#[derive(Debug)]
pub struct RunView {
    /// What is done to what.
    pub items: Vec<Item>,
    /// What is done first: the only operation, unless there are several.
    pub operation: Operation,
    /// The account.
    pub account: String,
    /// How each is doing.
    pub states: Vec<ItemState>,
    /// Why it waits and until when, if it does.
    pub paused: Option<(String, Timestamp)>,
    /// Whether somebody asked it to stop.
    pub stopping: bool,
    /// Whether the program ends with it.
    pub quit_after: bool,
    /// When it began.
    pub began_at: Timestamp,
    /// First item shown; `None` follows the run.
    pub scroll: Option<usize>,
}

impl RunView {
    pub(in crate::app) fn new(review: &Review, now: Timestamp) -> Self {
        let plan = &review.plan;
        Self {
            states: vec![ItemState::Waiting; plan.count()],
            items: plan.items().to_vec(),
            account: plan.account().to_owned(),
            operation: plan.operation(),
            paused: None,
            stopping: false,
            quit_after: false,
            began_at: now,
            scroll: None,
        }
    }

    pub(in crate::app) fn absorb(&mut self, progress: &RunProgress) {
        match progress {
            RunProgress::Item { item, state } => {
                if let Some(known) = self.states.get_mut(*item) {
                    *known = state.clone();
                }
            }
            RunProgress::Paused { why, until } => self.paused = Some((why.clone(), *until)),
            RunProgress::Resumed => self.paused = None,
            RunProgress::Finished(_) => {}
        }
    }

    /// How many items are over.
    pub fn done(&self) -> usize {
        self.states
            .iter()
            .filter(|state| matches!(state, ItemState::Done(_)))
            .count()
    }

    /// How many items ended this way.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        let is =
            |state: &&ItemState| matches!(state, ItemState::Done(outcome) if outcome.kind == kind);
        self.states.iter().filter(is).count()
    }
}
