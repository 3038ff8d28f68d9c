//! The OAuth token in use.

use serde_json::json;

use super::Context;
use crate::simulator::call::Call;
use crate::simulator::reply::Reply;

const FIRST_TOKEN: u64 = 9_310_448_000_000;
const CLIENT: u64 = 9_310_447_112_233;

/// Describes the token that made the request; other credentials have none.
pub(super) fn current(call: &Call, context: &Context<'_>) -> Reply {
    let Some(scopes) = context.credential.scopes() else {
        return Reply::no_such_record();
    };
    let id = FIRST_TOKEN + u64::from(context.credential as u8);
    Reply::ok(&json!({"token": {
        "id": id,
        "url": format!("{}/api/v2/oauth/tokens/{id}.json", call.origin()),
        "client_id": CLIENT,
        "user_id": context.me.id.get(),
        "token": context.secret_hint,
        "refresh_token": null,
        "scopes": scopes,
        "created_at": context.me.created_at.to_string(),
        "used_at": context.world.now.to_string(),
        "expires_at": null,
        "refresh_token_expires_at": null,
    }}))
}
