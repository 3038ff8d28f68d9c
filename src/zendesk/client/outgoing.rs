//! A request before it is sent.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use bytes::Bytes;
use http::Method;
use secrecy::SecretString;

use super::super::{ApiError, ApiErrorKind, ApiRequest, Endpoint, Request, SignInNumber};
use crate::model::SafeText;

/// The number of ids that may go into one request (`docs::zendesk_api` §1.1 and §4).
pub(super) const MOST_IDS: RangeInclusive<usize> = 1..=100;

/// A request before it is sent: its name in errors, and everything that goes with it.
#[derive(Clone)]
pub(super) struct OutgoingRequest {
    pub(super) asked: ApiRequest,
    query: String,
    body: Option<Bytes>,
    csrf: Option<SecretString>,
}

impl OutgoingRequest {
    /// A request to a path without ids.
    pub(super) fn to(method: Method, path: &'static str) -> Self {
        Self::new(method, path, path.to_owned())
    }

    /// A request to an endpoint, whose path with its ids is `path`.
    pub(super) fn at(endpoint: Endpoint, path: String) -> Self {
        Self::new(endpoint.method, endpoint.template, path)
    }

    /// A request to `path`, which is `template` with its ids.
    pub(super) fn new(method: Method, template: &'static str, path: String) -> Self {
        Self {
            asked: ApiRequest::new(method, template, path),
            query: String::new(),
            body: None,
            csrf: None,
        }
    }

    pub(super) fn query(self, query: String) -> Self {
        Self { query, ..self }
    }

    pub(super) fn body(self, body: Bytes) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    pub(super) fn csrf(self, csrf: Option<SecretString>) -> Self {
        Self { csrf, ..self }
    }

    pub(super) const fn has_csrf(&self) -> bool {
        self.csrf.is_some()
    }

    /// The error for a request with this many ids, which is not worth sending.
    pub(super) fn uncountable(&self, ids: usize) -> ApiError {
        let message = SafeText::new(&format!("from 1 to 100 ids at once, not {ids}"));
        let kind = ApiErrorKind::Refused {
            status: 400,
            message,
        };
        ApiError::new(self.asked(), kind)
    }

    pub(super) fn asked(&self) -> ApiRequest {
        self.asked.clone()
    }

    pub(super) fn prepared(self, only_with: Option<SignInNumber>) -> Request {
        Request {
            method: self.asked.method,
            path: self.asked.path,
            query: self.query,
            body: self.body,
            csrf: self.csrf,
            only_with,
        }
    }
}

/// The ids with commas between.
pub(super) fn listed(ids: &[impl std::fmt::Display]) -> String {
    let mut list = String::with_capacity(ids.len() * 16);
    for id in ids {
        let comma = if list.is_empty() { "" } else { "," };
        // Writing to a `String` cannot fail.
        let _ = write!(list, "{comma}{id}");
    }
    list
}
