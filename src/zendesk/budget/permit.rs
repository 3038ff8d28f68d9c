//! The right to send one request.

use std::sync::Arc;

use super::BudgetShared;
use super::window::PlaceId;

/// The right to send one request. Only [`Budget::acquire_for`](super::Budget::acquire_for) gives one, so
/// no request that changes something can be written that does not wait for its place. One that is dropped
/// unused gives its place back.
#[derive(Debug)]
#[must_use = "a permit that is dropped gives its place back"]
pub(crate) struct Permit {
    shared: Arc<BudgetShared>,
    /// The place, until a request is sent in it.
    unused: Option<PlaceId>,
}

impl Permit {
    /// The right to send a request in this place.
    pub(super) fn of(shared: Arc<BudgetShared>, place: PlaceId) -> Self {
        Self {
            shared,
            unused: Some(place),
        }
    }

    /// Notes that the request is sent.
    pub(in crate::zendesk) fn spend(mut self) {
        self.unused = None;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(place) = self.unused {
            self.shared.state().give_back(place);
            self.shared.changed.notify_waiters();
        }
    }
}
