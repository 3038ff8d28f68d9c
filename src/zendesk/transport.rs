//! One request, one answer. [`HttpTransport`] is the real one; tests script another.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::proxy::proxy_of;
use super::{Account, Credentials, Standing, Vouch, VouchError};

/// One request to the account's origin.
#[derive(Clone, Debug)]
pub struct Request {
    /// GET, POST, PUT or DELETE.
    pub method: Method,
    /// The path below the origin, without a query.
    pub path: String,
    /// The query, percent-encoded; empty for none.
    pub query: String,
    /// JSON, where there is any to send.
    pub body: Option<Bytes>,
    /// The token that a change needs beside a session cookie, sent as `X-CSRF-Token`.
    pub csrf: Option<SecretString>,
}

/// One whole answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
}

/// Why there is no whole answer. The causes are a stranger's words and not yet safe to show.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TransportError {
    /// There are no credentials to send it with, so nothing was sent.
    #[error(transparent)]
    NoCredentials(VouchError),
    /// No connection came about, so nothing was sent.
    #[error("no connection: {cause}")]
    Connect {
        /// The operating system's or TLS library's reason.
        cause: String,
    },
    /// Connected, and no whole answer in time.
    #[error("no whole answer within {} s: {cause}", limit.as_secs())]
    TimedOut {
        /// How long we waited.
        limit: Duration,
        /// What we were waiting for.
        cause: String,
    },
    /// Sent, or perhaps sent, and the answer broke off or never began.
    #[error("no whole answer: {cause}")]
    Broken {
        /// What broke.
        cause: String,
    },
    /// The body grew beyond the cap and was dropped.
    #[error("an answer of more than {limit} bytes")]
    TooLarge {
        /// The cap, in bytes.
        limit: usize,
    },
}

/// Sends requests to one account, one attempt each.
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the whole answer. Nothing is followed or repeated.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>>;

    /// After a 401 to a request sent at `sent`: whether there are other credentials by now.
    /// See [`Vouch::renew`].
    fn renew(&self, _sent: Instant) -> BoxFuture<'_, Result<bool, VouchError>> {
        Box::pin(std::future::ready(Ok(false)))
    }

    /// What is known of the credentials without asking anybody.
    fn standing(&self) -> Option<Standing> {
        None
    }
}

/// How long to wait and how much to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the start of a connection to its TLS handshake being done.
    pub connect: Duration,
    /// From asking to the last byte of the answer.
    pub total: Duration,
    /// Bytes of a body after decompression.
    pub body: usize,
}

impl Limits {
    /// What Zendesk's own Ruby client waits for a connection (zendesk-api §10).
    pub const CONNECT: Duration = Duration::from_secs(10);
    /// What it waits for an answer.
    pub const TOTAL: Duration = Duration::from_secs(60);
    /// A page of 100 sessions is 21 kB and of 100 users some 300 kB, so no honest answer
    /// comes near 8 MB, and a compression bomb stops there.
    pub const BODY: usize = 8_000_000;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Self::CONNECT,
            total: Self::TOTAL,
            body: Self::BODY,
        }
    }
}

/// Why the HTTP client could not be made ready.
#[derive(Clone, Debug, thiserror::Error)]
#[error("cannot prepare the HTTP client: {0}")]
pub struct SetupError(String);

impl SetupError {
    #[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
    pub(super) fn because(why: impl ToString) -> Self {
        Self(why.to_string())
    }
}

/// The network: HTTP/1.1 or HTTP/2 over TLS to the account's origin and to nowhere else.
pub struct HttpTransport {
    client: reqwest::Client,
    origin: Url,
    /// Nobody, where the body says who asks.
    vouch: Option<Arc<dyn Vouch>>,
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
    /// Requests with these credentials, which stay as they are.
    pub fn new(
        account: &Account,
        credentials: &Credentials,
        limits: Limits,
    ) -> Result<Self, SetupError> {
        credentials.header().map_err(SetupError::because)?;
        Self::vouched(account, Arc::new(credentials.clone()), limits)
    }

    /// Requests with the credentials that `vouch` gives.
    pub fn vouched(
        account: &Account,
        vouch: Arc<dyn Vouch>,
        limits: Limits,
    ) -> Result<Self, SetupError> {
        Ok(Self {
            vouch: Some(vouch),
            ..Self::bare(account, limits)?
        })
    }

    /// Prepares the client, for requests without credentials. Reads the system's certificates,
    /// which takes 5 to 14 ms, unless the origin is plain HTTP on this machine.
    pub(super) fn bare(account: &Account, limits: Limits) -> Result<Self, SetupError> {
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
        }
        if plain {
            builder = builder.tls_certs_only([]);
        }
        let client = builder
            .build()
            .map_err(|error| SetupError(root_cause(&error.without_url())))?;
        Ok(Self {
            client,
            origin,
            vouch: None,
            proxy: proxy_of(account),
            limits,
        })
    }

    async fn exchange(&self, request: Request) -> Result<Reply, TransportError> {
        let proof = self.proof().await?;
        let mut response = self
            .prepared(request, proof)
            .send()
            .await
            .map_err(|error| self.failure(error))?;
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
        Ok(Reply {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body: body.freeze(),
        })
    }

    /// The header that says who asks.
    async fn proof(&self) -> Result<Option<(HeaderName, HeaderValue)>, TransportError> {
        let Some(vouch) = &self.vouch else {
            return Ok(None);
        };
        let header = match vouch.credentials().await {
            Ok(credentials) => credentials
                .header()
                .map_err(|error| VouchError::SignedOut(error.to_string())),
            Err(error) => Err(error),
        };
        header.map(Some).map_err(TransportError::NoCredentials)
    }

    /// The request with everything that Zendesk requires of it (zendesk-api §10, "Request").
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

    /// What reqwest's error says about whether the request can have arrived.
    fn failure(&self, error: reqwest::Error) -> TransportError {
        // The address is dropped because a query names people.
        let error = error.without_url();
        if error.is_connect() && error.is_timeout() {
            let cause = format!("no connection within {} s", self.limits.connect.as_secs());
            return self.unconnected(cause);
        }
        let cause = root_cause(&error);
        if error.is_connect() || error.is_builder() {
            self.unconnected(cause)
        } else if error.is_timeout() {
            TransportError::TimedOut {
                limit: self.limits.total,
                cause,
            }
        } else {
            TransportError::Broken { cause }
        }
    }
}

impl HttpTransport {
    /// No connection, with what an admin needs to find out why.
    fn unconnected(&self, mut cause: String) -> TransportError {
        if cause.contains("certificate") {
            cause.push_str("; SSL_CERT_FILE names other authorities to trust");
        }
        if let Some(proxy) = &self.proxy {
            cause = format!("{cause} (through the proxy {proxy})");
        }
        TransportError::Connect { cause }
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn renew(&self, sent: Instant) -> BoxFuture<'_, Result<bool, VouchError>> {
        match &self.vouch {
            Some(vouch) => vouch.renew(sent),
            None => Box::pin(std::future::ready(Ok(false))),
        }
    }

    fn standing(&self) -> Option<Standing> {
        self.vouch.as_ref().map(|vouch| vouch.standing())
    }
}

/// The innermost reason, which is the one that says something.
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
    let mut text = error.to_string();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests;
