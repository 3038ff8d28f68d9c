//! Proof: what a list that was read later says of an ended session.

use rustc_hash::FxHashSet;

use super::ReportItem;
use crate::live::Snapshot;
use crate::model::SessionKey;

/// What a later list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No list that was read after the outcome is in yet.
    Waiting,
    /// A later whole walk, or the person's own list, lacks it.
    Verified,
    /// A later list still has it.
    StillListed,
    /// Not this session, but a new one of the same person.
    CameBack,
}

impl Verdict {
    /// The word on the screen and in the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "not verified yet",
            Self::Verified => "verified gone",
            Self::StillListed => "still listed",
            Self::CameBack => "came back",
        }
    }
}

/// What `seen` says of each item, in the order of `items`. `None` for items that nothing was
/// sent for, or that were refused: their sessions are expected to live on.
pub fn verify(items: &[ReportItem], seen: &Snapshot) -> Vec<Option<Verdict>> {
    let keys: FxHashSet<SessionKey> = items
        .iter()
        .filter(|item| item.outcome.kind().wants_proof())
        .map(|item| item.target.key)
        .collect();
    let listed = seen.find(&keys);
    let verdict = |item: &ReportItem| {
        item.outcome.kind().wants_proof().then(|| {
            if !seen.covers_since(item.target.key.user, item.at) {
                Verdict::Waiting
            } else if listed.contains_key(&item.target.key) {
                Verdict::StillListed
            } else {
                Verdict::Verified
            }
        })
    };
    items.iter().map(verdict).collect()
}
