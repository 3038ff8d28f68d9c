//! Runs that go on for longer than what was known of their people is good for.

use std::collections::BTreeSet;
use std::time::Duration;

use zentop::journal::{Record, RecordEvent, State, open_runs};
use zentop::model::{Role, UserId};
use zentop::operation::{Choice, OutcomeKind, Report, Route};
use zentop::simulator::ServerFault;

use super::all_is_well;
use crate::world::{Run, RunSpec, Setup, World};

/// Everybody but the owner of the credentials who is an end user and has a session, up to so many.
fn end_users(world: &World, count: usize) -> Vec<UserId> {
    let users = world.simulator.users().into_iter();
    let is_meant = |user: &UserId| !world.simulator.sessions_of(*user).is_empty();
    let users = users.filter(|user| user.role == Role::EndUser && user.active && !user.suspended);
    users
        .map(|user| user.id)
        .filter(is_meant)
        .take(count)
        .collect()
}

/// Ends everything of these people. The first request is turned away for 45 s, some are made admins once it
/// was planned, and these are the other faults.
async fn delayed(
    world: &World,
    (route, people): (Route, &[UserId]),
    (risen, faults): (&[UserId], &str),
) -> Run {
    let first = match route {
        Route::Many => ("POST", "/api/v2/users/logout_many"),
        Route::Exact | Route::User => ("DELETE", "**"),
    };
    let wait = format!(
        "[[fault]]\nmethod = \"{}\"\npath = \"{}\"\nwhen.first = 1\n\
         then.status = {{ code = 429, headers = [[\"Retry-After\", \"45\"]] }}\n{faults}",
        first.0, first.1
    );
    let guardrails = world.guardrails();
    let plan = world.plan(&Choice::people(people.to_vec()), route, &guardrails);
    for fault in ServerFault::parse_file(&wait).unwrap() {
        world.simulator.add_fault(fault);
    }
    for user in risen {
        world
            .simulator
            .edit_user(*user, |user| user.role = Role::Admin);
    }
    let run = world
        .end(plan.unwrap(), guardrails, RunSpec::default())
        .await;
    world.simulator.clear_faults();
    tokio::time::advance(Duration::from_secs(600)).await;
    run
}

fn reads(world: &World) -> usize {
    let ledger = world.simulator.ledger();
    ledger
        .iter()
        .filter(|entry| entry.target.contains("show_many"))
        .count()
}

fn records(world: &World) -> Vec<Record> {
    let durable = world.disk.durable().into_iter();
    durable.map(|one| one.record).collect()
}

fn kinds(report: &Report, user: UserId) -> BTreeSet<OutcomeKind> {
    let theirs = report
        .items
        .iter()
        .filter(|item| item.target.user() == user);
    theirs.map(|item| item.outcome.kind).collect()
}

/// A server that fails is not asked before each request, and the report says what nobody could notice.
#[tokio::test(start_paused = true)]
async fn a_second_look_that_fails_counts_for_a_while_and_is_told() {
    let world = World::new(&Setup::default());
    let people = end_users(&world, 12);
    let before = reads(&world);
    let failing = "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.status = { code = 500 }";
    let run = delayed(&world, (Route::User, &people), (&[], failing)).await;
    all_is_well(&world, &run, "a look that fails");
    let report = run.report.unwrap();
    assert!(
        people
            .iter()
            .all(|user| kinds(&report, *user) == [OutcomeKind::Done].into())
    );
    let looks = reads(&world) - before;
    assert!((1..=2).contains(&looks), "{looks} reads for 12 requests");
    let unread = report.not_read_again.as_ref().unwrap();
    // Those before whose request the look was due: all but the three others under way at once.
    assert!((9..=12).contains(&unread.people), "{unread}");
    assert!(unread.to_string().contains("became protected"), "{unread}");
    let details = records(&world)
        .into_iter()
        .filter_map(|record| record.detail);
    let noted = details.filter(|detail| detail.contains("could not be read again"));
    assert_eq!(noted.count(), unread.people);
}

/// One person is not touched, and the request goes without them.
#[tokio::test(start_paused = true)]
async fn a_wide_request_goes_without_whoever_is_not_to_be_touched_any_more() {
    let world = World::new(&Setup::default());
    let people = end_users(&world, 6);
    let risen = people[2];
    let run = delayed(&world, (Route::Many, &people), (&[risen], "")).await;
    let report = run.report.as_ref().unwrap();
    for user in &people {
        let expected = if *user == risen {
            OutcomeKind::NotAttempted
        } else {
            OutcomeKind::Accepted
        };
        assert_eq!(kinds(report, *user), [expected].into(), "{user}");
        let is_there = !world.simulator.sessions_of(*user).is_empty();
        assert_eq!(is_there, *user == risen, "{user}");
    }
    let mut causes = report.items.iter().filter_map(|item| item.outcome.cause());
    assert!(causes.all(|why| why.to_string() == "given a higher role since it was confirmed"));
    assert_eq!(report.not_read_again, None);
    // The record has both requests, the one that was not sent with the reason, and one end of everything.
    let records = records(&world);
    assert!(open_runs(records.clone()).is_empty());
    let outcomes: Vec<&Record> = (records.iter())
        .filter(|record| record.event == RecordEvent::Outcome)
        .collect();
    let states: Vec<_> = outcomes.iter().map(|record| record.state).collect();
    assert_eq!(states, [Some(State::NotAttempted), Some(State::Accepted)]);
    let why = outcomes[0].detail.as_deref().unwrap();
    assert_eq!(
        why,
        format!("user {risen}: given a higher role since it was confirmed")
    );
    let sent = world.simulator.ledger();
    let sent = sent
        .iter()
        .filter(|entry| entry.target.contains("logout_many") && entry.status == Some(202));
    let sent: Vec<String> = sent.map(|entry| entry.target.clone()).collect();
    assert_eq!(sent.len(), 1);
    let finished = records
        .iter()
        .find(|record| record.event == RecordEvent::Finished);
    let counted: usize = report.counts().iter().map(|(.., count)| *count).sum();
    let recorded: u64 = finished.unwrap().counts.values().sum();
    assert_eq!(recorded, counted as u64);
}

/// Where nobody is left of a request, it is not sent.
#[tokio::test(start_paused = true)]
async fn a_wide_request_of_which_nobody_is_left_is_not_sent() {
    let world = World::new(&Setup::default());
    let people = end_users(&world, 3);
    let run = delayed(&world, (Route::Many, &people), (&people, "")).await;
    let report = run.report.as_ref().unwrap();
    let left = [OutcomeKind::NotAttempted].into();
    assert!(people.iter().all(|user| kinds(report, *user) == left));
    assert!(
        people
            .iter()
            .all(|user| !world.simulator.sessions_of(*user).is_empty())
    );
}
