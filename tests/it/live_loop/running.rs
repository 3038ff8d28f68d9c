//! Stopping a run, and leaving during one: every item ends in one named state.

use std::time::Duration;

use zentop::host::Signal;
use zentop::journal::RecordEvent;
use zentop::operation::{OutcomeKind, Report};
use zentop::runtime::ScreenOutcome;

use crate::stage::{Frame, Plot, Stage, Witness};

/// A run of 50 sessions over a slow line, of which some are over.
async fn long_run() -> Stage {
    let mut stage = Stage::live(Plot {
        sessions: 52,
        latency: Duration::from_millis(300),
        ..Plot::default()
    })
    .await;
    stage.end_all(50).await;
    stage.sees("Ending 50 sessions").await;
    stage.sees("5 ended").await;
    stage
}

fn of(report: &Report, kind: OutcomeKind) -> usize {
    report.count(kind)
}

/// Checks that the screen, the server and the journal agree.
fn agrees(report: &Report, evidence: &Evidence) {
    let ended = of(report, OutcomeKind::Done);
    assert_eq!(ended + of(report, OutcomeKind::NotAttempted), 50);
    assert!((1..50).contains(&ended));
    assert_eq!(evidence.deletes, ended);
    assert_eq!((evidence.intents, evidence.outcomes), (ended, ended));
}

struct Evidence {
    deletes: usize,
    intents: usize,
    outcomes: usize,
}

impl Evidence {
    fn of(witness: &Witness) -> Self {
        Self {
            deletes: witness.deletes().len(),
            intents: witness.recorded(RecordEvent::Intent).len(),
            outcomes: witness.recorded(RecordEvent::Outcome).len(),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn esc_stops_a_run_at_once() {
    let mut stage = long_run().await;
    let pressed = stage.now();
    stage.press("esc").await;
    let frame = stage.sees("stopped by hand").await;
    let late = stage
        .deletes()
        .into_iter()
        .filter(|request| request.at.millis() > pressed.millis() + 100);
    assert_eq!(
        late.count(),
        0,
        "no request starts later than 100 ms after Esc"
    );
    let evidence = Evidence::of(&stage);
    let shown = |word: &str, frame: &Frame| {
        let (before, _) = frame.line(word)?.split_once(word)?;
        before.split_whitespace().last()?.parse::<usize>().ok()
    };
    let ended = shown(" ended", &frame).unwrap();
    assert_eq!(ended + shown(" not attempted", &frame).unwrap(), 50);
    stage.press("esc").await;
    stage.press("q").await;
    let outcome = stage.outcome().await;
    let report = outcome.report().unwrap();
    assert_eq!(of(report, OutcomeKind::Done), ended);
    agrees(report, &evidence);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn q_asks_stops_a_run_records_it_and_then_quits() {
    let mut stage = long_run().await;
    stage.press("q").await;
    stage.sees("A run is under way").await;
    stage.press("esc q s").await;
    stage.sees("stopping, then quits").await;
    stage.press("q esc ctrl-c q").await;
    leaves(stage, None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_stops_a_run_records_it_and_then_quits() {
    let stage = long_run().await;
    stage.signal(15).await;
    stage.signal(15).await;
    leaves(stage, Some(Signal(15))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_that_hangs_up_stops_a_run_and_leaves_nothing_open() {
    let mut stage = long_run().await;
    stage.hang_up();
    let outcome = leaves(stage, None).await;
    assert!(outcome.lost.is_some());
}

/// The loop ends by itself, with a report and every request recorded.
async fn leaves(stage: Stage, signal: Option<Signal>) -> ScreenOutcome {
    let witness = stage.witness();
    let outcome = stage.outcome().await;
    assert_eq!(outcome.signal, signal);
    let report = outcome.report().expect("a report before every exit");
    agrees(report, &Evidence::of(&witness));
    outcome
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn second_thoughts_before_the_first_request_cost_nothing() {
    let mut stage = Stage::live(Plot {
        grace: Duration::from_secs(60),
        ..Plot::default()
    })
    .await;
    stage.end_all(38).await;
    stage.sees("begins in a moment").await;
    stage.press("esc").await;
    stage.reports("38 not attempted").await;
    assert!(stage.deletes().is_empty());
    assert!(stage.recorded(RecordEvent::Intent).is_empty());
}

/// Whoever wakes the machine has not seen what became different in between, and has no moment for Esc.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_confirmed_before_the_machine_slept_sends_nothing() {
    let mut stage = Stage::live(Plot {
        grace: Duration::from_secs(60),
        ..Plot::default()
    })
    .await;
    stage.end_all(38).await;
    stage.sees("begins in a moment").await;
    stage.skip(Duration::from_secs(70));
    stage.reports("38 not attempted").await;
    stage.sees("stopped or asleep for 7").await;
    assert!(stage.deletes().is_empty());
    assert!(stage.recorded(RecordEvent::Intent).is_empty());
}
