//! One request to the token endpoint, by our own transport: to the account's origin and nowhere
//! else, with no redirect followed, and with size and time bounded.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Method;
use serde_json::Value;

use super::super::rate::{RateFacts, UNTOLD_WAIT};
use super::super::refusal::{self, shown};
use super::super::transport::SecretsInUse;
use super::super::{Reply, Request, Transport, TransportError, logged};
use super::error::RefusedGrant;
use super::fields::AnswerFields;
use super::grant::TokenAnswer;
use super::{OAuthError, TOKENS};

/// Asks for tokens. Where RFC 6749 has a form, Zendesk documents JSON (`docs::zendesk_api` §5.3).
pub(super) async fn ask(
    transport: &dyn Transport,
    fields: &BTreeMap<&str, Value>,
) -> Result<TokenAnswer, OAuthError> {
    let unsent = |_| OAuthError::NotSent(shown("the request cannot be written"));
    let request = Request {
        method: Method::POST,
        path: TOKENS.to_owned(),
        query: String::new(),
        body: Some(Bytes::from(serde_json::to_vec(fields).map_err(unsent)?)),
        csrf: None,
        only_with: None,
    };
    let reply = transport.send(request).await;
    match &reply {
        Ok(reply) => tracing::debug!(path = TOKENS, status = reply.status, "answered"),
        Err(error) => tracing::info!(path = TOKENS, "request failed: {}", logged(error)),
    }
    let reply = reply.map_err(unanswered)?;
    if (200..300).contains(&reply.status) {
        // New tokens may be the old ones, and no word of these answers is shown.
        return understood(&reply);
    }
    understood(&secrets(fields).taken_out_of(reply))
}

/// What the request proves with.
fn secrets(fields: &BTreeMap<&str, Value>) -> SecretsInUse {
    let mut secrets = SecretsInUse::default();
    let names = ["code", "code_verifier", "refresh_token", "client_secret"];
    for secret in names.iter().filter_map(|name| fields.get(name)?.as_str()) {
        secrets.add(secret);
    }
    secrets
}

/// Decodes the answer. The documented success is 201 and the observed one 200, so any 2xx is one. A
/// body that cannot be read is not shown: it may hold a token.
fn understood(reply: &Reply) -> Result<TokenAnswer, OAuthError> {
    match reply.status {
        200..300 if reply.body.is_empty() => Err(OAuthError::lost("it is empty")),
        200..300 => AnswerFields::of(&reply.body)
            .map(|fields| TokenAnswer::of(&fields))
            .ok_or_else(|| OAuthError::lost("it is not what an answer with tokens is")),
        300..400 => {
            let to = refusal::header(&reply.headers, "location");
            let to = to.map_or("nowhere".to_owned(), |to| to.to_string());
            let message = format!("redirected to {to}, which zentop does not follow");
            Err(OAuthError::Refused(shown(&message)))
        }
        429 | 503 => {
            let wait = RateFacts::read(reply.status, &reply.headers).wait;
            let wait = wait.unwrap_or_else(|| UNTOLD_WAIT.into());
            Err(OAuthError::Busy { wait })
        }
        400..500 => Err(match RefusedGrant::of(&reply.body) {
            Some(refusal) => refusal.into(),
            None => OAuthError::Refused(shown(&other(reply))),
        }),
        _ => Err(OAuthError::lost(&other(reply))),
    }
}

fn other(reply: &Reply) -> String {
    format!("{} {}", reply.status, refusal::words(&reply.body))
}

fn unanswered(error: TransportError) -> OAuthError {
    match error {
        TransportError::Connect { cause, .. } => OAuthError::NotSent(shown(&cause)),
        TransportError::Proxy { proxy, status, .. } => {
            let status = status.map_or_else(String::new, |status| format!(": status {status}"));
            OAuthError::NotSent(shown(&format!("the proxy {proxy} did not connect{status}")))
        }
        TransportError::NoCredentials(error) => OAuthError::NotSent(shown(&error.to_string())),
        error => OAuthError::lost(&error.to_string()),
    }
}
