use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::super::script::{Script, reply};
use super::super::{Reply, TransportError};
use super::*;

const REDIRECT: &str = "http://127.0.0.1:19286/";
const NOW: Timestamp = Timestamp::from_seconds(1_000);

fn authority(script: &Arc<Script>, secret: Option<&str>) -> Authority {
    let account = Account::from_subdomain("acme").unwrap();
    let registration = Registration {
        client_id: "zentop".to_owned(),
        secret: secret.map(SecretString::from),
    };
    Authority::over(&account, &registration, Arc::clone(script) as _).unwrap()
}

fn scopes(text: &str) -> Scopes {
    text.parse().unwrap()
}

fn query(attempt: &Attempt, name: &str) -> Option<String> {
    let url = Url::parse(attempt.url()).unwrap();
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

/// The bodies that were sent.
fn bodies(script: &Script) -> Vec<serde_json::Value> {
    let bodies = script.bodies();
    let bodies = bodies.iter().map(|body| serde_json::from_str(body));
    bodies.collect::<Result<_, _>>().unwrap()
}

fn attempt() -> Attempt {
    authority(&Script::of([]), None)
        .begin(REDIRECT, &scopes("read write"))
        .unwrap()
}

const TOKENS: &str = r#"{"access_token":"CANARY-A","refresh_token":"CANARY-R","token_type":"bearer",
    "scope":"read write","expires_in":1800,"refresh_token_expires_in":2592000}"#;

#[test]
fn the_browser_is_sent_to_the_account_with_a_challenge_and_a_state() {
    let attempt = attempt();
    let url = Url::parse(attempt.url()).unwrap();
    assert_eq!(
        url.origin().ascii_serialization(),
        "https://acme.zendesk.com"
    );
    assert_eq!(url.path(), "/oauth/authorizations/new");
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "zentop"),
        ("redirect_uri", REDIRECT),
        ("scope", "read write"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(query(&attempt, name).as_deref(), Some(value));
    }
    let digest = ring::digest::digest(
        &ring::digest::SHA256,
        attempt.verifier.expose_secret().as_bytes(),
    );
    assert_eq!(
        query(&attempt, "code_challenge"),
        Some(URL_SAFE_NO_PAD.encode(digest))
    );
    assert!(
        attempt.verifier.expose_secret().len() >= 43,
        "RFC 7636 §4.1"
    );
    assert!(query(&attempt, "state").unwrap().len() >= 16);
    assert!(!attempt.url().contains(attempt.verifier.expose_secret()));
    let another = self::attempt();
    assert_ne!(query(&attempt, "state"), query(&another, "state"));
    assert!(!format!("{attempt:?}").contains(&query(&attempt, "state").unwrap()));
}

#[test]
fn only_a_return_with_the_own_state_counts() {
    let attempt = attempt();
    let state = query(&attempt, "state").unwrap();
    match attempt.read(&format!("state={state}&code=a%2Bb")) {
        Returned::Code(code) => assert_eq!(code.expose_secret(), "a+b"),
        other => panic!("{other:?}"),
    }
    let denied = format!("error=access_denied&error_description=No%1b%5B2J&state={state}");
    match attempt.read(&denied) {
        Returned::Denied(words) => {
            assert!(words.as_str().starts_with("access_denied: No"));
            assert!(!words.as_str().contains('\u{1b}'));
        }
        other => panic!("{other:?}"),
    }
    for foreign in [
        "code=x".to_owned(),
        "state=&code=x".to_owned(),
        "state=wrong&code=x".to_owned(),
        format!("state={state}x&code=x"),
        format!("state={}&code=x", &state[1..]),
        format!("state=wrong&state={state}&code=x"),
        format!("state={state}&code=x&code=y"),
        format!("state={state}&code=x&error=y"),
        format!("state={state}&code="),
        format!("state={state}"),
        "error=access_denied".to_owned(),
        String::new(),
    ] {
        assert!(
            matches!(attempt.read(&foreign), Returned::Foreign),
            "{foreign}"
        );
    }
}

