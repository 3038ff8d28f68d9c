//! Proof: what a list that was read later says of an ended session. What Zendesk shows later
//! of people and tokens is looked up by `contain`.

use rustc_hash::FxHashSet;

use super::{Operation, ReportItem};
use crate::journal::{Named, RunId};
use crate::live::Snapshot;
use crate::model::SessionKey;

/// What a later list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No list that was read after the outcome is in yet.
    Waiting,
    /// It is as it should be: a later list lacks the session or the token, or the person is
    /// shown as suspended, or no longer so.
    Verified,
    /// It is not: a later list still has it, or shows the person as they were.
    StillListed,
    /// Not this session, but a new one of the same person.
    CameBack,
}

/// What was seen later of the items of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// The run.
    pub run: RunId,
    /// Each item of which something was seen.
    pub of: Vec<ItemVerdict>,
}

/// What was seen later of one item of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemVerdict {
    /// Its place in the run, from 1.
    pub place: usize,
    /// What was done.
    pub operation: Operation,
    /// What it is about.
    pub named: Named,
    /// What was seen.
    pub verdict: Verdict,
}

/// What `snapshot` says of each item, in the order of `items`. `None` for items that nothing was
/// sent for, or that were refused: their sessions are expected to live on. `None` as well for
/// what is no session.
pub fn verify(items: &[ReportItem], snapshot: &Snapshot) -> Vec<Option<Verdict>> {
    let in_question = |item: &ReportItem| {
        let session = item.target.session();
        session.filter(|_| item.outcome.kind.wants_proof())
    };
    let keys: FxHashSet<SessionKey> = items.iter().filter_map(in_question).collect();
    let listed = snapshot.find(&keys);
    let verdict = |item: &ReportItem| {
        in_question(item).map(|key| {
            if !snapshot.covers_since(key.user, item.at) {
                Verdict::Waiting
            } else if listed.contains_key(&key) {
                Verdict::StillListed
            } else {
                Verdict::Verified
            }
        })
    };
    items.iter().map(verdict).collect()
}
