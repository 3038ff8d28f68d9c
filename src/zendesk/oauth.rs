//! OAuth 2.0 as Zendesk speaks it (`docs::zendesk_api` §5.3): the protocol alone. Where tokens are
//! stored is no concern of this folder.
//!
//! - `attempt` one sign-in by authorization code, from the address for the browser to its return
//! - `exchange` one request to the token endpoint, in JSON as Zendesk wants it, by our transport
//! - `grant` the answer of the endpoint: tokens, scopes, and when they end; `fields` its fields, each
//!   read for itself
//! - `error` the refusals of the endpoint, and answers that never came
//!
//! Each request is sent once: a refresh that is sent twice may sign somebody out, so whether to ask
//! again is decided where the tokens are stored.

mod attempt;
mod error;
mod exchange;
mod fields;
mod grant;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;

pub use self::attempt::{Attempt, Returned};
pub use self::error::OAuthError;
pub use self::grant::{Grant, GrantedScopes};
use super::{Account, HttpTransport, Limits, SetupError, Transport};
use crate::model::Timestamp;
use crate::settings::Scopes;

/// The path that the browser is sent to.
const AUTHORIZE: &str = "/oauth/authorizations/new";

/// The life of an access token that is asked for, in seconds: what Zendesk gives new clients anyway,
/// and within the documented limits of 300 and 172,800.
const ACCESS_LIFE: u32 = 1_800;

/// The path where codes and refresh tokens are exchanged for tokens.
const TOKENS: &str = "/oauth/tokens";

/// An OAuth client, as it is registered with an account.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The client's id.
    pub client_id: String,
    /// The client's secret; a public client has none.
    pub secret: Option<SecretString>,
}

/// The OAuth side of one account, for one client.
pub struct Authority {
    authorize: Url,
    registration: Registration,
    transport: Arc<dyn Transport>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority")
            .field("client_id", &self.registration.client_id)
            .finish_non_exhaustive()
    }
}

impl Authority {
    /// The OAuth side of `account`, asked over HTTP with no credentials but the client's.
    pub fn new(
        account: &Account,
        registration: &Registration,
        limits: Limits,
    ) -> Result<Self, SetupError> {
        let transport = HttpTransport::bare(account, limits)?;
        Self::over(account, registration, Arc::new(transport))
    }

    /// The OAuth side of an account, asked through `transport`.
    pub fn over(
        account: &Account,
        registration: &Registration,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, SetupError> {
        let authorize = format!("{}{AUTHORIZE}", account.origin());
        Ok(Self {
            authorize: Url::parse(&authorize).map_err(SetupError::because)?,
            registration: registration.clone(),
            transport,
        })
    }

    /// Begins a sign-in that comes back to `redirect`, an address that is registered with the
    /// client.
    pub fn begin(&self, redirect: &str, scopes: &Scopes) -> Result<Attempt, SetupError> {
        Attempt::new(
            &self.authorize,
            &self.registration.client_id,
            redirect,
            scopes,
        )
    }

    /// Exchanges the code that came back for tokens. `now` is when they are asked for, and the time
    /// that their lives are counted from.
    pub async fn finish(
        &self,
        attempt: Attempt,
        code: &SecretString,
        now: Timestamp,
    ) -> Result<Grant, OAuthError> {
        let fields = [
            ("code", code.expose_secret()),
            ("code_verifier", attempt.verifier.expose_secret()),
            ("redirect_uri", attempt.redirect.as_str()),
            // Without it, the scope may fall back to everything (`docs::zendesk_api` §5.4).
            ("scope", attempt.scopes.as_str()),
        ];
        self.grant("authorization_code", &fields, now).await
    }

    /// Exchanges a refresh token for new tokens, which ends the old ones. It is sent once: only
    /// Zendesk knows whether a request whose answer was lost had an effect.
    pub async fn refresh(
        &self,
        refresh_token: &SecretString,
        now: Timestamp,
    ) -> Result<Grant, OAuthError> {
        let fields = [("refresh_token", refresh_token.expose_secret())];
        self.grant("refresh_token", &fields, now).await
    }

    /// Asks for a token for the client itself (RFC 6749 §4.4).
    pub(crate) async fn client_credentials(
        &self,
        scopes: &Scopes,
        now: Timestamp,
    ) -> Result<Grant, OAuthError> {
        let scopes = scopes.to_string();
        let fields = [("scope", scopes.as_str())];
        self.grant("client_credentials", &fields, now).await
    }

    async fn grant(
        &self,
        grant_type: &str,
        fields: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<Grant, OAuthError> {
        let mut fields: BTreeMap<&str, Value> = fields
            .iter()
            .map(|(name, text)| (*name, Value::from(*text)))
            .collect();
        fields.insert("grant_type", grant_type.into());
        fields.insert("client_id", self.registration.client_id.as_str().into());
        // An answer may leave out when the token ends unless the request asks for an end
        // (`docs::zendesk_api` §5.3).
        fields.insert("expires_in", ACCESS_LIFE.into());
        if let Some(secret) = &self.registration.secret {
            // Zendesk reads the secret from the body.
            fields.insert("client_secret", secret.expose_secret().into());
        }
        let answer = exchange::ask(&*self.transport, &fields).await?;
        Grant::read(answer, now)
    }
}
