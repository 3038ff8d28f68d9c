//! Requests that fail for one thing, and what they leave alone.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::live::{LiveEventKind, Person};
use crate::model::{User, UserId};

type Answer = fn(&str) -> (u16, String);

/// An account that answers by what it is asked for, and notes that.
struct Answers {
    answer: Answer,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Transport for Answers {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        let asked = format!("{}?{}", request.path, request.query);
        self.asked.lock().unwrap().push(asked.clone());
        let (status, body) = (self.answer)(&asked);
        Box::pin(async move {
            Ok(Reply {
                status,
                headers: HeaderMap::new(),
                body: Bytes::from(body),
            })
        })
    }
}

fn poller(answer: Answer) -> (Poller, PollerHandle, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let account = Account::from_subdomain("acme").unwrap();
    let transport = Answers {
        answer,
        asked: Arc::clone(&asked),
    };
    let client = Client::new(account, Arc::new(transport), Budget::new(Shares::default()));
    let began = Instant::now();
    let clock: Clock = Arc::new(move || Timestamp::from_seconds(1_000).after(began.elapsed()));
    let (poller, handle) = Poller::new(client, clock, Pace::default());
    (poller, handle, asked)
}

fn me() -> String {
    r#"{"user":{"id":7,"name":"A","email":"a@b.example","role":"admin","verified":true}}"#
        .to_owned()
}

/// A page with one session of each of these people.
fn page(people: std::ops::RangeInclusive<u64>, has_more: bool) -> String {
    let sessions: Vec<String> = people
        .map(|id| {
            format!(
                r#"{{"id":{},"user_id":{id},"authenticated_at":"1970-01-01T00:10:00Z","last_seen_at":"1970-01-01T00:10:00Z"}}"#,
                id + 10_000
            )
        })
        .collect();
    format!(
        r#"{{"sessions":[{}],"meta":{{"has_more":{has_more},"after_cursor":"next"}}}}"#,
        sessions.join(",")
    )
}

/// One person's list that cannot be read says nothing of the walk under way, nor of other people.
#[tokio::test(start_paused = true)]
async fn a_list_of_one_person_that_cannot_be_read_breaks_no_walk_off() {
    let (poller, handle, asked) = poller(|asked| match asked {
        _ if asked.starts_with("/api/v2/users/me") => (200, me()),
        _ if asked.starts_with("/api/v2/users/9/sessions") => (500, "Internal".to_owned()),
        _ if asked.starts_with("/api/v2/users/10/sessions") => (200, page(10..=10, false)),
        _ if asked.starts_with("/api/v2/sessions") => (200, page(9..=10, false)),
        _ => (200, "{}".to_owned()),
    });
    let mut snapshots = handle.snapshots();
    // It is carried out behind the first page, in the middle of the walk.
    handle.check(vec![UserId::new(9).unwrap(), UserId::new(10).unwrap()]);
    let task = tokio::spawn(poller.run());
    let snapshot = until(&mut snapshots, Snapshot::is_walked).await;
    assert!(matches!(snapshot.freshness, Freshness::Current { .. }));
    let broke = |event: &crate::live::LiveEvent| matches!(event.kind, LiveEventKind::Broke(_));
    assert!(!snapshot.events().any(broke));
    let asked = asked.lock().unwrap();
    assert!(
        asked
            .iter()
            .any(|it| it.starts_with("/api/v2/users/9/sessions"))
    );
    assert!(
        asked
            .iter()
            .any(|it| it.starts_with("/api/v2/users/10/sessions")),
        "the next one's list is read all the same"
    );
    task.abort();
}

/// That nobody knows who people are is news once, for as long as it stays so.
#[tokio::test(start_paused = true)]
async fn names_that_cannot_be_read_are_told_until_they_are() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let (poller, handle, _) = poller(|asked| match asked {
        _ if asked.starts_with("/api/v2/users/me") => (200, me()),
        _ if asked.starts_with("/api/v2/sessions") => (200, page(9..=10, false)),
        _ if asked.starts_with("/api/v2/users/show_many") => {
            match ASKED.fetch_add(1, Ordering::SeqCst) {
                0..=1 => (500, "Internal".to_owned()),
                _ => (200, r#"{"users":[]}"#.to_owned()),
            }
        }
        _ => (404, "{}".to_owned()),
    });
    let mut snapshots = handle.snapshots();
    let task = tokio::spawn(poller.run());
    let snapshot = until(&mut snapshots, |it| it.names_unread.is_some()).await;
    assert!(
        snapshot
            .names_unread
            .as_ref()
            .unwrap()
            .because
            .to_string()
            .contains("500")
    );
    let snapshot = until(&mut snapshots, |it| {
        it.names_unread.is_none() && ASKED.load(Ordering::SeqCst) > 2
    })
    .await;
    let unread =
        |event: &&crate::live::LiveEvent| matches!(event.kind, LiveEventKind::NamesUnread(_));
    assert_eq!(snapshot.events().filter(unread).count(), 1);
    task.abort();
}

