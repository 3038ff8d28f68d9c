//! Provides the credentials of a sign-in and renews them.
//!
//! A refresh token is good for one renewal, and the renewal ends the tokens before it
//! (`docs::zendesk_api` §5.3). So a renewal is made under a lock that all processes of this machine
//! share; a process that waited for it first looks whether the tokens have changed. The new tokens
//! are saved, durably, before they are used. Only `invalid_grant` says that a refresh token is used
//! up. After any other answer, after none, and after a failure of this machine's keyring, lock or
//! disk, it is tried again after a while: if the token was used up, it is refused then, and nothing
//! is lost. New tokens that cannot be saved wait in memory until they can.
//!
//! - here [`RenewingProvider`], which clients ask
//! - `renewal` one renewal; `failure` why it failed, and when to try again; `last` how the last one
//!   went
//! - `keeping` tokens are saved before they are used; `held` the tokens in use

mod failure;
mod held;
mod keeping;
mod last;
mod renewal;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use secrecy::SecretString;
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

use self::failure::SIGN_IN;
use self::held::HeldTokens;
use self::last::LastRenewal;
use super::saved_sign_in::SavedSignIn;
use super::store::SecretStore;
use crate::model::Clock;
use crate::zendesk::oauth::Authority;
use crate::zendesk::{
    AuthKind, CredentialProvider, Credentials, ProviderError, SignInNumber, Standing,
};

/// Renewals under way. The program does not end while one is: see [`finish_renewals`].
static RENEWALS: LazyLock<TaskTracker> = LazyLock::new(TaskTracker::new);

/// Waits for renewals that are under way, so that new tokens are saved before the program ends.
pub(crate) async fn finish_renewals(limit: Duration) {
    RENEWALS.close();
    // After that long it is as if the machine had crashed: the person must sign in again.
    let _ = tokio::time::timeout(limit, RENEWALS.wait()).await;
}

/// Opens the way to the token endpoint when it is needed, since that takes some milliseconds.
pub(super) type Opening =
    Box<dyn Fn() -> BoxFuture<'static, Result<Authority, ProviderError>> + Send + Sync>;

/// Provides the credentials of a sign-in. Clones share it.
#[derive(Clone)]
pub(crate) struct RenewingProvider(Arc<ProviderParts>);

/// What the clones of a provider share.
struct ProviderParts {
    opening: Opening,
    store: Arc<dyn SecretStore>,
    /// The lock's file; `None` where no other process knows the sign-in.
    lock: Option<PathBuf>,
    clock: Clock,
    held: RwLock<HeldTokens>,
    /// New tokens that could not be kept yet. They are not used before that, and are not lost.
    unkept: Mutex<Option<SavedSignIn>>,
    /// The lock for one renewal at a time, with when and how the last one ended.
    last: tokio::sync::Mutex<Option<LastRenewal>>,
}

impl ProviderParts {
    /// Reads the tokens. A panic elsewhere does not make them invalid.
    fn held<T>(&self, look: impl FnOnce(&HeldTokens) -> T) -> T {
        look(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether the token has ended by our clock, the one that its end was computed with.
    fn is_due(&self) -> bool {
        let now = (self.clock)();
        self.held(|held| {
            let ended = held
                .saved_sign_in
                .grant
                .expires_at
                .is_some_and(|end| end <= now);
            held.saved_sign_in.can_renew() && (ended || held.credentials.is_none())
        })
    }
}

impl std::fmt::Debug for RenewingProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RenewingProvider")
            .field("store", &self.0.store)
            .finish_non_exhaustive()
    }
}

impl RenewingProvider {
    /// Provides the credentials of `saved_sign_in`, which is saved in `store` and changes under the
    /// lock of `lock`.
    pub(super) fn new(
        saved_sign_in: SavedSignIn,
        store: Arc<dyn SecretStore>,
        lock: Option<PathBuf>,
        opening: Opening,
        clock: Clock,
    ) -> Self {
        Self(Arc::new(ProviderParts {
            opening,
            store,
            lock,
            clock,
            held: RwLock::new(HeldTokens::of(saved_sign_in, SignInNumber::default())),
            unkept: Mutex::new(None),
            last: tokio::sync::Mutex::new(None),
        }))
    }

    /// The sign-in in its present state.
    pub(crate) fn saved_sign_in(&self) -> SavedSignIn {
        self.0.held(|held| held.saved_sign_in.clone())
    }

    /// The place where the sign-in is saved, if it is.
    pub(crate) fn place(&self) -> Option<String> {
        self.0.lock.as_ref().map(|_| self.0.store.place())
    }

    /// Renews in a task of its own: a caller that no longer waits must not take the new tokens with
    /// it.
    async fn renewed(&self, sent: Instant) -> Result<bool, ProviderError> {
        let parts = Arc::clone(&self.0);
        let task = RENEWALS.spawn(async move { parts.renew(sent).await });
        match task.await {
            Ok(renewed) => renewed,
            // The words of a panic among secrets may quote one.
            Err(_) => Err(ProviderError::NotNow("the renewal broke off".to_owned())),
        }
    }
}

impl CredentialProvider for RenewingProvider {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, ProviderError>> {
        Box::pin(async {
            if self.0.is_due() {
                self.renewed(Instant::now()).await?;
            }
            let credentials = self.0.held(|held| held.credentials.clone());
            credentials.ok_or_else(|| {
                ProviderError::SignedOut(format!("{SIGN_IN}: what is kept is no token"))
            })
        })
    }

    fn renew(&self, sent: Instant) -> BoxFuture<'_, Result<bool, ProviderError>> {
        Box::pin(self.renewed(sent))
    }

    fn sign_in(&self) -> SignInNumber {
        self.0.held(|held| held.number)
    }

    fn suspicion(&self) -> Option<String> {
        self.0
            .held(|held| held.credentials.as_ref().and_then(Credentials::suspicion))
    }

    fn others(&self) -> Vec<SecretString> {
        self.0.held(|held| {
            let SavedSignIn {
                grant,
                registration,
                ..
            } = &held.saved_sign_in;
            let client = registration.as_ref().and_then(|it| it.secret.as_ref());
            let others = grant.refresh_token.iter().chain(client);
            others.cloned().collect()
        })
    }

    fn standing(&self) -> Standing {
        self.0.held(|held| Standing {
            kind: AuthKind::OAuth,
            may_write: held
                .saved_sign_in
                .scopes()
                .and_then(|scopes| scopes.may_write()),
            ends_at: held.saved_sign_in.ends_at(),
            may_return: self.0.lock.is_some(),
        })
    }
}
