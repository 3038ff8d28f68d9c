//! The real transport: HTTP to one origin, with the credentials of a provider.
//!
//! - here a request with its credentials, and its answer
//! - `http_client` the HTTP client: what it trusts, which way it goes, and what it never does
//! - `failure` what it says of a request that got no answer

mod failure;
mod http_client;

use std::fmt;
use std::sync::Arc;

use bytes::BytesMut;
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use reqwest::Url;
use secrecy::ExposeSecret;
use tokio::time::Instant;

use self::http_client::http_client;
use super::super::proxy::proxy_of;
use super::super::{
    Account, CredentialProvider, Credentials, ProviderError, SetupError, SignInNumber, Standing,
};
use super::{Limits, Reply, Request, SecretsInUse, Transport, TransportError};

/// The network: HTTP/1.1 or HTTP/2 over TLS to the account's origin and to nowhere else.
pub struct HttpTransport {
    client: reqwest::Client,
    account: Account,
    origin: Url,
    /// The provider; there is none where the body of a request says who asks.
    provider: Option<Arc<dyn CredentialProvider>>,
    proxy: Option<String>,
    limits: Limits,
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("origin", &self.origin.as_str())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl HttpTransport {
    /// A transport with these credentials, which stay as they are.
    pub fn new(
        account: &Account,
        credentials: &Credentials,
        limits: Limits,
    ) -> Result<Self, SetupError> {
        credentials.header().map_err(SetupError::because)?;
        Self::with_provider(account, Arc::new(credentials.clone()), limits)
    }

    /// A transport with the credentials that `provider` gives.
    pub(crate) fn with_provider(
        account: &Account,
        provider: Arc<dyn CredentialProvider>,
        limits: Limits,
    ) -> Result<Self, SetupError> {
        Ok(Self {
            provider: Some(provider),
            ..Self::bare(account, limits)?
        })
    }

    /// A transport for what Zendesk shows to anybody.
    pub(crate) fn anonymous(account: &Account, limits: Limits) -> Result<Self, SetupError> {
        Self::bare(account, limits)
    }

    /// A transport for requests without credentials.
    pub(in crate::zendesk) fn bare(account: &Account, limits: Limits) -> Result<Self, SetupError> {
        let origin = Url::parse(account.origin()).map_err(SetupError::because)?;
        Ok(Self {
            client: http_client(account, &origin, limits)?,
            account: account.clone(),
            origin,
            provider: None,
            proxy: proxy_of(account),
            limits,
        })
    }

    async fn exchange(&self, request: Request) -> Result<Reply, TransportError> {
        let proof = self.proof().await?;
        // Looked at after the credentials were taken, so that they are of no later sign-in than this.
        let only_with = request.only_with;
        if only_with.is_some_and(|only| only != Transport::sign_in(self)) {
            return Err(TransportError::OtherSignIn);
        }
        let secrets = self.secrets_of(&request, proof.as_ref());
        let mut response = match self.prepared(request, proof).send().await {
            Ok(response) => response,
            Err(error) => return Err(self.unsent(error).await),
        };
        let too_large = TransportError::TooLarge {
            limit: self.limits.body,
        };
        let announced = response.content_length().unwrap_or(0);
        if usize::try_from(announced).map_or(true, |length| length > self.limits.body) {
            return Err(too_large);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.failure(error))?
        {
            if body.len() + chunk.len() > self.limits.body {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(secrets.taken_out_of(Reply {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body: body.freeze(),
        }))
    }

    /// The secrets that a server may know from this request or one before it.
    fn secrets_of(
        &self,
        request: &Request,
        proof: Option<&(HeaderName, HeaderValue)>,
    ) -> SecretsInUse {
        let mut secrets = SecretsInUse::default();
        if let Some((_, value)) = proof {
            secrets.add_proof(value);
        }
        let others = self.provider.as_ref().map(|provider| provider.others());
        for secret in others.iter().flatten().chain(&request.csrf) {
            secrets.add(secret.expose_secret());
        }
        secrets
    }

    /// The header that proves who asks.
    async fn proof(&self) -> Result<Option<(HeaderName, HeaderValue)>, TransportError> {
        let Some(provider) = &self.provider else {
            return Ok(None);
        };
        let header = match provider.credentials().await {
            Ok(credentials) => credentials
                .header()
                .map_err(|error| ProviderError::SignedOut(error.to_string())),
            Err(error) => Err(error),
        };
        header.map(Some).map_err(TransportError::NoCredentials)
    }

    /// The request with everything that Zendesk requires of it (`docs::zendesk_api` §10,
    /// "Request").
    fn prepared(
        &self,
        request: Request,
        proof: Option<(HeaderName, HeaderValue)>,
    ) -> reqwest::RequestBuilder {
        let mut url = self.origin.clone();
        url.set_path(&request.path);
        url.set_query(Some(request.query.as_str()).filter(|query| !query.is_empty()));
        let json = HeaderValue::from_static("application/json");
        let reads = request.method == Method::GET;
        let mut prepared = self
            .client
            .request(request.method, url)
            .header(ACCEPT, json.clone());
        if let Some((name, value)) = proof {
            prepared = prepared.header(name, value);
        }
        if !reads {
            prepared = prepared.header(CONTENT_TYPE, json);
        }
        let token = request.csrf.as_ref().map(ExposeSecret::expose_secret);
        if let Some(mut token) = token.and_then(|token| HeaderValue::from_str(token).ok()) {
            token.set_sensitive(true);
            prepared = prepared.header("x-csrf-token", token);
        }
        if let Some(body) = request.body {
            prepared = prepared.body(body);
        }
        prepared
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn renew(&self, sent: Instant) -> BoxFuture<'_, Result<bool, ProviderError>> {
        match &self.provider {
            Some(provider) => provider.renew(sent),
            None => Box::pin(std::future::ready(Ok(false))),
        }
    }

    fn sign_in(&self) -> SignInNumber {
        let provider = self.provider.as_ref();
        provider.map_or_else(SignInNumber::default, |provider| provider.sign_in())
    }

    fn suspicion(&self) -> Option<String> {
        self.provider.as_ref()?.suspicion()
    }

    fn standing(&self) -> Option<Standing> {
        self.provider.as_ref().map(|provider| provider.standing())
    }
}
