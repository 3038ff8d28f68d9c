//! Waits of the poller for a place: what is told of them, and what holds up no walk.

use futures_util::FutureExt as _;

use super::*;
use crate::model::UserId;
use crate::zendesk::Permit;

/// A poller of which these requests have used the minute up, as far as they may, with their places.
fn after(purposes: &[Purpose]) -> (Poller, PollerHandle, Vec<Permit>) {
    let budget = Budget::new(Shares {
        // As many as are assumed of an account whose answers name no limit.
        assumed_limit: 400,
        ..Shares::default()
    });
    budget.spread();
    let mut places = Vec::new();
    for purpose in purposes {
        while let Some(permit) = budget.acquire(*purpose).now_or_never() {
            places.push(permit);
        }
    }
    let account = Account::from_subdomain("acme").unwrap();
    let client = Client::new(account, Arc::new(Empty(0.into())), budget);
    let began = Instant::now();
    let clock: Clock = Arc::new(move || Timestamp::from_seconds(1_000).after(began.elapsed()));
    let (poller, handle) = Poller::new(client, clock, Pace::default());
    (poller, handle, places)
}

/// A run may leave no place for lists of single people, and those are read by the task that walks.
#[tokio::test(start_paused = true)]
async fn lists_of_single_people_hold_up_no_walk() {
    let (poller, handle, _places) = after(&[Purpose::Ending]);
    let mut snapshots = handle.snapshots();
    handle.check(vec![UserId::new(9).unwrap()]);
    let began = Instant::now();
    let _running = tokio::spawn(poller.run());
    until(&mut snapshots, |one| one.walks() == 1).await;
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_our_own_share_is_published_with_its_reason() {
    let (poller, handle, _places) = after(&[Purpose::Walk, Purpose::Ending]);
    let mut snapshots = handle.snapshots();
    let _running = tokio::spawn(poller.run());
    let waiting = until(&mut snapshots, |one| one.budget.list_waits.is_some()).await;
    let wait = waiting.budget.list_waits.unwrap();
    assert_eq!(wait.why, "our share of the minute");
    assert!(wait.left > Duration::from_secs(50), "{wait:?}");
    let walked = until(&mut snapshots, |one| one.walks() == 1).await;
    assert_eq!(walked.budget.list_waits, None);
}
