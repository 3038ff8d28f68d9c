//! Publishing what is taken in, also after a fault of the program's own.

use std::sync::Arc;
use std::time::Duration;

use super::Poller;
use crate::live::{Store, WalkProgress};
use crate::zendesk::Answered;

/// How often a wait is published: the screen counts it down in seconds.
pub(super) const LOOK: Duration = Duration::from_secs(1);

impl Poller {
    /// Publishes what the poller waits for, if it is a wait that is told.
    pub(super) fn publish_wait(&mut self) {
        let budget = self.client.budget().reading();
        if budget.paused_for.is_some() || budget.list_waits.is_some() {
            self.absorb(WalkProgress::Budget(budget));
        }
    }

    pub(super) fn dated<T>(&mut self, answer: Answered<T>) -> T {
        self.take(WalkProgress::of_date(answer.server_date));
        answer.value
    }

    pub(super) fn absorb(&mut self, progress: WalkProgress) {
        self.take(WalkProgress::Budget(self.client.budget().reading()));
        self.take(WalkProgress::Standing(self.client.standing()));
        self.take(progress);
        self.publish();
    }

    pub(super) fn take(&mut self, progress: WalkProgress) {
        let now = (self.clock)();
        self.is_writing = true;
        self.store.take(progress, now);
        self.is_writing = false;
    }

    /// Publishes the state, or the last good one: a store that was begun anew knows too little to
    /// be shown before its first whole walk, and what it lacks would look gone.
    pub(super) fn publish(&mut self) {
        let snapshot = self.store.snapshot();
        self.last_good.take_if(|_| snapshot.walks() > 0);
        self.out.send_replace(match &self.last_good {
            Some(good) => Arc::new(good.as_good_as(&snapshot)),
            None => snapshot,
        });
    }

    /// Replaces the store after a panic that may have left half of a change in it. The last
    /// snapshot that was shown stays until the new store has a whole walk.
    pub(super) fn distrust_store(&mut self) {
        if !std::mem::take(&mut self.is_writing) {
            return;
        }
        let shown = Arc::clone(&self.out.borrow());
        self.store = Store::after(&shown);
        if shown.walks() > 0 {
            self.last_good = Some(shown);
        }
    }
}
