//! What became of a run.

use std::sync::Arc;

use super::{Outcome, OutcomeKind, Reason, Target, Verdict, Work};
use crate::journal::RunId;
use crate::model::{Fault, Timestamp};
use crate::zendesk::ApiError;

/// One item of a run and how it ended.
#[derive(Debug, Clone)]
pub struct ReportItem {
    /// What it is about.
    pub target: Target,
    /// How it ended.
    pub outcome: Outcome,
    /// When that was known, by the local clock.
    pub at: Timestamp,
    /// Zendesk's name for the request that settled it, where there was one and it had a name.
    pub request_id: Option<String>,
}

/// Why a run stopped before its last item.
#[derive(Debug, Clone)]
pub enum Stopped {
    /// Somebody stopped it.
    ByHand,
    /// The journal could not be written, so no further request was sent.
    NoRecord(String),
    /// Zendesk refused the credentials or the permission for everything.
    Refused(Arc<ApiError>),
    /// Zendesk kept failing.
    Failing(Arc<ApiError>),
    /// The run itself failed; what had no answer by then is unknown.
    Fault(Fault),
}

impl Stopped {
    /// What stopped it, in words.
    pub fn words(&self) -> String {
        match self {
            Self::ByHand => "stopped by hand".to_owned(),
            Self::NoRecord(why) => format!("the journal cannot be written: {why}"),
            Self::Refused(error) => format!("{error}; {}", error.advice()),
            Self::Failing(error) => format!("Zendesk keeps failing: {error}"),
            Self::Fault(fault) => format!("{fault}; {}", Fault::ADVICE),
        }
    }
}

/// A run that is over: exactly one outcome for each confirmed item.
#[derive(Debug, Clone)]
pub struct Report {
    /// The run's name in the journal.
    pub run: RunId,
    /// The account.
    pub account: String,
    /// What was done.
    pub work: Work,
    /// Why.
    pub reason: Reason,
    /// When it began, by the local clock.
    pub began_at: Timestamp,
    /// When it was over.
    pub ended_at: Timestamp,
    /// The items in the order of the plan.
    pub items: Vec<ReportItem>,
    /// Why it stopped early, if it did.
    pub stopped: Option<Stopped>,
    /// The journal's newest hash after the run, as an anchor for `journal verify`.
    pub journal_head: Option<String>,
}

impl Report {
    /// How many items ended each way; ways that none took are left out.
    pub fn counts(&self) -> Vec<(OutcomeKind, usize)> {
        let of = |kind| {
            self.items
                .iter()
                .filter(|item| item.outcome.kind() == kind)
                .count()
        };
        let counts = OutcomeKind::ALL.map(|kind| (kind, of(kind)));
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// What is known of each item before any later list: proof is waited for, or not.
    pub fn unproved(&self) -> Vec<Option<Verdict>> {
        let waiting = |item: &ReportItem| {
            item.outcome
                .kind()
                .wants_proof()
                .then_some(Verdict::Waiting)
        };
        self.items.iter().map(waiting).collect()
    }

    /// Whether every item is done, taken for later, or was gone before. That a person was
    /// gone is not what anybody expected.
    pub fn is_clean(&self) -> bool {
        self.items.iter().all(|item| match item.outcome.kind() {
            OutcomeKind::Gone => !matches!(item.target, Target::Person(_)),
            kind => kind.is_done(),
        })
    }
}
