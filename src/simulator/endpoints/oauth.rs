//! Signing in with OAuth (RFC 6749, RFC 7636), and the tokens that come of it.
//!
//! - `authorize` the page in the browser where a person allows a program in, and their decision
//! - `clients` the Support API's view of the clients there are
//! - `grant` `POST /oauth/tokens`: codes, refresh tokens and secrets turn into tokens
//! - `tokens` the Support API's view of the tokens there are

mod authorize;
pub(super) mod clients;
mod grant;
pub(super) mod tokens;

use http::{Method, StatusCode};

use crate::simulator::call::Call;
use crate::simulator::options::Options;
use crate::simulator::reply::ServedReply;
use crate::simulator::world::World;

/// Answers outside the Support API. Nobody signs in at this server: its browser is always that of
/// the admin.
pub(super) fn answer(call: &Call, world: &mut World, options: &Options) -> ServedReply {
    match (&call.method, call.path.as_str()) {
        (&Method::GET, "/oauth/authorizations/new") => authorize::ask(call, world, &options.oauth),
        (&Method::POST, "/oauth/authorizations") => authorize::decide(call, world, &options.oauth),
        (&Method::POST, "/oauth/tokens") => grant::answer(call, world, &options.oauth),
        (_, "/oauth/tokens") => ServedReply::oauth_refusal(
            StatusCode::METHOD_NOT_ALLOWED,
            "invalid_request",
            "Only POST is allowed here.",
        ),
        _ => ServedReply::page(StatusCode::NOT_FOUND, authorize::page("Not found", "")),
    }
}
