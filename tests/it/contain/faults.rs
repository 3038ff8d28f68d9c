//! A fault of the program's own in a suspension, a revocation or an offboarding: it is reported and
//! recorded, and the screen goes on.

use zentop::operation::Stopped;

use super::screen::with_tokens;
use crate::live_loop::{customers, find, is_read, mark};
use crate::stage::{Plot, Stage};

/// Confirms the review that is open, while requests like this panic.
async fn fails(mut stage: Stage, answer: &str, request: &'static str) {
    stage.fuse.arm(request, 1);
    stage.type_in(answer).await;
    let frame = stage.reports("unknown").await;
    assert!(
        frame.shows("zentop met a fault of its own"),
        "{}",
        frame.text
    );
    assert!(stage.fuse.is_burnt(), "{request}");
    stage.press("q").await;
    stage.wait_for(|frame| !frame.shows("│ Over at ")).await;
    stage.settled().await;
    stage.press("q").await;
    let outcome = stage.outcome().await;
    assert!(outcome.lost.is_none(), "{request}");
    let report = outcome.report().unwrap();
    assert!(
        matches!(report.stopped, Some(Stopped::Fault(_))),
        "{request}"
    );
    assert!(report.journal_head.is_some(), "{request}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suspension_that_panics_is_reported_and_the_screen_goes_on() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.press("S").await;
    stage.sees("type suspend and Enter").await;
    fails(stage, "suspend\n", "PUT /api/v2/users/").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revocation_that_panics_is_reported_and_the_screen_goes_on() {
    let mut stage = Stage::live(Plot::default()).await;
    let owner = with_tokens(&mut stage).await;
    let count = stage.simulator.tokens_of(owner);
    stage.press("O").await;
    stage.sees(&format!("{count} tokens")).await;
    stage.press("a K").await;
    stage
        .sees(&format!("Revoke {count} OAuth tokens of "))
        .await;
    let answer = format!("{count}\n");
    fails(stage, &answer, "DELETE /api/v2/oauth/tokens/").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_several_operations_that_panics_is_reported_and_the_screen_goes_on() {
    for request in ["PUT /api/v2/users/", "DELETE /api/v2/users/"] {
        let mut stage = Stage::live(Plot::default()).await;
        let keys = customers(&stage, 2);
        mark(&mut stage, &keys).await;
        stage.press("F").await;
        stage
            .wait_for(|frame| frame.shows("Offboard 2 people") && is_read(frame))
            .await;
        fails(stage, "2\n", request).await;
    }
}
