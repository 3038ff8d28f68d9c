//! The credentials of a run, whatever their source.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::fetched_secret::{plain, secret_of};
use super::fingerprint::fingerprint;
use super::renewing::Opening;
use super::saved_sign_in::{GrantKind, SavedSignIn};
use super::saved_sign_ins::FoundSignIn;
use super::store::Nowhere;
use super::{FetchedSecret, RenewingProvider, SavedSignIns, fetch};
use crate::model::Clock;
use crate::settings::{CredentialsInput, ProfileSecret, Scopes};
use crate::zendesk::oauth::{Authority, Grant, Registration};
use crate::zendesk::{
    Account, AuthKind, CredentialProvider, Credentials, CredentialsError, Limits, ProviderError,
};

/// The file of the fingerprints' key, in the state folder.
const FINGERPRINT_KEY: &str = "fingerprint.key";

/// The credentials of a run.
#[derive(Clone, Debug)]
pub(crate) enum CredentialSource {
    /// Credentials that stay as they are.
    Plain(Credentials),
    /// Credentials that are fetched from where the profile keeps them.
    FetchedSecret(Arc<FetchedSecret>),
    /// A sign-in, which is renewed.
    StoredSignIn(RenewingProvider),
}

/// How long the token endpoint may take, independent of the limit for other requests: other
/// processes wait for the answer, and so does the end of this one.
const TOKEN_PATIENCE: Duration = Duration::from_secs(30);

/// The parts that are needed to reach an account's token endpoint.
#[derive(Clone)]
pub(crate) struct TokenEndpoint {
    /// The account whose token endpoint it is.
    pub account: Account,
    /// The limits of time and size for an answer.
    pub limits: Limits,
    /// The clock of this machine.
    pub clock: Clock,
}

impl CredentialSource {
    /// Credentials from the environment. With a client's secret, a token for `scopes` is asked for
    /// when it is needed.
    pub(crate) fn given(
        input: &CredentialsInput,
        scopes: &Scopes,
        asking: &TokenEndpoint,
    ) -> Result<Self, CredentialsError> {
        match input {
            CredentialsInput::ClientCredentials { client_id, secret } => {
                let registration = Registration {
                    client_id: client_id.clone(),
                    secret: Some(secret.clone()),
                };
                let opening = asking.opening(registration.clone());
                Ok(Self::client(registration, scopes, opening, asking))
            }
            plain_input => match plain(plain_input) {
                Some(credentials) => credentials.map(Self::Plain),
                None => Err(CredentialsError::Empty("secret")),
            },
        }
    }

    /// Credentials that the profile keeps elsewhere.
    pub(crate) fn elsewhere(
        secret: &ProfileSecret,
        scopes: &Scopes,
        asking: &TokenEndpoint,
    ) -> Self {
        if let Some(fetched_secret) = FetchedSecret::new(secret.clone()) {
            return Self::FetchedSecret(Arc::new(fetched_secret));
        }
        let registration = Registration {
            client_id: secret.owner().to_owned(),
            secret: None,
        };
        let (asked, secret) = (asking.clone(), secret.clone());
        let opening: Opening = Box::new(move || {
            let (asked, secret) = (asked.clone(), secret.clone());
            Box::pin(async move {
                let signed_out = |message: String| ProviderError::SignedOut(message);
                match fetch(&secret).await {
                    Ok(CredentialsInput::ClientCredentials { client_id, secret }) => asked
                        .authority(&Registration {
                            client_id,
                            secret: Some(secret),
                        }),
                    Ok(_) => Err(signed_out("it is not the secret of a client".to_owned())),
                    Err(error) => Err(signed_out(error.to_string())),
                }
            })
        });
        Self::client(registration, scopes, opening, asking)
    }

    /// A client that acts for itself and has no token yet.
    fn client(
        registration: Registration,
        scopes: &Scopes,
        opening: Opening,
        asking: &TokenEndpoint,
    ) -> Self {
        let saved_sign_in = SavedSignIn {
            origin: asking.account.origin().to_owned(),
            grant_kind: GrantKind::ClientCredentials,
            // The client's id distinguishes clients; the secret may not be known yet.
            mark: registration.client_id.clone().into(),
            registration: Some(registration),
            asked: Some(scopes.clone()),
            grant: Grant::none(),
            signed_in_at: (asking.clock)(),
        };
        let clock = Arc::clone(&asking.clock);
        Self::StoredSignIn(RenewingProvider::new(
            saved_sign_in,
            Arc::new(Nowhere),
            None,
            opening,
            clock,
        ))
    }

