//! Nothing that blocks delays a key.

use std::fs::File;
use std::sync::Arc;
use std::time::{Duration, Instant};

use zentop::journal::{DiskFile, Journal};

use super::slow_disk::{Gate, SlowDisk};
use crate::live_loop::{customers, review};
use crate::stage::{Plot, Stage};

/// The longest that a key may wait, beside what keys wait on this machine anyway.
const AT_ONCE: Duration = Duration::from_millis(500);

/// How long five keys in succession waited, the longest last.
async fn waits(stage: &mut Stage) -> [Duration; 5] {
    let mut waits = [Duration::ZERO; 5];
    for wait in &mut waits {
        let began = Instant::now();
        stage.taken_in().await;
        *wait = began.elapsed();
    }
    waits.sort();
    waits
}

/// One thread for everything, so that anything that blocks it is noticed.
#[tokio::test(flavor = "current_thread")]
async fn a_journal_that_is_locked_delays_no_key() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    review(&mut stage, &keys).await;
    let usual = waits(&mut stage).await;
    // Another process appends and does not finish.
    let gate = File::create(&stage.journal).unwrap();
    private(&gate);
    gate.lock().unwrap();
    stage.type_in("3\n").await;
    stage.sees("Ending 3 sessions").await;
    let locked = waits(&mut stage).await;
    // A busy machine may take a single key long.
    assert!(
        locked[2] < AT_ONCE + 2 * usual[4],
        "{locked:?}, usually {usual:?}"
    );
    assert!(stage.deletes().is_empty(), "no intent, no request");
    gate.unlock().unwrap();
    stage.reports("3 ended").await;
}

/// Nothing lets the sync end before all keys are answered, so none of them waits for it.
#[tokio::test(flavor = "current_thread")]
async fn a_disk_that_takes_seconds_to_sync_delays_no_key() {
    let gate = Arc::<Gate>::default();
    let disk = Arc::clone(&gate);
    let mut stage = Stage::live(Plot {
        sessions: 52,
        open: Arc::new(move |path, who| {
            let file = DiskFile::open(path)?;
            Journal::on(Box::new(SlowDisk::new(file, Arc::clone(&disk))), who)
        }),
        ..Plot::default()
    })
    .await;
    stage.press("a").await;
    stage.sees("52 marked").await;
    stage.press("K").await;
    stage.sees("out of 50 sessions").await;
    gate.close();
    stage.scroll_to_end().await;
    stage.type_in("acme\n").await;
    stage.sees("Ending 50 sessions").await;
    gate.is_reached().await;
    for (key, first) in [("down", 2), ("up", 1)].repeat(5) {
        stage.press(key).await;
        let shown = format!(" {first}-");
        stage.wait_for(|frame| frame.shows(&shown)).await;
    }
    assert!(
        gate.holds() && stage.deletes().is_empty(),
        "no intent, no request"
    );
    gate.open();
    stage.reports("50 ended").await;
}

fn private(file: &File) {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = std::fs::Permissions::from_mode(0o600);
    file.set_permissions(permissions).unwrap();
}
