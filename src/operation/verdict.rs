//! The verdict of a later list: on an item of a run here, on somebody in it below.
//!
//! - `person` the verdict on a person

mod person;

use super::Operation;
use crate::journal::NamedTarget;

pub(crate) use self::person::{NOTHING_DONE, counts};
pub use self::person::{NotLookedAt, OtherSessions, PersonProof, PersonVerdict};

/// What a later list says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No list that was read after the outcome is in yet.
    Waiting,
    /// The item is as it should be: a later list lacks the session or the token, or the person is
    /// shown as suspended, or no longer so.
    Verified,
    /// It is not as it should be: a later list still has it, or shows the person as they were.
    StillListed,
    /// The session is gone, and the same person has a new one.
    CameBack,
    /// A later list was read, and proves nothing: it has records that cannot be read, rows of other
    /// people, or was not found.
    NotKnown,
    /// The person's own list lacks the session, and a walk that began later shows it.
    Contradicted,
}

impl Verdict {
    /// The word for it in the log.
    pub(super) const fn for_log(self) -> &'static str {
        match self {
            Self::Waiting => "not looked at",
            Self::Verified => "as it should be",
            Self::StillListed => "not as it should be",
            Self::CameBack => "came back",
            Self::NotKnown => "not known",
            Self::Contradicted => "contradicted",
        }
    }
}

/// Whether an item of which something is said is not proved to be as it should be.
pub(crate) fn is_open(verdict: Option<Verdict>) -> bool {
    verdict.is_some_and(|verdict| verdict != Verdict::Verified)
}

/// The verdict on one item of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemVerdict {
    /// The item's place in the run, from 1.
    pub place: usize,
    /// The operation that was done.
    pub operation: Operation,
    /// The target, by its ids.
    pub named: NamedTarget,
    /// The verdict itself.
    pub verdict: Verdict,
}
