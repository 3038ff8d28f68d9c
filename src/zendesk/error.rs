//! What can go wrong between asking Zendesk and understanding the answer.
//!
//! - here the error, with the request it is about and its cause
//! - `kind` the ways in which a request fails; `message` each in words, `advice` what to do about it
//! - `missing` what a 404 says, by what was asked for; `place` what to do where the place of a page is
//!   refused
//! - `chain` an error and all its causes, for the log

mod advice;
mod chain;
mod kind;
mod message;
mod missing;
mod place;

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;

pub(crate) use self::chain::logged;
pub(super) use self::chain::root_cause;
pub(super) use self::kind::A_PAGE;
pub use self::kind::ApiErrorKind;
use self::missing::Missing;
use super::{Endpoint, ServerWait};
use crate::model::{Fault, SafeText};

/// The cause of an error, shared because errors are cloned.
pub(crate) type Cause = Arc<dyn Error + Send + Sync>;

/// The request that was made: its method and path, never the query, which may name people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiRequest {
    /// The method: GET, POST, PUT or DELETE.
    pub method: Method,
    /// The path without ids, for the log, for example `/api/v2/users/{user}/sessions`.
    pub template: &'static str,
    /// The path below the account's origin with its ids, for messages.
    pub path: String,
}

impl ApiRequest {
    /// A request to `path`, which is `template` with its ids.
    pub fn new(method: Method, template: &'static str, path: impl Into<String>) -> Self {
        Self {
            method,
            template,
            path: path.into(),
        }
    }

    /// The endpoint that it goes to.
    pub(super) fn endpoint(&self) -> Endpoint {
        Endpoint::new(self.method.clone(), self.template)
    }

    /// A request to a path without ids.
    pub fn to(method: Method, path: &'static str) -> Self {
        Self::new(method, path, path)
    }
}

impl fmt::Display for ApiRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Why a request failed. `source()` is the cause.
///
/// The error says what happened; `may_have_taken_effect` says whether a request that changes
/// something may have changed it all the same.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// The request.
    pub request: ApiRequest,
    /// Zendesk's id for the request, where an answer came, to quote to its support.
    pub request_id: Option<SafeText>,
    /// The way in which it failed.
    pub kind: ApiErrorKind,
    source: Option<Cause>,
    /// The status of the answer that could not be decoded, for the log alone: it says nothing of the
    /// failure.
    undecoded_status: Option<u16>,
    /// Whether it was not sent at all, because all requests rest.
    is_unsent: bool,
    /// Whether a limit of its own is used up, of which the rest of the account knows nothing.
    is_of_own_limit: bool,
    /// Whether what was refused is the place of a page that the server gave itself.
    is_of_place: bool,
}

impl ApiError {
    /// A failure of this request.
    pub fn new(request: ApiRequest, kind: ApiErrorKind) -> Self {
        Self {
            request,
            request_id: None,
            kind,
            source: None,
            undecoded_status: None,
            is_unsent: false,
            is_of_own_limit: false,
            is_of_place: false,
        }
    }

    /// The error for a request that was not sent because all requests rest.
    pub(super) fn unsent(request: ApiRequest, kind: ApiErrorKind) -> Self {
        Self {
            is_unsent: true,
            ..Self::new(request, kind)
        }
    }

    /// The same error, where Zendesk counts these requests apart and they alone are used up.
    #[must_use]
    pub(super) fn of_own_limit(self, is_so: bool) -> Self {
        Self {
            is_of_own_limit: is_so,
            ..self
        }
    }

    /// The same error, where what is refused is the place of a page that the server gave itself.
    #[must_use]
    pub(super) fn of_place(self) -> Self {
        Self {
            is_of_place: true,
            ..self
        }
    }

    /// The endpoint whose own limit is used up, if that is why it was turned away.
    pub(crate) fn own_limit(&self) -> Option<Endpoint> {
        let is_limit = matches!(self.kind, ApiErrorKind::RateLimited { .. });
        (self.is_of_own_limit && is_limit).then(|| self.request.endpoint())
    }

    /// Whether it was not sent at all, because all requests rest for longer than anybody waits.
    pub(super) fn request_was_not_sent(&self) -> bool {
        self.is_unsent
    }

    /// The error for a fault of this program on the way, so that no more is known of any request.
    pub(crate) fn of_fault(fault: Fault) -> Self {
        Self::new(ApiRequest::to(Method::GET, "-"), ApiErrorKind::Fault(fault))
    }

    /// Whether the request arrived, or may have.
    pub(crate) fn may_have_arrived(&self) -> bool {
        !self.is_unsent && (self.status().is_some() || self.may_have_taken_effect())
    }

    /// The same error, with Zendesk's id for the request.
    #[must_use]
    pub(crate) fn with_id(self, request_id: Option<SafeText>) -> Self {
        Self { request_id, ..self }
    }

    /// The same error, with its cause.
    #[must_use]
    pub fn because(self, source: impl Error + Send + Sync + 'static) -> Self {
        Self {
            source: Some(Arc::new(source)),
            ..self
        }
    }

    /// The same error, of an answer with this status that could not be decoded.
    #[must_use]
    pub(super) fn of_undecoded(self, status: u16) -> Self {
        Self {
            undecoded_status: Some(status),
            ..self
        }
    }

    /// The same request, failed in another way.
    #[must_use]
    pub(super) fn with_kind(self, kind: ApiErrorKind) -> Self {
        Self { kind, ..self }
    }

    /// Whether a request that changes something may have done so although this error came back.
    /// Only a clear answer from the API, or never having connected, rules it out.
    pub(crate) fn may_have_taken_effect(&self) -> bool {
        self.kind.may_have_taken_effect()
    }

