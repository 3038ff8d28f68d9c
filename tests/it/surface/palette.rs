//! An entry of the palette does what its key does, and no more.

use crate::live_loop::{customers, find};
use crate::stage::{Plot, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_is_found_by_its_name_and_runs_as_its_key_would() {
    let mut stage = Stage::live(Plot::default()).await;
    stage.press(":").await;
    stage.sees("─ What to do ─").await;
    stage.type_in("sort-m").await;
    stage
        .wait_for(|frame| frame.shows(":sort-m") && !frame.shows("end-person"))
        .await;
    stage.type_in("\n").await;
    stage.sees("─ Sort by ─").await;
    stage.press("esc").await;
    stage.press(": tab tab shift-backtab").await;
    stage.sees("─ What to do ─").await;
    stage.press("esc").await;
    stage.wait_for(|frame| !frame.shows("─ What to do ─")).await;
    // Letters are text here, whatever they are on the list.
    stage.press(": K q X").await;
    stage.sees(":KqX").await;
    stage.type_in("\n\n").await;
    assert!(stage.is_running() && stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ending_by_name_is_reviewed_like_any_other() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.press(":").await;
    stage.sees("─ What to do ─").await;
    stage.type_in("end\n").await;
    stage.sees("out of 1 session?").await;
    stage.type_in("\n\n").await;
    stage.press("esc").await;
    stage
        .wait_for(|frame| !frame.shows("out of 1 session"))
        .await;
    assert!(stage.deletes().is_empty());
    stage.press(":").await;
    stage.sees("─ What to do ─").await;
    stage.type_in("end\n").await;
    stage.sees("out of 1 session?").await;
    stage.type_in("end\n").await;
    stage.reports("1 ended").await;
    assert_eq!(stage.deletes().len(), 1);
}
