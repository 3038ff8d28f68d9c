//! The OAuth tokens, as the Support API shows them.

use http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use crate::model::{Role, Timestamp};
use crate::simulator::call::Call;
use crate::simulator::endpoints::Context;
use crate::simulator::list::Ranked;
use crate::simulator::page::{self, PageFrame};
use crate::simulator::reply::ServedReply;
use crate::simulator::tokens::Token;

#[derive(Serialize)]
struct TokenListBody {
    tokens: Vec<Value>,
    #[serde(flatten)]
    frame: PageFrame,
}

/// Lists the caller's own tokens, or with `all=true` everybody's; `client_id` narrows them.
pub(in crate::simulator::endpoints) fn list(call: &Call, context: &Context<'_>) -> ServedReply {
    let all = call.parameter("all") == Some("true");
    if all && context.me.role != Role::Admin {
        return ServedReply::forbidden();
    }
    let tokens = context.world.tokens.all();
    let client = call
        .parameter("client_id")
        .or(call.parameter("global_client_id"));
    let wanted = tokens.filter(|token| {
        let is_of_client = client.is_none_or(|client| client == token.client.to_string());
        is_of_client && (all || token.user == context.me.id)
    });
    let list = Ranked::new(wanted.collect(), |token: &&Token| token.id);
    match page::page(call, &list) {
        Ok((found, frame)) => ServedReply::ok(&TokenListBody {
            tokens: found
                .iter()
                .map(|token| body(token, &call.origin()))
                .collect(),
            frame,
        }),
        Err(refusal) => refusal,
    }
}

/// Describes the token that made the request; other credentials have none.
pub(in crate::simulator::endpoints) fn current(call: &Call, context: &Context<'_>) -> ServedReply {
    let token = context.caller.token.as_ref();
    match token.and_then(|token| context.world.tokens.find(token.id)) {
        Some(token) => ServedReply::ok(&json!({"token": body(token, &call.origin())})),
        None => ServedReply::no_such_record(),
    }
}

pub(in crate::simulator::endpoints) fn show(
    id: &str,
    call: &Call,
    context: &Context<'_>,
) -> ServedReply {
    match target(id, context) {
        Ok(token) => ServedReply::ok(&json!({"token": body(token, &call.origin())})),
        Err(refusal) => refusal,
    }
}

/// Revokes a token, even the one that makes the request.
pub(in crate::simulator::endpoints) fn delete(
    id: &str,
    call: &Call,
    context: &mut Context<'_>,
) -> ServedReply {
    match target(id, context).map(|token| token.id) {
        Ok(id) => {
            if call.takes_effect {
                context.world.tokens.delete(id);
            }
            ServedReply::empty(StatusCode::NO_CONTENT)
        }
        Err(refusal) => refusal,
    }
}

fn target<'a>(id: &str, context: &'a Context<'_>) -> Result<&'a Token, ServedReply> {
    let token = id.parse().ok().and_then(|id| context.world.tokens.find(id));
    let token = token.ok_or_else(ServedReply::no_such_record)?;
    if context.may_see(token.user) {
        Ok(token)
    } else {
        Err(ServedReply::forbidden())
    }
}

/// A token as it is sent: only the start of the secret is in it.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::probe::Probe;

    /// Every token, walked page by page.
    async fn walk(probe: &Probe) -> Vec<Value> {
        let mut path = "/api/v2/oauth/tokens?all=true&page[size]=7".to_owned();
        let mut tokens = Vec::new();
        loop {
            let body = probe.get(&path).await.json();
            tokens.extend(body["tokens"].as_array().unwrap().clone());
            if body["meta"]["has_more"] == false {
                return tokens;
            }
            let next = body["links"]["next"].as_str().unwrap();
            assert!(next.contains("all=true"), "{next}");
            path = next
                .strip_prefix("http://127.0.0.1:8080")
                .unwrap()
                .to_owned();
        }
    }

    fn id(token: &Value) -> u64 {
        token["id"].as_u64().unwrap()
    }

    #[tokio::test]
    async fn an_admin_sees_everybodys_tokens_and_others_their_own() {
        let probe = Probe::new(|_| {});
        let tokens = walk(&probe).await;
        assert!(tokens.len() > 15, "{}", tokens.len());
        assert!(tokens.is_sorted_by_key(id));
        for token in &tokens {
            assert_eq!(token["token"].as_str().unwrap().len(), 10);
            let parts = ["user_id", "client_id", "scopes", "created_at"];
            assert!(parts.iter().all(|part| !token[part].is_null()));
            let parts = ["used_at", "expires_at"];
            assert!(parts.iter().all(|part| token.get(part).is_some()));
        }
        let owner = |token: &Value| token["user_id"].as_u64().unwrap();
        let admin = probe.simulator.own_user().unwrap().get();
        let own = probe.get("/api/v2/oauth/tokens").await.json();
        let own = own["tokens"].as_array().unwrap();
        assert!(own.len() >= 2 && own.iter().all(|token| owner(token) == admin));
        let client = &tokens[9]["client_id"];
        let path = format!("/api/v2/oauth/tokens?all=true&client_id={client}");
        let theirs = probe.get(&path).await.json();
        let theirs = theirs["tokens"].as_array().unwrap();
        assert!(!theirs.is_empty() && theirs.iter().all(|it| it["client_id"] == *client));
        let agent = format!("Bearer {}", probe.simulator.credentials().agent_token);
        let all = probe
            .send("GET", "/api/v2/oauth/tokens?all=true", &agent)
            .await;
        assert_eq!(all.status, 403);
        let not_theirs = format!("/api/v2/oauth/tokens/{}", id(&own[0]));
        for method in ["GET", "DELETE"] {
            assert_eq!(probe.send(method, &not_theirs, &agent).await.status, 403);
        }
    }

    #[tokio::test]
    async fn a_revoked_token_opens_nothing() {
        let probe = Probe::new(|_| {});
        let agent = format!("Bearer {}", probe.simulator.credentials().agent_token);
        let current = probe
            .send("GET", "/api/v2/oauth/tokens/current", &agent)
            .await;
        let path = format!("/api/v2/oauth/tokens/{}", id(&current.json()["token"]));
        let shown = probe.get(&path).await.json();
        assert_eq!(shown["token"], current.json()["token"]);
        let before = walk(&probe).await.len();
        let answer = probe.delete(&path).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (204, ""));
        assert_eq!(
            probe.send("GET", "/api/v2/users/me", &agent).await.status,
            401
        );
        assert_eq!(walk(&probe).await.len(), before - 1);
        for method in ["GET", "DELETE"] {
            let gone = probe.send(method, &path, &probe.admin()).await;
            assert_eq!(gone.status, 404);
            assert_eq!(gone.json()["error"], "RecordNotFound");
        }
    }
}