#[tokio::test]
async fn a_code_becomes_tokens_in_one_json_request() {
    // The documentation says 201, and 200 was observed.
    for status in [200, 201] {
        let script = Script::of([reply(status, &[], TOKENS)]);
        let authority = authority(&script, None);
        let attempt = authority.begin(REDIRECT, &scopes("read write")).unwrap();
        let verifier = attempt.verifier.clone();
        let grant = authority
            .finish(attempt, &"c0de".into(), NOW)
            .await
            .unwrap();
        assert_eq!(script.asked(), ["POST /oauth/tokens?"]);
        assert_eq!(
            bodies(&script),
            [json!({
                "grant_type": "authorization_code",
                "expires_in": 1800,
                "code": "c0de",
                "client_id": "zentop",
                "redirect_uri": REDIRECT,
                "scope": "read write",
                "code_verifier": verifier.expose_secret(),
            })]
        );
        assert_eq!(grant.access_token.expose_secret(), "CANARY-A");
        let refresh = grant.refresh_token.as_ref().unwrap();
        assert_eq!(refresh.expose_secret(), "CANARY-R");
        assert_eq!(grant.expires_at, Some(Timestamp::from_seconds(2_800)));
        let end = Timestamp::from_seconds(1_000 + 2_592_000);
        assert_eq!(grant.refresh_expires_at, Some(end));
        assert!(grant.scopes.as_ref().unwrap().are(&scopes("write read")));
        assert!(!format!("{grant:?} {authority:?}").contains("CANARY"));
    }
}

#[tokio::test]
async fn a_refresh_and_a_client_say_who_they_are() {
    let script = Script::of([reply(201, &[], TOKENS), reply(201, &[], TOKENS)]);
    let public = authority(&script, None);
    public.refresh(&"CANARY-R".into(), NOW).await.unwrap();
    let robot = authority(&script, Some("CANARY-S"));
    robot
        .client_credentials(&scopes("read"), NOW)
        .await
        .unwrap();
    assert_eq!(
        bodies(&script),
        [
            json!({
                "grant_type": "refresh_token",
                "expires_in": 1800,
                "refresh_token": "CANARY-R",
                "client_id": "zentop",
            }),
            json!({
                "grant_type": "client_credentials",
                "expires_in": 1800,
                "client_id": "zentop",
                "client_secret": "CANARY-S",
                "scope": "read",
            }),
        ]
    );
    assert!(!format!("{robot:?}").contains("CANARY"));
}

async fn refreshed(answer: Result<Reply, TransportError>) -> (Result<Grant, OAuthError>, usize) {
    let script = Script::of([answer]);
    let result = authority(&script, None)
        .refresh(&"CANARY-R".into(), NOW)
        .await;
    (result, script.asked().len())
}

