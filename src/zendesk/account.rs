//! One Zendesk account at one origin, from whatever an admin types for it.

use std::net::IpAddr;
use std::sync::Arc;

use reqwest::Url;

use super::setup::{SetupError, certificates};

/// The longest text that is looked at, in bytes; a pasted agent URL is far shorter.
const LONGEST: usize = 2_048;

/// The domain of all Zendesk accounts (`docs::zendesk_api` §10, "Hosts and redirects").
const ZENDESK: &str = ".zendesk.com";

/// One Zendesk account: the only origin that credentials are ever sent to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account {
    name: String,
    origin: String,
    host: String,
    loopback: bool,
    /// The authorities that are trusted beside the system's, as PEM.
    authorities: Option<Arc<[u8]>>,
}

/// Why a text names no account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// The text is empty.
    #[error("no account given")]
    Empty,
    /// The text is neither a name such as `acme` nor an address below `zendesk.com`.
    #[error("{0:?} is not a Zendesk subdomain: expected acme, acme.zendesk.com or a link to it")]
    NotASubdomain(String),
    /// The text is not an address at all.
    #[error("{0:?} is not an address: expected https://host")]
    NotAUrl(String),
    /// The address has a user, a path, a query or a fragment as well.
    #[error("an address is https://host and nothing more: no user, path, query or fragment")]
    NotAnOrigin,
    /// The address is plain HTTP, which would send the credentials readable.
    #[error("http:// is for 127.0.0.0/8 and [::1] alone; use https://")]
    NotEncrypted,
}

impl Account {
    /// The account for a subdomain, its host name, or any link into it, as people paste them.
    pub fn from_subdomain(text: &str) -> Result<Self, AccountError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AccountError::Empty);
        }
        let refused = || AccountError::NotASubdomain(excerpt(text));
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err(refused());
        }
        let lower = text.to_ascii_lowercase();
        let bare = ["https://", "http://"]
            .iter()
            .find_map(|scheme| lower.strip_prefix(scheme))
            .unwrap_or(&lower);
        let host = bare.split(['/', '?', '#']).next().unwrap_or_default();
        let label = host.strip_suffix(ZENDESK).unwrap_or(host);
        if !is_label(label) {
            return Err(refused());
        }
        Ok(Self {
            name: label.to_owned(),
            origin: format!("https://{label}{ZENDESK}"),
            host: format!("{label}{ZENDESK}"),
            loopback: false,
            authorities: None,
        })
    }

    /// The account at an address given in full: `https://` and a host, or `http://` and a
    /// loopback address literal. A name such as `localhost` is no literal: it may resolve to
    /// anything.
    pub fn from_url(text: &str) -> Result<Self, AccountError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AccountError::Empty);
        }
        let refused = || AccountError::NotAUrl(excerpt(text));
        // The URL parser accepts backslashes, tabs and escapes; an admin who typed one made a
        // mistake.
        if text.len() > LONGEST
            || text.contains(['\\', '%'])
            || !text.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return Err(refused());
        }
        let url = Url::parse(text).map_err(|_| refused())?;
        let host = url.host_str().ok_or_else(refused)?.to_owned();
        if text.contains(['@', '?', '#']) || url.path() != "/" {
            return Err(AccountError::NotAnOrigin);
        }
        let loopback = host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback());
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(AccountError::NotEncrypted),
            _ => return Err(refused()),
        }
        let name = match (host.strip_suffix(ZENDESK), url.port()) {
            (Some(label), None) if is_label(label) => label.to_owned(),
            (_, Some(port)) => format!("{host}:{port}"),
            (_, None) => host.clone(),
        };
        Ok(Self {
            name,
            origin: url.origin().ascii_serialization(),
            host,
            loopback,
            authorities: None,
        })
    }

    /// The same account, reached with these authorities trusted beside the system's.
    ///
    /// # Errors
    /// If that is no PEM text with a certificate in it.
    pub(crate) fn trusting(self, pem: &[u8]) -> Result<Self, SetupError> {
        certificates(pem)?;
        let authorities = Some(pem.into());
        Ok(Self {
            authorities,
            ..self
        })
    }

    /// The authorities that are trusted beside the system's, as PEM.
    pub(super) fn authorities(&self) -> Option<&[u8]> {
        self.authorities.as_deref()
    }

    /// The account's name on the screen: the subdomain, or the host where it is not Zendesk's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Scheme, host and, where it is not the usual one, port: `https://acme.zendesk.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host alone, for messages.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether this is an address of this very machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }
}

