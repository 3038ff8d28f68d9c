//! The state of one row of the list.

use super::App;
use crate::live::{NEW, Slot};
use crate::model::Timestamp;
use crate::operation::{OutcomeKind, Verdict};

/// The state of one row. Where several apply, the one that matters most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowState {
    /// The session is on the list, and there is nothing else to say.
    Listed,
    /// The session began after the first walk and within the last minute.
    New,
    /// The request that ends the session is under way, or its turn will come.
    Ending,
    /// Somebody whose sessions were ended signed in again with this session.
    CameBack,
    /// A run ended the session with this outcome, and a later list gave this verdict.
    After(OutcomeKind, Option<Verdict>),
    /// The session left the list while the rows were held still.
    Gone,
    /// The last walk did not have the session, and proves nothing: it has records that could not be
    /// read.
    Unconfirmed,
    /// A field of the session was there and could not be read.
    Unreadable,
}

impl App {
    /// The state of the row in this slot.
    pub(crate) fn row_state(&self, slot: Slot, now: Timestamp) -> RowState {
        let snapshot = self.table.list.snapshot();
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
        if snapshot.is_unconfirmed(slot) {
            return RowState::Unconfirmed;
        }
        let is_new = session.authenticated_at.readable().is_some_and(|at| {
            snapshot.walks() > 0 && at.age(snapshot.server_time(now)).seconds() < NEW
        });
        if is_new {
            RowState::New
        } else if session.has_unreadable() {
            RowState::Unreadable
        } else {
            RowState::Listed
        }
    }
}
