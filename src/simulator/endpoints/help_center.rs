//! The Help Center API: a token against forged requests, which says nothing about who is signed in.

use http::Method;
use serde_json::json;

use super::sessions::authenticity_token;
use super::{check_scopes, segments};
use crate::simulator::call::Call;
use crate::simulator::caller::Caller;
use crate::simulator::credential::Credential;
use crate::simulator::reply::ServedReply;

/// Answers a request to Help Center. Anonymous callers are accepted, those with a wrong credential
/// are not.
pub(super) fn answer(call: &Call, caller: &Caller) -> ServedReply {
    let segments = segments(call);
    if caller.person.is_none() && caller.credential != Credential::Anonymous {
        return ServedReply::unauthenticated();
    }
    if let Err(refusal) = check_scopes(caller, &call.method, &segments) {
        return refusal;
    }
    match (&call.method, segments.as_slice()) {
        (&Method::GET, ["help_center", "sessions"]) => {
            ServedReply::ok(&json!({"current_session": {"csrf_token": authenticity_token(call)}}))
        }
        _ => ServedReply::no_such_endpoint(),
    }
}

#[cfg(test)]
mod tests {
    use crate::simulator::probe::Probe;

    #[tokio::test]
    async fn everybody_gets_a_token_from_a_budget_of_its_own() {
        let probe = Probe::new(|options| options.rate_limit = 3);
        let admin = probe.admin();
        for (path, authorization) in [
            ("/api/v2/help_center/sessions", ""),
            ("/api/v2/help_center/sessions.json", admin.as_str()),
        ] {
            let answer = probe.send("GET", path, authorization).await;
            assert!(answer.json()["current_session"]["csrf_token"].is_string());
            assert!(answer.headers.contains_key("ratelimit-remaining"));
            assert!(!answer.headers.contains_key("x-rate-limit"));
        }
        let wrong = probe
            .send("GET", "/api/v2/help_center/sessions", "Bearer wrong")
            .await;
        assert_eq!(wrong.status, 401);
        let spent = probe.get("/api/v2/help_center/sessions").await;
        assert_eq!(spent.status, 429);
        let support = probe.get("/api/v2/users/me").await;
        assert_eq!(support.headers["x-rate-limit-remaining"], "2");
    }
}
