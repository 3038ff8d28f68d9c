//! A run ends exactly what was chosen and confirmed.

use std::time::Duration;

use zentop::journal::{RecordEvent, State};
use zentop::model::SessionKey;
use zentop::operation::OutcomeKind;

use crate::live_loop::{customers, find, mark, own, review};
use crate::stage::{Plot, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_marked_sessions_and_no_others_are_ended_recorded_and_proved() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    let frame = review(&mut stage, &keys).await;
    assert!(frame.shows("out of 3 sessions?") && frame.shows(" acme "));
    for key in &keys {
        let line = frame.line(&key.session.to_string()).unwrap();
        assert!(line.contains(" since "), "{line}");
        assert!(frame.shows(&key.user.to_string()), "{}", frame.text);
    }
    stage.type_in("3\n").await;
    stage.reports("3 ended").await;
    stage.sees("session listed").await;
    assert_eq!(stage.ended(), keys);
    assert_eq!(stage.deletes().len(), 3);

    let journal = stage.journal();
    for request in stage.deletes() {
        let about = |event| {
            let mut records = journal.iter().filter(|record| {
                record.event == event && record.session_id == Some(request.ended[0].session.get())
            });
            let found = records.next().unwrap();
            assert!(records.next().is_none(), "one {event:?} for each request");
            found
        };
        let (intent, outcome) = (about(RecordEvent::Intent), about(RecordEvent::Outcome));
        assert!(intent.ts <= request.at && request.at <= outcome.ts);
        assert!(intent.seq < outcome.seq);
        assert_eq!(outcome.state, Some(State::Ended));
    }
    assert_eq!(journal[0].event, RecordEvent::Confirmed);

    stage.press("q q").await;
    let witness = stage.witness();
    let outcome = stage.outcome().await;
    let report = outcome.report().unwrap();
    assert_eq!(report.counts(), [(OutcomeKind::Done, "ended", 3)]);
    let records = witness.journal().into_iter();
    let proved = records
        .filter(|r| r.state == Some(State::EndedByList))
        .count();
    assert_eq!(proved, 3, "verdicts are on disk before the program ends");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ones_own_sessions_are_kept_and_named_whichever_way_they_are_chosen() {
    let mut stage = Stage::live(Plot::default()).await;
    let (own, other) = (own(&stage), customers(&stage, 1)[0]);
    assert_eq!(own.len(), 2);

    find(&mut stage, own[0]).await;
    for (key, chosen) in [
        ("K", "the chosen session is"),
        ("X", "all 2 chosen sessions are"),
    ] {
        stage.press(key).await;
        stage.sees(&format!("{chosen} yours or protected")).await;
        stage.skip(Duration::from_secs(20));
    }
    stage.press("esc").await;
    // What is as old as the time that was skipped is not confirmed.
    stage
        .wait_for(|frame| (0..10).any(|n| frame.shows(&format!("LIVE {n}s"))))
        .await;

    mark(&mut stage, &[own[0], own[1], other]).await;
    stage.press("K").await;
    let frame = stage.sees("out of 1 session?").await;
    assert!(
        frame.shows("2 kept") && frame.shows("kept, yours: 2 sessions"),
        "{}",
        frame.text
    );
    stage.type_in("end\n").await;
    stage.reports("session listed").await;
    stage.press("q U a K").await;
    // The session that was ended is gone once its person's own list was read again.
    let frame = stage.sees("out of 37 sessions").await;
    assert!(frame.shows("2 kept"), "{}", frame.text);
    stage.scroll_to_end().await;
    stage.type_in("acme\n").await;
    stage.reports("37 ended").await;
    assert_eq!(stage.ended().len(), 38);
    let left: Vec<SessionKey> = stage.simulator.sessions().iter().map(|s| s.key).collect();
    assert_eq!(left, own);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_persons_sessions_are_ended_together() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    for _ in 0..2 {
        stage.simulator.sign_in(key.user).unwrap();
    }
    let mut theirs: Vec<SessionKey> = stage
        .simulator
        .sessions_of(key.user)
        .iter()
        .map(|s| s.key)
        .collect();
    theirs.sort_unstable();
    let count = theirs.len();
    stage.press("/ ctrl-u").await;
    stage.type_in(&format!("{}\n", key.user)).await;
    stage.sees(&format!(" {count} of 42 match")).await;
    stage.press("g X").await;
    stage.sees(&format!("out of {count} sessions?")).await;
    stage.type_in(&format!("{count}\n")).await;
    stage.sees("1 has no session listed").await;
    assert_eq!(stage.ended(), theirs);
    assert_eq!(stage.deletes().len(), 1, "all of theirs, in one request");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_that_the_filter_hides_are_asked_about() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    mark(&mut stage, &keys[..2]).await;
    find(&mut stage, keys[2]).await;
    stage.press("space K").await;
    let frame = stage.sees("Some marks are hidden").await;
    assert!(frame.shows("2 marked sessions are hidden by the filter"));
    stage.press("enter y").await;
    stage.press("esc").await;
    stage
        .wait_for(|frame| !frame.shows("Some marks are hidden"))
        .await;
    assert!(stage.deletes().is_empty());

    stage.press("K").await;
    stage.sees("Some marks are hidden").await;
    stage.press("i").await;
    stage.sees("out of 3 sessions?").await;
    stage.press("esc K").await;
    stage.sees("Some marks are hidden").await;
    stage.press("d").await;
    stage.sees("out of 1 session?").await;
    stage.type_in("end\n").await;
    stage.reports("1 ended").await;
    assert_eq!(stage.ended(), [keys[2]]);
}
