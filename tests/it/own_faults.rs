//! Faults of the program's own: a panic in any task beside the loop is reported, has its
//! consequence, and leaves the screen usable.

mod blocking;
mod slow_disk;

use zentop::live::Reader;
use zentop::operation::{OutcomeKind, Route, Stopped};
use zentop::runtime::Input;

use crate::live_loop::{customers, find, review};
use crate::stage::{Plot, Stage};
use crate::world::{Run, RunSpec, Setup, World, complaints};

const FAULT: &str = "zentop met a fault of its own";

fn of(run: &Run, kind: OutcomeKind) -> usize {
    run.report.as_ref().unwrap().count(kind)
}

fn all_is_well(world: &World, run: &Run, name: &str) {
    let complaints = complaints(world, run);
    assert!(complaints.is_empty(), "{name}: {complaints:#?}");
    assert_eq!(world.disk.verify().first_bad, None, "{name}");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_panics_closes_the_run_wherever_it_is() {
    for route in Route::ALL {
        for number in 1..=6 {
            let name = format!("{route:?}, request {number}");
            let world = World::new(&Setup::default());
            world.line.panic_at(
                number,
                if route == Route::Many {
                    "POST"
                } else {
                    "DELETE"
                },
            );
            let guardrails = world.guardrails();
            let plan = world.plan(&world.first(12), route, &guardrails).unwrap();
            let run = world.end(plan, guardrails, RunSpec::default()).await;
            all_is_well(&world, &run, &name);
            let report = run.report.as_ref().unwrap();
            let Some(Stopped::Fault(fault)) = &report.stopped else {
                assert!(
                    route == Route::Many && number > 1,
                    "{name}: {:?}",
                    report.stopped
                );
                continue;
            };
            assert!(fault.to_string().contains("the line panics"), "{fault}");
            assert!(of(&run, OutcomeKind::Unknown) > 0, "{name}");
            assert!(report.journal_head.is_some(), "{name}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_panics_leaves_a_list_that_is_not_taken_for_whole() {
    for page in 1..=3 {
        let world = World::new(&Setup {
            sessions: 250,
            ..Setup::default()
        });
        world.line.panic_at(page, "GET /api/v2/sessions");
        let mut reader = Reader::new(world.client.clone(), world.time.clock());
        reader.identify().await.unwrap();
        let reading = reader.walk().await.unwrap();
        let read = 100 * usize::try_from(page - 1).unwrap();
        assert_eq!(reading.snapshot.len(), read);
        let error = reading.whole().err().unwrap().to_string();
        assert!(error.contains(FAULT), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_panics_at_any_call_closes_the_run() {
    let calls = {
        let world = World::new(&Setup::default());
        let guardrails = world.guardrails();
        let plan = world
            .plan(&world.first(6), Route::Exact, &guardrails)
            .unwrap();
        world.end(plan, guardrails, RunSpec::default()).await;
        world.disk.calls()
    };
    assert!(calls > 60);
    for call in 1..=calls {
        let world = World::new(&Setup::default());
        world.disk.panic_at(call);
        let guardrails = world.guardrails();
        let plan = world
            .plan(&world.first(6), Route::Exact, &guardrails)
            .unwrap();
        let run = world.end(plan, guardrails, RunSpec::default()).await;
        let name = format!("call {call}");
        all_is_well(&world, &run, &name);
        let stopped = &run.report.as_ref().unwrap().stopped;
        assert!(
            matches!(stopped, Some(Stopped::Fault(_))),
            "{name}: {stopped:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_panics_is_reported_and_the_screen_goes_on() {
    let mut stage = Stage::live(Plot::default()).await;
    let keys = customers(&stage, 3);
    review(&mut stage, &keys).await;
    stage.fuse.arm("DELETE", 1);
    stage.type_in("3\n").await;
    let frame = stage.reports("unknown").await;
    assert!(frame.shows(FAULT), "{}", frame.text);
    stage.press("q").await;
    stage.wait_for(|frame| !frame.shows("│ Over at ")).await;
    stage.settled().await;
    stage.press("q").await;
    let outcome = stage.outcome().await;
    assert!(outcome.lost.is_none());
    let report = outcome.report().unwrap();
    assert!(matches!(report.stopped, Some(Stopped::Fault(_))));
    assert!(report.journal_head.is_some());
}

/// Whoever cannot be heard could not stop a run either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_that_cannot_be_read_for_a_fault_end_the_program_with_a_word() {
    let stage = Stage::live(Plot::default()).await;
    let fault = tokio::spawn(async { panic!("provoked by a key") });
    let fault = fault.await.unwrap_err();
    stage.input(Input::Failed(fault.into())).await;
    let outcome = stage.outcome().await;
    assert!(!outcome.hung_up, "the terminal is there");
    let why = outcome.lost.unwrap().to_string();
    assert!(why.contains("provoked by a key"), "{why}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poller_that_panics_is_stale_until_it_has_walked_again() {
    let mut stage = Stage::live(Plot::default()).await;
    stage.fuse.arm("GET /api/v2/sessions", 1);
    stage.press("r").await;
    let frame = stage.sees("STALE").await;
    assert!(
        frame.shows("40 sessions") && frame.shows("retry in"),
        "{}",
        frame.text
    );
    stage.sees(FAULT).await;
    stage.press("r").await;
    stage.sees("LIVE").await;
    assert!(stage.fuse.is_burnt());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_panics_says_so_in_its_place() {
    let mut stage = Stage::live(Plot::default()).await;
    stage.fuse.arm("GET /api/v2/users/me/session", 1);
    stage.press(":").await;
    stage.sees("─ What to do ─").await;
    stage.type_in("current-session\n").await;
    stage.sees("─ Current session ─").await;
    stage.sees("fault of its own").await;
    stage.press("esc").await;
    stage.settled().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_cannot_be_read_for_a_fault_are_not_waited_for() {
    let mut stage = Stage::live(Plot::default()).await;
    let key = customers(&stage, 1)[0];
    find(&mut stage, key).await;
    stage.fuse.arm("GET /api/v2/oauth/tokens", 1);
    stage.press("O").await;
    stage.sees("fault of its own").await;
    stage.press("esc").await;
    stage.settled().await;
}
