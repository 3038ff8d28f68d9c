//! The Chat API, as far as the account goes.

use http::{Method, StatusCode};

use super::segments;
use crate::simulator::call::Call;
use crate::simulator::caller::Caller;
use crate::simulator::chat;
use crate::simulator::credential::Credential;
use crate::simulator::options::ChatOrigin;
use crate::simulator::reply::ServedReply;
use crate::simulator::world::World;

/// Answers a request to Chat, which knows its own tokens and nothing else.
pub(super) fn answer(
    call: &Call,
    caller: &Caller,
    world: &mut World,
    account: ChatOrigin,
) -> ServedReply {
    if account == ChatOrigin::Missing {
        return ServedReply::no_such_endpoint();
    }
    let is_owner = match caller.credential {
        Credential::ChatToken => true,
        Credential::ChatAdminToken => false,
        _ => return ServedReply::chat_unauthorized(),
    };
    match (&call.method, segments(call).as_slice()) {
        (&Method::GET, ["chat", "account"]) => ServedReply::ok(&world.chat.body(is_owner)),
        (&Method::PUT, ["chat", "account"]) if is_owner && account == ChatOrigin::Own => {
            update(call, world)
        }
        (&Method::PUT, ["chat", "account"]) => ServedReply::chat_refusal(
            StatusCode::FORBIDDEN,
            "Forbidden",
            "You don't have the permission to access the requested resource",
        ),
        _ => ServedReply::chat_refusal(
            StatusCode::NOT_FOUND,
            "Not Found",
            "The requested URL was not found on the server",
        ),
    }
}

fn update(call: &Call, world: &mut World) -> ServedReply {
    match chat::changes(&call.body) {
        Err(flaw) => ServedReply::chat_refusal(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Unprocessable Entity",
            &flaw,
        ),
        Ok(changes) => {
            if call.takes_effect {
                world.chat.merge(changes);
            }
            ServedReply::ok(&world.chat.body(true))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::probe::Probe;

    const ACCOUNT: &str = "/api/v2/chat/account";

    fn tokens(probe: &Probe) -> (String, String) {
        let own = probe.simulator.credentials();
        let bearer = |token| format!("Bearer {token}");
        (bearer(own.chat_token), bearer(own.chat_admin_token))
    }

    #[tokio::test]
    async fn the_owner_sees_and_changes_who_pays() {
        let probe = Probe::new(|_| {});
        let (owner, admin) = tokens(&probe);
        let before = probe.send("GET", ACCOUNT, &owner).await.json();
        assert_eq!(before["plan"]["max_concurrent_chats"], "unlimited");
        assert_eq!(before["plan"]["max_agents"], 25);
        assert_eq!(before["status"], "active");
        let change = r#"{"billing":{"email":"pay@staff.example","first_name":"Ann"}}"#;
        let after = probe.put(ACCOUNT, &owner, change).await;
        assert_eq!(after.status, 200);
        let after = after.json();
        assert_eq!(after["billing"]["email"], "pay@staff.example");
        assert_eq!(after["billing"]["city"], before["billing"]["city"]);
        assert_eq!(probe.send("GET", ACCOUNT, &owner).await.json(), after);
        // An admin who is not the owner sees the rest and can change nothing.
        let shown = probe.send("GET", ACCOUNT, &admin).await.json();
        assert!(shown.get("billing").is_none() && shown["plan"].is_object());
        assert_eq!(probe.put(ACCOUNT, &admin, change).await.status, 403);
        let wrong = r#"{"billing":{"email":"nobody"}}"#;
        let refused = probe.put(ACCOUNT, &owner, wrong).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.json()["description"], "billing.email is invalid");
    }

    #[tokio::test]
    async fn chat_and_support_do_not_know_each_others_tokens() {
        let probe = Probe::new(|_| {});
        let (owner, _) = tokens(&probe);
        for authorization in ["", "Bearer wrong", &probe.admin()] {
            let answer = probe.send("GET", ACCOUNT, authorization).await;
            assert_eq!(answer.status, 401);
            assert_eq!(answer.json()["error"], "Unauthorized");
            assert!(answer.json()["description"].is_string());
        }
        for path in ["/api/v2/users/me", "/api/v2/sessions"] {
            assert_eq!(probe.send("GET", path, &owner).await.status, 401);
        }
    }

    #[tokio::test]
    async fn an_account_from_support_only_reads_and_some_have_none() {
        let probe = Probe::new(|options| options.chat = ChatOrigin::FromSupport);
        let (owner, _) = tokens(&probe);
        assert_eq!(probe.send("GET", ACCOUNT, &owner).await.status, 200);
        assert_eq!(
            probe.put(ACCOUNT, &owner, r#"{"billing":{}}"#).await.status,
            403
        );
        let probe = Probe::new(|options| options.chat = ChatOrigin::Missing);
        let answer = probe.send("GET", ACCOUNT, &owner).await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.json()["error"], "InvalidEndpoint");
    }

    #[tokio::test]
    async fn two_hundred_a_minute_and_no_more() {
        let probe = Probe::new(|_| {});
        let (owner, _) = tokens(&probe);
        for _ in 0..200 {
            let answer = probe.send("GET", ACCOUNT, &owner).await;
            assert_eq!(answer.status, 200);
            assert!(!answer.headers.contains_key("ratelimit-limit"));
        }
        let answer = probe.send("GET", ACCOUNT, &owner).await;
        assert_eq!(answer.status, 429);
        assert!(answer.headers.contains_key("retry-after"));
        assert_eq!(probe.get("/api/v2/users/me").await.status, 200);
    }
}
