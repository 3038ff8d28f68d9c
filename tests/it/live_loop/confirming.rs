//! Input that does not confirm: Enter alone, pastes, held keys and keys typed ahead.

use std::time::Duration;

use crossterm::event::{KeyEvent, KeyEventKind};
use zentop::runtime::Input;

use crate::live_loop::{customers, is_read, mark, review};
use crate::stage::{Plot, Stage, press_of, typed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_typed_number_confirms() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    review(&mut stage, &keys).await;

    stage.press("enter").await;
    stage.sees("That was not 3. Nothing was sent.").await;
    stage.rest();
    stage.input(Input::Paste("3\n".to_owned())).await;
    stage.sees("what is pasted answers nothing").await;
    for kind in [KeyEventKind::Repeat, KeyEventKind::Release] {
        for key in typed("3\n") {
            let held = KeyEvent { kind, ..key };
            stage
                .input(Input::Key(held, stage.now().shifted(1_000)))
                .await;
        }
    }
    for near in ["K", "03", "30", "y", "33", "-3", "x3", " 3"] {
        stage.press("esc").await;
        stage
            .wait_for(|frame| !frame.shows("cancels itself in"))
            .await;
        stage.press("K").await;
        stage.sees("cancels itself in").await;
        stage.type_in(&format!("{near}\n")).await;
        stage.sees("that key is not part of the answer").await;
        let frame = stage.taken_in().await;
        assert!(frame.shows("out of 3 sessions?"), "{near}");
    }
    assert!(stage.deletes().is_empty());
    assert!(stage.is_blank());

    stage.rest();
    stage.type_in("3\n").await;
    stage.reports("3 ended").await;
    assert_eq!(stage.ended(), keys);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_typed_before_the_dialog_was_seen_do_not_reach_it() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    mark(&mut stage, &keys).await;
    let then = stage.now().shifted(-1_000);
    // As somebody types, and yet before the dialog was on the screen.
    let mut ahead = (0..).map(|n| then.shifted(n * 50));
    for key in std::iter::once(press_of("K")).chain(typed("3\n3\n3\n")) {
        stage.input(Input::Key(key, ahead.next().unwrap())).await;
    }
    stage.sees("out of 3 sessions?").await;
    for key in typed("3\n") {
        stage.input(Input::Key(key, ahead.next().unwrap())).await;
    }
    stage.press("3").await;
    stage
        .wait_for(|frame| frame.shows("type 3 and Enter: 3"))
        .await;
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_that_opens_the_review_does_not_confirm_it() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    crate::live_loop::find(&mut stage, key).await;
    stage.press("K").await;
    stage.sees("out of 1 session?").await;
    stage.input(Input::Paste("end\n".to_owned())).await;
    stage.sees("what is pasted answers nothing").await;
    for (key, times) in [("K", 2), ("enter", 3), ("y", 3), ("Y", 2), ("f9", 1)] {
        stage.rest();
        for _ in 0..times {
            stage.press(key).await;
        }
        stage.press("esc").await;
        stage
            .wait_for(|frame| !frame.shows("cancels itself in"))
            .await;
        stage.press("K").await;
        stage.sees("out of 1 session?").await;
    }
    assert!(stage.deletes().is_empty());
    stage.press("esc").await;
    stage.sees("cancelled; nothing was sent").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_that_nobody_answers_or_watches_cancels_itself() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    review(&mut stage, &keys).await;
    stage.skip(Duration::from_secs(61));
    stage.sees("cancelled: not confirmed within a minute").await;
    stage.press("K").await;
    stage.sees("cancels itself in").await;
    stage.input(Input::FocusLost).await;
    stage.sees("cancelled: the terminal lost the focus").await;
    stage.type_in("3\n").await;
    stage.rest();
    stage.settled().await;
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_screen_too_small_for_the_targets_cancels_the_review() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    review(&mut stage, &keys).await;
    for (width, height) in [(80, 24), (200, 60), (60, 15), (81, 50), (120, 40)] {
        stage.resize(width, height).await;
        let frame = stage
            .wait_for(|frame| frame.buffer.area.width == width)
            .await;
        assert!(
            frame.shows("out of 3 sessions"),
            "{width}x{height}:\n{}",
            frame.text
        );
    }
    for (width, height) in [(20, 5), (1, 1), (0, 0), (59, 15), (60, 14)] {
        stage.resize(width, height).await;
    }
    stage.sees("too small").await;
    stage.type_in("3\n").await;
    stage.resize(120, 40).await;
    let frame = stage.sees("cancelled: the screen is too small").await;
    assert!(!frame.shows("out of 3 sessions") && frame.shows("3 marked"));
    assert!(stage.deletes().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_can_be_confirmed_that_cannot_be_seen() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    crate::live_loop::find(&mut stage, key).await;
    for (width, height) in [(20, 5), (59, 40), (120, 14)] {
        stage.resize(width, height).await;
        stage.sees("too small").await;
        for open in ["K", "X"] {
            stage.press(open).await;
            stage.resize(width, height - 1).await;
            stage
                .wait_for(|frame| frame.buffer.area.height == height - 1)
                .await;
            stage.type_in("end\n").await;
            stage.resize(width, height).await;
            stage
                .wait_for(|frame| frame.buffer.area.height == height)
                .await;
        }
        stage.resize(120, 40).await;
        // What was typed may have opened the news, which only show.
        stage.press("esc esc").await;
        crate::live_loop::find(&mut stage, key).await;
        let frame = stage.sees("LIVE").await;
        assert!(!frame.shows("cancels itself"), "{}", frame.text);
    }
    assert!(stage.deletes().is_empty());
    assert!(stage.is_blank());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn marks_say_whom_everything_is_ended_of_and_without_anybody_that_is_said() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    mark(&mut stage, &keys).await;
    stage.press("X").await;
    let frame = stage.wait_for(is_read).await;
    assert!(frame.shows("Sign 3 people out of"), "{}", frame.text);
    stage.press("esc").await;
    stage.rest();
    stage.press("U /").await;
    stage.type_in("user:1").await;
    stage.press("down X").await;
    stage.sees("no session under the cursor").await;
    assert!(stage.ended().is_empty());
}
