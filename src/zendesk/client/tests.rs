use std::time::Duration;

use super::super::script::{Script, reply};
use super::super::{
    ApiError, ApiErrorKind, PauseReason, Permit, Purpose, TransportError, WaitNews, WaitTeller,
};
use super::*;
use crate::model::{SessionKey, UserId};

fn key() -> SessionKey {
    "12345/3432".parse().unwrap()
}

async fn permit(client: &Client) -> Permit {
    client.budget().acquire(Purpose::Ending).await
}

fn ids(count: u64) -> Vec<UserId> {
    (1..=count).filter_map(UserId::new).collect()
}

#[tokio::test]
async fn each_operation_asks_for_its_own_path() {
    let script = Script::of([]);
    let client = script.client();
    let (watching, user) = (Purpose::Asked, key().user);
    client.me(watching).await.unwrap_err();
    client.sessions(watching, None).await.unwrap_err();
    client.sessions_of(watching, user, None).await.unwrap_err();
    client.session(watching, key()).await.unwrap_err();
    client.people(watching, &ids(3)).await.unwrap_err();
    client
        .end_session(permit(&client).await, key())
        .await
        .unwrap_err();
    client
        .end_sessions_of(permit(&client).await, user)
        .await
        .unwrap_err();
    client
        .logout_many(permit(&client).await, &ids(2))
        .await
        .unwrap_err();
    assert_eq!(
        script.asked(),
        [
            "GET /api/v2/users/me?",
            "GET /api/v2/sessions?page%5Bsize%5D=100",
            "GET /api/v2/users/12345/sessions?page%5Bsize%5D=100",
            "GET /api/v2/users/12345/sessions/3432?",
            "GET /api/v2/users/show_many?ids=1,2,3&include_deleted=true",
            "DELETE /api/v2/users/12345/sessions/3432?",
            "DELETE /api/v2/users/12345/sessions?",
            "POST /api/v2/users/logout_many?ids=1,2",
        ]
    );
}

