//! The state that a dialog may look at beyond its own.

use super::Dialog;
use crate::app::event::Viewport;
use crate::app::news::NewsLog;
use crate::app::past::Past;
use crate::app::runs::Runs;
use crate::app::scroll::Extent;
use crate::app::setup::Setup;
use crate::live::{ShownNames, Snapshot, Sort};
use crate::model::Timestamp;
use crate::operation::Basis;

/// The rest of the screen's state, to read.
#[derive(Debug, Clone, Copy)]
pub(in crate::app) struct DialogContext<'a> {
    /// The time of the event.
    pub(in crate::app) now: Timestamp,
    /// The revision of the state that the event makes.
    pub(in crate::app) revision: u64,
    /// The part of the dialog on top that was shown before the event.
    pub(in crate::app) extent: Extent,
    /// The lines of its list on which people stand.
    pub(in crate::app) heads: &'a [usize],
    /// The settings that the screen was opened with.
    pub(in crate::app) setup: &'a Setup,
    /// The newest snapshot.
    pub(in crate::app) snapshot: &'a Snapshot,
    /// The names of people as they are shown.
    pub(in crate::app) names: ShownNames<'a>,
    /// The order of the list.
    pub(in crate::app) sort: Sort,
    /// The size of the screen.
    pub(in crate::app) viewport: Viewport,
    /// The runs that were confirmed, and what is known of them.
    pub(in crate::app) runs: &'a Runs,
    /// The news since the program began.
    pub(in crate::app) news: &'a NewsLog,
    /// The runs that the journal tells of.
    pub(in crate::app) past: &'a Past,
}

/// The reason why no review can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum ReviewHindrance {
    /// The screen is too small to show a review.
    TooSmall,
    /// A run is under way, and there is one at a time.
    Running,
}

impl<'a> DialogContext<'a> {
    /// The facts that a plan is made from.
    pub(in crate::app) fn basis(&self) -> Basis<'a> {
        Basis {
            account: &self.setup.account,
            snapshot: self.snapshot,
            guardrails: &self.setup.guardrails,
            now: self.now,
        }
    }

    /// The reason why no review can be opened now, if there is one: a run is under way, or the
    /// screen is too small to show the review.
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
    /// The reason in words.
    pub(in crate::app) const fn words(self) -> &'static str {
        match self {
            Self::TooSmall => "the screen is too small to show what would be done",
            Self::Running => "a run is under way; wait for it or stop it",
        }
    }

    /// The dialog that shows the reason, where there is one.
    pub(in crate::app) fn shows(self) -> Option<Dialog> {
        match self {
            Self::TooSmall => None,
            Self::Running => Some(Dialog::Run),
        }
    }
}
