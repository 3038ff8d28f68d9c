//! What a run tells while it goes on.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::model::{Clock, Timestamp};
use crate::operation::{Outcome, Report, Step};

/// How one item is doing.
#[derive(Debug, Clone)]
pub enum ItemState {
    /// Its turn has not come.
    Waiting,
    /// Its request is under way.
    Sent,
    /// It ended.
    Done(Outcome),
}

/// What a run tells while it goes on.
#[derive(Debug, Clone)]
pub enum RunProgress {
    /// One item moved on.
    Item {
        /// Its place in the plan's targets.
        item: usize,
        /// How it is doing now.
        state: ItemState,
    },
    /// The account or the breaker makes the run wait; it keeps its place.
    Paused {
        /// Why, in words.
        why: String,
        /// Until when, by the local clock.
        until: Timestamp,
    },
    /// The run goes on after a pause.
    Resumed,
    /// The run is over.
    Finished(Arc<Report>),
}

/// Tells whoever listens how the run is doing.
#[derive(Clone)]
pub(super) struct ProgressSender {
    pub(super) clock: Clock,
    pub(super) channel: mpsc::Sender<RunProgress>,
}

impl ProgressSender {
    /// Nobody listening is no reason to leave a run half recorded.
    pub(super) async fn tell(&self, progress: RunProgress) {
        let _ = self.channel.send(progress).await;
    }

    /// How the items of a step are doing.
    pub(super) async fn tell_each(&self, step: &Step, state: &ItemState) {
        for item in &step.items {
            let (item, state) = (*item, state.clone());
            self.tell(RunProgress::Item { item, state }).await;
        }
    }

    /// The run waits from now on.
    pub(super) async fn pause(&self, why: &str, wait: Duration) {
        let (why, until) = (why.to_owned(), (self.clock)().after(wait));
        self.tell(RunProgress::Paused { why, until }).await;
    }
}
