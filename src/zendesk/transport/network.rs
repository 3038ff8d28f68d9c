//! The real transport: HTTP to one origin, with the credentials of a provider.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;

use bytes::BytesMut;
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use reqwest::Url;
use secrecy::ExposeSecret;
use tokio::time::Instant;

use super::super::proxy::{proxy_of, refusal_of, respelled_proxy};
use super::super::{
    Account, CredentialProvider, Credentials, ProviderError, SignInNumber, Standing,
};
use super::{Limits, Reply, Request, SecretsInUse, SetupError, Transport, TransportError};

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

    /// A transport for requests without credentials. It reads the system's certificates, which
    /// takes 5 to 14 ms, unless the origin is plain HTTP on this machine.
    pub(in crate::zendesk) fn bare(account: &Account, limits: Limits) -> Result<Self, SetupError> {
        // A second installation fails and changes nothing.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let origin = Url::parse(account.origin()).map_err(SetupError::because)?;
        let plain = account.is_loopback() && origin.scheme() == "http";
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("zentop/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .https_only(!plain)
            .tls_sslkeylogfile(false)
            .connect_timeout(limits.connect)
            .timeout(limits.total);
        if account.is_loopback() {
            builder = builder.no_proxy();
        } else if let Some(proxy) = respelled_proxy() {
            let proxy = reqwest::Proxy::https(proxy);
            let proxy = proxy.map_err(|error| SetupError(root_cause(&error.without_url())))?;
            builder = builder.proxy(proxy.no_proxy(reqwest::NoProxy::from_env()));
        }
        if plain {
            builder = builder.tls_certs_only([]);
        } else if let Some(pem) = account.authorities() {
            builder = builder.tls_certs_merge(certificates(pem)?);
        }
        let client = builder
            .build()
            .map_err(|error| SetupError(root_cause(&error.without_url())))?;
        Ok(Self {
            client,
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

    /// The error for a request that got no answer, with the proxy's own word if it was the proxy.
    async fn unsent(&self, error: reqwest::Error) -> TransportError {
        let (Some(proxy), Some(tunnel)) = (&self.proxy, tunnel_failure(&error)) else {
            return self.failure(error);
        };
        let status = match tunnel {
            TunnelFailure::NeedsPassword => Some(407),
            TunnelFailure::Refused => refusal_of(&self.account).await,
        };
        TransportError::Proxy {
            proxy: proxy.clone(),
            status,
            source: Some(Arc::new(error.without_url())),
        }
    }

    /// The error for reqwest's error: whether the request can have arrived.
    fn failure(&self, error: reqwest::Error) -> TransportError {
        // The address is dropped because a query names people.
        let error = error.without_url();
        let cause = root_cause(&error);
        if error.is_connect() && error.is_timeout() {
            let cause = format!("no connection within {} s", self.limits.connect.as_secs());
            self.unconnected(cause, error)
        } else if error.is_connect() || error.is_builder() {
            self.unconnected(cause, error)
        } else if error.is_timeout() {
            TransportError::TimedOut {
                limit: self.limits.total,
                cause,
                source: Some(Arc::new(error)),
            }
        } else {
            TransportError::Broken {
                cause,
                source: Some(Arc::new(error)),
            }
        }
    }
}

/// The certificates in this PEM text, of which there is at least one.
pub(in crate::zendesk) fn certificates(
    pem: &[u8],
) -> Result<Vec<reqwest::Certificate>, SetupError> {
    let certificates = reqwest::Certificate::from_pem_bundle(pem)
        .map_err(|error| SetupError(root_cause(&error)))?;
    if certificates.is_empty() {
        return Err(SetupError::because(
            "there is no certificate in it: expected PEM, which begins with -----BEGIN CERTIFICATE-----",
        ));
    }
    Ok(certificates)
}

/// The hint on how to trust further authorities: macOS asks its keychain alone.
const MORE_TRUST: &str = if cfg!(target_os = "macos") {
    "; trust another authority in Keychain Access, or name it with ca_file in the profile"
} else {
    "; ca_file in the profile, or SSL_CERT_FILE, names other authorities to trust"
};

/// The hint on a certificate of somebody else.
const OTHER_NAME: &str = "; the certificate is for another host: check the address, and name the \
    account by its zendesk.com host rather than by a domain of its own";

impl HttpTransport {
    /// The error for a connection that failed, with what an admin needs to find out why.
    fn unconnected(&self, mut cause: String, source: reqwest::Error) -> TransportError {
        if cause.contains("UnknownIssuer") || cause.contains("not trusted") {
            cause.push_str(MORE_TRUST);
        } else if cause.contains("xpired") || cause.contains("NotValidYet") {
            cause.push_str("; if it is good elsewhere, look at this machine's clock");
        } else if cause.contains("NotValidForName") || cause.contains("not valid for name") {
            cause.push_str(OTHER_NAME);
        }
        if let Some(proxy) = &self.proxy {
            cause = format!("{cause} (through the proxy {proxy})");
        }
        TransportError::Connect {
            cause,
            source: Some(Arc::new(source)),
        }
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

/// How a proxy refused to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TunnelFailure {
    /// It wants to know who asks: 407.
    NeedsPassword,
    /// It refused, with a status that the HTTP client does not tell.
    Refused,
}

/// Whether a proxy refused to connect. The HTTP client's error has no type for it, only these words.
fn tunnel_failure(error: &reqwest::Error) -> Option<TunnelFailure> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if let Some(why) = text.strip_prefix("tunnel error: ") {
            return match why {
                "proxy authorization required" => Some(TunnelFailure::NeedsPassword),
                "unsuccessful" => Some(TunnelFailure::Refused),
                _ => None,
            };
        }
        next = cause.source();
    }
    None
}

/// The innermost cause, which is the most telling one.
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
    let mut text = error.to_string();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}
