//! What happened, in words.

use std::fmt;

use super::kind::ApiErrorKind;
use crate::zendesk::ServerWait;

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
            Self::RateLimited { wait } => write!(f, "rate limited, {wait}"),
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
                status,
                message,
                wait,
            } => {
                write!(f, "Zendesk is failing: {status} {message}")?;
                match wait.and_then(ServerWait::beyond) {
                    Some(beyond) => write!(f, "; {beyond}"),
                    None => Ok(()),
                }
            }
            Self::Redirected { to, .. } => {
                write!(f, "redirected to {to}, which zentop does not follow")
            }
            Self::Unexpected { status } => write!(f, "unexpected answer {status}"),
            Self::Garbled { what } => write!(f, "the answer could not be understood: {what}"),
            Self::Contradictory { what } => {
                write!(f, "Zendesk answered as if it was done, and {what}")
            }
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
            Self::Withheld(why) => f.write_str(why),
            Self::Fault(fault) => write!(f, "{fault}"),
            Self::Anonymous => f.write_str(
                "Zendesk answered as for an anonymous visitor: the credentials were not accepted",
            ),
        }
    }
}
