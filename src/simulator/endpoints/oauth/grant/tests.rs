use http::Request;
use serde_json::{Value, json};

use crate::simulator::fields::encode;
use crate::simulator::probe::{Probe, ProbeAnswer};
use crate::simulator::tokens::codes::challenge_for;
use crate::simulator::{Credential, FaultEffect, ServerFault};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const BACK: &str = "http://127.0.0.1:19286/";

async fn post(probe: &Probe, path: &str, kind: &str, body: String) -> ProbeAnswer {
    let request = Request::post(path)
        .header("host", "127.0.0.1:8080")
        .header("content-type", kind);
    probe.request(request.body(body.into()).unwrap()).await
}

async fn token(probe: &Probe, body: &Value) -> ProbeAnswer {
    let kind = "application/json; charset=utf-8";
    post(probe, "/oauth/tokens", kind, body.to_string()).await
}

/// A code that the admin has allowed.
async fn code(probe: &Probe, scope: &str) -> String {
    let form = format!(
        "response_type=code&client_id=zentop_simulator&redirect_uri={}&scope={}&state=s\
         &code_challenge={}&code_challenge_method=S256&decision=allow",
        encode(BACK),
        encode(scope),
        challenge_for(VERIFIER)
    );
    let kind = "application/x-www-form-urlencoded";
    let answer = post(probe, "/oauth/authorizations", kind, form).await;
    let location = answer.headers["location"].to_str().unwrap();
    location.split("code=").nth(1).unwrap().to_owned()
}

fn redeeming(code: &str) -> Value {
    json!({
        "grant_type": "authorization_code",
        "client_id": "zentop_simulator",
        "redirect_uri": BACK,
        "code": code,
        "code_verifier": VERIFIER,
    })
}

fn refreshing(refresh_token: &str) -> Value {
    json!({
        "grant_type": "refresh_token",
        "client_id": "zentop_simulator",
        "refresh_token": refresh_token,
    })
}

fn serving(probe: &Probe) -> Value {
    let credentials = probe.simulator.credentials();
    json!({
        "grant_type": "client_credentials",
        "client_id": credentials.oauth_service_id,
        "client_secret": credentials.oauth_service_secret,
    })
}

fn with(mut body: Value, name: &str, value: impl Into<Value>) -> Value {
    body[name] = value.into();
    body
}

async fn signed_in(probe: &Probe, scope: &str) -> Value {
    let code = code(probe, scope).await;
    let answer = token(probe, &redeeming(&code)).await;
    assert_eq!(answer.status, 200);
    answer.json()
}

fn text<'a>(body: &'a Value, name: &str) -> &'a str {
    body[name].as_str().unwrap()
}

async fn status_with(probe: &Probe, method: &str, path: &str, access: &str) -> u16 {
    let answer = probe.send(method, path, &format!("Bearer {access}")).await;
    answer.status.as_u16()
}

async fn me(probe: &Probe, access: &str) -> u16 {
    status_with(probe, "GET", "/api/v2/users/me", access).await
}

fn refusal(answer: &ProbeAnswer) -> (u16, String) {
    let error = text(&answer.json(), "error").to_owned();
    assert!(answer.json()["error_description"].is_string());
    (answer.status.as_u16(), error)
}

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

#[tokio::test]
async fn whoever_is_allowed_gets_a_token_that_works() {
    let probe = Probe::new(|_| {});
    let body = signed_in(&probe, "read").await;
    assert_eq!(body["token_type"], "bearer");
    assert_eq!(body["scope"], "read");
    assert_eq!(body["expires_in"], 1_800);
    assert_eq!(body["refresh_token_expires_in"], 2_592_000);
    let access = text(&body, "access_token");
    let bearer = format!("Bearer {access}");
    let answer = probe
        .send("GET", "/api/v2/oauth/tokens/current", &bearer)
        .await;
    let described = &answer.json()["token"];
    let admin = probe.simulator.own_user().unwrap();
    assert_eq!(described["user_id"], admin.get());
    assert_eq!(described["scopes"], json!(["read"]));
    assert_eq!(described["token"], access[..10]);
    assert_eq!(described["created_at"], "2026-05-28T20:26:40Z");
    assert_eq!(described["used_at"], "2026-05-28T20:26:40Z");
    assert_eq!(described["expires_at"], "2026-05-28T20:56:40Z");
    // The token may only read.
    let path = format!("/api/v2/users/{admin}/sessions");
    assert_eq!(status_with(&probe, "GET", &path, access).await, 200);
    assert_eq!(status_with(&probe, "DELETE", &path, access).await, 403);
    let ledger = probe.simulator.ledger();
    assert_eq!(ledger.last().unwrap().credential, Credential::IssuedToken);
}

