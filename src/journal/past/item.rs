//! One request of a run, and whether it was done.

use crate::journal::{OpenItem, RecordRoute, State};
use crate::model::Timestamp;

/// One request of a run, and how it stands.
#[derive(Clone, Debug)]
pub struct PastItem {
    /// The request.
    pub request: OpenItem,
    /// How it ended; `None` where no outcome is recorded.
    pub state: Option<State>,
    /// What a later list said of it, and when.
    pub later: Option<(State, Timestamp)>,
}

impl PastItem {
    /// Whether it was surely done, by its outcome or by a later list. A new sign-in came afterwards.
    pub fn is_done(&self) -> bool {
        match self.later {
            Some((State::StillListed, _)) => false,
            Some((State::NotSuspended, _)) => self.request.route == RecordRoute::Lift,
            Some((State::Suspended, _)) => self.request.route != RecordRoute::Lift,
            Some((state, _)) if state != State::Unknown => true,
            _ => matches!(
                self.state,
                Some(
                    State::Ended
                        | State::Suspended
                        | State::Lifted
                        | State::Revoked
                        | State::Changed
                        | State::Gone
                        | State::EndedByList
                )
            ),
        }
    }
}
