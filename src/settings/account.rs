//! The account, as the person wrote it.

use std::fmt;

/// An account in the person's own words; the API layer checks whether it is one.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum AccountInput {
    /// A subdomain, such as `acme`.
    Subdomain(String),
    /// A URL, such as `https://acme.zendesk.com`, or the simulator's on loopback.
    Url(String),
}

impl AccountInput {
    /// Whether both name one place, so that a secret of one may be sent to the other. When in doubt
    /// they do not.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.origin() == other.origin()
    }

    /// Where it is, as people read it: the host, and the scheme where it is not the usual one.
    pub(super) fn address(&self) -> String {
        let address = match self {
            Self::Subdomain(_) => self.origin(),
            // What may be a password is left out.
            Self::Url(_) => self.to_string(),
        };
        let host = address.strip_prefix("https://").unwrap_or(&address);
        host.trim_end_matches('/').to_owned()
    }

    fn origin(&self) -> String {
        match self {
            Self::Subdomain(name) => {
                let name = name.to_lowercase();
                let host = name.strip_suffix(".zendesk.com").unwrap_or(&name);
                format!("https://{host}.zendesk.com")
            }
            Self::Url(url) => url.trim_end_matches('/').to_lowercase(),
        }
    }
}

impl fmt::Display for AccountInput {
    /// Leaves out the part of a URL before `@`, which may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = match self {
            Self::Subdomain(name) => ("", name.as_str()),
            Self::Url(url) => url
                .find("://")
                .map_or(("", url.as_str()), |end| url.split_at(end + "://".len())),
        };
        let (hidden, rest) = match rest.rsplit_once('@') {
            Some((_, rest)) => ("…@", rest),
            None => ("", rest),
        };
        write!(
            f,
            "{}{hidden}{}",
            scheme.escape_debug(),
            rest.escape_debug()
        )
    }
}

impl fmt::Debug for AccountInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subdomain(_) => write!(f, "Subdomain({self})"),
            Self::Url(_) => write!(f, "Url({self})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_account_may_be_written_in_several_ways() {
        let subdomain = |text: &str| AccountInput::Subdomain(text.to_owned());
        let url = |text: &str| AccountInput::Url(text.to_owned());
        for (a, b, same) in [
            (subdomain("acme"), subdomain("ACME"), true),
            (subdomain("acme"), subdomain("acme.zendesk.com"), true),
            (subdomain("acme"), url("https://acme.zendesk.com/"), true),
            (subdomain("acme"), url("http://acme.zendesk.com"), false),
            (subdomain("acme"), subdomain("acme2"), false),
            (
                subdomain("acme"),
                url("https://acme.zendesk.com.evil"),
                false,
            ),
            (url("http://127.0.0.1:1"), url("http://127.0.0.1:2"), false),
        ] {
            assert_eq!(a.is_same_as(&b), same, "{a} {b}");
        }
    }

    #[test]
    fn a_password_in_a_url_is_not_printed() {
        for (url, printed) in [
            (
                "https://me:hunter2@acme.zendesk.com",
                "https://…@acme.zendesk.com",
            ),
            ("me:hunter2@acme.zendesk.com", "…@acme.zendesk.com"),
            ("https://acme.zendesk.com", "https://acme.zendesk.com"),
        ] {
            assert_eq!(AccountInput::Url(url.to_owned()).to_string(), printed);
        }
    }
}
