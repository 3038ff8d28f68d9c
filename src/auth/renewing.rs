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
//! - `failure` why a renewal failed, and when to try again

mod failure;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

use self::failure::{RenewalFailure, SIGN_IN};
use super::saved_sign_in::{GrantKind, SavedSignIn};
use super::saved_sign_ins::Lock;
use super::store::{SecretStore, StoreError};
use crate::model::{Clock, SafeText};
use crate::zendesk::oauth::{Authority, Grant, OAuthError};
use crate::zendesk::{
    AuthKind, CredentialProvider, Credentials, ProviderError, SignInNumber, Standing, logged,
};

/// The least time between the arrival of a token and its renewal: Zendesk's live 300 s and more,
/// and a server that refuses a token it just gave must not be asked again and again.
const SHORTEST_LIFE: Duration = Duration::from_secs(60);

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
    last: tokio::sync::Mutex<Option<Last>>,
}

struct HeldTokens {
    saved_sign_in: SavedSignIn,
    /// Which tokens these are, counted from those at the start.
    number: SignInNumber,
    /// The credentials; `None` until there are tokens, and where these cannot be sent.
    credentials: Option<Credentials>,
}

struct Last {
    at: Instant,
    went: Result<(), ProviderError>,
    /// Whether the refresh token is used up, so that it is not to be sent again.
    is_spent: bool,
    /// The renewals in a row that gave no tokens.
    failures: u32,
}

