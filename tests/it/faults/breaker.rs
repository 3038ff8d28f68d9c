//! Rows 6, 16 and 18: a server that fails for minutes, and a sign-in that ends during a run. The
//! same run as in the binary, on a transport that fails on request and a clock that jumps over the
//! waits.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method};
use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use zentop::journal::{Journal, RunMode};
use zentop::live::{Store, WalkProgress};
use zentop::model::{Clock, Session, SessionId, SessionKey, Timestamp, UserId};
use zentop::operation::{
    Basis, Choice, Confirmed, Guardrails, Reason, Report, Route, RunContext, RunProgress, Runner,
    Stopped, plan_ending,
};
use zentop::zendesk::{
    Account, AuthKind, Budget, Client, ProviderError, Reply, Request, Shares, Standing, Transport,
    TransportError,
};

use crate::support::{Evidence, Sent, oracle};
use crate::world::who;

/// A server that answers DELETEs by how long the run has been going on, and by how many there were
/// before.
struct Scripted {
    began: Instant,
    clock: Clock,
    status: fn(Duration, usize) -> u16,
    /// When somebody signs in again; `None` where nobody can.
    signs_in: Option<Duration>,
    sent: Mutex<Vec<Sent>>,
}

impl Transport for Scripted {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        if request.method == Method::GET {
            let reply = match &request.path[..] {
                "/api/v2/users/me" => owner(),
                // Who the people are by now, of a run that waited.
                "/api/v2/users/show_many" => ok(&json!({"users": []})),
                path => panic!("{path}"),
            };
            return std::future::ready(Ok(reply)).boxed();
        }
        assert_eq!(request.method, Method::DELETE);
        let before = self.sent.lock().unwrap().len();
        let status = (self.status)(self.began.elapsed(), before);
        self.sent.lock().unwrap().push(Sent {
            at: (self.clock)().millis(),
            method: request.method.to_string(),
            target: request.path,
            status: Some(status),
        });
        let mut headers = HeaderMap::new();
        headers.insert("x-rate-limit", "100000".parse().unwrap());
        let body = Bytes::new();
        async move {
            Ok(Reply {
                status,
                headers,
                body,
            })
        }
        .boxed()
    }

    fn renew(&self, _: Instant) -> BoxFuture<'_, Result<bool, ProviderError>> {
        let signed_out = || Err(ProviderError::SignedOut("the sign-in has ended".to_owned()));
        let renewed = match self.signs_in {
            None => Ok(false),
            Some(at) if self.began.elapsed() >= at => Ok(true),
            Some(_) => signed_out(),
        };
        std::future::ready(renewed).boxed()
    }

    fn standing(&self) -> Option<Standing> {
        Some(Standing {
            kind: AuthKind::OAuth,
            may_write: None,
            ends_at: None,
            may_return: self.signs_in.is_some(),
        })
    }
}

/// What Zendesk says of the owner of the credentials.
fn owner() -> Reply {
    let user = json!({"user": {
        "id": 1, "name": "Ann", "email": "ann@acme.example", "role": "admin",
        "suspended": false, "active": true,
    }});
    ok(&user)
}

fn ok(body: &Value) -> Reply {
    Reply {
        status: 200,
        headers: HeaderMap::new(),
        body: Bytes::from(body.to_string()),
    }
}

/// The result of a run.
struct Ran {
    report: Arc<Report>,
    sent: Vec<Sent>,
    took: Duration,
    /// The reason of each pause.
    pauses: Vec<String>,
}

/// The report in the form of `end --format json`, as far as the oracle reads it.
fn as_json(report: &Report) -> Value {
    let counts = report.counts().into_iter();
    let counts: serde_json::Map<String, Value> = counts
        .map(|(_, word, count)| (word.to_owned(), count.into()))
        .collect();
    let items = report.items.iter().map(|item| {
        json!({
            "user_id": item.target.user().get(),
            "session_id": item.target.session().map(|key| key.session.get()),
            "outcome": item.outcome.kind.word(item.operation),
        })
    });
    let items: Vec<Value> = items.collect();
    json!({"route": report.operation.as_str(), "counts": counts, "items": items})
}

