//! One answer before it becomes bytes, and the shapes in which Zendesk refuses a request.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::json;

use crate::model::{SessionKey, Timestamp};

/// How the answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReplyEnding {
    /// It is sent in full.
    Whole,
    /// The connection closes after this many bytes of the promised body.
    Cut(usize),
    /// This many spaces come before the body.
    Padded(u64),
    /// The connection closes without a byte.
    Closed,
}

/// An answer to one request.
#[derive(Debug)]
pub(super) struct ServedReply {
    pub(super) status: StatusCode,
    /// The headers, boxed because replies travel as errors too.
    pub(super) headers: Box<HeaderMap>,
    pub(super) body: Vec<u8>,
    pub(super) ending: ReplyEnding,
    /// The sessions that the request ended.
    pub(super) ended: Vec<SessionKey>,
}

impl ServedReply {
    /// An answer without a body.
    pub(super) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Box::default(),
            body: Vec::new(),
            ending: ReplyEnding::Whole,
            ended: Vec::new(),
        }
    }

    pub(super) fn text(status: StatusCode, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut reply = Self::empty(status);
        reply.body = body.into();
        reply.set(header::CONTENT_TYPE, content_type);
        reply
    }

    pub(super) fn page(status: StatusCode, body: String) -> Self {
        Self::text(status, "text/html; charset=utf-8", body)
    }

    /// Sends a browser to another address, with a GET.
    pub(super) fn redirect(location: &str) -> Self {
        let mut reply = Self::empty(StatusCode::FOUND);
        reply.set(header::LOCATION, location);
        reply
    }

    pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self::text(status, "application/json; charset=utf-8", body),
            Err(_) => Self::empty(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    pub(super) fn ok(body: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, body)
    }

    /// The answer 204, after these sessions were ended.
    pub(super) fn ended(keys: Vec<SessionKey>) -> Self {
        let mut reply = Self::empty(StatusCode::NO_CONTENT);
        reply.ended = keys;
        reply
    }

    /// Sets a header; a value that cannot be one is left out.
    pub(super) fn set(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            self.headers.insert(name, value);
        }
    }

    /// Sets the header `Date`.
    pub(super) fn date(&mut self, now: Timestamp) {
        let since_epoch = Duration::from_millis(u64::try_from(now.millis()).unwrap_or(0));
        let date = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since_epoch);
        self.set(header::DATE, &date);
    }

    pub(super) fn unauthenticated() -> Self {
        let body = json!({"error": "Couldn't authenticate you"});
        Self::json(StatusCode::UNAUTHORIZED, &body)
    }

    pub(super) fn missing_scope(scope: &str) -> Self {
        let description = format!("You are missing the following required scopes: {scope}");
        let body = json!({"error": "Forbidden", "description": description});
        Self::json(StatusCode::FORBIDDEN, &body)
    }

    pub(super) fn forbidden() -> Self {
        let message = "You do not have access to this page. Please contact the account owner \
                       of this help desk for further help.";
        let body = json!({"error": {"title": "Forbidden", "message": message}});
        Self::json(StatusCode::FORBIDDEN, &body)
    }

    /// A refusal of the token endpoint (RFC 6749, section 5.2).
    pub(super) fn oauth_refusal(status: StatusCode, error: &str, description: &str) -> Self {
        let body = json!({"error": error, "error_description": description});
        Self::json(status, &body)
    }

    /// A refusal that names what is wrong with one field of a record.
    pub(super) fn record_invalid(field: &str, description: &str) -> Self {
        let body = json!({
            "error": "RecordInvalid",
            "description": "Record validation errors",
            "details": {field: [{"description": description}]},
        });
        Self::json(StatusCode::UNPROCESSABLE_ENTITY, &body)
    }

    pub(super) fn conflict() -> Self {
        let description = "Database collision";
        let body = json!({"error": "DatabaseConflict", "description": description});
        Self::json(StatusCode::CONFLICT, &body)
    }

    /// The answer 429. It is not JSON, as recorded from the real API.
    pub(super) fn too_many_requests() -> Self {
        Self::text(
            StatusCode::TOO_MANY_REQUESTS,
            "text/plain; charset=utf-8",
            "Number of allowed API requests per minute exceeded",
        )
    }

    pub(super) fn chat_unauthorized() -> Self {
        Self::chat_refusal(
            StatusCode::UNAUTHORIZED,
            "Unauthorized",
            "The server could not verify that you are authorized to access the requested resource",
        )
    }

    /// A refusal of Chat.
    pub(super) fn chat_refusal(status: StatusCode, error: &str, description: &str) -> Self {
        Self::json(status, &json!({"error": error, "description": description}))
    }

    pub(super) fn no_such_record() -> Self {
        let body = json!({"error": "RecordNotFound", "description": "Not found"});
        Self::json(StatusCode::NOT_FOUND, &body)
    }

    pub(super) fn no_such_endpoint() -> Self {
        let body = json!({"error": "InvalidEndpoint", "description": "Not found"});
        Self::json(StatusCode::NOT_FOUND, &body)
    }

    pub(super) fn too_many_values(most: usize) -> Self {
        let description = format!("Parameter  cannot specify more than {most} values");
        let body = json!({"error": "TooManyValues", "description": description, "max_count": most});
        Self::json(StatusCode::BAD_REQUEST, &body)
    }

    pub(super) fn invalid_attribute(name: &str) -> Self {
        let message = format!("You passed an invalid value for the {name} attribute.");
        let body = json!({"error": {"title": "Invalid attribute", "message": message}});
        Self::json(StatusCode::BAD_REQUEST, &body)
    }

    /// The refusal of a cursor where pages have numbers, as recorded from the real API.
    pub(super) fn page_is_a_number(path: &str) -> Self {
        let message = format!(
            "You passed an invalid value for the page attribute. Invalid parameter: page must be \
             an integer from {path}"
        );
        let body = json!({"error": {"title": "Invalid attribute", "message": message}});
        Self::json(StatusCode::BAD_REQUEST, &body)
    }

    pub(super) fn invalid_paging(code: &str, title: &str, detail: &str) -> Self {
        let body = json!({"errors": [{"code": code, "title": title, "detail": detail}]});
        Self::json(StatusCode::BAD_REQUEST, &body)
    }
}
