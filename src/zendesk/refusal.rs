//! Turning an answer that is not the documented one into an error (`docs::zendesk_api` §10, "Error
//! shapes").

use http::HeaderMap;
use http::header::LOCATION;
use serde_json::Value;

use super::error::A_PAGE;
use super::rate::UNTOLD_WAIT;
use super::wire::looks_like_html;
use super::{ApiError, ApiErrorKind, ApiRequest, Reply, ServerWait};
use crate::model::SafeText;

/// The part of an error's body that is looked at, in bytes; an honest one is a few hundred.
const LOOKED_AT: usize = 64 * 1_024;

/// The number of its characters that become the message.
const MESSAGE: usize = 300;

/// The number of parts of a list of errors or details that are quoted.
const PARTS: usize = 5;

/// The header's text, whatever its bytes, up to the length that is worth showing.
pub(super) fn header(
    headers: &HeaderMap,
    name: impl http::header::AsHeaderName,
) -> Option<SafeText> {
    // Most answers have this header twice; the first counts.
    let value = headers.get(name)?;
    Some(shown(&String::from_utf8_lossy(value.as_bytes())))
}

/// The error for this answer, which is not the documented success.
pub(super) fn error(asked: ApiRequest, reply: &Reply, wait: Option<ServerWait>) -> ApiError {
    let request_id = header(&reply.headers, "x-request-id");
    ApiError::new(asked, kind(reply, wait)).with_id(request_id)
}

fn kind(reply: &Reply, wait: Option<ServerWait>) -> ApiErrorKind {
    let status = reply.status;
    let words = || Words::of(&reply.body);
    match status {
        // Nobody asked whether something was modified, so this says neither where to nor that
        // nothing happened.
        304 => ApiErrorKind::Unexpected { status },
        300..400 => ApiErrorKind::Redirected {
            status,
            to: header(&reply.headers, LOCATION)
                .filter(|to| !to.is_blank())
                .unwrap_or_else(|| SafeText::new("nowhere")),
        },
        // What keeps its meaning whoever says so, and a server that fails, come below.
        0..500 | 600.. if !matches!(status, 408 | 429) && looks_like_html(&reply.body) => {
            ApiErrorKind::Page { status }
        }
        401 => ApiErrorKind::Unauthorized,
        403 => ApiErrorKind::Forbidden {
            message: words().message,
        },
        429 => ApiErrorKind::RateLimited {
            wait: wait.unwrap_or_else(|| UNTOLD_WAIT.into()),
        },
        404 if words().record_not_found => ApiErrorKind::NotFound,
        400..500 => ApiErrorKind::Refused {
            status,
            message: words().message,
        },
        500..600 => ApiErrorKind::Failing {
            status,
            message: words().message,
            wait,
        },
        _ => ApiErrorKind::Unexpected { status },
    }
}

/// The message in an error's body, in words that are safe to show.
pub(super) fn words(body: &[u8]) -> SafeText {
    Words::of(body).message
}

