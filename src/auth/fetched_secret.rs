//! Credentials from a secret that a profile keeps elsewhere. It is fetched when the first request
//! needs it, and again when Zendesk refuses it, because a helper may have a newer one by then.

use std::sync::PoisonError;

use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::helper::{HelperError, fetch};
use crate::settings::{AuthChoice, CredentialsInput, ProfileSecret};
use crate::zendesk::{
    AuthKind, CredentialProvider, Credentials, CredentialsError, ProviderError, SignInNumber,
    Standing,
};

/// Provides the secret that a helper prints or a file holds.
#[derive(Debug)]
pub(crate) struct FetchedSecret {
    secret: ProfileSecret,
    kind: AuthKind,
    held: Mutex<Option<HeldSecret>>,
    /// Which secret it is, counted from the first: another may be another person's.
    number: std::sync::Mutex<SignInNumber>,
}

#[derive(Debug)]
struct HeldSecret {
    credentials: Credentials,
    /// When they were last fetched again, if they were: requests sent before are to use them.
    renewed_at: Option<Instant>,
}

impl FetchedSecret {
    /// Provides a secret; `None` for the secret of a client, which is not sent with requests.
    pub(crate) fn new(secret: ProfileSecret) -> Option<Self> {
        let kind = match secret.auth() {
            AuthChoice::OAuth => AuthKind::OAuth,
            AuthChoice::ApiToken => AuthKind::ApiToken,
            AuthChoice::Password => AuthKind::Password,
            AuthChoice::ClientCredentials => return None,
        };
        Some(Self {
            secret,
            kind,
            held: Mutex::new(None),
            number: std::sync::Mutex::default(),
        })
    }

    /// The description of the secret.
    pub(crate) fn secret(&self) -> &ProfileSecret {
        &self.secret
    }

    /// The kind of credentials.
    pub(crate) fn kind(&self) -> AuthKind {
        self.kind
    }

    /// The secret, if it was fetched already and is not being fetched again.
    pub(super) fn held(&self) -> Option<SecretString> {
        let held = self.held.try_lock().ok()?;
        held.as_ref().map(|held| secret_of(&held.credentials))
    }

    async fn ask(&self) -> Result<Credentials, ProviderError> {
        let signed_out = |error: HelperError| ProviderError::SignedOut(error.to_string());
        let found = fetch(&self.secret).await.map_err(signed_out)?;
        let credentials = match plain(&found) {
            Some(credentials) => credentials,
            None => Err(CredentialsError::Empty("secret")),
        };
        let key = self.secret.place().key();
        credentials.map_err(|error| ProviderError::SignedOut(format!("{key}: {error}")))
    }
}

impl CredentialProvider for FetchedSecret {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, ProviderError>> {
        Box::pin(async {
            let mut held = self.held.lock().await;
            let now = match held.take() {
                Some(known) => known,
                None => HeldSecret {
                    credentials: self.ask().await?,
                    renewed_at: None,
                },
            };
            Ok(held.insert(now).credentials.clone())
        })
    }

    fn renew(&self, sent: Instant) -> BoxFuture<'_, Result<bool, ProviderError>> {
        Box::pin(async move {
            let mut held = self.held.lock().await;
            let renewed_at = held.as_ref().and_then(|held| held.renewed_at);
            if renewed_at.is_some_and(|at| at > sent) {
                return Ok(true);
            }
            let credentials = self.ask().await?;
            let is_another = held.as_ref().is_none_or(|old| {
                secret_of(&old.credentials).expose_secret()
                    != secret_of(&credentials).expose_secret()
            });
            if is_another {
                let mut number = self.number.lock().unwrap_or_else(PoisonError::into_inner);
                *number = number.next();
                *held = Some(HeldSecret {
                    credentials,
                    renewed_at: Some(Instant::now()),
                });
            }
            Ok(is_another)
        })
    }

    fn sign_in(&self) -> SignInNumber {
        *self.number.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn suspicion(&self) -> Option<String> {
        let held = self.held.try_lock().ok()?;
        held.as_ref()?.credentials.suspicion()
    }

    fn standing(&self) -> Standing {
        Standing {
            kind: self.kind,
            may_write: None,
            ends_at: self.kind.ends_at(),
            may_return: true,
        }
    }
}

/// The credentials for requests; `None` for a client's secret, which is not sent with them.
pub(super) fn plain(input: &CredentialsInput) -> Option<Result<Credentials, CredentialsError>> {
    Some(match input {
        CredentialsInput::OAuth(token) => Credentials::oauth(token.expose_secret()),
        CredentialsInput::ApiToken { email, token } => {
            Credentials::api_token(email, token.expose_secret())
        }
        CredentialsInput::Password { email, password } => {
            Credentials::password(email, password.expose_secret())
        }
        CredentialsInput::Cookie(cookie) => Credentials::cookie(cookie.expose_secret()),
        CredentialsInput::ClientCredentials { .. } => return None,
    })
}

/// The secret part of credentials.
pub(super) fn secret_of(credentials: &Credentials) -> SecretString {
    match credentials {
        Credentials::OAuth(secret)
        | Credentials::Cookie(secret)
        | Credentials::ApiToken { token: secret, .. }
        | Credentials::Password {
            password: secret, ..
        } => secret.clone(),
    }
}