#[tokio::test]
async fn no_more_ids_are_sent_than_zendesk_takes() {
    let script = Script::of([reply(202, &[], ""), reply(200, &[], r#"{"users":[]}"#)]);
    let client = script.client();
    for count in [0, 101] {
        let users = ids(count);
        client.people(Purpose::Asked, &users).await.unwrap_err();
        client
            .logout_many(permit(&client).await, &users)
            .await
            .unwrap_err();
    }
    assert!(script.asked().is_empty());
    client
        .logout_many(permit(&client).await, &ids(100))
        .await
        .unwrap();
    client.people(Purpose::Asked, &ids(100)).await.unwrap();
}

#[tokio::test]
async fn only_the_documented_status_is_a_success() {
    for status in [200, 201, 202, 204, 206, 302, 404, 500] {
        let script = Script::of((0..4).map(|_| reply(status, &[], r#"{"sessions":[]}"#)));
        let client = script.client();
        let ended = client.end_session(permit(&client).await, key()).await;
        assert_eq!(ended.is_ok(), status == 204, "{status}");
        let ended = client
            .end_sessions_of(permit(&client).await, key().user)
            .await;
        assert_eq!(ended.is_ok(), status == 204, "{status}");
        let ended = client.logout_many(permit(&client).await, &ids(1)).await;
        assert_eq!(ended.is_ok(), status == 202, "{status}");
        let read = client.sessions(Purpose::Asked, None).await;
        assert_eq!(read.is_ok(), status == 200, "{status}");
    }
    let script = Script::of([reply(200, &[], "{}")]);
    let client = script.client();
    let error = client
        .end_session(permit(&client).await, key())
        .await
        .unwrap_err();
    assert!(error.kind == ApiErrorKind::Unexpected { status: 200 });
    assert!(error.may_have_taken_effect());
}

#[tokio::test]
async fn an_answer_carries_the_servers_clock_and_its_name() {
    let script = Script::of([
        reply(
            200,
            &[
                ("date", "Tue, 18 Nov 2014 17:24:29 GMT"),
                ("x-request-id", "first-1"),
                ("x-request-id", "second-2"),
            ],
            r#"{"sessions":[]}"#,
        ),
        reply(200, &[("date", "half past nine")], r#"{"sessions":[]}"#),
    ]);
    let client = script.client();
    let answer = client.sessions(Purpose::Asked, None).await.unwrap();
    assert_eq!(
        answer.server_date,
        Timestamp::parse("2014-11-18T17:24:29Z").ok()
    );
    assert_eq!(
        answer.request_id.as_ref().map(SafeText::as_str),
        Some("first-1")
    );
    let answer = client.sessions(Purpose::Asked, None).await.unwrap();
    assert_eq!((answer.server_date, answer.request_id), (None, None));
}

#[tokio::test]
async fn a_success_for_nobody_is_none() {
    let script = Script::of([
        reply(200, &[], r#"{"user":{"id":null,"name":"Anonymous user"}}"#),
        reply(404, &[], "<html>no such help desk</html>"),
        reply(200, &[], r#"{"user":{"id":7,"name":"Ada","role":"admin"}}"#),
        reply(200, &[], "<html>a proxy's page</html>"),
    ]);
    let client = script.client();
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(client.me(Purpose::Asked).await);
    }
    assert!(matches!(&answers[0], Err(error) if error.kind == ApiErrorKind::Anonymous));
    assert!(matches!(
        &answers[1],
        Err(error) if matches!(error.kind, ApiErrorKind::Page { status: 404 })
    ));
    assert!(matches!(&answers[2], Ok(answer) if answer.value.user.id.get() == 7));
    assert!(
        matches!(&answers[3], Err(error) if matches!(&error.kind, ApiErrorKind::Garbled { what } if what.as_str() == "a page of HTML"))
    );
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_keeps_its_meaning() {
    let cause = || "reset".to_owned();
    let limit = Duration::from_secs(60);
    let script = Script::of([
        Err(TransportError::Connect {
            cause: cause(),
            source: None,
        }),
        Err(TransportError::TimedOut {
            limit,
            cause: cause(),
            source: None,
        }),
        Err(TransportError::Broken {
            cause: cause(),
            source: None,
        }),
        Err(TransportError::TooLarge { limit: 8 }),
    ]);
    let client = script.client();
    let mut errors = Vec::new();
    for _ in 0..4 {
        errors.push(
            client
                .end_session(permit(&client).await, key())
                .await
                .unwrap_err(),
        );
    }
    assert!(
        matches!(&errors[0].kind, ApiErrorKind::Unreachable { host, .. } if host == "acme.zendesk.com")
    );
    assert!(matches!(errors[1].kind, ApiErrorKind::NoAnswer { .. }));
    assert!(matches!(errors[2].kind, ApiErrorKind::NoAnswer { .. }));
    assert!(errors[3].kind == ApiErrorKind::TooLarge { limit: 8 });
    // An attempt that broke off at once was not waited for.
    let within: Vec<bool> = errors[1..3]
        .iter()
        .map(|error| error.to_string().contains("within"))
        .collect();
    assert_eq!(within, [true, false], "{errors:?}");
    let effects: Vec<bool> = errors.iter().map(ApiError::may_have_taken_effect).collect();
    assert_eq!(effects, [false, true, true, true]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_pauses_every_request_of_the_account() {
    let limited = [("retry-after", "30"), ("x-rate-limit", "700")];
    let script = Script::of([
        reply(429, &limited, "Number of allowed requests exceeded"),
        reply(204, &[], ""),
    ]);
    let client = script.client();
    let error = client.sessions(Purpose::Asked, None).await.unwrap_err();
    assert!(
        matches!(error.kind, ApiErrorKind::RateLimited { wait } if wait.obeyed().as_secs() == 30)
    );
    let reading = client.budget().reading();
    assert_eq!(reading.limit, Some(700));
    assert_eq!(reading.paused_for, Some(PauseReason::RateLimited));
    let began = tokio::time::Instant::now();
    client
        .end_session(permit(&client).await, key())
        .await
        .unwrap();
    assert!(began.elapsed() >= Duration::from_secs(30));
}

/// Whoever looks at what a client reads learns why nothing comes: a place in the budget, or a failure
/// after which it is asked again.
#[tokio::test(start_paused = true)]
async fn a_client_can_tell_what_its_requests_wait_for() {
    let limited = [("retry-after", "30"), ("x-rate-limit", "700")];
    let script = Script::of([
        reply(429, &limited, "Number of allowed requests exceeded"),
        reply(200, &[], r#"{"users":[]}"#),
    ]);
    let one = ids(1);
    let (sender, news) = std::sync::mpsc::channel();
    let client = script
        .client()
        .telling(WaitTeller::new(Arc::new(move |news| {
            sender.send(news).unwrap();
        })));
    client
        .retrying(&super::super::RetryPolicy::default(), || {
            client.people(Purpose::Asked, &one)
        })
        .await
        .unwrap();
    let said: Vec<WaitNews> = news.try_iter().collect();
    let WaitNews::Waiting { why, left } = &said[0] else {
        panic!("{said:?}");
    };
    assert!(why.contains("429") && left.as_secs() >= 29, "{said:?}");
    assert_eq!(said.last(), Some(&WaitNews::Over));
    let waits = said
        .iter()
        .filter(|news| matches!(news, WaitNews::Waiting { .. }));
    assert!(waits.count() >= 29, "it is said every second: {said:?}");
}

#[test]
fn operations_can_be_spawned() {
    fn sendable<T: Send>(_: T) {}
    let client = Script::of([]).client();
    sendable(client.me(Purpose::Asked));
    sendable(client.sessions(Purpose::Asked, None));
    sendable(client.people(Purpose::Asked, &[]));
    sendable(client.budget().acquire(Purpose::Ending));
    let mut walk = super::super::Walk::over(client.clone(), Purpose::Asked);
    sendable(walk.next());
}
