//! The ways in which a request fails, and what follows from each of them.

use std::fmt;
use std::time::Duration;

use super::missing::NO_SUCH_PAGE;
use crate::model::{Fault, SafeText};

/// How a request failed. The set is closed, and each kind carries only what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiErrorKind {
    /// 401: the credentials are refused.
    Unauthorized,
    /// There are no credentials any more, and only the person can get new ones.
    SignedOut {
        /// What happened, and how to sign in again.
        why: SafeText,
        /// The HTTP status, if the request was sent.
        status: Option<u16>,
    },
    /// The sign-in may only read, so a request that changes something was not sent.
    ReadScope,
    /// A session cookie came without the token that changes need beside it (`authenticity_token` of
    /// `users/me`), so a request that changes something was not sent.
    NoChangeToken,
    /// The proxy on the way refused the connection, so nothing was sent to Zendesk.
    Proxy {
        /// The proxy, without its user and password.
        proxy: String,
        /// The host that it was to connect to.
        host: String,
        /// The status of its answer, if it had one.
        status: Option<u16>,
    },
    /// 401, and the credentials were renewed since: the same request may be sent again.
    Renewed,
    /// The credentials are of another sign-in than the request may be sent with, so it was not sent.
    OtherSignIn,
    /// 403: the credentials are valid but may not do this.
    Forbidden {
        /// The message, in Zendesk's words.
        message: SafeText,
    },
    /// A page for people in place of an answer of the API, such as a firewall, a proxy or a sign-in
    /// page gives. It says nothing of the credentials, nor of what was asked for.
    Page {
        /// The HTTP status.
        status: u16,
    },
    /// 404 in the API's own words for a record (`RecordNotFound`): the record is not there.
    NotFound,
    /// Any other refusal by the API: 400, 409, 422, `InvalidEndpoint` and the like.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The message, in Zendesk's words.
        message: SafeText,
    },
    /// 429: the account's requests are used up for now.
    RateLimited {
        /// How long to wait, already brought into sane bounds.
        wait: Duration,
    },
    /// 401, and the token endpoint did not renew the access token. It is asked again after a while.
    NotRenewed {
        /// How long to wait, already brought into sane bounds.
        wait: Duration,
        /// What came in place of new tokens.
        why: SafeText,
        /// Whether that was a clear answer, which asking again will hardly change.
        is_refusal: bool,
    },
    /// 5xx, or a page of HTML in place of an answer.
    Failing {
        /// The HTTP status.
        status: u16,
        /// The text of the body, or what kind of body it was.
        message: SafeText,
        /// The time in `Retry-After`, if it was given, brought into sane bounds.
        wait: Option<Duration>,
    },
    /// 3xx: never followed, because credentials would go along.
    Redirected {
        /// The HTTP status.
        status: u16,
        /// The address that it points to, as the server wrote it.
        to: SafeText,
    },
    /// A success status that is not the documented one for this request.
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
    /// The answer came and could not be decoded: not JSON, or not the documented shape. The error's
    /// source says where.
    Garbled {
        /// The description of what is wrong with it.
        what: SafeText,
    },
    /// The answer was larger than any honest one.
    TooLarge {
        /// The cap, in bytes.
        limit: usize,
    },
    /// No connection: refused, no such host, no network, TLS.
    Unreachable {
        /// The host that we tried to reach.
        host: String,
        /// The operating system's or TLS library's reason.
        cause: SafeText,
    },
    /// The request was sent, or perhaps sent, and no whole answer came.
    NoAnswer {
        /// The time that we waited, if the wait ended because of it.
        limit: Option<Duration>,
        /// The reason why the wait ended.
        cause: SafeText,
    },
    /// 200 for nobody: Zendesk answers wrong credentials like this on some paths.
    Anonymous,
    /// This program failed on the way, so that no more is known of the request.
    Fault(Fault),
}

