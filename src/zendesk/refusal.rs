//! An answer that is not the documented one, as an error (zendesk-api §10, "Error shapes").

use http::HeaderMap;
use http::header::LOCATION;
use serde_json::Value;

use super::rate::retry_after;
use super::wire::looks_like_html;
use super::{ApiError, Asked, Reply};
use crate::model::SafeText;
use std::time::Duration;

/// How much of an error's body is looked at, in bytes; an honest one is a few hundred.
const LOOKED_AT: usize = 64 * 1_024;

/// How many characters of it become the message.
const MESSAGE: usize = 300;

/// How many parts of a list of errors or details are quoted.
const PARTS: usize = 5;

/// The header's text, whatever its bytes, as far as it is worth showing.
pub(super) fn header(
    headers: &HeaderMap,
    name: impl http::header::AsHeaderName,
) -> Option<SafeText> {
    // Sent twice on most answers; the first counts.
    let value = headers.get(name)?;
    Some(shown(&String::from_utf8_lossy(value.as_bytes())))
}

/// What this answer means, given that it is not the one that was hoped for.
pub(super) fn error(asked: Asked, reply: &Reply, wait: Option<Duration>) -> ApiError {
    let status = reply.status;
    let request_id = header(&reply.headers, "x-request-id");
    match status {
        300..400 => ApiError::Redirected {
            asked,
            status,
            to: header(&reply.headers, LOCATION).unwrap_or_else(|| SafeText::new("nowhere")),
        },
        401 => ApiError::Unauthorized { asked, request_id },
        429 => ApiError::RateLimited {
            asked,
            wait: wait.unwrap_or_default(),
        },
        403..500 | 400 | 402 => {
            let words = Words::of(&reply.body);
            match status {
                403 => ApiError::Forbidden {
                    asked,
                    message: words.message,
                    request_id,
                },
                404 if words.record_not_found => ApiError::NotFound { asked, request_id },
                _ => ApiError::Refused {
                    asked,
                    status,
                    message: words.message,
                    request_id,
                },
            }
        }
        500..600 => ApiError::Failing {
            asked,
            status,
            message: Words::of(&reply.body).message,
            wait: retry_after(&reply.headers),
            request_id,
        },
        _ => ApiError::Unexpected {
            asked,
            status,
            request_id,
        },
    }
}

/// What an error's body says.
struct Words {
    message: SafeText,
    /// `{"error":"RecordNotFound",…}`: the only body that means a record is not there.
    record_not_found: bool,
}

impl Words {
    fn of(body: &[u8]) -> Self {
        let body = &body[..body.len().min(LOOKED_AT)];
        let json = serde_json::from_slice::<Value>(body).ok();
        let record_not_found = json
            .as_ref()
            .is_some_and(|json| json["error"] == "RecordNotFound");
        let message = match json.as_ref().map(message) {
            Some(message) if !message.is_empty() => message,
            _ if body.trim_ascii().is_empty() => "(no words)".to_owned(),
            _ if looks_like_html(body) => "(a page of HTML)".to_owned(),
            Some(_) => "(JSON of an unknown shape)".to_owned(),
            None => String::from_utf8_lossy(body).into_owned(),
        };
        Self {
            message: shown(&message),
            record_not_found,
        }
    }
}

/// The words of any of the documented shapes, joined; empty if there are none.
fn message(json: &Value) -> String {
    let mut parts = Vec::new();
    let error = &json["error"];
    for holder in [error, json] {
        for key in ["title", "message", "description", "error_description"] {
            push(&mut parts, &holder[key]);
        }
    }
    if error.is_string() {
        parts.insert(0, error.as_str().unwrap_or_default());
    }
    for error in json["errors"].as_array().into_iter().flatten().take(PARTS) {
        for key in ["code", "title", "detail"] {
            push(&mut parts, &error[key]);
        }
        push(&mut parts, error);
    }
    let details = json["details"].as_object();
    for (field, problems) in details.into_iter().flatten().take(PARTS) {
        parts.push(field);
        for problem in problems.as_array().into_iter().flatten().take(PARTS) {
            push(&mut parts, &problem["description"]);
        }
    }
    parts.dedup();
    parts.join(": ")
}

fn push<'a>(parts: &mut Vec<&'a str>, value: &'a Value) {
    parts.extend(value.as_str().filter(|text| !text.trim().is_empty()));
}

/// A stranger's words as one short line that is safe to show.
pub(super) fn shown(text: &str) -> SafeText {
    let text: String = text.trim().chars().take(MESSAGE).collect();
    SafeText::new(&text)
}
