//! The time between the beginnings of walks, on virtual time: as short as the watching share and
//! the floor allow, whether the limiter stretches a walk or not.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use zentop::live::{Pace, Poller};
use zentop::model::Timestamp;

use crate::world::{Setup, World};

/// Requests a minute that watching may make: a tenth of 700.
const SHARE: u32 = 70;

/// When each of the first walks began, and how many requests had been made by then.
async fn starts(world: &World, walks: u64) -> Vec<(Timestamp, usize)> {
    let (poller, handle) = Poller::new(world.client.clone(), world.time.clock(), Pace::default());
    let running = tokio::spawn(poller.run());
    let mut snapshots = handle.snapshots();
    let whole = snapshots.wait_for(|snapshot| snapshot.walks() >= walks);
    drop(whole.await.unwrap());
    running.abort();
    let pages = world.simulator.sessions().len().div_ceil(100);
    let log = world.line.log();
    let asked = log.iter().enumerate();
    let lists = asked.filter(|(_, sent)| sent.what == "GET /api/v2/sessions");
    let first_pages = lists.step_by(pages);
    first_pages
        .map(|(number, sent)| (sent.moment.at, number))
        .collect()
}

async fn is_as_often_as_allowed(sessions: usize, walks: u64) -> Duration {
    let world = World::new(&Setup {
        sessions,
        users: 200,
        limit: 700,
        ..Setup::default()
    });
    let floor = Pace::default().floor;
    let starts = starts(&world, walks).await;
    assert!(starts.len() as u64 >= walks);
    let mut longest = Duration::ZERO;
    for pair in starts.windows(2) {
        let [(from, before), (to, after)] = pair else {
            continue;
        };
        let requests = u32::try_from(after - before).unwrap();
        let allowed = (Duration::from_secs(60) * requests / SHARE).max(floor);
        let took = Duration::from_millis(u64::try_from(to.millis() - from.millis()).unwrap());
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

/// Its walks follow each other without a rest, so that there is never anything to spare.
#[tokio::test(start_paused = true)]
async fn an_account_whose_walks_use_the_whole_share_is_enriched_all_the_same() {
    let world = World::new(&Setup {
        sessions: 20_000,
        users: 200,
        limit: 700,
        ..Setup::default()
    });
    starts(&world, 3).await;
    let log = world.line.log();
    let enriched = log.iter().filter(|sent| {
        let path = sent.what.trim_start_matches("GET /api/v2/");
        [
            "security_settings",
            "custom_roles",
            "organizations/show_many",
            "audit_logs",
        ]
        .contains(&path)
    });
    let enriched: Vec<&str> = enriched.map(|sent| sent.what.as_str()).collect();
    for what in [
        "security_settings",
        "custom_roles",
        "organizations/show_many",
    ] {
        assert!(
            enriched.iter().any(|sent| sent.ends_with(what)),
            "{what}: {enriched:?}"
        );
    }
    assert!(
        enriched.len() * 9 <= log.len(),
        "{} of {}",
        enriched.len(),
        log.len()
    );
}
