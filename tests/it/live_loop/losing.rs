//! A terminal that takes nothing, or is gone: the loop hears everything all the same, and what
//! becomes of a run is what the settings say.

use std::time::{Duration, Instant};

use zentop::host::Signal;
use zentop::journal::RecordEvent;
use zentop::operation::{OutcomeKind, Stopped};
use zentop::runtime::{Clipboard, CopyProgram, Input};
use zentop::settings::OnLostTerminal;

use crate::live_loop::{customers, find};
use crate::stage::{Plot, Stage, Witness, typed};

/// The longest that the loop may take to hear something, and a margin for a machine with other
/// work.
const AT_ONCE: Duration = Duration::from_millis(600);

/// A stage with a run under way, of requests that take their time.
async fn slow_run(plot: Plot) -> Stage {
    let mut stage = Stage::live(Plot {
        sessions: 52,
        latency: Duration::from_millis(150),
        ..plot
    })
    .await;
    stage.end_all(50).await;
    stage.sees("Ending 50 sessions").await;
    stage
}

/// What the journal says in records of one kind.
fn of(witness: &Witness, event: RecordEvent) -> Vec<String> {
    let records = witness.journal().into_iter();
    let of_kind = records.filter(|record| record.event == event);
    of_kind
        .map(|record| record.detail.unwrap_or_default())
        .collect()
}