#[tokio::test]
async fn a_form_is_as_good_as_json_and_nothing_else_is() {
    let probe = Probe::new(|options| options.oauth.answers_created = true);
    let code = code(&probe, "read write").await;
    let form = format!(
        "grant_type=authorization_code&client_id=zentop_simulator&redirect_uri={}&code={code}\
         &code_verifier={VERIFIER}",
        encode(BACK)
    );
    let plain = post(&probe, "/oauth/tokens", "text/plain", form.clone()).await;
    assert_eq!(refusal(&plain), (400, "invalid_request".to_owned()));
    let kind = "application/x-www-form-urlencoded";
    let answer = post(&probe, "/oauth/tokens", kind, form).await;
    assert_eq!(answer.status, 201);
    assert_eq!(me(&probe, text(&answer.json(), "access_token")).await, 200);
}

#[tokio::test]
async fn a_code_is_good_once_for_two_minutes_and_for_whoever_asked() {
    let probe = Probe::new(|_| {});
    for (name, value) in [
        ("code_verifier", VERIFIER.to_uppercase()),
        ("code_verifier", String::new()),
        ("redirect_uri", "http://127.0.0.1:19287/".to_owned()),
        ("code", "0".repeat(64)),
    ] {
        let code = code(&probe, "read").await;
        let answer = token(&probe, &with(redeeming(&code), name, value)).await;
        assert_eq!(refusal(&answer), invalid_grant(), "{name}");
    }
    let code = code(&probe, "read").await;
    assert_eq!(token(&probe, &redeeming(&code)).await.status, 200);
    let again = token(&probe, &redeeming(&code)).await;
    assert_eq!(refusal(&again), invalid_grant());
    let late = self::code(&probe, "read").await;
    probe.pass(120);
    let answer = token(&probe, &redeeming(&late)).await;
    assert_eq!(refusal(&answer), invalid_grant());
}

#[tokio::test]
async fn a_failed_attempt_uses_the_code_up() {
    let probe = Probe::new(|_| {});
    let code = code(&probe, "read").await;
    let wrong = with(redeeming(&code), "code_verifier", "x".repeat(43));
    assert_eq!(refusal(&token(&probe, &wrong).await), invalid_grant());
    let right = token(&probe, &redeeming(&code)).await;
    assert_eq!(refusal(&right), invalid_grant());
}

#[tokio::test]
async fn a_refresh_kills_the_old_pair_and_a_replay_does_not_kill_the_new_one() {
    let probe = Probe::new(|_| {});
    let old = signed_in(&probe, "read write").await;
    let answer = token(&probe, &refreshing(text(&old, "refresh_token"))).await;
    let new = answer.json();
    assert_eq!(new["scope"], "read write");
    assert_eq!(me(&probe, text(&old, "access_token")).await, 401);
    assert_eq!(me(&probe, text(&new, "access_token")).await, 200);
    let replay = token(&probe, &refreshing(text(&old, "refresh_token"))).await;
    assert_eq!(refusal(&replay), invalid_grant());
    assert_eq!(me(&probe, text(&new, "access_token")).await, 200);
    let next = token(&probe, &refreshing(text(&new, "refresh_token"))).await;
    assert_eq!(next.status, 200);
    assert_eq!(probe.simulator.refresh_count(), 2);
}

#[tokio::test]
async fn a_refresh_may_narrow_the_scope_but_never_widen_it() {
    let probe = Probe::new(|_| {});
    let wide = signed_in(&probe, "read write").await;
    let narrowing = with(refreshing(text(&wide, "refresh_token")), "scope", "read");
    let narrow = token(&probe, &narrowing).await.json();
    assert_eq!(narrow["scope"], "read");
    let widening = with(refreshing(text(&narrow, "refresh_token")), "scope", "write");
    let answer = token(&probe, &widening).await;
    assert_eq!(refusal(&answer), (400, "invalid_scope".to_owned()));
    assert_eq!(me(&probe, text(&narrow, "access_token")).await, 200);
}

#[tokio::test]
async fn tokens_expire_by_the_clock_or_at_once() {
    let probe = Probe::new(|_| {});
    let body = signed_in(&probe, "read").await;
    probe.pass(1_799);
    assert_eq!(me(&probe, text(&body, "access_token")).await, 200);
    probe.pass(1);
    let bearer = format!("Bearer {}", text(&body, "access_token"));
    let answer = probe.send("GET", "/api/v2/users/me", &bearer).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.text(), r#"{"error":"Couldn't authenticate you"}"#);
    let body = token(&probe, &refreshing(text(&body, "refresh_token"))).await;
    let body = body.json();
    probe.simulator.expire_access_tokens();
    assert_eq!(me(&probe, text(&body, "access_token")).await, 401);
    assert_eq!(probe.get("/api/v2/users/me").await.status, 200);
    let body = token(&probe, &refreshing(text(&body, "refresh_token"))).await;
    let body = body.json();
    probe.pass(30 * 86_400);
    let late = token(&probe, &refreshing(text(&body, "refresh_token"))).await;
    assert_eq!(refusal(&late), invalid_grant());
    probe.simulator.revoke_tokens();
    assert_eq!(probe.get("/api/v2/users/me").await.status, 401);
}

