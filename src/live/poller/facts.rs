//! Facts that were read beside the poller. Somebody waits for them, so they are taken in whatever
//! the poller itself waits for.

use super::Poller;
use super::handle::FactsForStore;
use super::publishing::LOOK;
use crate::live::WalkProgress;

impl Poller {
    /// Takes in facts, and publishes them.
    pub(super) fn take_in(&mut self, facts: FactsForStore) {
        let FactsForStore { steps, taken } = facts;
        for step in steps {
            self.take(step);
        }
        self.take(WalkProgress::Budget(self.client.budget().reading()));
        self.publish();
        drop(taken);
    }

    /// Waits for some work of the poller, takes in facts meanwhile, and publishes how long it takes.
    pub(super) async fn beside<T>(&mut self, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                Some(facts) = self.facts.recv() => self.take_in(facts),
                done = &mut work => return done,
                () = tokio::time::sleep(LOOK) => self.publish_wait(),
            }
        }
    }
}
