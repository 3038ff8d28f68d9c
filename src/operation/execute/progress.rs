//! What a run reports while it goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::model::{Clock, Timestamp};
use crate::operation::{Item, Outcome, Report, ReportItem, Step};
use crate::zendesk::{WaitNews, WaitTeller};

/// How one item is doing.
#[derive(Debug, Clone)]
pub enum ItemState {
    /// Its request was not sent yet.
    Waiting,
    /// Its request was sent and has no answer yet.
    Sent,
    /// It ended, with this outcome.
    Done(Outcome),
}

/// What a run reports while it goes on.
#[derive(Debug, Clone)]
pub enum RunProgress {
    /// The state of one item changed.
    Item {
        /// The item's place in the plan.
        item: usize,
        /// The item's state now.
        state: ItemState,
    },
    /// An item came in that the plan does not have; its place is behind all others.
    Added(Box<Item>),
    /// The run waits for the account or the breaker; the waiting request keeps its place.
    Paused {
        /// The reason, in words.
        why: String,
        /// When the wait ends, by the local clock.
        until: Timestamp,
    },
    /// The run goes on after a pause.
    Resumed,
    /// The run is over, with this report.
    Finished(Arc<Report>),
}

/// The sender of a run's progress.
#[derive(Clone)]
pub(super) struct ProgressSender {
    clock: Clock,
    channel: mpsc::Sender<RunProgress>,
    /// Whether a pause was reported and not its end.
    is_paused: Arc<AtomicBool>,
}

impl ProgressSender {
    pub(super) fn new(clock: Clock, channel: mpsc::Sender<RunProgress>) -> Self {
        Self {
            clock,
            channel,
            is_paused: Arc::default(),
        }
    }

    /// Sends progress. Nobody listening is no reason to leave a run half recorded.
    pub(super) async fn tell(&self, progress: RunProgress) {
        let _ = self.channel.send(progress).await;
    }

    /// Reports that an item came in.
    pub(super) async fn tell_added(&self, item: &ReportItem) {
        let (operation, target) = (item.operation, item.target.clone());
        let item = Box::new(Item { operation, target });
        self.tell(RunProgress::Added(item)).await;
    }

    /// Sends the state of one item.
    pub(super) async fn tell_item(&self, item: usize, state: ItemState) {
        self.tell(RunProgress::Item { item, state }).await;
    }

    /// Sends the same state for every item of a step.
    pub(super) async fn tell_each(&self, step: &Step, state: &ItemState) {
        for item in &step.items {
            self.tell_item(*item, state.clone()).await;
        }
    }

    /// Reports that the run waits from now on.
    pub(super) async fn pause(&self, why: &str, wait: Duration) {
        let (why, until) = (why.to_owned(), (self.clock)().after(wait));
        self.is_paused.store(true, Ordering::Relaxed);
        self.tell(RunProgress::Paused { why, until }).await;
    }

    /// What reports the waits of what the run reads.
    pub(super) fn teller(&self) -> WaitTeller {
        let sender = self.clone();
        WaitTeller::new(Arc::new(move |news| {
            let progress = match news {
                WaitNews::Waiting { why, left } => {
                    let until = (sender.clock)().after(left);
                    sender.is_paused.store(true, Ordering::Relaxed);
                    RunProgress::Paused { why, until }
                }
                WaitNews::Over if sender.is_paused.swap(false, Ordering::Relaxed) => {
                    RunProgress::Resumed
                }
                WaitNews::Over | WaitNews::GivenUp { .. } => return,
            };
            // A wait that goes on is said again in a second.
            let _ = sender.channel.try_send(progress);
        }))
    }

    /// Reports that the run goes on, if it was reported that it waits.
    pub(super) async fn resume(&self) {
        if self.is_paused.swap(false, Ordering::Relaxed) {
            self.tell(RunProgress::Resumed).await;
        }
    }
}