    /// The HTTP status, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.kind.status()
    }

    /// The time after which the server may be asked again, if it asked us to wait.
    pub fn wait(&self) -> Option<Duration> {
        match &self.kind {
            ApiErrorKind::Failing { wait, .. } => wait.map(ServerWait::obeyed),
            _ => self.turned_away(),
        }
    }

    /// The time that the server itself asked us to wait, if it did.
    pub(super) fn asked_wait(&self) -> Option<Duration> {
        match &self.kind {
            ApiErrorKind::Failing { wait, .. } => wait.map(ServerWait::whole),
            ApiErrorKind::RateLimited { wait } => Some(wait.whole()),
            _ => self.turned_away(),
        }
    }

    /// The time to wait with a request that was turned away unread, so that it keeps its place.
    pub(crate) fn turned_away(&self) -> Option<Duration> {
        match &self.kind {
            ApiErrorKind::RateLimited { wait } => Some(wait.obeyed()),
            ApiErrorKind::NotRenewed { wait, .. } => Some(*wait),
            _ => None,
        }
    }

    /// Whether Zendesk did not take up a change that failed like this, so that it may be sent again:
    /// it never arrived, or the answer asks to come back later.
    pub(super) fn was_put_off(&self) -> bool {
        !self.may_have_taken_effect() || self.wait().is_some()
    }

    /// Whether nothing was sent because there are no credentials that can be used.
    pub(crate) fn has_no_credentials(&self) -> bool {
        matches!(self.kind, ApiErrorKind::SignedOut { status: None, .. })
    }

    /// Whether a page for people came in place of an answer of the API.
    pub(crate) fn is_a_page(&self) -> bool {
        match &self.kind {
            ApiErrorKind::Page { .. } => true,
            ApiErrorKind::Failing { message, .. } => message.as_str() == A_PAGE,
            _ => false,
        }
    }

    /// Whether the record that was asked for is not there, in the API's own words.
    pub(crate) fn is_not_found(&self) -> bool {
        self.kind == ApiErrorKind::NotFound
    }

    /// Whether the server understood the request and has no such page, or gave something that is
    /// none: what the answer is where a page is asked for that nothing named.
    pub(super) fn refuses_page(&self) -> bool {
        matches!(
            self.kind,
            ApiErrorKind::Refused { .. }
                | ApiErrorKind::Page { .. }
                | ApiErrorKind::NotFound
                | ApiErrorKind::Unexpected { .. }
                | ApiErrorKind::Garbled { .. }
        )
    }

    /// Whether the server does not take the place of a page, which it gave itself: cursors expire.
    pub(crate) fn refuses_place(&self) -> bool {
        let ApiErrorKind::Refused { status, .. } = self.kind else {
            return false;
        };
        matches!(status, 400 | 404 | 410 | 422)
    }

    /// Whether the credentials themselves are refused, so that asking again cannot help.
    pub(crate) fn refuses_credentials(&self) -> bool {
        matches!(
            self.kind,
            ApiErrorKind::Unauthorized
                | ApiErrorKind::SignedOut { .. }
                | ApiErrorKind::Anonymous
                // These are the proxy's, and asking again may lock somebody's account.
                | ApiErrorKind::Proxy {
                    status: Some(407),
                    ..
                }
        )
    }

    /// Whether it may be of the one record that was asked for, so that the next is worth a request.
    pub(crate) fn may_be_of_this_alone(&self) -> bool {
        let is_answer = self.status().is_some()
            || matches!(
                self.kind,
                ApiErrorKind::Garbled { .. } | ApiErrorKind::TooLarge { .. }
            );
        is_answer && self.turned_away().is_none() && !self.refuses_credentials()
    }

    /// Whether it may be of the one list that was asked for: one that is too long for an answer in time, or
    /// that is limited by itself, says nothing of the next either.
    pub(crate) fn may_be_of_this_list(&self) -> bool {
        let is_late = matches!(
            self.kind,
            ApiErrorKind::NoAnswer { .. } | ApiErrorKind::RateLimited { .. }
        );
        self.may_be_of_this_alone() || is_late
    }

    /// The advice to the person, in one sentence that is as true where zentop tries again by itself
    /// as where it has given up.
    pub fn advice(&self) -> &'static str {
        match self.kind {
            ApiErrorKind::NotFound => Missing::of(&self.request).advice(),
            ApiErrorKind::RateLimited { .. } if self.is_of_own_limit => {
                "Zendesk counts these requests apart from all others, and they are used up by all that \
                 send them; they come back by themselves"
            }
            _ if self.is_of_place => place::advice(&self.request),
            _ => self.kind.advice(),
        }
    }

    /// The error for the log: its kind, the request without ids, and nothing that Zendesk said.
    fn without_ids(&self) -> String {
        let ApiRequest {
            method, template, ..
        } = &self.request;
        let status = self.status().or(self.undecoded_status);
        let status = status.map(|status| format!(", status {status}"));
        let status = status.unwrap_or_default();
        let id = Id(self.request_id.as_ref());
        format!("{} ({method} {template}{status}{id})", self.kind.as_str())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            // Wrong credentials concern every request, and a fault concerns no request at all.
            kind @ (ApiErrorKind::Anonymous
            | ApiErrorKind::Fault(_)
            | ApiErrorKind::Withheld(_)
            | ApiErrorKind::Proxy { .. }) => return write!(f, "{kind}"),
            ApiErrorKind::NotFound => f.write_str(Missing::of(&self.request).words())?,
            ApiErrorKind::RateLimited { wait } if self.is_of_own_limit => {
                write!(f, "the limit of this endpoint alone is used up, {wait}")?;
            }
            kind => write!(f, "{kind}")?,
        }
        write!(f, " ({}{})", self.request, Id(self.request_id.as_ref()))
    }
}

impl Error for ApiError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
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
