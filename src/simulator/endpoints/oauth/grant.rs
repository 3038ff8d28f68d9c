//! `POST /oauth/tokens`, which exchanges a code, a refresh token or a secret for a token.

use std::ops::RangeInclusive;
use std::time::Duration;

use http::StatusCode;
use serde::Serialize;

use crate::simulator::call::Call;
use crate::simulator::fields::Fields;
use crate::simulator::people::Population;
use crate::simulator::reply::ServedReply;
use crate::simulator::tokens::OauthOptions;
use crate::simulator::tokens::clients::{self, OauthClient};
use crate::simulator::tokens::scopes::ScopeNames;
use crate::simulator::tokens::{Minted, TokenWish};
use crate::simulator::world::World;

/// The lifetimes that a request may ask for, in seconds.
const LIFETIME: RangeInclusive<u64> = 301..=172_799;
/// The lifetimes of refresh tokens that a request may ask for, in seconds.
const REFRESH_LIFETIME: RangeInclusive<u64> = 604_800..=7_776_000;

/// The answer to the client; the secrets are in here and nowhere else.
#[derive(Serialize)]
struct GrantBody<'a> {
    access_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    token_type: &'static str,
    scope: String,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token_expires_in: Option<u64>,
}

/// The lifetimes of a new token.
struct Lifetimes {
    access: Duration,
    refresh: Duration,
}

/// What the new token was granted for.
enum Origin {
    /// The client's own secret.
    Secret,
    /// A code, which is spent.
    Code(String),
    /// An older token, whose place it takes.
    Token(u64),
}

pub(super) fn answer(call: &Call, world: &mut World, options: &OauthOptions) -> ServedReply {
    let Some(fields) = call.fields() else {
        return bad_request(
            "invalid_request",
            "The request is neither a JSON object nor a form.",
        );
    };
    let (origin, wish) = match read(&fields, world, options) {
        Ok(read) => read,
        Err(refusal) => {
            // An attempt counts, even a failed one: the code does not survive it.
            if let Some(code) = fields.get("code").filter(|_| call.takes_effect) {
                world.tokens.codes.spend(code);
            }
            return refusal;
        }
    };
    let (access, refresh) = (wish.lifetime, wish.refresh_lifetime);
    let minted = world.tokens.mint(wish, world.now);
    if call.takes_effect {
        keep(&origin, &minted, world);
    }
    let status = if options.answers_created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let body = GrantBody {
        access_token: &minted.access,
        refresh_token: minted.refresh.as_deref(),
        token_type: "bearer",
        scope: minted.token.scopes.to_string(),
        expires_in: access.as_secs(),
        refresh_token_expires_in: refresh.map(|lifetime| lifetime.as_secs()),
    };
    ServedReply::json(status, &body)
}

fn keep(origin: &Origin, minted: &Minted, world: &mut World) {
    match origin {
        Origin::Secret => world.tokens.keep(minted),
        Origin::Code(code) => {
            world.tokens.codes.spend(code);
            world.tokens.keep(minted);
        }
        Origin::Token(old) => world.tokens.rotate(*old, minted),
    }
}

fn read(
    fields: &Fields,
    world: &World,
    options: &OauthOptions,
) -> Result<(Origin, TokenWish), ServedReply> {
    let client = fields
        .get("client_id")
        .and_then(|id| clients::find(id, &world.credentials, options))
        .filter(|client| client.secret.is_none() || client.secret == fields.get("client_secret"))
        .ok_or_else(|| {
            ServedReply::oauth_refusal(
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "Client authentication failed: unknown client or wrong secret.",
            )
        })?;
    let lifetimes = Lifetimes::read(fields, options)?;
    match fields.get("grant_type") {
        Some("authorization_code") => by_code(fields, &client, &lifetimes, world),
        Some("refresh_token") => by_refresh_token(fields, &client, &lifetimes, world),
        Some("client_credentials") => by_secret(fields, &client, &lifetimes, world),
        _ => Err(bad_request(
            "unsupported_grant_type",
            "The grant type is not supported by the authorization server.",
        )),
    }
}

