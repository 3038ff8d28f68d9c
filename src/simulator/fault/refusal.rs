//! The shapes in which Zendesk refuses a request, by name, for faults to choose from.

use http::{StatusCode, header};
use serde::Deserialize;

use crate::simulator::reply::ServedReply;

/// The wait that the answer to too many requests asks for, in seconds.
const WAIT: &str = "10";

/// A refusal as it was observed or documented. Other texts can be played as a status with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServedRefusal {
    /// 401, `error` alone.
    Unauthenticated,
    /// 403, an object with `title` and `message`: role or plan.
    Forbidden,
    /// 403, `error` and `description`: the token's scopes.
    MissingScope,
    /// 404, there is no such thing.
    RecordNotFound,
    /// 404, this account has no such path.
    InvalidEndpoint,
    /// 400, an object with `title` and `message`.
    InvalidAttribute,
    /// 400, a list of errors with `code`, `title` and `detail`.
    InvalidPagination,
    /// 400, with `max_count`.
    TooManyValues,
    /// 422, with `details` for each field.
    RecordInvalid,
    /// 409, a conflict.
    Conflict,
    /// 400 of the token endpoint: a code or a refresh token that is no longer good.
    InvalidGrant,
    /// 401 of the token endpoint: the client is not accepted.
    InvalidClient,
    /// 400 of the token endpoint: the scope is not accepted.
    InvalidScope,
    /// 401 of Chat: the token is not accepted.
    ChatUnauthorized,
    /// 429, plain text: too many requests.
    TooManyRequests,
}

impl ServedRefusal {
    pub(in crate::simulator) fn reply(self) -> ServedReply {
        let oauth =
            |status, error| ServedReply::oauth_refusal(status, error, "The request was refused.");
        match self {
            Self::Unauthenticated => ServedReply::unauthenticated(),
            Self::Forbidden => ServedReply::forbidden(),
            Self::MissingScope => ServedReply::missing_scope("read"),
            Self::RecordNotFound => ServedReply::no_such_record(),
            Self::InvalidEndpoint => ServedReply::no_such_endpoint(),
            Self::InvalidAttribute => ServedReply::invalid_attribute("page"),
            Self::InvalidPagination => ServedReply::invalid_paging(
                "InvalidPaginationParameter",
                "Invalid parameter",
                "page[after] is not a valid cursor",
            ),
            Self::TooManyValues => ServedReply::too_many_values(100),
            Self::RecordInvalid => {
                ServedReply::record_invalid("base", "The record cannot be saved")
            }
            Self::Conflict => ServedReply::conflict(),
            Self::InvalidGrant => oauth(StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::InvalidClient => oauth(StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::InvalidScope => oauth(StatusCode::BAD_REQUEST, "invalid_scope"),
            Self::ChatUnauthorized => ServedReply::chat_unauthorized(),
            Self::TooManyRequests => {
                let mut reply = ServedReply::too_many_requests();
                reply.set(header::RETRY_AFTER, WAIT);
                reply
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::simulator::probe::Probe;
    use crate::simulator::{FaultEffect, ServerFault};

    async fn refused(name: &str) -> (u16, Option<Value>) {
        let text = format!("[[fault]]\nthen.refuse = \"{name}\"");
        let faults = ServerFault::parse_file(&text).unwrap();
        assert!(matches!(faults[0].then, FaultEffect::Refuse(_)));
        let probe = Probe::new(|options| options.faults = faults);
        let answer = probe.get("/api/v2/sessions").await;
        let body = serde_json::from_slice(&answer.body.unwrap()).ok();
        (answer.status.as_u16(), body)
    }

    #[tokio::test]
    async fn every_documented_shape_can_be_had() {
        let described = |error: &str| json!({"error": error, "description": "Not found"});
        for (name, status, expected) in [
            (
                "unauthenticated",
                401,
                json!({"error": "Couldn't authenticate you"}),
            ),
            ("record_not_found", 404, described("RecordNotFound")),
            ("invalid_endpoint", 404, described("InvalidEndpoint")),
            (
                "too_many_values",
                400,
                json!({
                    "error": "TooManyValues",
                    "description": "Parameter  cannot specify more than 100 values",
                    "max_count": 100,
                }),
            ),
            (
                "record_invalid",
                422,
                json!({
                    "error": "RecordInvalid",
                    "description": "Record validation errors",
                    "details": {"base": [{"description": "The record cannot be saved"}]},
                }),
            ),
        ] {
            assert_eq!(refused(name).await, (status, Some(expected)), "{name}");
        }
    }

    #[tokio::test]
    async fn the_longer_shapes_have_their_parts() {
        for (name, status, pointer, expected) in [
            ("forbidden", 403, "/error/title", "Forbidden"),
            ("missing_scope", 403, "/error", "Forbidden"),
            (
                "invalid_attribute",
                400,
                "/error/title",
                "Invalid attribute",
            ),
            (
                "invalid_pagination",
                400,
                "/errors/0/code",
                "InvalidPaginationParameter",
            ),
            ("conflict", 409, "/error", "DatabaseConflict"),
            ("invalid_grant", 400, "/error", "invalid_grant"),
            ("invalid_client", 401, "/error", "invalid_client"),
            ("invalid_scope", 400, "/error", "invalid_scope"),
            ("chat_unauthorized", 401, "/error", "Unauthorized"),
        ] {
            let (got, body) = refused(name).await;
            let body = body.unwrap();
            assert_eq!(
                (got, body.pointer(pointer).unwrap()),
                (status, &json!(expected))
            );
        }
        assert_eq!(refused("too_many_requests").await, (429, None));
    }
}
