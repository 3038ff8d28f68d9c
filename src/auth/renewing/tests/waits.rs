//! Answers that are no verdict: what is tried again, and when.

use super::*;

#[tokio::test(start_paused = true)]
async fn one_answer_that_is_no_verdict_costs_a_wait_and_not_the_sign_in() {
    for answer in [
        lost(),
        reply(200, "<html>"),
        reply(500, ""),
        reply(502, "<html>"),
        reply(400, ""),
        reply(403, "<html>"),
        reply(401, r#"{"error":"invalid_client"}"#),
        reply(400, r#"{"error":"temporarily_unavailable"}"#),
        reply(302, ""),
    ] {
        let home = Home::with(&code("1"), [answer, tokens("2")]).await;
        let renewing = home.process().await;
        let wait = later(&renewing).await;
        // Until then it is not asked again, however often a request needs it.
        assert!(later(&renewing).await <= wait);
        assert_eq!(home.endpoint.asked().len(), 1);
        tokio::time::advance(wait).await;
        assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
        assert_eq!(token(&renewing).await, "CANARY-A-2");
        let asked = home.endpoint.asked();
        assert_eq!(asked[0], asked[1], "the same token is sent again");
    }
}

#[tokio::test(start_paused = true)]
async fn the_waits_grow_and_stay_bounded_and_a_success_begins_anew() {
    let home = Home::with(
        &code("1"),
        (0..12).map(|_| lost()).chain([tokens("2"), lost()]),
    )
    .await;
    let renewing = home.process().await;
    let mut waits = Vec::new();
    for _ in 0..12 {
        let wait = later(&renewing).await;
        tokio::time::advance(wait).await;
        waits.push(wait.as_secs());
    }
    assert!(waits.is_sorted() && waits[0] <= 2, "{waits:?}");
    assert_eq!(waits[11], 120, "{waits:?}");
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
    tokio::time::advance(Duration::from_secs(61)).await;
    assert!(later(&renewing).await <= Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn while_it_waits_a_sign_in_elsewhere_is_taken_over() {
    let home = Home::with(&code("1"), [lost()]).await;
    let renewing = home.process().await;
    later(&renewing).await;
    code("9").save(&*home.store()).await.unwrap();
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&renewing).await, "CANARY-A-9");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_was_lost_after_the_token_was_used_ends_in_the_verdict() {
    let home = Home::with(&code("1"), [lost(), invalid()]).await;
    let renewing = home.process().await;
    let wait = later(&renewing).await;
    tokio::time::advance(wait).await;
    for _ in 0..3 {
        let error = renewing.renew(Instant::now()).await.unwrap_err();
        assert!(matches!(error, ProviderError::SignedOut(_)), "{error:?}");
    }
    assert_eq!(home.endpoint.asked().len(), 2);
}

#[tokio::test]
async fn what_may_pass_is_tried_again() {
    let refused = || {
        Err(TransportError::Connect {
            cause: "refused".to_owned(),
            source: None,
        })
    };
    let home = Home::with(&code("1"), [refused(), tokens("2")]).await;
    let renewing = home.process().await;
    let error = renewing.renew(Instant::now()).await.unwrap_err();
    assert!(matches!(error, ProviderError::NotNow(_)), "{error:?}");
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&renewing).await, "CANARY-A-2");
}

#[tokio::test]
async fn a_busy_server_is_not_asked_before_it_says_so() {
    for answer in [reply(429, ""), reply(503, "")] {
        let home = Home::with(&code("1"), [answer, tokens("2")]).await;
        let renewing = home.process().await;
        for _ in 0..3 {
            let error = renewing.renew(Instant::now()).await.unwrap_err();
            let ProviderError::Later { wait, why, .. } = error else {
                panic!("{error:?}");
            };
            assert!(
                !wait.is_zero() && wait <= Duration::from_secs(10),
                "{wait:?}"
            );
            assert!(why.contains("busy"), "{why}");
        }
        assert_eq!(home.endpoint.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_server_whose_tokens_end_at_once_is_not_asked_forever() {
    let ended = r#"{"access_token":"CANARY-A-2","refresh_token":"CANARY-R-2","token_type":"bearer","expires_in":0}"#;
    let mut home = Home::with(&code("1"), [reply(200, ended)]).await;
    home.now = Timestamp::from_seconds(2_800);
    let renewing = home.process().await;
    for _ in 0..5 {
        assert_eq!(token(&renewing).await, "CANARY-A-2");
    }
    assert_eq!(home.endpoint.asked().len(), 1);
}
