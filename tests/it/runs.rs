//! Runs that meet one fault each, on virtual time: tests/cases/runs.toml, a journal that fails at
//! every call, and one that is as long as a run may be. The oracle after each.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod since;
mod table;

use std::time::Duration;

use zentop::operation::{Choice, OutcomeKind, Route, Stopped};

use crate::world::{Esc, Run, RunSpec, Setup, World, complaints};

fn all_is_well(world: &World, run: &Run, name: &str) {
    let complaints = complaints(world, run);
    assert!(complaints.is_empty(), "{name}: {complaints:#?}");
}

/// Ends the first sessions of an account on a disk whose call `fails_at` fails.
async fn on_a_failing_disk(route: Route, fails_at: u64) -> bool {
    let name = format!("{route:?}, call {fails_at}");
    let world = World::new(&Setup::default());
    world.disk.fail_at(fails_at);
    let guardrails = world.guardrails();
    let plan = world.plan(&world.first(6), route, &guardrails).unwrap();
    let run = world.end(plan, guardrails, RunSpec::default()).await;
    all_is_well(&world, &run, &name);
    let report = run.report.unwrap();
    let failed = world.disk.has_failed();
    let stopped = matches!(report.stopped, Some(Stopped::NoRecord(_)));
    assert_eq!(stopped, failed, "{name}");
    // Where only reading failed, what was done is recorded to the end.
    assert!(report.journal_head.is_some() || failed, "{name}");
    failed
}

#[tokio::test(start_paused = true)]
async fn a_journal_that_fails_at_any_call_stops_the_run() {
    for route in Route::ALL {
        let mut call = 1;
        while on_a_failing_disk(route, call).await {
            call += 1;
        }
        let least = if route == Route::Many { 24 } else { 60 };
        assert!(call > least, "{route:?}: only {call} calls");
    }
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_that_were_not_begun_are_named_in_the_journal() {
    let world = World::new(&Setup {
        sessions: 10_050,
        users: 3_000,
        ..Setup::default()
    });
    let guardrails = world.guardrails();
    let plan = world
        .plan(&world.first(10_000), Route::Exact, &guardrails)
        .unwrap();
    let orders = RunSpec {
        grace: Duration::from_secs(5),
        esc: Some(Esc::AfterMs(100)),
        ..RunSpec::default()
    };
    let run = world.end(plan, guardrails.clone(), orders).await;
    all_is_well(&world, &run, "cancelled");
    // The next run has to find the end of the file behind so long a line.
    let again = world
        .plan(&world.first(3), Route::Exact, &guardrails)
        .unwrap();
    tokio::time::advance(Duration::from_secs(1)).await;
    let again = world.end(again, guardrails, RunSpec::default()).await;
    let report = again.report.unwrap();
    assert_eq!(report.counts(), [(OutcomeKind::Done, "ended", 3)]);
    assert_eq!(world.disk.verify().first_bad, None);
}

/// Row 70: a person signs in again while the request for all of theirs is under way.
#[tokio::test(start_paused = true)]
async fn a_new_sign_in_is_not_ended_by_a_second_request() {
    let world = World::new(&Setup::default());
    let guardrails = world.guardrails();
    let keys = world.first_keys(1);
    let lost =
        zentop::simulator::ServerFault::on("DELETE", "**", zentop::simulator::FaultEffect::Close);
    world.simulator.add_fault(lost.taking_effect(true));
    let plan = world
        .plan(
            &Choice::people(vec![keys[0].user]),
            Route::User,
            &guardrails,
        )
        .unwrap();
    let run = world.end(plan, guardrails, RunSpec::default()).await;
    let newer = world.simulator.sign_in(keys[0].user).unwrap();
    tokio::time::advance(Duration::from_secs(600)).await;
    all_is_well(&world, &run, "row 70");
    let theirs = world.simulator.sessions_of(keys[0].user);
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0].key, newer);
}

/// Row 77: the screen hangs, the channel fills, and Esc comes before the screen is back.
#[tokio::test(start_paused = true)]
async fn esc_holds_for_a_run_that_waits_for_its_listener() {
    for ahead in 0..4 {
        let world = World::new(&Setup::default());
        let guardrails = world.guardrails();
        let plan = world
            .plan(&world.first(60), Route::Exact, &guardrails)
            .unwrap();
        let orders = RunSpec {
            esc: Some(Esc::AfterMs(5_000)),
            input_closed: Duration::from_secs(20),
            ahead: 8 + ahead,
            ..RunSpec::default()
        };
        let run = world.end(plan, guardrails, orders).await;
        all_is_well(&world, &run, &format!("{ahead}"));
        assert!(run.progress.len() > 8 && world.line.log().len() < 10);
    }
}
