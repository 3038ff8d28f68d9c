//! The list moves under the cursor, the marks and the dialog.

use std::time::Duration;

use zentop::model::SessionKey;
use zentop::operation::OutcomeKind;

use crate::live_loop::{customers, dialog, find, mark, review};
use crate::stage::{Plot, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_changes_nothing_in_the_review() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    let before = dialog(&review(&mut stage, &keys).await);
    let targets = |lines: &[String]| -> Vec<String> {
        let of = |line: &&String| keys.iter().any(|k| line.contains(&k.session.to_string()));
        let ids = |line: &String| {
            line.split_whitespace()
                .take(3)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        lines.iter().filter(of).flat_map(ids).collect()
    };
    assert_eq!(targets(&before).len(), 9);

    stage.skip(Duration::from_secs(4));
    let now = stage.now();
    for session in stage.simulator.sessions() {
        let number = i64::try_from(session.key.session.get() % 997).unwrap();
        let moved = now.shifted(-1_000 * number);
        assert!(stage.simulator.set_times(
            session.key,
            session.authenticated_at.readable(),
            Some(moved)
        ));
    }
    assert!(stage.simulator.sign_out(keys[0]));
    let newer = stage.simulator.sign_in(keys[1].user).unwrap();
    stage.sees("1 of 3 already gone since this opened").await;
    let frame = stage.sees("1 new session of these people since").await;
    assert!(frame.shows("out of 3 sessions?") && frame.shows("HELD"));
    assert_eq!(targets(&dialog(&frame)), targets(&before));

    stage.type_in("3\n").await;
    let frame = stage.reports("2 ended").await;
    assert!(frame.shows("1 gone already"));
    assert_eq!(stage.ended(), keys[1..]);
    let left = stage.simulator.sessions();
    assert!(left.iter().any(|session| session.key == newer));
    stage.press("q q").await;
    let outcome = stage.outcome().await;
    let report = outcome.report().unwrap();
    let counts = [
        (OutcomeKind::Done, "ended", 2),
        (OutcomeKind::AlreadySo, "gone", 1),
    ];
    assert_eq!(report.counts(), counts);
    let reported: Vec<SessionKey> = report
        .items
        .iter()
        .filter_map(|item| item.target.session())
        .collect();
    assert_eq!(reported, keys);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_row_that_slides_under_the_cursor_is_safe_for_a_moment() {
    let mut stage = Stage::live(Plot::default()).await;
    let first = first_row(&mut stage).await;
    stage.press("down up").await;
    stage.freeze();
    assert!(stage.simulator.sign_out(first));
    stage
        .wait_for(|frame| {
            frame.shows(" 39 sessions") && !frame.row(0).contains(&first.session.to_string())
        })
        .await;
    for key in ["K", "X"] {
        stage.press(key).await;
        stage.sees(&format!("look again, then press {key}")).await;
    }
    stage.skip(Duration::from_millis(699));
    stage.press("K").await;
    assert!(!stage.settled().await.shows("cancels itself"));
    stage.skip(Duration::from_millis(1));
    stage.press("K").await;
    stage.sees("out of 1 session").await;
    stage.press("esc").await;

    let second = first_row(&mut stage).await;
    assert!(stage.simulator.sign_out(second));
    stage.sees(" 38 sessions").await;
    stage.press("K").await;
    stage
        .wait_for(|frame| {
            frame.text.matches("look again, then press K").count() > 1
                || !frame.shows("cancels itself")
        })
        .await;
    stage.press("down K").await;
    stage.sees("out of 1 session").await;
    assert!(stage.deletes().is_empty());
}

/// The session in the first row.
async fn first_row(stage: &mut Stage) -> SessionKey {
    let frame = stage.settled().await;
    let row = frame.row(0);
    let listed = stage.simulator.sessions();
    let is_it = |key: &SessionKey| row.contains(&key.session.to_string());
    listed
        .iter()
        .map(|session| session.key)
        .find(is_it)
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_that_were_lost_do_not_turn_into_the_cursors_row() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    mark(&mut stage, &keys[..2]).await;
    for key in &keys[..2] {
        assert!(stage.simulator.sign_out(*key));
    }
    stage
        .sees("2 marked sessions are not listed any more; their marks are dropped")
        .await;
    stage.press("K").await;
    let frame = stage
        .sees("the 2 marked sessions are gone already; nothing to end")
        .await;
    assert!(!frame.shows("cancels itself"));
    find(&mut stage, keys[2]).await;
    stage.press("K").await;
    stage.sees("out of 1 session?").await;
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cursor_stays_with_its_session_when_the_order_changes() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.press("down up esc").await;
    let mut place = 0;
    for step in 0..3 {
        // Keys that come in after a leap of the time were typed while nobody watched.
        stage.taken_in().await;
        stage.skip(Duration::from_secs(10));
        for (n, session) in stage.simulator.sessions().iter().enumerate() {
            let back = i64::try_from((n * 7 + step * 11 + 1) % 41).unwrap();
            let moved = stage.now().shifted(-60_000 * back);
            stage.simulator.set_times(
                session.key,
                session.authenticated_at.readable(),
                Some(moved),
            );
        }
        stage.press("r").await;
        let id = key.session.to_string();
        let row = move |frame: &crate::stage::Frame| {
            frame.text.lines().position(|line| line.contains(&id))
        };
        let snapshot = place;
        let moved = {
            let row = row.clone();
            move |frame: &crate::stage::Frame| row(frame).is_some_and(|at| at != snapshot)
        };
        place = row(&stage.wait_for(moved).await).unwrap();
        stage.press("K").await;
        let frame = stage.sees("out of 1 session?").await;
        let lines = dialog(&frame).join("\n");
        assert!(lines.contains(&key.session.to_string()), "{lines}");
        stage.press("esc").await;
        stage.wait_for(|frame| !frame.shows("cancels itself")).await;
    }
}
