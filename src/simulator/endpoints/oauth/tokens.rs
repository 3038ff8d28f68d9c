//! The tokens there are, as the Support API shows them.

use serde_json::{Value, json};

use crate::model::Timestamp;
use crate::simulator::call::Call;
use crate::simulator::endpoints::Context;
use crate::simulator::reply::Reply;
use crate::simulator::tokens::Token;

/// Describes the token that made the request; other credentials have none.
pub(in crate::simulator::endpoints) fn current(call: &Call, context: &Context<'_>) -> Reply {
    let token = context
        .caller
        .token
        .as_ref()
        .and_then(|token| context.world.tokens.find(token.id));
    match token {
        Some(token) => Reply::ok(&json!({"token": body(token, &call.origin())})),
        None => Reply::no_such_record(),
    }
}

fn body(token: &Token, origin: &str) -> Value {
    let id = token.id;
    let text = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string());
    json!({
        "id": id,
        "url": format!("{origin}/api/v2/oauth/tokens/{id}.json"),
        "client_id": token.client,
        "user_id": token.user.get(),
        "token": token.hint,
        "refresh_token": null,
        "scopes": token.scopes.names(),
        "created_at": token.created_at.to_string(),
        "used_at": text(token.used_at),
        "expires_at": text(token.expires_at),
        "refresh_token_expires_at": text(token.refresh_expires_at),
    })
}