impl Last {
    /// The failure while Zendesk is not to be asked again, with the time that is left of that.
    fn still(&self) -> Option<ProviderError> {
        let Err(ProviderError::Later {
            wait,
            why,
            is_refusal,
        }) = &self.went
        else {
            return None;
        };
        let wait = wait.saturating_sub(self.at.elapsed());
        (!wait.is_zero()).then(|| ProviderError::Later {
            wait,
            why: why.clone(),
            is_refusal: *is_refusal,
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

impl HeldTokens {
    fn of(saved_sign_in: SavedSignIn, number: SignInNumber) -> Self {
        let credentials = Credentials::oauth(saved_sign_in.grant.access_token.expose_secret()).ok();
        Self {
            saved_sign_in,
            number,
            credentials,
        }
    }

    /// Holds other tokens. They may be another person's: of whoever signed in anew, and by a server's
    /// mistake even where they were renewed.
    fn turn_to(&mut self, saved_sign_in: SavedSignIn) {
        *self = Self::of(saved_sign_in, self.number.next());
    }
}

impl ProviderParts {
    /// Reads the tokens. A panic elsewhere does not make them invalid.
    fn held<T>(&self, look: impl FnOnce(&HeldTokens) -> T) -> T {
        look(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn hold(&self, saved_sign_in: SavedSignIn) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.turn_to(saved_sign_in);
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

    /// Renews tokens; `true` if there are other tokens than when a request was sent at `sent`.
    async fn renew(&self, sent: Instant) -> Result<bool, ProviderError> {
        let mut last = self.last.lock().await;
        if let Some(last) = &*last {
            if last.at > sent {
                return last.went.clone().map(|()| true);
            }
            if last.went.is_ok() && last.at.elapsed() < SHORTEST_LIFE {
                return Ok(false);
            }
        }
        let is_spent = last.as_ref().is_some_and(|last| last.is_spent);
        let still = last.as_ref().and_then(Last::still);
        let failures = last.as_ref().map_or(0, |last| last.failures);
        let turned = self.turn(is_spent, still, failures).await;
        match &turned {
            Ok(true) => tracing::info!("credentials were renewed"),
            Ok(false) => tracing::info!("credentials were refused, and nothing renews them"),
            Err(failure) => tracing::warn!("credentials not renewed: {}", logged(&failure.message)),
        }
        let (went, is_spent, failures) = match &turned {
            Ok(_) => (Ok(()), false, 0),
            Err(failure) => (
                Err(failure.message.clone()),
                failure.is_spent || is_spent,
                failures.saturating_add(1),
            ),
        };
        if let Ok(false) = turned {
            return Ok(false);
        }
        *last = Some(Last {
            at: Instant::now(),
            went: went.clone(),
            is_spent,
            failures,
        });
        went.map(|()| true)
    }

    /// Under the lock: takes over the tokens that another process has saved, or gets new ones.
    /// `false` if nothing renews them. While Zendesk is not to be asked, `still` is why; `failures`
    /// is how often in a row it gave none.
    async fn turn(
        &self,
        is_spent: bool,
        still: Option<ProviderError>,
        failures: u32,
    ) -> Result<bool, RenewalFailure> {
        let _lock = match &self.lock {
            Some(path) => Some(Lock::take(path).await.map_err(|error| {
                let why = format!("the lock of the sign-in cannot be taken ({error})");
                RenewalFailure::of_machine(why, failures)
            })?),
            None => None,
        };
        if self.adopt(failures).await? {
            self.set_unkept(None);
            return Ok(true);
        }
        if let Some(unkept) = self.unkept() {
            self.keep(unkept, failures).await?;
            return Ok(true);
        }
        let saved_sign_in = self.held(|held| held.saved_sign_in.clone());
        if !saved_sign_in.can_renew() {
            return Ok(false);
        }
        if is_spent {
            return Err(RenewalFailure::spent("the sign-in has ended"));
        }
        if let Some(still) = still {
            return Err(still.into());
        }
        // Saves before asking, so that a store that cannot be written is noticed while nothing is
        // lost.
        self.save(&saved_sign_in).await.map_err(|error| {
            let why =
                format!("a new one was not asked for, because it could not be kept ({error})");
            RenewalFailure::of_machine(why, failures)
        })?;
        let authority = (self.opening)().await.map_err(RenewalFailure::from)?;
        let grant = match self.ask(&authority, &saved_sign_in).await {
            Err(OAuthError::InvalidGrant(words)) => {
                // A process that does not use our lock may have been faster.
                if self.adopt(failures).await? {
                    return Ok(true);
                }
                return Err(RenewalFailure::spent(&format!(
                    "the sign-in has ended: it was revoked, it expired, or a renewal that was \
                     interrupted has used it up ({words})"
                )));
            }
            answer => answer.map_err(|error| RenewalFailure::of(&error, failures))?,
        };
        self.keep(saved_sign_in.renewed(grant), failures).await?;
        Ok(true)
    }

    /// Saves new tokens, and only then uses them. What cannot be saved is saved later: the tokens
    /// before it are used up.
    async fn keep(&self, new: SavedSignIn, failures: u32) -> Result<(), RenewalFailure> {
        let saved = self.save(&new).await;
        match saved {
            Ok(()) => {
                self.set_unkept(None);
                self.hold(new);
                Ok(())
            }
            Err(error) => {
                self.set_unkept(Some(new));
                let why = format!(
                    "the new one could not be kept ({error}); leave zentop running until that is \
                     mended, or {SIGN_IN}"
                );
                Err(RenewalFailure::of_machine(why, failures))
            }
        }
    }

    fn unkept(&self) -> Option<SavedSignIn> {
        let unkept = self.unkept.lock();
        unkept.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_unkept(&self, unkept: Option<SavedSignIn>) {
        *self.unkept.lock().unwrap_or_else(PoisonError::into_inner) = unkept;
    }

    async fn ask(
        &self,
        authority: &Authority,
        saved_sign_in: &SavedSignIn,
    ) -> Result<Grant, OAuthError> {
        let now = (self.clock)();
        match (
            saved_sign_in.grant_kind,
            &saved_sign_in.grant.refresh_token,
            &saved_sign_in.asked,
        ) {
            (GrantKind::ClientCredentials, _, Some(asked)) => {
                authority.client_credentials(asked, now).await
            }
            (_, Some(token), _) => authority.refresh(token, now).await,
            _ => Err(OAuthError::InvalidGrant(SafeText::new("nothing renews it"))),
        }
    }

    /// Takes over the saved tokens, if they differ from those in memory.
    async fn adopt(&self, failures: u32) -> Result<bool, RenewalFailure> {
        let known = self.held(|held| held.saved_sign_in.clone());
        if self.lock.is_none() {
            return Ok(false);
        }
        let saved = SavedSignIn::load(&*self.store, &known.origin).await;
        let saved = saved.map_err(|error| {
            let why = format!("what is kept of the sign-in cannot be read ({error})");
            RenewalFailure::of_machine(why, failures)
        })?;
        match saved {
            Some(saved) if saved.has_tokens_of(&known) => Ok(false),
            Some(saved) => {
                self.hold(saved);
                Ok(true)
            }
            None => Err(RenewalFailure::signed_out(format!(
                "{SIGN_IN}: it is not in {} any more",
                self.store.place()
            ))),
        }
    }

    async fn save(&self, saved_sign_in: &SavedSignIn) -> Result<(), StoreError> {
        saved_sign_in.save(&*self.store).await
    }
}
