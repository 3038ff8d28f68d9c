//! How the last renewal went, and whether Zendesk may be asked again.

use tokio::time::Instant;

use crate::zendesk::ProviderError;

/// The last renewal, and how it went.
pub(super) struct LastRenewal {
    pub(super) at: Instant,
    pub(super) went: Result<(), ProviderError>,
    /// Whether the refresh token is used up, so that it is not to be sent again.
    pub(super) is_spent: bool,
    /// The renewals in a row that gave no tokens.
    pub(super) failures: u32,
}

impl LastRenewal {
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
