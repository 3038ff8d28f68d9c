//! One renewal: what another process has saved is taken over, or new tokens are asked for.

use std::time::Duration;

use tokio::time::Instant;

use super::ProviderParts;
use super::failure::RenewalFailure;
use super::last::LastRenewal;
use crate::auth::saved_sign_in::{GrantKind, SavedSignIn};
use crate::auth::saved_sign_ins::Lock;
use crate::model::SafeText;
use crate::zendesk::oauth::{Authority, Grant, OAuthError};
use crate::zendesk::{ProviderError, logged};

/// What a renewal came to.
enum Turned {
    /// Nothing renews these tokens.
    Nothing,
    /// Tokens that were given some time ago took their place.
    TakenOver,
    /// Zendesk gave others.
    Given,
}

/// The least time between the arrival of a token and its renewal: Zendesk's live 300 s and more,
/// and a server that refuses a token it just gave must not be asked again and again.
pub(super) const SHORTEST_LIFE: Duration = Duration::from_secs(60);

impl ProviderParts {
    /// Renews tokens; `true` if there are other tokens than when a request was sent at `sent`.
    pub(super) async fn renew(&self, sent: Instant) -> Result<bool, ProviderError> {
        let mut last = self.last.lock().await;
        let now = (self.clock)();
        if let Some(last) = &*last {
            if last.at > sent {
                return last.went.clone().map(|()| true);
            }
            if last.gave_anew_since(now) {
                return Ok(false);
            }
        }
        let is_spent = last.as_ref().is_some_and(|last| last.is_spent);
        let still = last.as_ref().and_then(LastRenewal::still);
        let failures = last.as_ref().map_or(0, |last| last.failures);
        let had_tokens = self.held(|held| held.credentials.is_some());
        let turned = self.turn(is_spent, still, failures).await;
        match &turned {
            Ok(Turned::Nothing) => {
                tracing::info!("credentials were refused, and nothing renews them");
            }
            Ok(_) => tracing::info!("credentials were renewed"),
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
        if let Ok(Turned::Nothing) = turned {
            return Ok(false);
        }
        *last = Some(LastRenewal {
            at: Instant::now(),
            at_clock: now,
            gave_anew: had_tokens && matches!(turned, Ok(Turned::Given)),
            went: went.clone(),
            is_spent,
            failures,
        });
        went.map(|()| true)
    }

    /// Under the lock: takes over the tokens that another process has saved, or gets new ones.
    /// While Zendesk is not to be asked, `still` is why; `failures`
    /// is how often in a row it gave none.
    async fn turn(
        &self,
        is_spent: bool,
        still: Option<ProviderError>,
        failures: u32,
    ) -> Result<Turned, RenewalFailure> {
        let _lock = match &self.lock {
            Some(path) => Some(Lock::take(path).await.map_err(|error| {
                let why = format!("the lock of the sign-in cannot be taken ({error})");
                RenewalFailure::of_machine(why, failures)
            })?),
            None => None,
        };
        if self.adopt(failures).await? {
            self.set_unkept(None);
            return Ok(Turned::TakenOver);
        }
        if let Some(unkept) = self.unkept() {
            self.keep(unkept, failures).await?;
            return Ok(Turned::TakenOver);
        }
        let saved_sign_in = self.held(|held| held.saved_sign_in.clone());
        if !saved_sign_in.can_renew() {
            return Ok(Turned::Nothing);
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
                    return Ok(Turned::TakenOver);
                }
                return Err(RenewalFailure::spent(&format!(
                    "the sign-in has ended: it was revoked, it expired, or a renewal that was \
                     interrupted has used it up ({words})"
                )));
            }
            Err(OAuthError::RefreshOnly(grant, why)) => {
                // The refresh token before it is used up, whatever the access token is worth.
                self.keep(saved_sign_in.renewed(*grant), failures).await?;
                return Err(RenewalFailure::of(&OAuthError::Lost(why), failures));
            }
            answer => answer.map_err(|error| RenewalFailure::of(&error, failures))?,
        };
        self.keep(saved_sign_in.renewed(grant), failures).await?;
        Ok(Turned::Given)
    }

    /// Asks for tokens in the way of the grant.
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
}
