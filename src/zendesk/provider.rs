//! What provides the credentials of requests: some stay as they are, others are renewed on the way.
//! The code that renews lives in `auth`; here is only what a request needs of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use secrecy::SecretString;
use tokio::time::Instant;

use super::{AuthKind, Credentials};
use crate::model::Timestamp;

/// A credential provider, which gives every request its credentials.
pub(crate) trait CredentialProvider: Send + Sync {
    /// Gets the credentials for the next request.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, ProviderError>>;

    /// Says, after a 401 to a request sent at `sent`, whether there are other credentials by now,
    /// so that asking again makes sense. One renewal serves every request sent before it.
    fn renew(&self, sent: Instant) -> BoxFuture<'_, Result<bool, ProviderError>>;

    /// Which sign-in the credentials are of that [`Self::credentials`] gave last, or gives next.
    fn sign_in(&self) -> SignInNumber {
        SignInNumber::default()
    }

    /// What is known of the credentials without asking anybody.
    fn standing(&self) -> Standing;

    /// What is odd about the credentials, in words without secrets.
    fn suspicion(&self) -> Option<String> {
        None
    }

    /// The secrets that renew the credentials, which the server knows beside them.
    fn others(&self) -> Vec<SecretString> {
        Vec::new()
    }
}

/// Why there are no credentials for a request. The words are for the person, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// Only the person can help; the words say how.
    #[error("{0}")]
    SignedOut(String),
    /// It may work later by itself, for the reason in these words.
    #[error("{0}")]
    NotNow(String),
    /// Zendesk was asked to renew them and did not, and is asked again after a while.
    #[error("the access token has ended, and {why}: it may be renewed in {} s", wait.as_secs())]
    Later {
        /// The time to wait, counted from when this error is returned.
        wait: Duration,
        /// What came in place of new tokens.
        why: String,
        /// Whether that was a clear answer, which asking again will hardly change.
        is_refusal: bool,
    },
}

/// The number of the credentials in use, counted from those at the start. Whoever they belong to is known
/// of one number alone: those after it may be somebody else's, renewed ones included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignInNumber(u64);

impl SignInNumber {
    /// The number of the credentials that took the place of these.
    #[must_use]
    pub(crate) const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The one sign-in that requests may be sent with, where that matters. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct SignInPin(Arc<Mutex<SignInNumber>>);

impl SignInPin {
    /// A pin on this sign-in.
    pub(crate) fn on(sign_in: SignInNumber) -> Self {
        Self(Arc::new(Mutex::new(sign_in)))
    }

    /// Moves it to this sign-in, of which it is known whose it is.
    pub(crate) fn move_to(&self, sign_in: SignInNumber) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = sign_in;
    }

    /// The sign-in.
    pub(super) fn sign_in(&self) -> SignInNumber {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of credentials without asking anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The kind of credentials.
    pub kind: AuthKind,
    /// Whether they may end sessions, if their scope says so.
    pub may_write: Option<bool>,
    /// When they end for good, because nothing renews them any more.
    pub ends_at: Option<Timestamp>,
    /// Whether other credentials can take their place while the program runs: somebody signs in
    /// again, or puts another secret where this one was fetched.
    pub may_return: bool,
}

impl CredentialProvider for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, ProviderError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }

    fn renew(&self, _: Instant) -> BoxFuture<'_, Result<bool, ProviderError>> {
        Box::pin(std::future::ready(Ok(false)))
    }

    fn suspicion(&self) -> Option<String> {
        Self::suspicion(self)
    }

    fn standing(&self) -> Standing {
        Standing {
            kind: self.kind(),
            may_write: None,
            ends_at: self.kind().ends_at(),
            may_return: false,
        }
    }
}