/// Ends `count` sessions of one person on a server that answers so, and holds the oracle.
async fn run(count: u64, status: fn(Duration, usize) -> u16) -> Ran {
    run_as(RunMode::Headless, count, status, None).await
}

/// The sessions of one person, confirmed to be ended.
fn confirmed(count: u64, start: Timestamp) -> (Vec<SessionKey>, Guardrails, Confirmed) {
    let user = UserId::new(7).unwrap();
    let key = |session| SessionKey {
        user,
        session: SessionId::new(session).unwrap(),
    };
    let keys: Vec<SessionKey> = (1..=count).map(key).collect();
    let sessions = keys.iter().map(|key| Session {
        key: *key,
        authenticated_at: Some(start).into(),
        last_seen_at: zentop::model::SentTime::Absent,
        url: zentop::model::SentUrl::default(),
    });
    let mut store = Store::new();
    let listed = WalkProgress::Listed {
        user,
        began_at: start,
        list: zentop::zendesk::PersonList::of(user, sessions.collect()),
    };
    store.take(listed, start);
    let snapshot = store.snapshot();
    let guardrails = Guardrails {
        own_user: UserId::new(1),
        ..Guardrails::default()
    };
    let choice = Choice::sessions(keys.clone());
    let plan = plan_ending(
        &choice,
        Route::Exact,
        &Basis {
            account: "acme",
            snapshot: &snapshot,
            guardrails: &guardrails,
            now: start,
        },
    )
    .unwrap();
    let confirmed = plan.confirm_count(keys.len()).unwrap();
    (keys, guardrails, confirmed)
}

async fn run_as(
    mode: RunMode,
    count: u64,
    status: fn(Duration, usize) -> u16,
    signs_in: Option<Duration>,
) -> Ran {
    let began = Instant::now();
    let start = Timestamp::from_seconds(1_780_000_000);
    let clock: Clock = Arc::new(move || start.after(began.elapsed()));
    let transport = Arc::new(Scripted {
        began,
        clock: Arc::clone(&clock),
        status,
        signs_in,
        sent: Mutex::default(),
    });
    let account = Account::from_subdomain("acme").unwrap();
    let client = Client::new(
        account,
        transport.clone(),
        Budget::new(Shares {
            assumed_limit: 100_000,
            ..Shares::default()
        }),
    );

    let (keys, guardrails, confirmed) = confirmed(count, start);

    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    let ending = Runner {
        client,
        journal: journal.clone(),
        open: Arc::new(Journal::open),
        auth: AuthKind::OAuth,
        who: who(mode),
        clock,
        salt: || [1, 2, 3],
        jitter: || 0.5,
        grace: Duration::ZERO,
    };
    let (tell, mut progress) = Runner::channel();
    let watching = tokio::spawn(async move {
        let mut pauses = Vec::new();
        while let Some(step) = progress.recv().await {
            if let RunProgress::Paused { why, .. } = step {
                pauses.push(why);
            }
        }
        pauses
    });
    let (reason, known) = (Reason::default(), RunContext::default());
    let stop = CancellationToken::new();
    let report = ending
        .run(confirmed, reason, guardrails, &known, stop, tell)
        .await;
    let took = began.elapsed();
    let pauses = watching.await.unwrap();

    let sent = transport.sent.lock().unwrap().clone();
    let text = std::fs::read_to_string(&journal).unwrap();
    let records = text.lines().map(|line| serde_json::from_str(line).unwrap());
    oracle(&Evidence {
        confirmed: &keys,
        sent: &sent,
        journal: &records.collect::<Vec<_>>(),
        report: &as_json(&report),
    });
    Ran {
        report,
        sent,
        took,
        pauses,
    }
}

