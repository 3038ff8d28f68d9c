//! What there is to say of one row of the list.

use super::App;
use crate::live::Slot;
use crate::model::Timestamp;
use crate::operation::{OutcomeKind, Verdict};

/// How long a sign-in is new, in seconds.
const NEW: u64 = 60;

/// The state of one row, in the order of what matters most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowState {
    /// On the list, nothing else to say.
    Listed,
    /// It signed in after the first walk and within the last minute.
    New,
    /// Its request is under way or its turn will come.
    Ending,
    /// Somebody whose sessions were ended signed in again with it.
    CameBack,
    /// A run ended it this way, and a later list said this of it.
    After(OutcomeKind, Option<Verdict>),
    /// It left the list while the rows were held still.
    Gone,
}

impl App {
    /// What to say of a row.
    pub(crate) fn row_state(&self, slot: Slot, now: Timestamp) -> RowState {
        let snapshot = self.list.snapshot();
        let Some(session) = snapshot.session(slot) else {
            return RowState::Gone;
        };
        if self.runs.is_ending(session.key) {
            return RowState::Ending;
        }
        if self.runs.returned().contains(&session.key) {
            return RowState::CameBack;
        }
        if let Some((kind, verdict)) = self.runs.outcome(session.key) {
            return RowState::After(kind, verdict);
        }
        if snapshot.is_gone(slot) {
            return RowState::Gone;
        }
        let is_new = session.authenticated_at.is_some_and(|at| {
            snapshot.walks() > 0 && at.age(snapshot.server_time(now)).seconds() < NEW
        });
        if is_new {
            RowState::New
        } else {
            RowState::Listed
        }
    }
}