#[tokio::test]
async fn what_goes_wrong_says_whether_it_may_have_had_its_effect() {
    let invalid = r#"{"error":"invalid_grant","error_description":"No more\u001b[2J"}"#;
    let client = r#"{"error":"invalid_client"}"#;
    let forbidden = r#"{"error":{"title":"Forbidden","message":"Not yours"}}"#;
    let wordless = r#"{"token_type":"bearer"}"#;
    let mac = r#"{"access_token":"CANARY-A","token_type":"mac"}"#;
    let broken = r#"{"access_token":"CANARY-A\nX-Evil: 1","token_type":"bearer"}"#;
    let cut = r#"{"access_token":"CANARY-A""#;
    let cause = || "CANARY".to_lowercase();
    for (answer, kind) in [
        (reply(400, &[], invalid), "InvalidGrant"),
        (reply(401, &[], invalid), "InvalidGrant"),
        (reply(401, &[], client), "Refused"),
        (reply(403, &[], forbidden), "Refused"),
        (reply(404, &[], "<html>"), "Refused"),
        (
            reply(302, &[("location", "https://evil.example/")], ""),
            "Refused",
        ),
        (reply(429, &[("retry-after", "7")], ""), "Busy"),
        (reply(503, &[], ""), "Busy"),
        (reply(500, &[], "{}"), "Lost"),
        (reply(502, &[], "<html>"), "Lost"),
        (reply(200, &[], ""), "Lost"),
        (reply(200, &[], "<html>"), "Lost"),
        (reply(200, &[], wordless), "Lost"),
        (reply(200, &[], mac), "Lost"),
        (reply(200, &[], broken), "Lost"),
        (reply(200, &[], cut), "Lost"),
        (
            Err(TransportError::Connect {
                cause: cause(),
                source: None,
            }),
            "NotSent",
        ),
        (
            Err(TransportError::Broken {
                cause: cause(),
                source: None,
            }),
            "Lost",
        ),
        (Err(TransportError::TooLarge { limit: 8 }), "Lost"),
    ] {
        let sent = format!("{answer:?}");
        let (result, requests) = refreshed(answer).await;
        let error = result.unwrap_err();
        let shown = format!("{error:?}");
        assert!(shown.starts_with(kind), "{sent}: {shown}");
        assert_eq!(requests, 1, "{sent}");
        let shown = format!("{shown} {error}");
        assert!(
            !shown.contains("CANARY") && !shown.contains('\u{1b}'),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn the_rest_of_an_answer_may_be_missing() {
    let bare = r#"{"access_token":"a","token_type":"Bearer","expires_in":null,"scope":null}"#;
    let (grant, _) = refreshed(reply(200, &[], bare)).await;
    let grant = grant.unwrap();
    assert!(grant.refresh_token.is_none() && grant.scopes.is_none());
    assert_eq!((grant.expires_at, grant.refresh_expires_at), (None, None));
    let listed = r#"{"access_token":"a","token_type":"bearer","scope":["read","write"]}"#;
    let (grant, _) = refreshed(reply(200, &[], listed)).await;
    assert!(grant.unwrap().scopes.unwrap().are(&scopes("read write")));
    let forever = r#"{"access_token":"a","token_type":"bearer","expires_in":18446744073709551615}"#;
    let (grant, _) = refreshed(reply(200, &[], forever)).await;
    assert!(grant.unwrap().expires_at > Some(NOW));
}

#[test]
fn scopes_are_judged_by_what_they_are_good_for() {
    for (granted, may_write) in [
        ("read write", Some(true)),
        ("read", Some(false)),
        ("", None),
        ("users:read tickets:write", None),
        ("rewrite", Some(false)),
    ] {
        let granted: GrantedScopes = granted.split_whitespace().collect();
        assert_eq!(granted.may_write(), may_write, "{granted}");
    }
    let granted: GrantedScopes = ["read", "read", "im\u{202e}personate"]
        .into_iter()
        .collect();
    assert!(!granted.are(&scopes("read")));
    assert!(!granted.to_string().contains('\u{202e}'));
}

/// Tokens are given once: what cannot be read beside them is unknown, and costs neither of them.
#[tokio::test]
async fn what_cannot_be_read_beside_the_tokens_costs_neither_of_them() {
    let kind = r#""token_type":"bearer""#;
    for (beside, life) in [
        (format!(r#"{kind},"expires_in":"1800""#), Some(1_800)),
        (format!(r#"{kind},"expires_in":-5"#), None),
        (format!(r#"{kind},"expires_in":0.5"#), None),
        (format!(r#"{kind},"expires_in":1e999"#), None),
        (format!(r#"{kind},"expires_in":"x""#), None),
        (
            format!(r#"{kind},"expires_in":60,"expires_in":70"#),
            Some(70),
        ),
        (format!(r#"{kind},"refresh_token_expires_in":"-1""#), None),
        (format!(r#"{kind},"refresh_token_expires_in":[]"#), None),
        (format!(r#"{kind},"scope":5"#), None),
        (format!(r#"{kind},"scope":["read",5]"#), None),
        (r#""token_type":7"#.to_owned(), None),
        (r#""token_type":null"#.to_owned(), None),
        (r#""created_at":{}"#.to_owned(), None),
    ] {
        for mark in ["", "\u{feff}"] {
            let body = format!(
                r#"{mark}{{"access_token":"CANARY-A","refresh_token":"CANARY-R",{beside}}}"#
            );
            let (grant, _) = refreshed(reply(200, &[], &body)).await;
            let grant = grant.unwrap_or_else(|error| panic!("{body}: {error}"));
            assert_eq!(grant.access_token.expose_secret(), "CANARY-A");
            assert_eq!(grant.refresh_token.unwrap().expose_secret(), "CANARY-R");
            let end = life.map(|life| Timestamp::from_seconds(1_000 + life));
            assert_eq!(grant.expires_at, end, "{body}");
            assert!(grant.refresh_expires_at.is_none() && grant.scopes.is_none());
        }
    }
    let refusal = r#"{"error":"invalid_grant","error_description":["No more"]}"#;
    let (refused, _) = refreshed(reply(400, &[], refusal)).await;
    assert!(matches!(refused, Err(OAuthError::InvalidGrant(_))));
    let alone = r#"{"access_token":5,"refresh_token":"CANARY-R","token_type":"bearer"}"#;
    match refreshed(reply(200, &[], alone)).await.0 {
        Err(error @ OAuthError::RefreshOnly(..)) => {
            assert!(!format!("{error} {error:?}").contains("CANARY"));
        }
        other => panic!("{other:?}"),
    }
}
