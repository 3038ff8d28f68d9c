//! One item of a run and how it ended.

use rustc_hash::FxHashMap;

use super::{
    Operation, Outcome, OutcomeKind, PersonProof, PersonVerdict, Target, TargetKind, Verdict,
};
use crate::model::{Timestamp, UserId};
use crate::zendesk::ApiErrorKind;

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
    /// The server's clock as the answer that settled it gave it, if it did.
    pub server_at: Option<Timestamp>,
    /// Zendesk's id for the request that settled it, if there was such a request and it had an id.
    pub request_id: Option<String>,
}

impl ReportItem {
    /// Whether it is about somebody of whom no session was known, and who was signed out all the same.
    pub(crate) const fn is_unlisted(&self) -> bool {
        self.operation.ends() && matches!(self.target, Target::Person(_))
    }

    /// Whether it is as it was wished, by its answer and by what was seen later. Somebody who was gone counts
    /// as suspended once that was seen, and nobody who is gone can be lifted.
    pub(crate) fn is_as_wished(&self, verdict: Option<Verdict>) -> bool {
        match self.outcome.kind {
            OutcomeKind::AlreadySo if self.is_of_a_person_gone() => {
                self.operation.is_so_of_the_gone() && verdict == Some(Verdict::Verified)
            }
            OutcomeKind::AlreadySo => true,
            kind => kind.is_done(),
        }
    }

    /// Whether it is about a person whom the run did not find any more, and who was to be changed.
    pub(crate) fn is_of_a_person_gone(&self) -> bool {
        let is_of_person = self.target.kind() == TargetKind::People && !self.operation.ends();
        is_of_person && self.outcome.kind == OutcomeKind::AlreadySo
    }

    /// A verdict on it in words. Of somebody who was gone none is claimed that the run has brought about.
    pub(crate) fn verdict_words(&self, verdict: Verdict) -> &'static str {
        if verdict == Verdict::Verified && self.is_of_a_person_gone() {
            return self.operation.seen_of_the_gone();
        }
        verdict.words(self.operation)
    }

    /// Whether no request was sent since its person is protected by now, or may be.
    pub(crate) fn is_withheld(&self) -> bool {
        let cause = self.outcome.cause();
        cause.is_some_and(|error| matches!(error.kind, ApiErrorKind::Withheld(_)))
    }

    /// Whether it is still to be done after a run that ended early.
    pub(crate) fn is_unfinished(&self) -> bool {
        let kind = self.outcome.kind;
        !kind.is_done() && kind != OutcomeKind::AlreadySo && !self.is_withheld()
    }

    /// The word for how it ended. Where no session was known, none is claimed.
    pub const fn word(&self) -> &'static str {
        match self.outcome.kind {
            OutcomeKind::Done if self.is_unlisted() => "signed out",
            kind => kind.word(self.operation),
        }
    }
}

/// Whether what an item was to end was seen after the run, and nothing speaks against it: its session, or
/// any of somebody of whom none was known. Where lists contradict each other, the answer may well be true.
pub(super) fn is_still_there(
    item: &ReportItem,
    verdict: Option<Verdict>,
    people: &FxHashMap<UserId, &PersonProof>,
) -> bool {
    let proof = || people.get(&item.target.user());
    let is_seen = |proof: &PersonProof| matches!(proof.verdict, PersonVerdict::StillThere { .. });
    match verdict {
        None if item.is_unlisted() => proof().is_some_and(|proof| is_seen(proof)),
        verdict => verdict == Some(Verdict::StillListed),
    }
}