/// Waits until the journal has a record of this kind.
async fn recorded(stage: &Stage, event: RecordEvent) {
    let wait = async {
        while stage.is_blank() || of(stage, event).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait)
        .await
        .unwrap_or_else(|_| panic!("{event:?} is not recorded"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn esc_stops_a_run_while_the_terminal_takes_nothing() {
    let mut stage = slow_run(Plot::default()).await;
    stage.glass.stall();
    recorded(&stage, RecordEvent::Intent).await;
    let pressed = stage.now();
    stage.press("esc").await;
    recorded(&stage, RecordEvent::Finished).await;
    let late = stage
        .deletes()
        .into_iter()
        .filter(|request| request.at.millis() > pressed.millis() + 250);
    assert_eq!(late.count(), 0, "no request begins after Esc was heard");
    stage.glass.go_on();
    stage.sees("stopped by hand").await;
    stage.press("esc q").await;
    stage.outcome().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_ends_the_program_while_the_terminal_takes_nothing() {
    for number in [1, 15] {
        let stage = slow_run(Plot::default()).await;
        let (glass, witness) = (stage.glass.clone(), stage.witness());
        glass.stall();
        stage.signal(number).await;
        let outcome = stage.outcome().await;
        assert_eq!(outcome.signal, Some(Signal(number)));
        let report = outcome.report().unwrap();
        assert!(report.count(OutcomeKind::NotAttempted) > 0);
        assert!(report.journal_head.is_some());
        assert_eq!(of(&witness, RecordEvent::Finished).len(), 1);
        let lost = of(&witness, RecordEvent::TerminalLost).len();
        assert_eq!(lost, usize::from(number == 1), "a hangup is on record");
        glass.go_on();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_waits_for_no_answer_and_leaves_no_intent_open() {
    let mut stage = Stage::live(Plot {
        sessions: 52,
        ..Plot::default()
    })
    .await;
    stage.press("a").await;
    stage.sees("52 marked").await;
    stage.press("K").await;
    stage.sees("out of 50 sessions").await;
    stage.fuse.hold("DELETE");
    stage.scroll_to_end().await;
    stage.type_in("acme\n").await;
    recorded(&stage, RecordEvent::Intent).await;
    let witness = stage.witness();
    stage.signal(15).await;
    // Two within a moment are one.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(stage.is_running(), "the first one waits for answers");
    let began = Instant::now();
    stage.signal(15).await;
    let outcome = stage.outcome().await;
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "{:?}",
        began.elapsed()
    );
    let report = outcome.report().expect("a report before every exit");
    assert!(matches!(report.stopped, Some(Stopped::Abandoned)));
    assert!(report.count(OutcomeKind::Unknown) > 0);
    let intents = witness.recorded(RecordEvent::Intent).len();
    assert_eq!(witness.recorded(RecordEvent::Outcome).len(), intents);
    assert_eq!(of(&witness, RecordEvent::Finished).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_that_takes_nothing_for_long_is_lost_and_can_come_back() {
    for on_lost_terminal in [OnLostTerminal::Stop, OnLostTerminal::Continue] {
        let mut stage = slow_run(Plot {
            on_lost_terminal,
            patience: Duration::from_millis(300),
            ..Plot::default()
        })
        .await;
        stage.glass.stall();
        recorded(&stage, RecordEvent::TerminalLost).await;
        recorded(&stage, RecordEvent::Finished).await;
        assert!(stage.is_running());
        stage.glass.go_on();
        let words = match on_lost_terminal {
            OnLostTerminal::Stop => "stopped because the terminal was lost",
            OnLostTerminal::Continue => "50 ended",
        };
        stage.sees(words).await;
        // A run says how many it ended before its report is there.
        stage.sees("│ Over at ").await;
        stage.press("esc q").await;
        stage.outcome().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_terminal_that_hangs_up_lets_a_run_go_on_where_the_settings_say_so() {
    let mut stage = slow_run(Plot {
        on_lost_terminal: OnLostTerminal::Continue,
        ..Plot::default()
    })
    .await;
    let witness = stage.witness();
    stage.hang_up();
    let outcome = stage.outcome().await;
    assert!(outcome.hung_up && outcome.lost.is_some());
    let report = outcome.report().unwrap();
    assert_eq!(report.count(OutcomeKind::Done), 50);
    let lost: Vec<_> = of(&witness, RecordEvent::TerminalLost);
    assert_eq!(lost.len(), 1);
    assert!(lost[0].contains("goes on"), "{lost:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_wait_for_no_frame() {
    let stage = Stage::live(Plot::default()).await;
    stage.glass.stall();
    let began = Instant::now();
    for _ in 0..50 {
        stage.press("j k").await;
    }
    stage.press("q").await;
    let glass = stage.glass.clone();
    stage.outcome().await;
    assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    glass.go_on();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_that_nobody_can_see_yet_takes_no_answer() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.glass.stall();
    stage.press("K").await;
    for key in typed("end\n") {
        // No faster than somebody types.
        stage.skip(Duration::from_millis(50));
        stage.input(Input::Key(key, stage.now())).await;
    }
    stage.glass.go_on();
    stage.sees("out of 1 session").await;
    stage.taken_in().await;
    assert!(stage.is_blank() && stage.deletes().is_empty());
    // The same keys confirm once the review can be seen.
    stage.rest();
    stage.type_in("end\n").await;
    stage.reports("1 ended").await;
    assert_eq!(stage.ended(), [key]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_went_on_cancels_its_review_before_it_takes_a_key() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.press("K").await;
    stage.sees("out of 1 session").await;
    stage.shell.go_on();
    stage.type_in("end\n").await;
    stage.sees("the program was stopped").await;
    stage.taken_in().await;
    assert!(stage.is_blank() && stage.deletes().is_empty());
    // Without a stop between, the same keys confirm.
    stage.rest();
    stage.press("esc").await;
    stage.rest();
    find(&mut stage, key).await;
    stage.press("K").await;
    stage.sees("out of 1 session").await;
    stage.type_in("end\n").await;
    stage.reports("1 ended").await;
    assert_eq!(stage.ended(), [key]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_terminal_is_lent_to_the_shell_but_not_during_a_run() {
    use std::sync::atomic::Ordering::SeqCst;

    let mut stage = Stage::live(Plot::default()).await;
    stage.press("ctrl-z").await;
    stage.settled().await;
    assert_eq!(stage.lent.load(SeqCst), 1);
    let mut stage = slow_run(Plot::default()).await;
    stage.press("ctrl-z").await;
    stage.press("esc").await;
    stage.sees("stopped by hand").await;
    assert_eq!(stage.lent.load(SeqCst), 0);
    stage.press("esc").await;
    // Somebody else may stop it whenever they like.
    stage.shell.stop();
    stage.settled().await;
    assert_eq!(stage.lent.load(SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_does_not_copy_is_told() {
    for (program, words) in [("true", "copied with true"), ("false", "not copied")] {
        let mut stage = Stage::live(Plot {
            clipboard: Clipboard::Program(CopyProgram::new(vec![program.to_owned()])),
            ..Plot::default()
        })
        .await;
        stage.press("y").await;
        stage.sees(words).await;
        assert_eq!(stage.emitted(), "");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_never_ends_is_ended_and_holds_nothing_up() {
    let sleeper = ["/bin/sh", "-c", "echo $$ > \"$0\"; exec sleep 600"];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("number");
    let argv = sleeper.iter().copied().chain(file.to_str());
    let program = CopyProgram::new(argv.map(str::to_owned).collect());
    let mut stage = Stage::live(Plot {
        clipboard: Clipboard::Program(program.within(Duration::from_millis(1_500))),
        ..Plot::default()
    })
    .await;
    stage.press("y").await;
    // Keys are heard meanwhile.
    stage.settled().await;
    let frame = stage.sees("took longer than 1.5 s and was ended").await;
    assert!(frame.shows("not copied") && !frame.shows("copied with"));
    let number = std::fs::read_to_string(&file).unwrap();
    let number = rustix::process::Pid::from_raw(number.trim().parse().unwrap()).unwrap();
    let began = Instant::now();
    while rustix::process::test_kill_process(number).is_ok() {
        assert!(began.elapsed() < Duration::from_secs(10), "it goes on");
        tokio::task::yield_now().await;
    }
}

/// The dialog of a run lies over the line of the notices.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_answers_a_key_is_shown_beside_the_dialog_that_is_open() {
    let mut stage = slow_run(Plot::default()).await;
    stage.press("ctrl-z").await;
    let frame = stage.sees("a run is under way; stop it first").await;
    assert!(
        frame.shows("Esc stop"),
        "the dialog of the run is still there"
    );
}
