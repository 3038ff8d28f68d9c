//! Credentials on this machine: where they are saved, fetched and renewed.
//!
//! - `saved_sign_in` a sign-in as it is saved, and `store` where: a keyring or a file of the
//!   owner's
//! - `saved_sign_ins` the sign-ins of one account and profile, and the lock that changes them
//! - `renewing` provides the credentials of a sign-in and renews them; the only one to use up a
//!   refresh token
//! - `helper` a secret from a command or a file; `fetched_secret` provides it
//! - `redirect` where the browser comes back to
//! - `fingerprint` what the journal may know of a secret
//! - `notes` what some answers mean under the credentials in use
//! - `source` the credentials of a run, whichever of these they come from
//!
//! No UI, no policy about sessions, and no request but those of OAuth's token endpoint, which
//! `zendesk` makes.

mod fetched_secret;
mod fingerprint;
mod helper;
mod notes;
mod redirect;
mod renewing;
mod saved_sign_in;
mod saved_sign_ins;
mod source;
mod store;

pub(crate) use fetched_secret::FetchedSecret;
pub(crate) use helper::fetch;
pub(crate) use notes::{SESSION_NOT_SAID, help_center_advice, session_note};
pub(crate) use redirect::{Page, RedirectListener};
pub(crate) use renewing::{RenewingProvider, finish_renewals};
pub(crate) use saved_sign_in::{GrantKind, SavedSignIn};
pub(crate) use saved_sign_ins::{FoundSignIn, SavedSignIns};
pub(crate) use source::{CredentialSource, TokenEndpoint};
pub(crate) use store::{SecretStore, StoreError};
