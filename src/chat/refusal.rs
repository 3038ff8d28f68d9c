//! Why there is no plan to change the Chat account.

use crate::model::SafeText;

/// Why there is no plan. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The profile is read-only.
    #[error("read-only: nothing is changed. Drop --read-only, or read_only in the profile")]
    ReadOnly,
    /// The sign-in may only read, so nothing is changed from here.
    #[error(
        "this sign-in may only read, so nothing is changed from here: sign in with the scope \
         `read write`"
    )]
    ReadScope,
    /// Only the owner sees and changes this part (`docs::zendesk_api` §7).
    #[error(
        "Chat shows billing to the account's owner alone, and this token is not the owner's: ask \
         the owner for a token, or to change it"
    )]
    NotOwner,
    /// The field is not in the part that can be written.
    #[error("{0} cannot be set: of a Chat account only billing.… can be written")]
    NotWritable(SafeText),
    /// There are two wishes for one field.
    #[error("{0} is given twice")]
    Twice(SafeText),
    /// The account does not have the field, and nobody knows what Chat would do with it.
    #[error("{field} is no field of this account; {hint}")]
    Unknown {
        /// The field that is missing.
        field: SafeText,
        /// The field that may be meant, or the fields that exist.
        hint: SafeText,
    },
    /// The text does not fit the field: words where there is a number, for example.
    #[error("{field} is {old} now, and {text} is not of that kind")]
    Kind {
        /// The field with the other kind of value.
        field: SafeText,
        /// The field's value now.
        old: SafeText,
        /// The text that was given.
        text: SafeText,
    },
    /// There is nothing to change: the account has all these values already.
    #[error("nothing to change: the account says so already")]
    Nothing,
}