    /// A sign-in that was found.
    pub(crate) fn saved(
        found: FoundSignIn,
        saved_sign_ins: &SavedSignIns,
        asking: &TokenEndpoint,
    ) -> Self {
        let FoundSignIn {
            saved_sign_in,
            store,
        } = found;
        // Without a client nothing is ever renewed.
        let registration = saved_sign_in.registration.clone().unwrap_or(Registration {
            client_id: String::new(),
            secret: None,
        });
        let opening = asking.opening(registration);
        let lock = Some(saved_sign_ins.lock_path());
        let clock = Arc::clone(&asking.clock);
        Self::StoredSignIn(RenewingProvider::new(
            saved_sign_in,
            store,
            lock,
            opening,
            clock,
        ))
    }

    /// The provider that gives requests their credentials.
    pub(crate) fn provider(&self) -> Arc<dyn CredentialProvider> {
        match self {
            Self::Plain(credentials) => Arc::new(credentials.clone()),
            Self::FetchedSecret(fetched_secret) => Arc::clone(fetched_secret) as _,
            Self::StoredSignIn(renewing) => Arc::new(renewing.clone()),
        }
    }

    /// The kind of the credentials.
    pub(crate) fn kind(&self) -> AuthKind {
        match self {
            Self::Plain(credentials) => credentials.kind(),
            Self::FetchedSecret(fetched_secret) => fetched_secret.kind(),
            Self::StoredSignIn(_) => AuthKind::OAuth,
        }
    }

    /// Whether the credentials are a service's: a client that acts for itself. It acts as whoever
    /// created it, who need not be the person that runs zentop.
    pub(crate) fn is_of_a_service(&self) -> bool {
        let grant_kind = self.saved_sign_in().map(|saved| saved.grant_kind);
        grant_kind == Some(GrantKind::ClientCredentials)
    }

    /// The address that the credentials go with, where there is one.
    pub(crate) fn email(&self) -> Option<&str> {
        match self {
            Self::Plain(
                Credentials::ApiToken { email, .. } | Credentials::Password { email, .. },
            ) => Some(email),
            Self::FetchedSecret(fetched_secret) if fetched_secret.kind() != AuthKind::OAuth => {
                Some(fetched_secret.secret().owner())
            }
            _ => None,
        }
    }

    /// The present sign-in, if the credentials are one.
    pub(crate) fn saved_sign_in(&self) -> Option<SavedSignIn> {
        match self {
            Self::StoredSignIn(renewing) => Some(renewing.saved_sign_in()),
            Self::Plain(_) | Self::FetchedSecret(_) => None,
        }
    }

    /// The place where the sign-in is saved, if it is.
    pub(crate) fn place(&self) -> Option<String> {
        match self {
            Self::StoredSignIn(renewing) => renewing.place(),
            Self::Plain(_) | Self::FetchedSecret(_) => None,
        }
    }

    /// The fingerprint of the credentials for the journal. Makes its key if there is none yet, and
    /// waits for the disk: it is for the main thread, before anything else runs.
    pub(crate) fn fingerprint(&self, state_dir: &Path) -> Option<String> {
        let secret: SecretString = match self {
            Self::Plain(credentials) => secret_of(credentials),
            Self::FetchedSecret(fetched_secret) => fetched_secret.held()?,
            Self::StoredSignIn(renewing) => renewing.saved_sign_in().mark,
        };
        fingerprint(&state_dir.join(FINGERPRINT_KEY), &secret)
    }
}

impl TokenEndpoint {
    /// The token endpoint for a client.
    pub(crate) fn authority(
        &self,
        registration: &Registration,
    ) -> Result<Authority, ProviderError> {
        let limits = Limits {
            total: self.limits.total.min(TOKEN_PATIENCE),
            ..self.limits
        };
        Authority::new(&self.account, registration, limits)
            .map_err(|error| ProviderError::NotNow(error.to_string()))
    }

    fn opening(&self, registration: Registration) -> Opening {
        let asking = self.clone();
        Box::new(move || Box::pin(std::future::ready(asking.authority(&registration))))
    }
}

impl std::fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking")
            .field("account", &self.account)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
