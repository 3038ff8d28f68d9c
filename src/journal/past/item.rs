//! One request of a run, and whether it was done.

use std::collections::BTreeSet;

use crate::journal::{OpenItem, State};
use crate::model::{SessionId, Timestamp};

/// One request of a run, and how it stands.
#[derive(Clone, Debug)]
pub struct PastItem {
    /// The request.
    pub request: OpenItem,
    /// How it ended; `None` where no outcome is recorded.
    pub state: Option<State>,
    /// When that was recorded.
    pub ended_at: Option<Timestamp>,
    /// What a later list said of it, and when.
    pub later: Option<(State, Timestamp)>,
    /// The sessions of it that the newest list shows.
    pub still_listed: BTreeSet<SessionId>,
    /// Those of them that another list lacks; no session stands for what is none.
    pub contradicted: BTreeSet<Option<SessionId>>,
    /// When a later run was seen to have done it, where it was not done by this one.
    pub done_since: Option<Timestamp>,
}

impl PastItem {
    /// Takes in what a later list says of it, or of one of its sessions.
    pub(super) fn note_later(
        &mut self,
        session: Option<SessionId>,
        state: State,
        is_contradicted: bool,
    ) {
        if let Some(session) = session {
            if state == State::StillListed {
                self.still_listed.insert(session);
            } else {
                self.still_listed.remove(&session);
            }
        }
        if is_contradicted && state == State::StillListed {
            self.contradicted.insert(session);
        } else {
            self.contradicted.remove(&session);
        }
    }

    /// Whether all that is still listed of it is missing from another list.
    pub(crate) fn is_contradicted(&self) -> bool {
        !self.contradicted.is_empty() && self.contradicted.len() >= self.still_listed.len()
    }

    /// How many of its sessions a later list shows, where it shows some and not all of them: the others
    /// are gone.
    pub(crate) fn part_still_listed(&self) -> Option<usize> {
        let still = self.still_listed.len();
        let is_part = still > 0 && still < self.request.sessions.len();
        is_part.then_some(still)
    }

    /// What later lists say of it: that something of it is still listed, whatever was said since of the
    /// rest.
    pub(crate) fn shown_later(&self) -> Option<State> {
        if self.still_listed.is_empty() {
            return self.later.map(|(state, _)| state);
        }
        Some(State::StillListed)
    }

    /// Whether it is to be done still: it did not do it, nor did a later run.
    pub fn is_open(&self) -> bool {
        !self.is_done() && self.done_since.is_none()
    }

    /// Whether it was surely done, by its outcome or by a later list. A new sign-in came afterwards.
    pub fn is_done(&self) -> bool {
        let done_by = |state: Option<State>| self.request.route.is_done_by(state?);
        done_by(self.shown_later()).or_else(|| done_by(self.state)) == Some(true)
    }
}
