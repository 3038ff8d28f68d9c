//! A wall clock that is set forward or back is not felt, but on the record.

use std::time::Duration;

use zentop::journal::RecordEvent;
use zentop::simulator::{FaultEffect, FaultTrigger, ServerFault};

use crate::live_loop::{customers, review};
use crate::stage::{Plot, Stage};

const HOUR: i64 = 3_600;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wall_clock_set_by_an_hour_moves_no_dialog_and_is_on_the_record() {
    for step in [-HOUR, HOUR] {
        let mut stage = Stage::live(Plot::default()).await;
        let keys = customers(&stage, 3);
        review(&mut stage, &keys).await;
        stage.step_wall(step);
        stage.taken_in().await;
        let frame = stage.sees("cancels itself in 5").await;
        assert!(frame.shows("out of 3 sessions?"), "{step}");
        stage.press("esc").await;
        stage.sees("cancelled; nothing was sent").await;
        stage.press("K").await;
        stage.sees("cancels itself in").await;
        stage.type_in("3\n").await;
        stage.reports("3 ended").await;
        // What was sent is on the record at the time that everybody's clocks now show.
        let journal = stage.journal();
        let intent = journal
            .iter()
            .find(|record| record.event == RecordEvent::Intent)
            .unwrap();
        let apart = intent.ts.seconds() - stage.now().seconds();
        assert!((apart - step).abs() < 30, "{step}: {apart}");
        // And with the offset of that clock the record still tells the time at Zendesk.
        let said = intent.ts.seconds() + intent.skew_ms.unwrap() / 1000;
        let apart = said - stage.now().seconds();
        assert!(apart.abs() < 30, "{step}: {apart}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_grows_old_although_the_wall_clock_goes_back() {
    let mut stage = Stage::live(Plot::default()).await;
    let hangs = FaultEffect::Close;
    stage
        .simulator
        .add_fault(ServerFault::on("GET", "**", hangs).when(FaultTrigger::Every(1)));
    stage.step_wall(-45);
    stage.skip(Duration::from_secs(45));
    let frame = stage.taken_in().await;
    let is_as_old = (45..60).any(|age| {
        let ages = [format!("LIVE {age}s"), format!("STALE {age}s")];
        ages.iter().any(|age| frame.shows(age))
    });
    assert!(is_as_old, "{}", frame.text);
}
