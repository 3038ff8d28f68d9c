//! The account of another profile takes the place of the one that is shown.

use std::time::Duration;

use crate::live_loop::{customers, mark};
use crate::stage::{Frame, Plot, Stage, is_all_known};

fn plot() -> Plot {
    Plot {
        sandbox: Some(7),
        ..Plot::default()
    }
}

async fn switch(stage: &Stage, name: &str) {
    stage.press(":").await;
    stage.type_in(&format!("profile {name}\n")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_account_takes_over_and_nothing_of_the_first_is_left() {
    let mut stage = Stage::live(plot()).await;
    let keys = customers(&stage, 2);
    mark(&mut stage, &keys).await;
    stage.press("P").await;
    stage.sees("MASKED").await;
    switch(&stage, "sandbox").await;
    let frame = stage.sees("7 sessions").await;
    assert!(
        !frame.shows("marked") && frame.shows("PROD"),
        "{}",
        frame.text
    );
    assert!(frame.shows("MASKED"), "masked people stay masked");
    stage.press("P").await;
    // What is ended now is ended there, and not in the account that was shown before.
    stage.wait_for(is_all_known).await;
    stage.press("P").await;
    stage.press("/").await;
    stage.type_in("-mine:true role:end-user\n").await;
    // A row that comes under the cursor by itself is not ended at once.
    let is_filtered = |frame: &Frame| {
        let line = frame.line("/-mine:true");
        line.is_some_and(|line| line.contains(" of 7 match") && !line.contains("FILTER"))
    };
    stage.wait_for(is_filtered).await;
    stage.press("g K").await;
    stage.sees("cancels itself in").await;
    stage.type_in("end\n").await;
    stage.reports("run 2").await;
    let left = stage.sandbox.as_ref().unwrap().sessions().len();
    assert_eq!(left, 6);
    assert_eq!(stage.simulator.sessions().len(), 40);
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_cannot_be_connected_to_leaves_the_old_one() {
    let mut stage = Stage::live(plot()).await;
    let keys = customers(&stage, 2);
    mark(&mut stage, &keys).await;
    switch(&stage, "broken").await;
    stage
        .sees("no credentials for broken; the account stays")
        .await;
    let frame = stage.sees("40 sessions").await;
    assert!(frame.shows("2 marked"), "{}", frame.text);
    switch(&stage, "acme").await;
    stage.sees("is the one that is shown").await;
    switch(&stage, "nowhere").await;
    stage.sees("nothing is called that").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_while_it_connects_leaves_the_old_account_and_the_way_to_others() {
    let mut stage = Stage::live(plot()).await;
    switch(&stage, "faulty").await;
    stage.sees("profile “faulty”: zentop met a fault").await;
    stage.settled().await;
    switch(&stage, "sandbox").await;
    stage.sees("7 sessions").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_began_meanwhile_keeps_its_account() {
    let mut stage = Stage::live(Plot {
        grace: Duration::from_secs(60),
        ..plot()
    })
    .await;
    let keys = customers(&stage, 2);
    mark(&mut stage, &keys).await;
    switch(&stage, "slow").await;
    stage.sees("connecting with profile").await;
    stage.press("K").await;
    stage.sees("cancels itself in").await;
    stage.type_in("2\n").await;
    stage.sees("0 of 2").await;
    stage.gate.notify_one();
    stage.sees("a run began meanwhile; the account stays").await;
    stage
        .wait_for(|frame| frame.shows("0 of 2") && frame.shows("Esc stop"))
        .await;
}
