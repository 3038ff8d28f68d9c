//! One request, one answer: what a transport is. Tests use a scripted one.
//!
//! - `network` the real transport: HTTP to one origin, with the credentials of a provider
//! - `secrets` the secrets in use, which are taken out of what a server sends

mod network;
mod secrets;

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method};
use secrecy::SecretString;
use tokio::time::Instant;

pub use self::network::HttpTransport;
pub(in crate::zendesk) use self::secrets::SecretsInUse;
use super::{Cause, ProviderError, SignInNumber, Standing};

/// One request to the account's origin.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method: GET, POST, PUT or DELETE.
    pub method: Method,
    /// The path below the origin, without a query.
    pub path: String,
    /// The query, percent-encoded; empty for none.
    pub query: String,
    /// The JSON body, if there is one to send.
    pub body: Option<Bytes>,
    /// The token that a change needs beside a session cookie, sent as `X-CSRF-Token`.
    pub csrf: Option<SecretString>,
    /// The sign-in that it may be sent with; absent: any.
    pub only_with: Option<SignInNumber>,
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
    /// There are no credentials for the request, so nothing was sent.
    #[error(transparent)]
    NoCredentials(ProviderError),
    /// The credentials are of another sign-in than it may be sent with, so nothing was sent.
    #[error("the credentials are of another sign-in by now")]
    OtherSignIn,
    /// The proxy on the way refused to connect, so nothing was sent.
    #[error("the proxy {proxy} did not connect")]
    Proxy {
        /// The proxy, without its user and password.
        proxy: String,
        /// The status of its answer, if it is known.
        status: Option<u16>,
        /// The library's error.
        source: Option<Cause>,
    },
    /// No connection came about, so nothing was sent.
    #[error("no connection: {cause}")]
    Connect {
        /// The operating system's or TLS library's reason.
        cause: String,
        /// The library's error, where there was one.
        source: Option<Cause>,
    },
    /// A connection was made, and no whole answer came in time.
    #[error("no whole answer within {} s: {cause}", limit.as_secs())]
    TimedOut {
        /// The time that we waited.
        limit: Duration,
        /// The description of what we were waiting for.
        cause: String,
        /// The library's error, where there was one.
        source: Option<Cause>,
    },
    /// The request was sent, or perhaps sent, and the answer broke off or never began.
    #[error("no whole answer: {cause}")]
    Broken {
        /// The description of what broke.
        cause: String,
        /// The library's error, where there was one.
        source: Option<Cause>,
    },
    /// The body grew beyond the cap and was dropped.
    #[error("an answer of more than {limit} bytes")]
    TooLarge {
        /// The cap, in bytes.
        limit: usize,
    },
}

/// A transport, which sends requests to one account, one attempt each.
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the whole answer. It follows and repeats nothing.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>>;

    /// Says, after a 401 to a request sent at `sent`, whether there are other credentials by now.
    /// See [`super::CredentialProvider::renew`].
    fn renew(&self, _sent: Instant) -> BoxFuture<'_, Result<bool, ProviderError>> {
        Box::pin(std::future::ready(Ok(false)))
    }

    /// Which sign-in the credentials are of. See [`super::CredentialProvider::sign_in`].
    fn sign_in(&self) -> SignInNumber {
        SignInNumber::default()
    }

    /// What is known of the credentials without asking anybody.
    fn standing(&self) -> Option<Standing> {
        None
    }

    /// What is odd about the credentials, in words without secrets.
    fn suspicion(&self) -> Option<String> {
        None
    }
}

/// The limits of one request: how long to wait and how much to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The time from the start of a connection to the end of its TLS handshake.
    pub connect: Duration,
    /// The time from sending the request to the last byte of the answer.
    pub total: Duration,
    /// The size of a body after decompression, in bytes.
    pub body: usize,
}

impl Limits {
    /// The wait for a connection, which is that of Zendesk's own Ruby client (`docs::zendesk_api`
    /// §10).
    pub const CONNECT: Duration = Duration::from_secs(10);
    /// The wait for an answer, which is that of the same client.
    pub const TOTAL: Duration = Duration::from_secs(60);
    /// The largest body. A page of 100 sessions is 21 kB and of 100 users some 300 kB, so no honest
    /// answer comes near 8 MB, and a compression bomb stops there.
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

#[cfg(test)]
mod tests;