#[tokio::test(start_paused = true)]
async fn row_16_a_server_that_keeps_failing_is_left_alone() {
    let ran = run(500, |_, _| 503).await;
    assert!(matches!(ran.report.stopped, Some(Stopped::Failing(_))));
    // Five failures open the breaker and four probes give up, each sent three times at most.
    assert!(ran.sent.len() <= (5 + 4) * 3, "{} requests", ran.sent.len());
    let counts = as_json(&ran.report)["counts"].clone();
    assert_eq!(counts, json!({"unknown": 9, "not attempted": 491}));
    assert!(ran.took >= Duration::from_secs(2 * 60), "{:?}", ran.took);
    assert!(ran.pauses.iter().all(|why| why == "Zendesk keeps failing"));
    assert_eq!(ran.pauses.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn row_16_a_server_that_recovers_is_asked_for_the_rest() {
    let five_minutes = |since: Duration, _| if since.as_secs() < 60 { 503 } else { 204 };
    let ran = run(40, five_minutes).await;
    assert!(ran.report.stopped.is_none());
    let counts = as_json(&ran.report)["counts"].clone();
    let unknown = counts["unknown"].as_u64().unwrap();
    assert!((5..9).contains(&unknown), "{counts}");
    assert_eq!(counts["ended"], 40 - unknown);
    assert!(!ran.pauses.is_empty());
    // Between the last failure and the first success lies a rest, and never a storm.
    let failed = ran.sent.iter().filter(|sent| sent.status == Some(503));
    assert!(failed.count() <= 8 * 3);
}

#[tokio::test(start_paused = true)]
async fn row_18_single_failures_never_open_the_breaker() {
    // Fails in every other tenth of a second, so that a repetition half a second on succeeds.
    let ran = run(30, |since, _| {
        if since.as_millis() % 1_000 < 100 {
            503
        } else {
            204
        }
    })
    .await;
    assert!(ran.report.is_clean(&[], &[]) && ran.pauses.is_empty());
    assert!(ran.took < Duration::from_secs(30));
}

/// After ten requests the token ends; ten minutes later it is good again.
fn signed_out(since: Duration, before: usize) -> u16 {
    if before >= 10 && since < Duration::from_secs(600) {
        401
    } else {
        204
    }
}

const TEN_MINUTES_LATER: Option<Duration> = Some(Duration::from_secs(600));

#[tokio::test(start_paused = true)]
async fn row_6_a_run_on_the_screen_waits_for_somebody_to_sign_in_again() {
    let ran = run_as(RunMode::Screen, 30, signed_out, TEN_MINUTES_LATER).await;
    let counts = as_json(&ran.report)["counts"].clone();
    assert_eq!(counts, json!({"ended": 30}));
    assert!(ran.report.stopped.is_none());
    assert!(
        ran.pauses
            .iter()
            .any(|why| why.contains("zentop auth login"))
    );
    let refused = ran.sent.iter().filter(|sent| sent.status == Some(401));
    let refused = refused.count();
    assert!(
        (1..=4).contains(&refused),
        "{refused}: as many as were under way at once"
    );
    assert!(ran.sent.len() > 30 && ran.sent[0].status == Some(204));
}

#[tokio::test(start_paused = true)]
async fn row_6_where_nobody_can_sign_in_or_nobody_is_there_the_run_stops() {
    for (mode, signs_in) in [
        (RunMode::Headless, TEN_MINUTES_LATER),
        (RunMode::Screen, None),
        // Nobody signed in again.
        (RunMode::Screen, Some(Duration::from_secs(3_600))),
    ] {
        let ran = run_as(mode, 30, |_, _| 401, signs_in).await;
        assert!(matches!(ran.report.stopped, Some(Stopped::Refused(_))));
        assert!(ran.took <= Duration::from_secs(16 * 60), "{:?}", ran.took);
        assert!(ran.sent.len() <= 4, "{} requests", ran.sent.len());
        let counts = as_json(&ran.report)["counts"].clone();
        let refused = counts["refused"].as_u64().unwrap();
        assert_eq!(counts["not attempted"], 30 - refused);
    }
}
