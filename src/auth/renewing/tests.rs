mod home;
mod store;
mod waits;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::{ExposeSecret as _, SecretString};

use self::home::{Home, invalid, lost, reply, tokens};
use super::super::saved_sign_in::GrantKind;
use super::super::saved_sign_in::tests::{grant, saved_sign_in};
use super::super::store::{SecretFile, StoreError, Stored};
use super::renewal::SHORTEST_LIFE;
use super::*;
use crate::model::Timestamp;
use crate::zendesk::TransportError;

async fn token(renewing: &RenewingProvider) -> String {
    match renewing.credentials().await.unwrap() {
        Credentials::OAuth(token) => token.expose_secret().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn shows(error: &ProviderError) -> String {
    let message = format!("{error} {error:?}");
    assert!(!message.contains("CANARY"), "{message}");
    message
}

fn code(name: &str) -> SavedSignIn {
    saved_sign_in(GrantKind::AuthorizationCode, name)
}

/// The wait that a renewal asks for.
async fn later(renewing: &RenewingProvider) -> Duration {
    let error = renewing.renew(Instant::now()).await.unwrap_err();
    shows(&error);
    match error {
        ProviderError::Later { wait, .. } => wait,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_renewal_is_kept_before_it_is_used_and_serves_everybody() {
    let home = Home::with(&code("1"), [tokens("2")]).await;
    let renewing = home.process().await;
    assert_eq!(token(&renewing).await, "CANARY-A-1");
    let sent = Instant::now();
    let many = (0..10).map(|_| renewing.renew(sent));
    for renewed in futures_util::future::join_all(many).await {
        assert_eq!(renewed, Ok(true));
    }
    assert_eq!(home.endpoint.asked().len(), 1);
    assert!(home.endpoint.asked()[0].contains("CANARY-R-1"));
    assert_eq!(token(&renewing).await, "CANARY-A-2");
    assert!(
        home.saved()
            .await
            .unwrap()
            .has_tokens_of(&renewing.saved_sign_in())
    );
    // A token that was just given and is refused is not asked for again.
    assert_eq!(renewing.renew(Instant::now()).await, Ok(false));
    assert_eq!(home.endpoint.asked().len(), 1);
}

#[tokio::test]
async fn of_two_processes_one_renews_and_the_other_takes_over() {
    let home = Home::with(&code("1"), [tokens("2")]).await;
    let (one, other) = (home.process().await, home.process().await);
    let sent = Instant::now();
    let both = tokio::join!(one.renew(sent), other.renew(sent));
    assert_eq!(both, (Ok(true), Ok(true)));
    assert_eq!(home.endpoint.asked().len(), 1);
    assert_eq!(token(&one).await, "CANARY-A-2");
    assert_eq!(token(&other).await, "CANARY-A-2");
}

/// Whoever holds other tokens than before may be somebody else, however that came about, and whatever
/// needs to be sent in one person's name can tell.
#[tokio::test]
async fn tokens_that_took_the_place_of_others_can_be_told_from_them() {
    let home = Home::with(&code("1"), [tokens("2")]).await;
    let (one, other) = (home.process().await, home.process().await);
    let first = one.sign_in();
    assert_eq!(other.renew(Instant::now()).await, Ok(true));
    assert_eq!(one.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&one).await, "CANARY-A-2");
    let renewed = one.sign_in();
    assert_ne!(renewed, first);
    let anew = SavedSignIn {
        mark: "CANARY-N".into(),
        ..code("9")
    };
    anew.save(&*home.store()).await.unwrap();
    tokio::time::pause();
    tokio::time::advance(SHORTEST_LIFE).await;
    assert_eq!(one.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&one).await, "CANARY-A-9");
    assert!(![first, renewed].contains(&one.sign_in()));
}

#[tokio::test]
async fn a_verdict_asks_the_person_and_never_zendesk_again() {
    let home = Home::with(&code("1"), [invalid()]).await;
    let renewing = home.process().await;
    for _ in 0..3 {
        let error = renewing.renew(Instant::now()).await.unwrap_err();
        assert!(matches!(error, ProviderError::SignedOut(_)));
        assert!(shows(&error).contains("zentop auth login"));
    }
    assert_eq!(home.endpoint.asked().len(), 1);
    let saved = home.saved().await.expect("what is kept is not overwritten");
    assert!(saved.has_tokens_of(&code("1")));
    // Somebody signs in elsewhere on this machine, so renewing goes on.
    code("9").save(&*home.store()).await.unwrap();
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&renewing).await, "CANARY-A-9");
}

