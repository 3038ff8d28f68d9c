//! Why there is no plan, in words that say what to do.

use crate::model::UserId;

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing was chosen, or none of it is listed any more.
    #[error("nothing to end: no listed session was chosen")]
    Empty,
    /// All that was chosen is kept.
    #[error("nothing to end: {} yours or protected", all(*.0))]
    AllExcluded(usize),
    /// Read-only.
    #[error("read-only: nothing can be ended (drop --read-only or the profile's read_only)")]
    ReadOnly,
    /// `users/me` has not answered yet.
    #[error("not known yet whose credentials these are; wait for the first answer of Zendesk")]
    WhoAmI,
    /// "All" of a list that is not whole.
    #[error("the list is not whole yet; \"all\" is possible once a whole walk is in")]
    NotWhole,
    /// "All" with credentials that see only their owner's sessions.
    #[error("these credentials see only their own sessions; sign in as an admin")]
    OwnOnly,
    /// More than a run may end.
    #[error("{chosen} sessions are more than a run may end ({limit}; guard.max_per_run)")]
    TooMany {
        /// How many would be ended.
        chosen: usize,
        /// How many may be.
        limit: usize,
    },
    /// A protected rule needs the person's record, and Zendesk has not told it.
    #[error("user {0} is not known yet, so the protected list cannot be checked; try again")]
    Unresolved(UserId),
}

/// How many sessions were chosen, all of which are kept.
fn all(chosen: usize) -> String {
    match chosen {
        1 => "the chosen session is".to_owned(),
        chosen => format!("all {chosen} chosen sessions are"),
    }
}
