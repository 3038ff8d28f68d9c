//! Nothing that blocks delays a key.

use std::fs::File;
use std::sync::Arc;
use std::time::{Duration, Instant};

use zentop::journal::{DiskFile, Journal};

use super::slow_disk::{Gate, SlowDisk};
use crate::live_loop::{customers, review};
use crate::stage::{Plot, Stage};

/// The longest that a key may wait, and a margin for a machine with other work.
const AT_ONCE: Duration = Duration::from_millis(500);

/// The longest that a key may wait for its frame, as most keys do.
const FELT: Duration = Duration::from_millis(50);

/// One thread for everything, so that anything that blocks it is noticed.
#[tokio::test(flavor = "current_thread")]
async fn a_journal_that_is_locked_delays_no_key() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    review(&mut stage, &keys).await;
    // Another process appends and does not finish.
    let gate = File::create(&stage.journal).unwrap();
    private(&gate);
    gate.lock().unwrap();
    stage.type_in("3\n").await;
    stage.sees("Ending 3 sessions").await;
    for _ in 0..5 {
        let began = Instant::now();
        stage.taken_in().await;
        assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    }
    assert!(stage.deletes().is_empty(), "no intent, no request");
    gate.unlock().unwrap();
    stage.reports("ended 3").await;
}

/// The median is what is promised: a busy machine may take a single key long.
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
    let mut took = Vec::new();
    for (key, first) in [("down", 2), ("up", 1)].repeat(5) {
        let began = Instant::now();
        stage.press(key).await;
        let shown = format!(" {first}-");
        stage.wait_for(|frame| frame.shows(&shown)).await;
        took.push(began.elapsed());
    }
    took.sort();
    assert!(took[took.len() / 2] <= FELT, "{took:?}");
    assert!(
        gate.holds() && stage.deletes().is_empty(),
        "no intent, no request"
    );
    gate.open();
    stage.reports("ended 50").await;
}

fn private(file: &File) {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = std::fs::Permissions::from_mode(0o600);
    file.set_permissions(permissions).unwrap();
}