impl ApiErrorKind {
    /// The word for this kind in the log.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::SignedOut { .. } => "signed out",
            Self::ReadScope => "may only read",
            Self::NoChangeToken => "no token for changes",
            Self::Proxy { .. } => "proxy refused",
            Self::Renewed => "credentials renewed",
            Self::OtherSignIn => "another sign-in",
            Self::Forbidden { .. } => "forbidden",
            Self::Page { .. } => "a page in place of an answer",
            Self::NotFound => "not found",
            Self::Refused { .. } => "refused",
            Self::RateLimited { .. } => "rate limited",
            Self::NotRenewed { .. } => "credentials not renewed",
            Self::Failing { .. } => "server failing",
            Self::Redirected { .. } => "redirected",
            Self::Unexpected { .. } => "unexpected status",
            Self::Garbled { .. } => "answer not decoded",
            Self::TooLarge { .. } => "answer too large",
            Self::Unreachable { .. } => "unreachable",
            Self::NoAnswer { .. } => "no whole answer",
            Self::Anonymous => "answered for nobody",
            Self::Fault(_) => "fault of our own",
        }
    }

    /// The HTTP status, where there was one.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Unauthorized | Self::Renewed => Some(401),
            Self::SignedOut { status, .. } => *status,
            Self::Forbidden { .. } => Some(403),
            Self::NotFound => Some(404),
            Self::RateLimited { .. } => Some(429),
            Self::Refused { status, .. }
            | Self::Failing { status, .. }
            | Self::Redirected { status, .. }
            | Self::Page { status }
            | Self::Unexpected { status } => Some(*status),
            Self::Garbled { .. }
            | Self::TooLarge { .. }
            | Self::NotRenewed { .. }
            | Self::ReadScope
            | Self::NoChangeToken
            | Self::OtherSignIn
            | Self::Proxy { .. }
            | Self::Unreachable { .. }
            | Self::NoAnswer { .. }
            | Self::Fault(_)
            | Self::Anonymous => None,
        }
    }

    /// Whether a request that changes something may have done so although it failed like this. Only
    /// a clear answer from the API, or never having connected, rules it out.
    pub(super) const fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::Unauthorized
            | Self::SignedOut { .. }
            | Self::ReadScope
            | Self::NoChangeToken
            | Self::Proxy { .. }
            | Self::Renewed
            | Self::OtherSignIn
            | Self::Forbidden { .. }
            | Self::Page { status: 400..500 }
            | Self::NotFound
            | Self::Refused { .. }
            | Self::RateLimited { .. }
            | Self::NotRenewed { .. }
            | Self::Redirected { .. }
            | Self::Unreachable { .. }
            | Self::Anonymous => false,
            Self::Failing { .. }
            | Self::Page { .. }
            | Self::Unexpected { .. }
            | Self::Garbled { .. }
            | Self::TooLarge { .. }
            | Self::NoAnswer { .. }
            | Self::Fault(_) => true,
        }
    }

    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Self::Unauthorized | Self::Anonymous => {
                "check the token or its expiry (`zentop auth status`), or sign in again with \
                 `zentop auth login`"
            }
            Self::SignedOut { .. } => "`zentop auth status` says which credentials are in use",
            Self::Renewed => "ask again: the new token is good",
            Self::OtherSignIn => {
                "see whose credentials are in use (`zentop auth status`), and begin anew"
            }
            Self::Forbidden { message } => forbidden_advice(message.as_str()),
            Self::ReadScope => "sign in with `zentop auth login --scope \"read write\"`",
            Self::NoChangeToken => {
                "take the cookie anew from a browser that is signed in, or use an OAuth token \
                 (`zentop auth login`), which needs no other beside it"
            }
            Self::Proxy {
                status: Some(407), ..
            } => {
                "put the proxy's user and password into its address, as in \
                 HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT; it is asked only once, so that no \
                 account is locked"
            }
            Self::Proxy {
                status: Some(400..500),
                ..
            } => "the proxy does not let this through: ask whoever runs it, or set NO_PROXY",
            Self::Proxy { .. } => {
                "the proxy could not connect: check its address (HTTPS_PROXY, ALL_PROXY), or set \
                 NO_PROXY"
            }
            Self::NotFound | Self::Refused { status: 404, .. } | Self::Page { status: 404 } => {
                NO_SUCH_PAGE
            }
            Self::Page { .. } => {
                "it comes from a firewall, a proxy or a sign-in page on the way and not from the \
                 API: try from another network, or ask whoever runs this one"
            }
            Self::Refused { .. } => "read what Zendesk says; trying again will not change it",
            Self::RateLimited { .. } => {
                "the account's requests are used up by all that use it; they come back by themselves"
            }
            Self::NotRenewed {
                is_refusal: true, ..
            } => {
                "compare the client with its registration (Admin Center > Apps and integrations > \
                 APIs > OAuth clients), or sign in anew with `zentop auth login`"
            }
            Self::NotRenewed { .. } => {
                "the sign-in may still be good: it is tried again with the same token"
            }
            Self::Failing { message, .. } if message.as_str() == A_PAGE => {
                "Zendesk has trouble (status.zendesk.com), or a proxy on the way has: try again later"
            }
            Self::Failing { .. } => "Zendesk has trouble (status.zendesk.com); try again later",
            Self::Redirected { .. } => "check the subdomain: the account may have been renamed",
            Self::Unexpected { .. } | Self::Garbled { .. } | Self::TooLarge { .. } => {
                "check that the address is a Zendesk account and not a proxy's page"
            }
            Self::Unreachable { .. } => "check the subdomain, the network and the proxy",
            Self::NoAnswer { .. } => "check the network, then try again",
            Self::Fault(_) => Fault::ADVICE,
        }
    }
}

