//! OAuth 2.0 as Zendesk speaks it (`docs::zendesk_api` §5.3): the protocol, and nothing of where
//! tokens are kept.
//!
//! - `attempt` one sign-in by authorization code, from the address for the browser to its return
//! - `exchange` a request to the token endpoint, in JSON as Zendesk wants it, through our transport
//! - `grant` what the endpoint gives: tokens, scopes, and when they end
//! - `error` what it refuses, and what becomes of an answer that never came
//!
//! The requests themselves are the library's. Each is sent once: a refresh that is sent twice
//! may sign somebody out, so whether to ask again is decided where the tokens are kept.

mod attempt;
mod error;
mod exchange;
mod grant;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, EndpointNotSet, EndpointSet,
    RedirectUrl, RefreshToken, Scope, StandardRevocableToken, StandardTokenResponse, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};

pub use self::attempt::{Attempt, Returned};
pub use self::error::OAuthError;
use self::exchange::Exchange;
use self::grant::Extra;
pub use self::grant::{Grant, GrantedScopes};
use super::{Account, HttpTransport, Limits, SetupError, Transport};
use crate::model::Timestamp;
use crate::settings::Scopes;

/// Where the browser is sent.
const AUTHORIZE: &str = "/oauth/authorizations/new";

/// Where codes and refresh tokens are turned into tokens.
const TOKENS: &str = "/oauth/tokens";

type TokenAnswer = StandardTokenResponse<Extra, BasicTokenType>;
type Protocol = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// An OAuth client, as it is registered with an account.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Its id.
    pub client_id: String,
    /// Its secret; a public client has none.
    pub secret: Option<SecretString>,
}

/// The OAuth side of one account, for one client.
pub struct Authority {
    protocol: Protocol,
    transport: Arc<dyn Transport>,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority")
            .field("client_id", &self.protocol.client_id().as_str())
            .finish_non_exhaustive()
    }
}

impl Authority {
    /// The account's own, asked over HTTP without credentials other than those of the client.
    pub fn new(
        account: &Account,
        registration: &Registration,
        limits: Limits,
    ) -> Result<Self, SetupError> {
        let transport = HttpTransport::bare(account, limits)?;
        Self::over(account, registration, Arc::new(transport))
    }

    /// The same, asked through `transport`.
    pub fn over(
        account: &Account,
        registration: &Registration,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, SetupError> {
        let address = |path: &str| format!("{}{path}", account.origin());
        let authorize = AuthUrl::new(address(AUTHORIZE)).map_err(SetupError::because)?;
        let tokens = TokenUrl::new(address(TOKENS)).map_err(SetupError::because)?;
        let mut protocol = oauth2::Client::new(ClientId::new(registration.client_id.clone()))
            .set_auth_uri(authorize)
            .set_token_uri(tokens)
            // Zendesk reads the client's secret from the body.
            .set_auth_type(AuthType::RequestBody);
        if let Some(secret) = &registration.secret {
            let secret = ClientSecret::new(secret.expose_secret().to_owned());
            protocol = protocol.set_client_secret(secret);
        }
        Ok(Self {
            protocol,
            transport,
        })
    }

    /// Begins a sign-in that comes back to `redirect`, an address that is registered with the
    /// client.
    pub fn begin(&self, redirect: &str, scopes: &Scopes) -> Result<Attempt, SetupError> {
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(SetupError::because)?;
        Ok(Attempt::new(&self.protocol, redirect, scopes))
    }

    /// Turns the code that came back into tokens. `now` is when they are asked for, and what
    /// their lives are counted from.
    pub async fn finish(
        &self,
        attempt: Attempt,
        code: &SecretString,
        now: Timestamp,
    ) -> Result<Grant, OAuthError> {
        let code = AuthorizationCode::new(code.expose_secret().to_owned());
        let exchange = Exchange(&*self.transport);
        // Left out, the scope may fall back to everything (`docs::zendesk_api` §5.4).
        let request = self
            .protocol
            .exchange_code(code)
            .set_pkce_verifier(attempt.verifier)
            .set_redirect_uri(std::borrow::Cow::Owned(attempt.redirect))
            .add_extra_param("scope", attempt.scopes);
        let answer = request.request_async(&exchange).await;
        Grant::read(&answer.map_err(OAuthError::from)?, now)
    }

    /// Turns a refresh token into new tokens, which ends the old ones. To be sent once: whether
    /// a lost answer had an effect is known to Zendesk alone.
    pub async fn refresh(
        &self,
        refresh_token: &SecretString,
        now: Timestamp,
    ) -> Result<Grant, OAuthError> {
        let token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let exchange = Exchange(&*self.transport);
        let request = self.protocol.exchange_refresh_token(&token);
        let answer = request.request_async(&exchange).await;
        Grant::read(&answer.map_err(OAuthError::from)?, now)
    }

    /// Asks for a token for the client itself (RFC 6749 §4.4).
    pub async fn client_credentials(
        &self,
        scopes: &Scopes,
        now: Timestamp,
    ) -> Result<Grant, OAuthError> {
        let exchange = Exchange(&*self.transport);
        let scopes = scopes.words().map(|word| Scope::new(word.to_owned()));
        let request = self.protocol.exchange_client_credentials();
        let answer = request.add_scopes(scopes).request_async(&exchange).await;
        Grant::read(&answer.map_err(OAuthError::from)?, now)
    }
}
