//! How long the looks of a proof may take: the report is due.

use std::time::Duration;

use tokio::time::Instant;

use super::ProofCost;

/// The time for the proof of a run, looks and all, beside twice what the first one should take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest that the proof of a run takes in any case, since the report is due.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// How long the looks of a proof may take.
#[derive(Clone, Copy)]
pub(super) struct ProofTime {
    pub(super) began: Instant,
    pub(super) until: Instant,
}

impl ProofTime {
    /// The time for looks that begin now, of which the first costs this.
    pub(super) fn begun(cost: &ProofCost) -> Self {
        let began = Instant::now();
        let until = began + (PATIENCE + cost.time * 2).min(LONGEST);
        Self { began, until }
    }

    /// Gives more time, because what is read costs this as well; never more than the longest.
    pub(super) fn also(&mut self, cost: &ProofCost) {
        let longest = self.began + LONGEST;
        self.until = (self.until + cost.time * 2).min(longest);
    }
}
