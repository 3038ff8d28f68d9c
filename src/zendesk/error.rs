//! What can go wrong between asking Zendesk and understanding the answer.

use std::fmt;
use std::time::Duration;

use http::Method;

use crate::model::{Fault, SafeText};

/// What was asked, for error messages: the method and the path with its ids,
/// never the query, which may name people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiRequest {
    /// GET, POST, PUT or DELETE.
    pub method: Method,
    /// The path below the account's origin, for example `/api/v2/sessions`.
    pub path: String,
}

impl fmt::Display for ApiRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// A request that did not end in an answer we understand.
///
/// Each says what happened; `may_have_taken_effect` says whether a request that
/// changes something may have changed it all the same.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// 401: the credentials are refused.
    #[error("Zendesk refused the credentials ({asked}{})", Id(request_id.as_ref()))]
    Unauthorized {
        /// The request.
        asked: ApiRequest,
        /// Zendesk's name for it.
        request_id: Option<SafeText>,
    },
    /// There are no credentials any more, and only the person can get new ones.
    #[error("{why} ({asked}{})", Id(request_id.as_ref()))]
    SignedOut {
        /// The request.
        asked: ApiRequest,
        /// What happened, and how to sign in again.
        why: SafeText,
        /// The HTTP status, if it was sent.
        status: Option<u16>,
        /// Zendesk's name for the request.
        request_id: Option<SafeText>,
    },
    /// 401, and the credentials were renewed since: the same request may be sent again.
    #[error("the access token had ended and was renewed ({asked}{})", Id(request_id.as_ref()))]
    Renewed {
        /// The request.
        asked: ApiRequest,
        /// Zendesk's name for it.
        request_id: Option<SafeText>,
    },
    /// 403: the credentials are good but may not do this.
    #[error("these credentials may not do this: {message} ({asked}{})", Id(request_id.as_ref()))]
    Forbidden {
        /// The request.
        asked: ApiRequest,
        /// Zendesk's words.
        message: SafeText,
        /// Zendesk's name for the request.
        request_id: Option<SafeText>,
    },
    /// 404 in the API's own words for a record (`RecordNotFound`): it is not there.
    #[error("not there any more ({asked}{})", Id(request_id.as_ref()))]
    NotFound {
        /// The request.
        asked: ApiRequest,
        /// Zendesk's name for it.
        request_id: Option<SafeText>,
    },
    /// Any other refusal by the API: 400, 409, 422, `InvalidEndpoint` and the like.
    #[error("Zendesk said no: {status} {message} ({asked}{})", Id(request_id.as_ref()))]
    Refused {
        /// The request.
        asked: ApiRequest,
        /// The HTTP status.
        status: u16,
        /// Zendesk's words.
        message: SafeText,
        /// Zendesk's name for the request.
        request_id: Option<SafeText>,
    },
    /// 429: the account's requests are used up for now.
    #[error("rate limited, may ask again in {} s ({asked})", wait.as_secs())]
    RateLimited {
        /// The request.
        asked: ApiRequest,
        /// How long to wait, already brought into sane bounds.
        wait: Duration,
    },
    /// 401, and the token endpoint asks to wait before it renews the access token.
    #[error("the access token has ended, and Zendesk is busy: it may be renewed in {} s ({asked})", wait.as_secs())]
    NotRenewed {
        /// The request.
        asked: ApiRequest,
        /// How long to wait, already brought into sane bounds.
        wait: Duration,
    },
    /// 5xx, or a page of HTML in place of an answer.
    #[error("Zendesk is failing: {status} {message} ({asked}{})", Id(request_id.as_ref()))]
    Failing {
        /// The request.
        asked: ApiRequest,
        /// The HTTP status.
        status: u16,
        /// What the body said, or what it was.
        message: SafeText,
        /// `Retry-After`, where it was given, brought into sane bounds.
        wait: Option<Duration>,
        /// Zendesk's name for the request.
        request_id: Option<SafeText>,
    },
    /// 3xx: never followed, because credentials would go along.
    #[error("redirected to {to}, which zentop does not follow ({asked})")]
    Redirected {
        /// The request.
        asked: ApiRequest,
        /// The HTTP status.
        status: u16,
        /// Where to, as the server wrote it.
        to: SafeText,
    },
    /// A success status that is not the documented one for this request.
    #[error("unexpected answer {status} ({asked}{})", Id(request_id.as_ref()))]
    Unexpected {
        /// The request.
        asked: ApiRequest,
        /// The HTTP status.
        status: u16,
        /// Zendesk's name for the request.
        request_id: Option<SafeText>,
    },
    /// The answer came but makes no sense: not JSON, or not the documented shape.
    #[error("the answer makes no sense: {what} ({asked}{})", Id(request_id.as_ref()))]
    Garbled {
        /// The request.
        asked: ApiRequest,
        /// What is wrong with it.
        what: SafeText,
        /// Zendesk's name for the request.
        request_id: Option<SafeText>,
    },
    /// The answer was larger than any honest one.
    #[error("the answer is larger than {} MB and was not read ({asked})", limit / 1_000_000)]
    TooLarge {
        /// The request.
        asked: ApiRequest,
        /// The cap, in bytes.
        limit: usize,
    },
    /// No connection: refused, no such host, no network, TLS.
    #[error("cannot reach {host}: {cause} ({asked})")]
    Unreachable {
        /// The request.
        asked: ApiRequest,
        /// Whom we tried.
        host: String,
        /// The operating system's or TLS library's reason.
        cause: SafeText,
    },
    /// Sent, or perhaps sent, and no whole answer came.
    #[error("no whole answer{}: {cause} ({asked})", Within(*limit))]
    NoAnswer {
        /// The request.
        asked: ApiRequest,
        /// How long we waited, where it was the wait that ended it.
        limit: Option<Duration>,
        /// Why the wait ended.
        cause: SafeText,
    },
    /// 200 for nobody: Zendesk answers wrong credentials like this on some paths.
    #[error("Zendesk answered as for an anonymous visitor: the credentials were not accepted")]
    Anonymous,
    /// This program failed on the way, so that no more is known of the request.
    #[error("{0}")]
    Fault(Fault),
}

