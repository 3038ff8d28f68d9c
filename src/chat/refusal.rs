//! Why the Chat account is not changed.

use crate::model::SafeText;

/// Why there is no plan. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Read-only.
    #[error("read-only: nothing is changed. Drop --read-only, or read_only in the profile")]
    ReadOnly,
    /// Whoever signed in to watch watches.
    #[error(
        "this sign-in may only read, so nothing is changed from here: sign in with the scope \
         `read write`"
    )]
    ReadScope,
    /// Nobody but the owner sees and changes it (`docs::zendesk_api` §7).
    #[error(
        "Chat shows billing to the account's owner alone, and this token is not the owner's: ask \
         the owner for a token, or to change it"
    )]
    NotOwner,
    /// It is not in the part that can be written.
    #[error("{0} cannot be set: of a Chat account only billing.… can be written")]
    NotWritable(SafeText),
    /// One field, two wishes.
    #[error("{0} is given twice")]
    Twice(SafeText),
    /// The account does not have it, and nobody can say what Chat would make of it.
    #[error("{field} is no field of this account; {hint}")]
    Unknown {
        /// Which.
        field: SafeText,
        /// What may be meant, or what there is.
        hint: SafeText,
    },
    /// Text where there is a number, or the like.
    #[error("{field} is {old} now, and {text} is not of that kind")]
    Kind {
        /// Which.
        field: SafeText,
        /// What it is.
        old: SafeText,
        /// What was given.
        text: SafeText,
    },
    /// The account says all of it already.
    #[error("nothing to change: the account says so already")]
    Nothing,
}
