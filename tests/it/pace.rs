//! How far apart walks begin, in virtual time: as close as the watching share and the floor
//! allow, whether the limiter stretches a walk or not.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use zentop::live::{Pace, Poller, Progress, Snapshot};

use crate::world::{Setup, World};

/// Requests a minute that watching may make: a tenth of 700.
const SHARE: u32 = 70;

/// A walk's beginning, and the requests that had been made by then.
type Start = (Instant, usize);

/// When so many walks began, without the first, which has names to read as well.
async fn starts(world: &World, walks: usize) -> Vec<Start> {
    let (poller, handle) = Poller::new(world.client.clone(), world.time.clock(), Pace::default());
    let running = tokio::spawn(poller.run());
    let mut snapshots = handle.snapshots();
    let mut starts = Vec::new();
    while starts.len() < walks {
        let is_first_page = |snapshot: &Arc<Snapshot>| {
            let at = matches!(snapshot.progress, Progress::Walking { page: 1, .. });
            at && snapshot.walks() == starts.len() as u64 + 1
        };
        snapshots.wait_for(is_first_page).await.unwrap();
        starts.push((Instant::now(), world.line.log().len()));
    }
    running.abort();
    starts
}

async fn is_as_often_as_allowed(sessions: usize, walks: usize) -> Duration {
    let world = World::new(&Setup {
        sessions,
        users: 200,
        limit: 700,
        ..Setup::default()
    });
    let floor = Pace::default().floor;
    let starts = starts(&world, walks).await;
    let mut longest = Duration::ZERO;
    for pair in starts.windows(2) {
        let [(from, before), (to, after)] = pair else {
            continue;
        };
        let requests = u32::try_from(after - before).unwrap();
        let allowed = (Duration::from_secs(60) * requests / SHARE).max(floor);
        let took = *to - *from;
        assert!(took >= floor, "{sessions}: {took:?}");
        assert!(
            took <= allowed.mul_f64(1.1),
            "{sessions}: {took:?} of {allowed:?}"
        );
        longest = longest.max(took);
    }
    longest
}

#[tokio::test(start_paused = true)]
async fn walks_of_a_small_account_begin_one_floor_apart() {
    let longest = is_as_often_as_allowed(200, 12).await;
    assert!(longest < Duration::from_secs(11), "{longest:?}");
}

#[tokio::test(start_paused = true)]
async fn the_limiter_and_the_rest_do_not_add_up() {
    let longest = is_as_often_as_allowed(20_000, 4).await;
    assert!(longest < Duration::from_secs(190), "{longest:?}");
}
