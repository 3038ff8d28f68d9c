//! A request of the library to the token endpoint, carried by our own transport: to the
//! account's origin and nowhere else, no redirect followed, size and time bounded.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use oauth2::http::StatusCode;
use oauth2::url::form_urlencoded;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use serde_json::Value;

use super::super::rate::{RateFacts, UNTOLD_WAIT};
use super::super::refusal::{self, shown};
use super::super::{Reply, Request, Transport, TransportError, logged};
use super::OAuthError;

/// The way to the endpoint.
pub(super) struct Exchange<'a>(pub(super) &'a dyn Transport);

impl<'c> AsyncHttpClient<'c> for Exchange<'_> {
    type Error = OAuthError;
    type Future = BoxFuture<'c, Result<HttpResponse, OAuthError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let path = request.uri().path();
            let reply = self.0.send(in_json(&request)?).await;
            match &reply {
                Ok(reply) => tracing::debug!(path, status = reply.status, "answered"),
                Err(error) => tracing::info!(path, "request failed: {}", logged(error)),
            }
            understood(&reply.map_err(unanswered)?)
        })
    }
}

/// The library writes a form; Zendesk documents JSON (`docs::zendesk_api` §5.3).
fn in_json(request: &HttpRequest) -> Result<Request, OAuthError> {
    let fields: BTreeMap<String, String> = form_urlencoded::parse(request.body())
        .into_owned()
        .collect();
    let unsent = |_| OAuthError::NotSent(shown("the request cannot be written"));
    Ok(Request {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        query: String::new(),
        body: Some(Bytes::from(serde_json::to_vec(&fields).map_err(unsent)?)),
        csrf: None,
    })
}

/// Leaves to the library what it can read: tokens, and refusals as of RFC 6749 §5.2. The
/// documented success is 201 and the observed one 200, so any 2xx is one.
fn understood(reply: &Reply) -> Result<HttpResponse, OAuthError> {
    let status = match reply.status {
        200..300 => StatusCode::OK,
        300..400 => {
            let to = refusal::header(&reply.headers, "location");
            let to = to.map_or("nowhere".to_owned(), |to| to.to_string());
            let message = format!("redirected to {to}, which zentop does not follow");
            return Err(OAuthError::Refused(shown(&message)));
        }
        429 | 503 => {
            let wait = RateFacts::read(reply.status, &reply.headers).wait;
            let wait = wait.unwrap_or(UNTOLD_WAIT);
            return Err(OAuthError::Busy { wait });
        }
        400..500 if is_refusal(&reply.body) => StatusCode::BAD_REQUEST,
        400..500 => {
            let message = format!("{} {}", reply.status, refusal::words(&reply.body));
            return Err(OAuthError::Refused(shown(&message)));
        }
        status => {
            let message = format!("{status} {}", refusal::words(&reply.body));
            return Err(OAuthError::lost(&message));
        }
    };
    let mut response = HttpResponse::new(in_one_line(&reply.body));
    *response.status_mut() = status;
    Ok(response)
}

/// The answer with its scopes as the words in one line that the library reads (RFC 6749 §3.3).
/// As a list, which is how Zendesk writes a token's scopes elsewhere (`docs::zendesk_api` §5.3),
/// they would cost the whole answer, and with it tokens that are there only once.
fn in_one_line(body: &[u8]) -> Vec<u8> {
    let listed = || -> Option<Vec<u8>> {
        let mut json: Value = serde_json::from_slice(body).ok()?;
        let words: Option<Vec<&str>> = json["scope"]
            .as_array()?
            .iter()
            .map(Value::as_str)
            .collect();
        json["scope"] = words?.join(" ").into();
        serde_json::to_vec(&json).ok()
    };
    listed().unwrap_or_else(|| body.to_vec())
}

fn is_refusal(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok_and(|json| json["error"].is_string())
}

fn unanswered(error: TransportError) -> OAuthError {
    match error {
        TransportError::Connect { cause, .. } => OAuthError::NotSent(shown(&cause)),
        TransportError::NoCredentials(error) => OAuthError::NotSent(shown(&error.to_string())),
        error => OAuthError::lost(&error.to_string()),
    }
}
