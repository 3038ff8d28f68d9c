//! Nothing that blocks delays a key.

use std::fs::File;
use std::time::{Duration, Instant};

use crate::live_loop::{customers, review};
use crate::stage::{Plot, Stage};

/// The longest that a key may wait, and a margin for a machine with other work.
const AT_ONCE: Duration = Duration::from_millis(500);

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

fn private(file: &File) {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = std::fs::Permissions::from_mode(0o600);
    file.set_permissions(permissions).unwrap();
}
