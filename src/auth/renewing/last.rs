//! How the last renewal went, and whether Zendesk may be asked again.

use tokio::time::Instant;

use super::renewal::SHORTEST_LIFE;
use crate::model::Timestamp;
use crate::zendesk::ProviderError;

/// The last renewal, and how it went.
pub(super) struct LastRenewal {
    pub(super) at: Instant,
    /// When it was by the clock, which goes on while the machine sleeps.
    pub(super) at_clock: Timestamp,
    /// Whether Zendesk gave tokens in the place of others. The first tokens of a client are in no
    /// other's place, and those that another process has saved may be near their end.
    pub(super) gave_anew: bool,
    pub(super) went: Result<(), ProviderError>,
    /// Whether the refresh token is used up, so that it is not to be sent again.
    pub(super) is_spent: bool,
    /// The renewals in a row that gave no tokens.
    pub(super) failures: u32,
}

impl LastRenewal {
    /// Whether the tokens were renewed so short a time ago that others would be refused as well.
    pub(super) fn gave_anew_since(&self, now: Timestamp) -> bool {
        let is_young =
            self.at.elapsed() < SHORTEST_LIFE && now < self.at_clock.after(SHORTEST_LIFE);
        self.gave_anew && self.went.is_ok() && is_young
    }

    /// The failure while Zendesk is not to be asked again, with the time that is left of that.
    pub(super) fn still(&self) -> Option<ProviderError> {
        let Err(ProviderError::Later {
            wait,
            why,
            is_refusal,
        }) = &self.went
        else {
            return None;
        };
        let wait = wait.saturating_sub(self.at.elapsed());
        (!wait.is_zero()).then(|| ProviderError::Later {
            wait,
            why: why.clone(),
            is_refusal: *is_refusal,
        })
    }
}