/// Whoever was seen on the pages before a walk broke off has a name all the same, not only the hundred
/// who are on the screen.
#[tokio::test(start_paused = true)]
async fn names_of_everybody_are_asked_for_while_walks_break_off() {
    let (poller, handle, asked) = poller(|asked| match asked {
        _ if asked.starts_with("/api/v2/users/me") => (200, me()),
        _ if asked.starts_with("/api/v2/sessions") && asked.contains("next") => {
            (500, "Internal".to_owned())
        }
        _ if asked.starts_with("/api/v2/sessions") => (200, page(1_001..=1_250, true)),
        _ if asked.starts_with("/api/v2/users/show_many") => (200, r#"{"users":[]}"#.to_owned()),
        _ => (404, "{}".to_owned()),
    });
    let mut snapshots = handle.snapshots();
    let task = tokio::spawn(poller.run());
    let all_asked = |asked: &Mutex<Vec<String>>| {
        let asked = asked.lock().unwrap();
        (1_001..=1_250).all(|id| {
            let id = id.to_string();
            asked
                .iter()
                .any(|it| it.contains("show_many") && it.contains(&id))
        })
    };
    while !all_asked(&asked) {
        assert!(!snapshots.borrow_and_update().is_walked());
        snapshots.changed().await.unwrap();
        let walks = asked
            .lock()
            .unwrap()
            .iter()
            .filter(|it| it.contains("next"))
            .count();
        assert!(walks < 60, "names were never asked for");
    }
    let asked = asked.lock().unwrap();
    let requests = asked.iter().filter(|it| it.contains("show_many")).count();
    assert_eq!(requests, 3, "by the hundred, and each once");
    task.abort();
}

/// A review that needs the custom roles does not wait until they would be asked for again by themselves.
#[tokio::test(start_paused = true)]
async fn custom_roles_are_asked_for_at_once_where_a_review_needs_them() {
    let (poller, handle, asked) = poller(|asked| match asked {
        _ if asked.starts_with("/api/v2/users/me") => (200, me()),
        _ if asked.starts_with("/api/v2/sessions") => (200, page(9..=9, false)),
        _ if asked.starts_with("/api/v2/custom_roles") => (500, "Internal".to_owned()),
        _ => (404, "{}".to_owned()),
    });
    let of_roles = || {
        let asked = asked.lock().unwrap();
        asked
            .iter()
            .filter(|it| it.starts_with("/api/v2/custom_roles"))
            .count()
    };
    let mut snapshots = handle.snapshots();
    let task = tokio::spawn(poller.run());
    while of_roles() == 0 {
        snapshots.changed().await.unwrap();
    }
    tokio::time::sleep(Duration::from_secs(60)).await;
    let first = of_roles();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(of_roles(), first, "left alone after a failure");
    handle.ask_roles();
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert!(of_roles() > first);
    task.abort();
}

/// That somebody of staff was suspended shows within a minute or two, on the screen or not, and asking
/// about them costs one request; end users are left alone.
#[tokio::test(start_paused = true)]
async fn staff_who_are_signed_in_are_asked_about_again() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let (poller, handle, asked) = poller(|asked| match asked {
        _ if asked.starts_with("/api/v2/users/me") => (200, me()),
        _ if asked.starts_with("/api/v2/sessions") => (200, page(9..=10, false)),
        _ if asked.starts_with("/api/v2/users/show_many") => {
            let is_suspended = ASKED.fetch_add(1, Ordering::SeqCst) > 0;
            let agent = format!(
                r#"{{"id":9,"name":"B","role":"agent","active":true,"suspended":{is_suspended}}}"#
            );
            let user = r#"{"id":10,"name":"C","role":"end-user","active":true,"suspended":false}"#;
            let users = if asked.contains("10") {
                format!("{agent},{user}")
            } else {
                agent
            };
            (200, format!(r#"{{"users":[{users}]}}"#))
        }
        _ => (404, "{}".to_owned()),
    });
    let mut snapshots = handle.snapshots();
    let began = Instant::now();
    let task = tokio::spawn(poller.run());
    let agent = UserId::new(9).unwrap();
    let suspended = until(&mut snapshots, |snapshot| {
        let agent = snapshot.directory().entry_of(agent);
        let agent = agent.and_then(Person::user);
        agent.is_some_and(User::is_suspended)
    });
    suspended.await;
    assert!(began.elapsed() < Duration::from_secs(120));
    let asked = asked.lock().unwrap();
    let of_people = asked
        .iter()
        .filter(|it| it.starts_with("/api/v2/users/show_many"));
    let of_people: Vec<&String> = of_people.collect();
    assert_eq!(of_people.len(), 2, "{asked:?}");
    assert!(!of_people[1].contains("10"), "{asked:?}");
    task.abort();
}

/// All of them are asked about after one walk: nobody's record is older because there are many.
#[tokio::test(start_paused = true)]
async fn many_staff_are_asked_about_again_after_one_walk() {
    const STAFF: u64 = 250;
    let (poller, handle, asked) = poller(|asked| match asked {
        _ if asked.starts_with("/api/v2/users/me") => (200, me()),
        _ if asked.starts_with("/api/v2/sessions") => (200, page(1_001..=1_000 + STAFF, false)),
        _ if asked.starts_with("/api/v2/users/show_many") => {
            let is_asked = |id: &u64| asked.contains(&id.to_string());
            let ids = (1_001..=1_000 + STAFF).filter(is_asked);
            let agent = |id| format!(r#"{{"id":{id},"name":"B","role":"agent","active":true}}"#);
            let users: Vec<String> = ids.map(agent).collect();
            (200, format!(r#"{{"users":[{}]}}"#, users.join(",")))
        }
        _ => (404, "{}".to_owned()),
    });
    let mut snapshots = handle.snapshots();
    let task = tokio::spawn(poller.run());
    // The records of the first walk are a minute old by then.
    until(&mut snapshots, |snapshot| snapshot.walks() == 9).await;
    let asked = asked.lock().unwrap();
    let mut after_each = Vec::new();
    for request in asked.iter() {
        if request.starts_with("/api/v2/sessions") {
            after_each.push(0);
        } else if let (true, Some(last)) = (
            request.starts_with("/api/v2/users/show_many"),
            after_each.last_mut(),
        ) {
            *last += 1;
        }
    }
    let again: Vec<i32> = after_each.into_iter().filter(|of| *of > 0).collect();
    assert_eq!(again, [3, 3], "{asked:?}");
    task.abort();
}
