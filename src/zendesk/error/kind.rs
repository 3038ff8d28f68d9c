//! The ways in which a request fails, and whether a change may have been made all the same.

use std::time::Duration;

use crate::model::{Fault, SafeText};
use crate::zendesk::ServerWait;

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
        /// How long to wait.
        wait: ServerWait,
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
        /// The time in `Retry-After`, if it was given.
        wait: Option<ServerWait>,
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
    /// The status says that a change was made, and the answer itself says otherwise.
    Contradictory {
        /// What the answer says.
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
    /// The program itself does not send it, for this reason.
    Withheld(String),
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
            Self::Contradictory { .. } => "answer contradicts itself",
            Self::TooLarge { .. } => "answer too large",
            Self::Unreachable { .. } => "unreachable",
            Self::NoAnswer { .. } => "no whole answer",
            Self::Anonymous => "answered for nobody",
            Self::Withheld(_) => "withheld",
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
            | Self::Contradictory { .. }
            | Self::TooLarge { .. }
            | Self::NotRenewed { .. }
            | Self::ReadScope
            | Self::NoChangeToken
            | Self::OtherSignIn
            | Self::Proxy { .. }
            | Self::Unreachable { .. }
            | Self::NoAnswer { .. }
            | Self::Withheld(_)
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
            | Self::Withheld(_)
            | Self::Anonymous => false,
            Self::Failing { .. }
            | Self::Page { .. }
            | Self::Unexpected { .. }
            | Self::Garbled { .. }
            | Self::Contradictory { .. }
            | Self::TooLarge { .. }
            | Self::NoAnswer { .. }
            | Self::Fault(_) => true,
        }
    }
}

/// What stands for the words of an answer that is a page for people.
pub(in crate::zendesk) const A_PAGE: &str = "(a page of HTML)";
