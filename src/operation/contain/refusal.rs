//! Why there is no plan for containment.

use crate::model::UserId;

/// Why there is no plan. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody was chosen, or there are no tokens of those who were.
    #[error("nothing to do: there is nobody and no token to choose from")]
    Empty,
    /// All that was chosen is kept, for these reasons.
    #[error("nothing to do: all that was chosen is kept ({0})")]
    AllExcluded(String),
    /// Read-only.
    #[error("read-only: nothing can be changed (drop --read-only or the profile's read_only)")]
    ReadOnly,
    /// `users/me` has not answered yet.
    #[error("not known yet whose credentials these are; wait for the first answer of Zendesk")]
    WhoAmI,
    /// Only admins may, and an admin who stays is what keeps an account from losing its last.
    #[error("these credentials are not an admin's; sign in as an admin to suspend or revoke")]
    NotAdmin,
    /// More than a run may do.
    #[error("{chosen} are more than a run may do ({limit}; guard.max_per_run)")]
    TooMany {
        /// How many there would be.
        chosen: usize,
        /// How many there may be.
        limit: usize,
    },
    /// The person's record has not come yet, so neither their role nor the protected list can
    /// be checked.
    #[error("user {0} is not known yet, so what they may do cannot be checked; try again")]
    Unresolved(UserId),
    /// Zendesk does not know the person.
    #[error("Zendesk knows no user {0}; check the number")]
    Unknown(UserId),
}