/// The content of an error's body.
struct Words {
    message: SafeText,
    /// Whether it is `{"error":"RecordNotFound",…}`, the only body that means a record is not
    /// there.
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
            _ if looks_like_html(body) => A_PAGE.to_owned(),
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
    push(&mut parts, json);
    let error = &json["error"];
    push(&mut parts, error);
    for holder in [error, json] {
        for key in ["title", "message", "description", "error_description"] {
            push(&mut parts, &holder[key]);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn refused(status: u16, headers: &[(&'static str, &str)], body: &str) -> ApiError {
        let template = "/api/v2/users/{user}/sessions/{session}";
        let path = "/api/v2/users/1/sessions/2";
        let asked = ApiRequest::new(http::Method::DELETE, template, path);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let reply = Reply {
            status,
            headers: map,
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        error(asked, &reply, None)
    }

    #[test]
    fn every_documented_shape_of_error_is_put_into_words() {
        for (body, expected) in [
            (
                r#"{"error":"Couldn't authenticate you"}"#,
                "Couldn't authenticate you",
            ),
            (
                r#"{"error":"InvalidEndpoint","description":"Not found"}"#,
                "InvalidEndpoint: Not found",
            ),
            (
                r#"{"error":{"title":"Forbidden","message":"You do not have access to this page."}}"#,
                "Forbidden: You do not have access to this page.",
            ),
            (
                r#"{"errors":[{"code":"InvalidPaginationDepth","title":"Too deep","detail":"See docs"}]}"#,
                "InvalidPaginationDepth: Too deep: See docs",
            ),
            (
                r#"{"error":"RecordInvalid","description":"Record validation errors",
                    "details":{"email":[{"description":"is taken"}],"base":[{"description":"no"}]}}"#,
                "RecordInvalid: Record validation errors: base: no: email: is taken",
            ),
            (
                r#"{"error":"TooManyValues","description":"More than 100 values","max_count":100}"#,
                "TooManyValues: More than 100 values",
            ),
            (
                r#"{"error":"invalid_scope","error_description":"The scope is unknown"}"#,
                "invalid_scope: The scope is unknown",
            ),
            (r#"{"details":{"base":7},"error":5}"#, "base"),
            (r#"{"errors":["no"]}"#, "no"),
            (r#""no""#, "no"),
            (
                "Number of allowed requests exceeded",
                "Number of allowed requests exceeded",
            ),
            ("", "(no words)"),
            (" \r\n", "(no words)"),
            ("[]", "(JSON of an unknown shape)"),
            ("{}", "(JSON of an unknown shape)"),
        ] {
            match refused(422, &[], body).kind {
                ApiErrorKind::Refused { message, .. } => assert_eq!(message.as_str(), expected),
                other => panic!("{body}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_message_is_short_whatever_the_body() {
        for body in [
            "x".repeat(1_000_000),
            "[".repeat(1_000_000),
            format!("{{\"error\":\"{}\"}}", "y".repeat(60_000)),
        ] {
            match refused(400, &[], &body).kind {
                ApiErrorKind::Refused { message, .. } => {
                    assert!(message.as_str().chars().count() <= MESSAGE);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn only_the_apis_own_word_says_that_a_record_is_gone() {
        let gone = r#"{"error":"RecordNotFound","description":"Not found"}"#;
        assert!(refused(404, &[], gone).is_not_found());
        for body in [
            r#"{"error":"InvalidEndpoint","description":"Not found"}"#,
            r#"{"error":{"title":"RecordNotFound"}}"#,
            r#"{"description":"RecordNotFound"}"#,
            "RecordNotFound",
            "<html>RecordNotFound</html>",
            "",
            "{",
        ] {
            let error = refused(404, &[], body).kind;
            assert!(
                matches!(
                    error,
                    ApiErrorKind::Refused { status: 404, .. } | ApiErrorKind::Page { status: 404 }
                ),
                "{body}"
            );
        }
        assert!(matches!(
            refused(400, &[], gone).kind,
            ApiErrorKind::Refused { .. }
        ));
    }

    #[test]
    fn each_status_has_its_error() {
        let redirected = refused(303, &[("location", "https://evil.example/")], "");
        assert!(
            matches!(&redirected.kind, ApiErrorKind::Redirected { to, status: 303, .. }
            if to.as_str() == "https://evil.example/")
        );
        for status in [301, 302, 307, 308] {
            assert!(matches!(
                refused(status, &[], "").kind,
                ApiErrorKind::Redirected { .. }
            ));
        }
        assert!(matches!(
            refused(401, &[], "x").kind,
            ApiErrorKind::Unauthorized
        ));
        assert!(matches!(
            refused(403, &[], "x").kind,
            ApiErrorKind::Forbidden { .. }
        ));
        for status in [400, 402, 405, 408, 409, 418, 422, 499] {
            assert_eq!(refused(status, &[], "x").status(), Some(status));
            assert!(!refused(status, &[], "x").may_have_taken_effect());
        }
        for status in [500, 502, 503, 504, 520, 599] {
            assert!(matches!(
                refused(status, &[], "x").kind,
                ApiErrorKind::Failing { .. }
            ));
        }
        for status in [200, 201, 206, 304, 600, 999] {
            assert!(matches!(
                refused(status, &[], "x").kind,
                ApiErrorKind::Unexpected { .. }
            ));
        }
        assert_eq!(refused(429, &[], "x").wait(), Some(UNTOLD_WAIT));
    }

    /// A firewall, a proxy or a sign-in page knows nothing of the credentials.
    #[test]
    fn a_page_for_people_is_no_verdict_on_the_credentials() {
        for status in [200, 400, 401, 403, 404, 418, 422] {
            for body in [
                "<html>Sign in</html>",
                " \n<!DOCTYPE html><title>Blocked</title>",
            ] {
                let error = refused(status, &[], body);
                assert_eq!(error.kind, ApiErrorKind::Page { status });
                assert!(error.is_a_page() && !error.refuses_credentials());
                assert_eq!(error.may_have_taken_effect(), status == 200);
                assert!(error.to_string().contains("a page of HTML"), "{error}");
                let words = if status == 404 {
                    "subdomain"
                } else {
                    "firewall"
                };
                assert!(error.advice().contains(words), "{}", error.advice());
            }
        }
        let failing = refused(503, &[], "<html>");
        assert!(failing.is_a_page() && matches!(failing.kind, ApiErrorKind::Failing { .. }));
        assert!(matches!(
            refused(302, &[], "<html>").kind,
            ApiErrorKind::Redirected { .. }
        ));
        assert!(refused(401, &[], "").refuses_credentials());
    }

    #[test]
    fn the_first_request_id_is_kept() {
        let error = refused(
            500,
            &[("x-request-id", "abc-1"), ("x-request-id", "abc-2")],
            "",
        );
        assert_eq!(
            error.request_id.as_ref().map(SafeText::as_str),
            Some("abc-1")
        );
    }
}