/// What stands for the words of an answer that is a page for people.
pub(in crate::zendesk) const A_PAGE: &str = "(a page of HTML)";

/// The advice after a 403, by what it says: scope, address, person, or else role.
fn forbidden_advice(message: &str) -> &'static str {
    let lower = message.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(&["scope"]) {
        "the token lacks a scope: sign in with `zentop auth login --scope \"read write\"`"
    } else if has(&[
        "ip address",
        "ip restriction",
        "your ip",
        "ip is not",
        "allowlist",
        "whitelist",
    ]) {
        "the account lets in only some addresses: Admin Center > Account > Security > Advanced > IP \
         restrictions names them"
    } else if has(&["authenticitytoken", "authenticity token", "csrf"]) {
        "Zendesk did not take the token that goes with the session cookie: take the cookie anew from a \
         browser that is signed in, or use an OAuth token (`zentop auth login`)"
    } else if has(&["suspended"]) {
        "the person whose credentials these are is suspended: an admin can see why"
    } else {
        "sign in as an admin, with a token whose scope is `read write`"
    }
}

/// Writes what happened, without the request that it happened to.
impl fmt::Display for ApiErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthorized => f.write_str("Zendesk refused the credentials"),
            Self::SignedOut { why, .. } => write!(f, "{why}"),
            Self::ReadScope => f.write_str("this sign-in may only read, so nothing was sent"),
            Self::NoChangeToken => f.write_str(
                "Zendesk gave no authenticity token with this session cookie (users/me), and takes no \
                 change without it, so nothing was sent",
            ),
            Self::Proxy {
                proxy,
                host,
                status,
            } => {
                write!(f, "cannot reach {host} through the proxy {proxy}")?;
                match status {
                    Some(status) => write!(f, ": it refused with status {status}"),
                    None => f.write_str(": it refused to connect"),
                }
            }
            Self::Page { status } => {
                write!(f, "{status} with a page of HTML in place of an answer")
            }
            Self::Renewed => f.write_str(
                "the access token had ended, so nothing was done, and it was not sent again with what took \
                 its place",
            ),
            Self::OtherSignIn => f.write_str(
                "other credentials took the place of those before, and nothing was sent with them",
            ),
            Self::Forbidden { message } => {
                write!(f, "these credentials may not do this: {message}")
            }
            Self::NotFound => f.write_str("not found"),
            Self::Refused { status, message } => write!(f, "Zendesk said no: {status} {message}"),
            Self::RateLimited { wait } => {
                write!(f, "rate limited, may ask again in {} s", wait.as_secs())
            }
            Self::NotRenewed {
                why,
                is_refusal: true,
                ..
            } => write!(f, "the access token has ended, and {why}"),
            Self::NotRenewed { wait, why, .. } => write!(
                f,
                "the access token has ended, and {why}: it may be renewed in {} s",
                wait.as_secs().max(1)
            ),
            Self::Failing {
                status, message, ..
            } => write!(f, "Zendesk is failing: {status} {message}"),
            Self::Redirected { to, .. } => {
                write!(f, "redirected to {to}, which zentop does not follow")
            }
            Self::Unexpected { status } => write!(f, "unexpected answer {status}"),
            Self::Garbled { what } => write!(f, "the answer could not be understood: {what}"),
            Self::TooLarge { limit } => write!(
                f,
                "the answer is larger than {} MB and was not read",
                limit / 1_000_000
            ),
            Self::Unreachable { host, cause } => write!(f, "cannot reach {host}: {cause}"),
            Self::NoAnswer {
                limit: Some(limit),
                cause,
            } => write!(f, "no whole answer within {} s: {cause}", limit.as_secs()),
            Self::NoAnswer { limit: None, cause } => write!(f, "no whole answer: {cause}"),
            Self::Fault(fault) => write!(f, "{fault}"),
            Self::Anonymous => f.write_str(
                "Zendesk answered as for an anonymous visitor: the credentials were not accepted",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_after_a_403_fits_what_it_says() {
        for (message, part) in [
            (
                "You are missing the following required scopes: write",
                "--scope",
            ),
            (
                "Access from your IP address is not allowed",
                "IP restrictions",
            ),
            ("User is suspended", "suspended"),
            ("InvalidAuthenticityToken", "take the cookie anew"),
            (
                "Forbidden: You do not have access to this page.",
                "as an admin",
            ),
        ] {
            let message = SafeText::new(message);
            let kind = ApiErrorKind::Forbidden { message };
            assert!(kind.advice().contains(part), "{kind}: {}", kind.advice());
        }
    }
}