/// A request id as the tail of a message.
struct Id<'a>(Option<&'a SafeText>);

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(id) => write!(f, ", request {id}"),
            None => Ok(()),
        }
    }
}

/// How long was waited in vain, within a message.
struct Within(Option<Duration>);

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(limit) => write!(f, " within {} s", limit.as_secs()),
            None => Ok(()),
        }
    }
}

impl ApiError {
    /// Whether a request that changes something may have done so although this error came
    /// back. Only a clear word from the API, or never having connected, says it did not.
    pub fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::Unauthorized { .. }
            | Self::SignedOut { .. }
            | Self::Renewed { .. }
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Refused { .. }
            | Self::RateLimited { .. }
            | Self::NotRenewed { .. }
            | Self::Redirected { .. }
            | Self::Unreachable { .. }
            | Self::Anonymous => false,
            Self::Failing { .. }
            | Self::Unexpected { .. }
            | Self::Garbled { .. }
            | Self::TooLarge { .. }
            | Self::NoAnswer { .. }
            | Self::Fault(_) => true,
        }
    }

    /// The HTTP status, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unauthorized { .. } | Self::Renewed { .. } => Some(401),
            Self::SignedOut { status, .. } => *status,
            Self::Forbidden { .. } => Some(403),
            Self::NotFound { .. } => Some(404),
            Self::RateLimited { .. } => Some(429),
            Self::Refused { status, .. }
            | Self::Failing { status, .. }
            | Self::Redirected { status, .. }
            | Self::Unexpected { status, .. } => Some(*status),
            Self::Garbled { .. }
            | Self::TooLarge { .. }
            | Self::NotRenewed { .. }
            | Self::Unreachable { .. }
            | Self::NoAnswer { .. }
            | Self::Fault(_)
            | Self::Anonymous => None,
        }
    }

    /// Zendesk's name for the request, to quote to its support.
    pub fn request_id(&self) -> Option<&SafeText> {
        match self {
            Self::Unauthorized { request_id, .. }
            | Self::SignedOut { request_id, .. }
            | Self::Renewed { request_id, .. }
            | Self::Forbidden { request_id, .. }
            | Self::NotFound { request_id, .. }
            | Self::Refused { request_id, .. }
            | Self::Failing { request_id, .. }
            | Self::Unexpected { request_id, .. }
            | Self::Garbled { request_id, .. } => request_id.as_ref(),
            Self::RateLimited { .. }
            | Self::NotRenewed { .. }
            | Self::Redirected { .. }
            | Self::TooLarge { .. }
            | Self::Unreachable { .. }
            | Self::NoAnswer { .. }
            | Self::Fault(_)
            | Self::Anonymous => None,
        }
    }

    /// How long the server asked us to wait, where it did.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { wait, .. } | Self::NotRenewed { wait, .. } => Some(*wait),
            Self::Failing { wait, .. } => *wait,
            _ => None,
        }
    }

    /// How long to wait with a request that was turned away unread, so that it keeps its place.
    pub fn turned_away(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { wait, .. } | Self::NotRenewed { wait, .. } => Some(*wait),
            _ => None,
        }
    }

    /// Whether the credentials themselves are refused, so that asking again cannot help.
    pub fn refuses_credentials(&self) -> bool {
        matches!(
            self,
            Self::Unauthorized { .. } | Self::SignedOut { .. } | Self::Anonymous
        )
    }

    /// What the person can do about it, in one sentence, which is as true where zentop tries
    /// again by itself as where it has given up.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unauthorized { .. } | Self::Anonymous => {
                "check the token or its expiry (`zentop auth status`), or sign in again with \
                 `zentop auth login`"
            }
            Self::SignedOut { .. } => "`zentop auth status` says which credentials are in use",
            Self::Renewed { .. } => "ask again: the new token is good",
            Self::Forbidden { .. } => {
                "sign in as an admin, with a token whose scope is `read write`"
            }
            Self::NotFound { .. } => "nothing to do: it is gone already",
            Self::Refused { status: 404, .. } => {
                "check the subdomain: this path does not exist on that account"
            }
            Self::Refused { .. } => "read what Zendesk says; trying again will not change it",
            Self::RateLimited { .. } => {
                "the account's requests are used up by all that use it; they come back by themselves"
            }
            Self::NotRenewed { .. } => "the sign-in is still good; try again later",
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