fn by_code(
    fields: &Fields,
    client: &OauthClient<'_>,
    lifetimes: &Lifetimes,
    world: &World,
) -> Result<(Origin, TokenWish), ServedReply> {
    let code = fields.get("code").unwrap_or_default();
    let allowed = world
        .tokens
        .codes
        .find(code, world.now)
        .filter(|allowed| {
            allowed.client == client.number
                && fields.get("redirect_uri") == Some(&allowed.redirect_uri)
                && allowed.is_proved_by(fields.get("code_verifier"))
        })
        .ok_or_else(invalid_grant)?;
    let wish = TokenWish {
        client: client.number,
        user: allowed.user,
        scopes: allowed.scopes.clone(),
        lifetime: lifetimes.access,
        refresh_lifetime: Some(lifetimes.refresh),
    };
    Ok((Origin::Code(code.to_owned()), wish))
}

fn by_refresh_token(
    fields: &Fields,
    client: &OauthClient<'_>,
    lifetimes: &Lifetimes,
    world: &World,
) -> Result<(Origin, TokenWish), ServedReply> {
    let secret = fields.get("refresh_token").unwrap_or_default();
    let token = world
        .tokens
        .by_refresh(secret, world.now)
        .filter(|token| token.client == client.number)
        .ok_or_else(invalid_grant)?;
    let wish = TokenWish {
        client: client.number,
        user: token.user,
        scopes: scopes(fields, &token.scopes)?,
        lifetime: lifetimes.access,
        refresh_lifetime: Some(lifetimes.refresh),
    };
    Ok((Origin::Token(token.id), wish))
}

fn by_secret(
    fields: &Fields,
    client: &OauthClient<'_>,
    lifetimes: &Lifetimes,
    world: &World,
) -> Result<(Origin, TokenWish), ServedReply> {
    let admin = world.people.id(Population::ADMIN);
    let Some(user) = admin.filter(|_| client.secret.is_some()) else {
        return Err(bad_request(
            "unauthorized_client",
            "A public client cannot act on its own behalf.",
        ));
    };
    let wish = TokenWish {
        client: client.number,
        user,
        scopes: scopes(fields, &client.scopes)?,
        lifetime: lifetimes.access,
        refresh_lifetime: None,
    };
    Ok((Origin::Secret, wish))
}

/// The scopes that were asked for if `most` covers them; `most` itself where none were.
fn scopes(fields: &Fields, most: &ScopeNames) -> Result<ScopeNames, ServedReply> {
    let wanted = fields.get("scope").map(ScopeNames::parse);
    match wanted.filter(|wanted| !wanted.names().is_empty()) {
        None => Ok(most.clone()),
        Some(wanted) if most.cover(&wanted) => Ok(wanted),
        Some(_) => Err(bad_request(
            "invalid_scope",
            "The requested scope is invalid or unknown.",
        )),
    }
}

impl Lifetimes {
    fn read(fields: &Fields, options: &OauthOptions) -> Result<Self, ServedReply> {
        let wish = |name: &str, range: RangeInclusive<u64>, otherwise| match fields.get(name) {
            None => Ok(otherwise),
            Some(text) => text
                .parse()
                .ok()
                .filter(|seconds| range.contains(seconds))
                .map(Duration::from_secs)
                .ok_or_else(|| bad_request("invalid_request", &format!("{name} is out of range."))),
        };
        Ok(Self {
            access: wish("expires_in", LIFETIME, options.access_token_lifetime)?,
            refresh: wish(
                "refresh_token_expires_in",
                REFRESH_LIFETIME,
                options.refresh_token_lifetime,
            )?,
        })
    }
}

fn bad_request(error: &str, description: &str) -> ServedReply {
    ServedReply::oauth_refusal(StatusCode::BAD_REQUEST, error, description)
}

fn invalid_grant() -> ServedReply {
    bad_request(
        "invalid_grant",
        "The provided authorization grant is invalid, expired, revoked, does not match the \
         redirection URI, or was issued to another client.",
    )
}

#[cfg(test)]
mod tests;
