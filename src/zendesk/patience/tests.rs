use crate::model::UserId;
use crate::zendesk::script::{Script, reply};
use crate::zendesk::{Client, Purpose};

use super::*;

type News = Arc<Mutex<Vec<WaitNews>>>;

/// A client with the patience of a verb, and what is told of its waits.
fn client(script: &Arc<Script>) -> (Client, News) {
    let news = News::default();
    let record = Arc::clone(&news);
    let tell: TellWait = Arc::new(move |one| record.lock().unwrap().push(one));
    (script.client().patient(WaitPatience::new(tell)), news)
}

/// The first word of each wait, with its seconds.
fn waits(news: &News) -> Vec<(String, u64)> {
    let news = news.lock().unwrap();
    let mut waits: Vec<(String, u64)> = Vec::new();
    let mut begins = true;
    for one in news.iter() {
        match one {
            WaitNews::Waiting { why, left } if begins => {
                waits.push((why.clone(), left.as_secs()));
                begins = false;
            }
            WaitNews::Waiting { .. } => {}
            WaitNews::Over | WaitNews::GivenUp { .. } => begins = true,
        }
    }
    waits
}

fn gave_up(news: &News) -> bool {
    let news = news.lock().unwrap();
    news.iter()
        .any(|one| matches!(one, WaitNews::GivenUp { .. }))
}

const ME: &str = r#"{"user":{"id":7,"name":"Ada","role":"admin"}}"#;

#[tokio::test(start_paused = true)]
async fn every_reading_request_waits_out_what_passes_and_tells_so() {
    for (status, word) in [(429, "used up"), (503, "overloaded"), (502, "failing")] {
        let script = Script::of([
            reply(status, &[("retry-after", "30")], ""),
            reply(200, &[], ME),
        ]);
        let (client, news) = client(&script);
        let began = Instant::now();
        client.me(Purpose::Asked).await.unwrap();
        assert!(began.elapsed() >= Duration::from_secs(30));
        let waits = waits(&news);
        assert_eq!(waits.len(), 1, "{waits:?}");
        assert!(waits[0].0.contains(word) && waits[0].1 >= 29, "{waits:?}");
        // The rest is told once a second, so that a terminal can count down.
        assert!(news.lock().unwrap().len() >= 30);
        assert_eq!(news.lock().unwrap().last(), Some(&WaitNews::Over));
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_wait_is_not_worth_a_word() {
    let script = Script::of([reply(500, &[], ""), reply(200, &[], ME)]);
    let (client, news) = client(&script);
    client.me(Purpose::Asked).await.unwrap();
    assert!(news.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_always_says_429_is_asked_less_and_less_and_then_no_more() {
    let answers = (0..1_000).map(|_| reply(429, &[("retry-after", "1")], ""));
    let script = Script::of(answers);
    let (client, news) = client(&script);
    let began = Instant::now();
    client.me(Purpose::Asked).await.unwrap_err();
    let limit = RetryPolicy::default().patience;
    assert!(began.elapsed() <= limit, "{:?}", began.elapsed());
    let asked = script.asked().len();
    assert!((5..60).contains(&asked), "{asked}");
    assert!(gave_up(&news));
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_all_patience_is_not_begun() {
    let script = Script::of([reply(429, &[("retry-after", "600")], "")]);
    let (client, news) = client(&script);
    let began = Instant::now();
    let error = client.me(Purpose::Asked).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(error.wait(), Some(Duration::from_secs(600)));
    assert!(gave_up(&news));
    // Whatever is asked next meets the pause of the whole account, and does not sit it out either.
    client.me(Purpose::Asked).await.unwrap_err();
    assert_eq!(script.asked().len(), 1);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn names_are_not_worth_five_minutes() {
    let script = Script::of([reply(429, &[("retry-after", "290")], "")]);
    let (client, news) = client(&script);
    let began = Instant::now();
    let people = client.for_enrichment();
    let ids = [UserId::new(7).unwrap()];
    people.people(Purpose::Asked, &ids).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert!(gave_up(&news));
    // The minute in which an account's requests come back is worth it.
    let script = Script::of([
        reply(429, &[("retry-after", "60")], ""),
        reply(200, &[], r#"{"users":[]}"#),
    ]);
    let (client, _) = self::client(&script);
    let people = client.for_enrichment();
    people.people(Purpose::Asked, &ids).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_good_answer_renews_the_patience() {
    let busy = || reply(429, &[("retry-after", "200")], "");
    let script = Script::of([busy(), reply(200, &[], ME), busy(), reply(200, &[], ME)]);
    let (client, _) = client(&script);
    for _ in 0..2 {
        client.me(Purpose::Asked).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_is_asked_once() {
    for status in [401, 403, 404, 422] {
        let script = Script::of([reply(status, &[], "")]);
        let (client, news) = client(&script);
        client.me(Purpose::Asked).await.unwrap_err();
        assert_eq!(script.asked().len(), 1, "{status}");
        assert!(news.lock().unwrap().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_walk_repeats_its_pages_by_the_same_policy_and_not_twice_over() {
    let script = Script::of((0..9).map(|_| reply(500, &[], "")));
    let (client, _) = client(&script);
    let mut walk = crate::zendesk::Walk::over(client, Purpose::Asked);
    walk.next().await.unwrap().unwrap_err();
    assert_eq!(script.asked().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_is_made_alone_waits_for_its_place_as_loudly_as_a_reading() {
    for (wait, waits_for_it) in [(30, true), (600, false)] {
        let script = Script::of([reply(429, &[("retry-after", &wait.to_string())], "")]);
        let (client, news) = client(&script);
        let token = crate::model::TokenId::new(7).unwrap();
        // Somebody else's request meets the limit, and the whole account rests.
        let permit = client.budget().acquire(Purpose::Ending).await;
        client.sign_out_own(permit, None).await.unwrap_err();
        let began = Instant::now();
        let places = [
            client.place_of_sign_out().await,
            client.place_of_billing().await,
            client.place_of_revocation(token).await,
        ];
        assert!(places.iter().all(|place| place.is_ok() == waits_for_it));
        assert_eq!(gave_up(&news), !waits_for_it);
        if waits_for_it {
            assert!(began.elapsed() >= Duration::from_secs(29));
            assert_eq!(waits(&news).len(), 1, "{:?}", waits(&news));
        }
        assert_eq!(script.asked().len(), 1);
    }
}

/// An endpoint that Zendesk counts apart is named, and the account's requests are not called used up.
#[tokio::test(start_paused = true)]
async fn the_limit_of_one_endpoint_is_told_as_that_of_one_endpoint() {
    let bucket = (
        "zendesk-ratelimit-users",
        "total=100; remaining=0; resets=20",
    );
    let script = Script::of([
        reply(429, &[("retry-after", "20"), bucket], ""),
        reply(200, &[], ME),
    ]);
    let (client, news) = client(&script);
    client.me(Purpose::Asked).await.unwrap();
    let waits = waits(&news);
    let words = "Zendesk's own limit for GET /api/v2/users/me is used up";
    assert!(
        waits.iter().all(|(why, _)| why.starts_with(words)),
        "{waits:?}"
    );
    let script = Script::of([reply(429, &[("retry-after", "20"), bucket], "")]);
    let error = script.client().me(Purpose::Asked).await.unwrap_err();
    assert!(error.to_string().contains("this endpoint alone"), "{error}");
    assert!(error.advice().contains("apart from all others"));
    assert!(error.own_limit().is_some());
}