#[tokio::test]
async fn a_token_that_has_ended_is_renewed_before_it_is_sent() {
    let mut home = Home::with(&code("1"), [tokens("2")]).await;
    home.now = Timestamp::from_seconds(2_800);
    let renewing = home.process().await;
    assert_eq!(token(&renewing).await, "CANARY-A-2");
    assert_eq!(token(&renewing).await, "CANARY-A-2");
    assert_eq!(home.endpoint.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_client_asks_for_itself_and_a_pasted_token_for_nothing() {
    let home = Home::with(
        &saved_sign_in(GrantKind::ClientCredentials, "1"),
        [lost(), tokens("2")],
    )
    .await;
    let renewing = home.process().await;
    let wait = later(&renewing).await;
    tokio::time::advance(wait).await;
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
    assert!(home.endpoint.asked()[1].contains("client_credentials"));

    let home = Home::with(&saved_sign_in(GrantKind::Pasted, "1"), []).await;
    let renewing = home.process().await;
    assert_eq!(renewing.renew(Instant::now()).await, Ok(false));
    saved_sign_in(GrantKind::Pasted, "2")
        .save(&*home.store())
        .await
        .unwrap();
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&renewing).await, "CANARY-A-2");
}

#[tokio::test]
async fn somebody_who_signed_out_is_signed_out() {
    let home = Home::with(&code("1"), []).await;
    let renewing = home.process().await;
    home.store().forget().await.unwrap();
    let error = renewing.renew(Instant::now()).await.unwrap_err();
    assert!(shows(&error).contains("zentop auth login"));
    assert!(home.saved().await.is_none());
}

#[tokio::test]
async fn a_renewal_outlives_whoever_asked_for_it() {
    let home = Home::with(&code("1"), [tokens("2")]).await;
    let renewing = home.process().await;
    {
        let asking = renewing.renew(Instant::now());
        let nobody = tokio::time::timeout(Duration::from_millis(1), asking).await;
        assert!(nobody.is_err(), "the endpoint takes longer");
    }
    finish_renewals(Duration::from_secs(30)).await;
    assert_eq!(token(&renewing).await, "CANARY-A-2");
    let saved = home.saved().await.unwrap();
    assert!(saved.has_tokens_of(&code("1").renewed(grant("2"))));
}

#[tokio::test]
async fn the_standing_follows_the_tokens() {
    let home = Home::with(&code("1"), [tokens("2")]).await;
    let renewing = home.process().await;
    let ends_at = Some(Timestamp::from_seconds(100_000));
    assert_eq!(renewing.standing().ends_at, ends_at);
    assert_eq!(renewing.standing().may_write, Some(true));
    renewing.renew(Instant::now()).await.unwrap();
    assert_eq!(renewing.standing().ends_at, None, "this answer did not say");
    assert!(home.endpoint.asked()[0].contains(r#""expires_in":1800"#));
}

/// The refresh token before it is used up, so the one in hand is all that is left of the sign-in.
#[tokio::test(start_paused = true)]
async fn a_refresh_token_that_comes_without_an_access_token_is_kept() {
    let alone = reply(200, r#"{"access_token":5,"refresh_token":"CANARY-R-2"}"#);
    let home = Home::with(&code("1"), [alone, tokens("3")]).await;
    let renewing = home.process().await;
    let wait = later(&renewing).await;
    let saved = home.saved().await.unwrap().grant.refresh_token.unwrap();
    assert_eq!(saved.expose_secret(), "CANARY-R-2");
    tokio::time::advance(wait).await;
    assert_eq!(token(&home.process().await).await, "CANARY-A-3");
    assert!(home.endpoint.asked()[1].contains("CANARY-R-2"));
}

/// A token that a client was given at first is no renewal: where it ends soon, another is asked for.
/// One that took the place of another and is refused at once is not.
#[tokio::test(start_paused = true)]
async fn the_first_token_of_a_client_is_renewed_however_soon_it_ends() {
    let client = SavedSignIn {
        grant: crate::zendesk::oauth::Grant::none(),
        ..saved_sign_in(GrantKind::ClientCredentials, "0")
    };
    let home = Home::with(&client, [tokens("1"), tokens("2")]).await;
    let renewing = home.process().await;
    assert_eq!(token(&renewing).await, "CANARY-A-1");
    assert_eq!(renewing.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&renewing).await, "CANARY-A-2");
    assert_eq!(renewing.renew(Instant::now()).await, Ok(false));
    assert_eq!(home.endpoint.asked().len(), 2);
}

/// Tokens that another process has saved may be near their end, whenever they are taken over.
#[tokio::test(start_paused = true)]
async fn tokens_that_were_taken_over_are_renewed_however_soon_they_end() {
    let home = Home::with(&code("1"), [tokens("2"), tokens("3")]).await;
    let (one, other) = (home.process().await, home.process().await);
    assert_eq!(other.renew(Instant::now()).await, Ok(true));
    assert_eq!(one.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&one).await, "CANARY-A-2");
    assert_eq!(one.renew(Instant::now()).await, Ok(true));
    assert_eq!(token(&one).await, "CANARY-A-3");
}