/// Whether `text` is one lower-case DNS label (RFC 1035 §2.3.1, digits first allowed).
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The beginning of `text`, long enough for a message.
fn excerpt(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subdomain_is_found_in_whatever_was_pasted() {
        for text in [
            "acme",
            " Acme\n",
            "acme.zendesk.com",
            "https://acme.zendesk.com",
            "https://acme.zendesk.com/agent/tickets/1?x=y#z",
            "HTTP://ACME.ZENDESK.COM/",
        ] {
            let account = Account::from_subdomain(text).expect(text);
            assert_eq!(account.name(), "acme");
            assert_eq!(account.origin(), "https://acme.zendesk.com");
            assert!(!account.is_loopback());
        }
    }

    #[test]
    fn what_is_no_subdomain_is_refused() {
        for text in [
            "",
            "  ",
            "acme.com",
            "acme.evil.com",
            "a.b.zendesk.com",
            "acme.zendesk.com.evil.com",
            "acme.zendesk.com@evil.com",
            "https://user@acme.zendesk.com",
            "https://acme.zendesk.com:8443",
            "ac\tme",
            "ac\u{0}me",
            "acme\r\nHost: evil",
            "-acme",
            "acme-",
            "ac me",
            "äcme",
            "acme%2eevil",
            ".zendesk.com",
            "zendesk.com/acme",
            "//acme",
            "ftp://acme.zendesk.com",
        ] {
            assert!(Account::from_subdomain(text).is_err(), "{text:?}");
        }
        assert!(Account::from_subdomain(&"a".repeat(64)).is_err());
        assert!(Account::from_subdomain(&"a".repeat(100_000)).is_err());
    }

    #[test]
    fn an_address_is_a_bare_origin() {
        for (text, name, origin, loopback) in [
            (
                "https://acme.zendesk.com/",
                "acme",
                "https://acme.zendesk.com",
                false,
            ),
            (
                "https://Acme.Zendesk.com:443",
                "acme",
                "https://acme.zendesk.com",
                false,
            ),
            (
                "https://desk.example:8443",
                "desk.example:8443",
                "https://desk.example:8443",
                false,
            ),
            (
                "http://127.0.0.1:8080",
                "127.0.0.1:8080",
                "http://127.0.0.1:8080",
                true,
            ),
            ("http://127.9.8.7", "127.9.8.7", "http://127.9.8.7", true),
            ("http://[::1]:9", "[::1]:9", "http://[::1]:9", true),
            (
                "https://127.0.0.1:1",
                "127.0.0.1:1",
                "https://127.0.0.1:1",
                true,
            ),
        ] {
            let account = Account::from_url(text).expect(text);
            assert_eq!(account.name(), name, "{text}");
            assert_eq!(account.origin(), origin, "{text}");
            assert_eq!(account.is_loopback(), loopback, "{text}");
        }
    }

    #[test]
    fn an_address_with_anything_more_or_in_the_clear_is_refused() {
        for text in [
            "",
            "acme",
            "http://acme.zendesk.com",
            "http://localhost:8080",
            "http://localhost.evil",
            "http://127.0.0.1.evil",
            "http://127.0.0.1@evil.com",
            "http://[::ffff:127.0.0.1]",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "https://user:secret@acme.zendesk.com",
            "https://@acme.zendesk.com",
            "https://acme.zendesk.com/api",
            "https://acme.zendesk.com?x",
            "https://acme.zendesk.com#x",
            "https://acme.zendesk.com\\@evil.com",
            "https://ac\tme.zendesk.com",
            "https://acme%2ezendesk.com",
            "https://äcme.zendesk.com",
            "https://",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ] {
            assert!(Account::from_url(text).is_err(), "{text:?}");
        }
    }
}