#[tokio::test]
async fn lifetimes_can_be_asked_for_within_limits() {
    let probe = Probe::new(|_| {});
    for (name, seconds, expected) in [
        ("expires_in", 300, 400),
        ("expires_in", 301, 200),
        ("expires_in", 172_800, 400),
        ("refresh_token_expires_in", 604_799, 400),
        ("refresh_token_expires_in", 604_800, 200),
        ("refresh_token_expires_in", 7_776_001, 400),
    ] {
        let code = code(&probe, "read").await;
        let answer = token(&probe, &with(redeeming(&code), name, seconds)).await;
        assert_eq!(answer.status, expected, "{name} {seconds}");
        if expected == 200 {
            assert_eq!(answer.json()[name], seconds);
        }
    }
}

#[tokio::test]
async fn a_service_with_its_secret_acts_as_the_admin_and_cannot_refresh() {
    let probe = Probe::new(|_| {});
    let body = token(&probe, &serving(&probe)).await.json();
    assert_eq!(body["scope"], "read write");
    assert!(body.get("refresh_token").is_none());
    assert!(body.get("refresh_token_expires_in").is_none());
    let bearer = format!("Bearer {}", text(&body, "access_token"));
    let me = probe.send("GET", "/api/v2/users/me", &bearer).await.json();
    assert_eq!(me["user"]["id"], probe.simulator.own_user().unwrap().get());
    for (body, status, error) in [
        (
            with(serving(&probe), "client_secret", "wrong"),
            401,
            "invalid_client",
        ),
        (
            with(serving(&probe), "client_id", "nobody"),
            401,
            "invalid_client",
        ),
        (
            with(serving(&probe), "client_id", "zentop_simulator"),
            400,
            "unauthorized_client",
        ),
        (
            with(serving(&probe), "grant_type", "password"),
            400,
            "unsupported_grant_type",
        ),
        (
            with(serving(&probe), "scope", "read impersonate"),
            400,
            "invalid_scope",
        ),
    ] {
        let answer = token(&probe, &body).await;
        assert_eq!(refusal(&answer), (status, error.to_owned()));
    }
}

#[tokio::test]
async fn a_misspelt_scope_is_granted_and_opens_nothing() {
    let probe = Probe::new(|_| {});
    let body = with(serving(&probe), "scope", "sessions:read");
    let body = token(&probe, &body).await.json();
    assert_eq!(body["scope"], "sessions:read");
    let access = text(&body, "access_token");
    for path in [
        "/api/v2/users/me",
        "/api/v2/sessions",
        "/api/v2/oauth/tokens/current",
    ] {
        assert_eq!(status_with(&probe, "GET", path, access).await, 403);
    }
}

#[tokio::test]
async fn the_rotation_happens_although_its_answer_is_lost() {
    let probe = Probe::new(|_| {});
    let body = signed_in(&probe, "read").await;
    let lost = ServerFault::on("POST", "/oauth/tokens", FaultEffect::Close).taking_effect(true);
    probe.simulator.add_fault(lost);
    let request = refreshing(text(&body, "refresh_token"));
    assert!(token(&probe, &request).await.body.is_none());
    probe.simulator.clear_faults();
    assert_eq!(probe.simulator.refresh_count(), 1);
    assert_eq!(me(&probe, text(&body, "access_token")).await, 401);
    assert_eq!(refusal(&token(&probe, &request).await), invalid_grant());
}

#[tokio::test]
async fn a_request_without_effect_leaves_the_old_pair_alive() {
    let probe = Probe::new(|_| {});
    let body = signed_in(&probe, "read").await;
    let idle = ServerFault::on("POST", "/oauth/tokens", FaultEffect::Html { code: 503 });
    probe.simulator.add_fault(idle);
    let request = refreshing(text(&body, "refresh_token"));
    assert_eq!(token(&probe, &request).await.status, 503);
    probe.simulator.clear_faults();
    assert_eq!(me(&probe, text(&body, "access_token")).await, 200);
    assert_eq!(token(&probe, &request).await.status, 200);
    assert_eq!(probe.simulator.refresh_count(), 1);
}
