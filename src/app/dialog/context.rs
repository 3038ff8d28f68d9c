//! What a dialog may look at beyond its own state.

use super::Dialog;
use crate::app::event::Viewport;
use crate::app::runs::Runs;
use crate::app::setup::Setup;
use crate::live::{Snapshot, Sort};
use crate::model::Timestamp;

/// The rest of the screen's state, for reading.
#[derive(Debug, Clone, Copy)]
pub(in crate::app) struct DialogContext<'a> {
    /// The time of the event.
    pub(in crate::app) now: Timestamp,
    /// What the screen was opened with.
    pub(in crate::app) setup: &'a Setup,
    /// The newest shared state.
    pub(in crate::app) snapshot: &'a Snapshot,
    /// The order of the list.
    pub(in crate::app) sort: Sort,
    /// The size of the screen.
    pub(in crate::app) viewport: Viewport,
    /// What was confirmed, and what is known of it.
    pub(in crate::app) runs: &'a Runs,
}

/// Why no review can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum ReviewHindrance {
    /// The screen cannot show it.
    TooSmall,
    /// There is one run at a time.
    Running,
}

impl DialogContext<'_> {
    /// Why no review can be opened now, if none can: one run at a time, and nothing that cannot
    /// be seen.
    pub(in crate::app) fn hindrance(&self) -> Option<ReviewHindrance> {
        if self.viewport.list_rows == 0 {
            Some(ReviewHindrance::TooSmall)
        } else if self.runs.run().is_some() {
            Some(ReviewHindrance::Running)
        } else {
            None
        }
    }
}

impl ReviewHindrance {
    /// The same in words.
    pub(in crate::app) const fn words(self) -> &'static str {
        match self {
            Self::TooSmall => "the screen is too small to show what would be done",
            Self::Running => "a run is under way; wait for it or stop it",
        }
    }

    /// The dialog that shows what is in the way, where there is one.
    pub(in crate::app) fn shows(self) -> Option<Dialog> {
        match self {
            Self::TooSmall => None,
            Self::Running => Some(Dialog::Run),
        }
    }
}
