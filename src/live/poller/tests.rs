//! Tests of the round on virtual time, with an account of one page.
//!
//! - here faults of the program's own; `failing` requests that fail for one thing; `waiting` waits for a place

mod failing;
mod waiting;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::HeaderMap;

use super::*;
use crate::live::Freshness;
use crate::model::Fault;
use crate::zendesk::{Account, Budget, Reply, Request, Shares, Transport, TransportError};

/// An account without sessions, whose list panics a given number of times.
struct Empty(std::sync::atomic::AtomicU32);

impl Transport for Empty {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Reply, TransportError>> {
        Box::pin(async move {
            let is_list = request.path == "/api/v2/sessions";
            let relaxed = std::sync::atomic::Ordering::Relaxed;
            let burns = |left: u32| left.checked_sub(1);
            assert!(
                !is_list || self.0.fetch_update(relaxed, relaxed, burns).is_err(),
                "provoked"
            );
            let body = if is_list {
                r#"{"sessions":[],"meta":{"has_more":false}}"#
            } else if request.path == "/api/v2/users/me" {
                r#"{"user":{"id":7,"name":"A","email":"a@b.example","role":"admin","verified":true}}"#
            } else {
                "{}"
            };
            Ok(Reply {
                status: 200,
                headers: HeaderMap::new(),
                body: Bytes::from_static(body.as_bytes()),
            })
        })
    }
}

fn poller(faults: u32) -> (Poller, PollerHandle) {
    let account = Account::from_subdomain("acme").unwrap();
    let client = Client::new(
        account,
        Arc::new(Empty(faults.into())),
        Budget::new(Shares::default()),
    );
    let began = Instant::now();
    let clock: Clock = Arc::new(move || Timestamp::from_seconds(1_000).after(began.elapsed()));
    Poller::new(client, clock, Pace::default())
}

async fn until(
    snapshots: &mut watch::Receiver<Arc<Snapshot>>,
    is: impl Fn(&Snapshot) -> bool,
) -> Arc<Snapshot> {
    let found = snapshots.wait_for(|snapshot| is(snapshot)).await.unwrap();
    Arc::clone(&found)
}

#[tokio::test(start_paused = true)]
async fn a_panic_makes_the_data_stale_and_the_next_attempt_comes_by_itself() {
    let (poller, handle) = poller(2);
    let mut snapshots = handle.snapshots();
    let _running = tokio::spawn(poller.run());
    let began = Instant::now();
    let stale = until(&mut snapshots, |one| {
        matches!(
            &one.freshness,
            Freshness::Stale {
                retry: Retry::At { .. },
                ..
            }
        )
    });
    let Freshness::Stale { because, .. } = &stale.await.freshness else {
        panic!("it is stale")
    };
    assert!(because.to_string().contains("fault of its own: provoked"));
    until(&mut snapshots, |one| one.walks() == 1).await;
    let waited = FIRST_RETRY + FIRST_RETRY * 2;
    assert!(began.elapsed() >= waited && began.elapsed() < waited * 2);
}

#[tokio::test(start_paused = true)]
async fn a_poller_that_keeps_panicking_waits_until_it_is_asked() {
    let (poller, handle) = poller(FAULTS);
    let mut snapshots = handle.snapshots();
    let _running = tokio::spawn(poller.run());
    until(&mut snapshots, |one| {
        matches!(
            &one.freshness,
            Freshness::Stale {
                retry: Retry::WhenAsked,
                ..
            }
        )
    })
    .await;
    handle.walk_now();
    until(&mut snapshots, |one| one.walks() == 1).await;
}

#[tokio::test(start_paused = true)]
async fn a_store_that_was_left_half_written_is_begun_anew_and_nothing_looks_gone() {
    let (mut poller, handle) = poller(0);
    poller.round().await.unwrap();
    let before = Arc::clone(&handle.snapshots().borrow());
    poller.is_writing = true;
    poller.break_off(ApiError::of_fault(Fault::of(&"provoked")));
    let stale = Arc::clone(&handle.snapshots().borrow());
    assert!(matches!(
        &stale.freshness,
        Freshness::Stale { as_of: Some(_), .. }
    ));
    assert_eq!((stale.walks(), stale.epoch()), (1, before.epoch()));
    poller.absorb(WalkProgress::Began);
    assert_eq!(handle.snapshots().borrow().walks(), 1);
    poller.round().await.unwrap();
    let after = Arc::clone(&handle.snapshots().borrow());
    assert_eq!(after.walks(), 2);
    assert_ne!(after.epoch(), before.epoch());
    assert!(matches!(after.freshness, Freshness::Current { .. }));
}
