//! Kinds of answers that the API does not give when things are as they seem.

use std::fmt;

use crate::zendesk::{ApiError, ApiErrorKind};

/// A kind of answer that does not fit a request which changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OddAnswer {
    /// 404 in the API's own words: not there.
    NotThere,
    /// 304: not modified, though something was to be changed.
    NotModified,
    /// Another redirect.
    Redirect(u16),
    /// A page for people, whatever its status.
    Page,
    /// A success that is not the documented one, such as a page in place of 204.
    OtherSuccess(u16),
}

impl OddAnswer {
    /// The kind of this failure, if it is an odd one.
    pub(super) fn of(error: &ApiError) -> Option<Self> {
        Some(match error.kind {
            _ if error.is_a_page() => Self::Page,
            ApiErrorKind::NotFound => Self::NotThere,
            ApiErrorKind::Unexpected { status: 304 } => Self::NotModified,
            ApiErrorKind::Unexpected { status } => Self::OtherSuccess(status),
            ApiErrorKind::Redirected { status, .. } => Self::Redirect(status),
            _ => return None,
        })
    }

    /// What such answers mean if there are no others.
    const fn meaning(self) -> &'static str {
        match self {
            Self::NotThere => {
                "this may be another account, or something that answers in Zendesk's place"
            }
            Self::NotModified => "a cache may stand between zentop and Zendesk",
            Self::Redirect(_) => {
                "the account may have another address, or a sign-in page before it"
            }
            Self::Page => {
                "a firewall, a proxy or a sign-in page may answer in Zendesk's place, or Zendesk has \
                 trouble (status.zendesk.com)"
            }
            Self::OtherSuccess(_) => "a proxy or a sign-in page may answer in Zendesk's place",
        }
    }
}

impl fmt::Display for OddAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotThere => f.write_str("404, not there"),
            Self::NotModified => f.write_str("304, not modified"),
            Self::Page => f.write_str("pages of HTML"),
            Self::Redirect(status) => write!(f, "{status}, a redirect"),
            Self::OtherSuccess(status) => {
                write!(f, "{status}, which is not how Zendesk answers this")
            }
        }
    }
}

/// Why a run stopped: all of its answers were of one odd kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllOdd {
    /// The kind.
    pub answer: OddAnswer,
    /// The number of answers.
    pub count: usize,
    /// Whether Zendesk was seen to show something as it was before. Otherwise it is not known.
    pub is_as_before: bool,
}

impl fmt::Display for AllOdd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            answer,
            count,
            is_as_before,
        } = self;
        let shown = if *is_as_before {
            "Zendesk still shows what was to be changed as it was before"
        } else {
            "what Zendesk shows of it could not be read"
        };
        write!(
            f,
            "all {count} answers so far were {answer}, and {shown}: {}. Nothing more is sent. Check \
             the address and the proxy (`zentop auth status`), then try again",
            answer.meaning()
        )
    }
}
