//! One request, one answer: what a transport is. `network` is the real one; tests script
//! another.
//!
//! - `network` the real transport: HTTP to one origin, with the credentials that somebody
//!   provides

mod network;

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method};
use secrecy::SecretString;
use tokio::time::Instant;

pub use self::network::HttpTransport;
use super::{Cause, ProviderError, Standing};

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
    NoCredentials(ProviderError),
    /// No connection came about, so nothing was sent.
    #[error("no connection: {cause}")]
    Connect {
        /// The operating system's or TLS library's reason.
        cause: String,
        /// The library's error, where one lay beneath.
        source: Option<Cause>,
    },
    /// Connected, and no whole answer in time.
    #[error("no whole answer within {} s: {cause}", limit.as_secs())]
    TimedOut {
        /// How long we waited.
        limit: Duration,
        /// What we were waiting for.
        cause: String,
        /// The library's error, where one lay beneath.
        source: Option<Cause>,
    },
    /// Sent, or perhaps sent, and the answer broke off or never began.
    #[error("no whole answer: {cause}")]
    Broken {
        /// What broke.
        cause: String,
        /// The library's error, where one lay beneath.
        source: Option<Cause>,
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
    /// See [`super::CredentialProvider::renew`].
    fn renew(&self, _sent: Instant) -> BoxFuture<'_, Result<bool, ProviderError>> {
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
    /// What Zendesk's own Ruby client waits for a connection (`docs::zendesk_api` §10).
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
    pub(in crate::zendesk) fn because(why: impl ToString) -> Self {
        Self(why.to_string())
    }
}

#[cfg(test)]
mod tests;
