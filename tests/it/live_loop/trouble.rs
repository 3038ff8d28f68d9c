//! Lost networks, refused credentials, a journal that cannot be written.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use zentop::simulator::{FaultEffect, ServerFault};

use crate::live_loop::{customers, find, review};
use crate::stage::{Frame, Plot, Stage};

fn status(method: &str, path: &str, code: u16, body: &str) -> ServerFault {
    let then = FaultEffect::Status {
        code,
        body: body.to_owned(),
        headers: Vec::new(),
        content_type: None,
    };
    ServerFault::on(method, path, then)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_network_old_data_are_called_stale_and_the_program_lives() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    stage.cut().await;
    let frame = stage.sees("STALE").await;
    assert!(frame.shows("retry in") && !frame.shows("LIVE"));
    find(&mut stage, key).await;
    stage.press("K").await;
    stage.sees("out of 1 session?").await;
    stage.sees("stale: it is read again first").await;
    stage.sees("not read again").await;
    stage.type_in("acme 1\n").await;
    stage.sees("not confirmed: the list is stale").await;
    stage.press("esc").await;
    assert!(stage.settled().await.shows("STALE"));
    assert_eq!(stage.simulator.sessions().len(), 40);
    stage.press("q").await;
    assert!(stage.outcome().await.report().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_walk_that_fails_removes_nothing_and_says_so() {
    let mut stage = Stage::live(Plot::default()).await;
    stage
        .simulator
        .add_fault(status("GET", "/api/v2/sessions", 503, "\u{1b}[2Jbusy"));
    stage.press("r").await;
    let frame = stage.sees("STALE").await;
    assert!(frame.shows("40 sessions") && !frame.shows("LIVE"));
    stage.simulator.clear_faults();
    stage.press("r").await;
    stage.sees("the list is current again").await;
    stage.sees("LIVE").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_12_a_walk_that_has_to_wait_says_so_while_it_waits() {
    let mut stage = Stage::live(Plot::default()).await;
    let then = FaultEffect::Status {
        code: 429,
        body: String::new(),
        headers: vec![("Retry-After".to_owned(), "120".to_owned())],
        content_type: None,
    };
    let fault = ServerFault::on("GET", "/api/v2/sessions", then);
    stage.simulator.add_fault(fault);
    stage.press("r").await;
    let frame = stage.sees("LIMITED ≤").await;
    assert!(frame.shows("40 sessions") && !frame.shows("STALE"));
    // The time left is counted down.
    let left = |frame: &Frame| -> Option<String> {
        let line = frame.line("LIMITED ≤")?;
        Some(line.split_once("LIMITED ≤")?.1.trim().to_owned())
    };
    let first = left(&frame);
    assert!(first.is_some());
    stage
        .wait_for(|frame| left(frame).is_some_and(|now| first.as_ref() != Some(&now)))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_credentials_are_not_sent_again_until_asked() {
    let mut stage = Stage::live(Plot::default()).await;
    stage
        .simulator
        .add_fault(status("GET", "**", 401, r#"{"error":"invalid_token"}"#));
    stage.press("r").await;
    let frame = stage.sees("REFUSED").await;
    assert!(frame.shows("r asks again") && !frame.shows("LIVE"));
    let before = stage.simulator.request_count();
    // A frame may come late, so that a second is passed over.
    let is_older = |frame: &Frame| (2..9).any(|age| frame.shows(&format!("REFUSED {age}s")));
    stage.wait_for(is_older).await;
    assert_eq!(stage.simulator.request_count(), before);
    stage.simulator.clear_faults();
    stage.press("r").await;
    stage.sees("LIVE").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_record_nothing_is_sent() {
    let mut stage = Stage::live(Plot {
        journal: ".",
        ..Plot::default()
    })
    .await;
    let keys = customers(&stage, 3);
    review(&mut stage, &keys).await;
    stage.type_in("3\n").await;
    let frame = stage.reports("3 not attempted").await;
    assert!(
        frame.shows("the journal cannot be written"),
        "{}",
        frame.text
    );
    assert!(stage.deletes().is_empty());
    assert!(stage.is_running());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_never_came_is_unknown_and_never_called_ended() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    let fault = ServerFault::on("DELETE", "**", FaultEffect::Close).taking_effect(true);
    stage.simulator.add_fault(fault);
    find(&mut stage, key).await;
    stage.press("K").await;
    stage.sees("out of 1 session").await;
    stage.type_in("end\n").await;
    let frame = stage.reports("1 unknown").await;
    assert!(!frame.shows("1 ended"));
    stage.sees("session listed").await;
    assert_eq!(stage.deletes().len(), 1, "it is not sent again blindly");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_later_list_said_and_cannot_be_recorded_is_told() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.press("K").await;
    stage
        .wait_for(|frame| frame.shows("out of 1 session") && !frame.shows("reading "))
        .await;
    // No list may come in before the journal belongs to somebody else.
    for lists in ["/api/v2/sessions", "/api/v2/users/*/sessions"] {
        stage.simulator.add_fault(status("GET", lists, 503, "busy"));
    }
    stage.type_in("end\n").await;
    stage.reports("1 ended").await;
    stage.press("q").await;
    let open_to_all = fs::Permissions::from_mode(0o666);
    fs::set_permissions(&stage.journal, open_to_all).unwrap();
    stage.simulator.clear_faults();
    stage.press("r").await;
    stage.sees("said of the run is not in the journal").await;
    stage.press("q").await;
    let outcome = stage.outcome().await;
    assert_eq!(outcome.unrecorded.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_of_the_journal_that_comes_while_the_screen_runs_is_shown() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 2);
    review(&mut stage, &keys[..1]).await;
    stage.type_in("end\n").await;
    assert!(!stage.reports("1 ended").await.shows("damaged"));
    stage.press("q").await;
    let text = fs::read_to_string(&stage.journal).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[0] = "{";
    fs::write(&stage.journal, lines.join("\n") + "\n").unwrap();
    review(&mut stage, &keys[1..]).await;
    stage.type_in("end\n").await;
    stage.sees("is damaged: 1 line").await;
    stage.reports("1 ended").await;
}
