//! What the HTTP client says of a request that got no answer, as an error that tells whether it can have
//! arrived.

use std::error::Error as _;
use std::sync::Arc;

use super::super::super::error::root_cause;
use super::super::super::proxy::refusal_of;
use super::HttpTransport;
use crate::zendesk::transport::TransportError;

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
    /// The error for a request that got no answer, with the proxy's own word if it was the proxy.
    pub(super) async fn unsent(&self, error: reqwest::Error) -> TransportError {
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
    pub(super) fn failure(&self, error: reqwest::Error) -> TransportError {
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
