//! What became of a run.

use std::sync::Arc;

use super::{Operation, Outcome, OutcomeKind, Reason, Target, Verdict};
use crate::journal::RunId;
use crate::model::{Fault, Timestamp};
use crate::zendesk::ApiError;

/// One item of a run and how it ended.
#[derive(Debug, Clone)]
pub struct ReportItem {
    /// What was to be done.
    pub operation: Operation,
    /// To what.
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
    /// What was done first: the only operation, unless there were several.
    pub operation: Operation,
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
    /// How many items ended each way, by the words for it; ways that none took are left out.
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

    /// How many items ended this way.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        let items = self.items.iter();
        items.filter(|item| item.outcome.kind == kind).count()
    }

    /// What is known of each item before any later list: proof is waited for, or not.
    pub(crate) fn unproved(&self) -> Vec<Option<Verdict>> {
        let waiting =
            |item: &ReportItem| item.outcome.kind.wants_proof().then_some(Verdict::Waiting);
        self.items.iter().map(waiting).collect()
    }

    /// Whether every item is done, taken for later, or was gone before. That a person was
    /// gone is not what anybody expected.
    pub fn is_clean(&self) -> bool {
        self.items.iter().all(|item| match item.outcome.kind {
            OutcomeKind::AlreadySo => !matches!(item.target, Target::Person(_)),
            kind => kind.is_done(),
        })
    }
}
