//! What became of a run, item by item.

use std::sync::Arc;

use super::{Operation, Outcome, OutcomeKind, Reason, Target, Verdict};
use crate::journal::RunId;
use crate::model::{Fault, Timestamp};
use crate::zendesk::ApiError;

/// One item of a run and how it ended.
#[derive(Debug, Clone)]
pub struct ReportItem {
    /// The operation that was to be done.
    pub operation: Operation,
    /// The target that it was to be done to.
    pub target: Target,
    /// How it ended.
    pub outcome: Outcome,
    /// When the outcome was known, by the local clock.
    pub at: Timestamp,
    /// Zendesk's id for the request that settled it, if there was such a request and it had an id.
    pub request_id: Option<String>,
}

/// Why a run stopped before its last item.
#[derive(Debug, Clone)]
pub enum Stopped {
    /// A person stopped it.
    ByHand,
    /// The journal could not be written, so no further request was sent.
    NoRecord(String),
    /// Zendesk refused the credentials or the permission for everything.
    Refused(Arc<ApiError>),
    /// Zendesk kept failing.
    Failing(Arc<ApiError>),
    /// The run itself failed; items whose requests had no answer by then are unknown.
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

/// The report of a run that is over: exactly one outcome for each confirmed item.
#[derive(Debug, Clone)]
pub struct Report {
    /// The run's name in the journal.
    pub run: RunId,
    /// The account's name.
    pub account: String,
    /// The operation that was done first: the only one, unless there were several.
    pub operation: Operation,
    /// The reason that was given for the run.
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
    /// The number of items for each word of an outcome; words that no item has are left out.
    pub fn counts(&self) -> Vec<(OutcomeKind, &'static str, usize)> {
        let mut counts: Vec<(OutcomeKind, &'static str, usize)> = Vec::new();
        for kind in OutcomeKind::ALL {
            for item in self.items.iter().filter(|item| item.outcome.kind == kind) {
                let word = kind.word(item.operation);
                match counts.iter_mut().find(|(_, known, _)| *known == word) {
                    Some((.., count)) => *count += 1,
                    None => counts.push((kind, word, 1)),
                }
            }
        }
        counts
    }

    /// The number of items with outcomes of this kind.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        let items = self.items.iter();
        items.filter(|item| item.outcome.kind == kind).count()
    }

    /// The verdicts before any later list is read: waiting, for the items that need proof.
    pub(crate) fn unproved(&self) -> Vec<Option<Verdict>> {
        let waiting =
            |item: &ReportItem| item.outcome.kind.wants_proof().then_some(Verdict::Waiting);
        self.items.iter().map(waiting).collect()
    }

    /// Whether every item is done, taken for later, or was gone before. A person who was gone does
    /// not count as clean, since nobody expected that.
    pub fn is_clean(&self) -> bool {
        self.items.iter().all(|item| match item.outcome.kind {
            OutcomeKind::AlreadySo => !matches!(item.target, Target::Person(_)),
            kind => kind.is_done(),
        })
    }
}
