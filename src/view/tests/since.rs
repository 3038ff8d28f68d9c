//! What is no longer as a run left it, and what is waited for.

use std::sync::Arc;
use std::time::Duration;

use super::scenes;
use super::world::{World, now, people, session, sessions, user};
use crate::app::{Dialog, Event, WaitingFor};
use crate::journal::{
    OpenItem, PastItem, PastPeople, PastPerson, PastRun, PastRuns, RecordRoute, RunId, State,
};
use crate::live::WalkProgress;
use crate::model::{Role, SessionKey, Timestamp, User, UserId};
use crate::operation::{Operation, OutcomeKind, PersonVerdict, Route};

const DONE: OutcomeKind = OutcomeKind::Done;

fn shows(world: &mut World, words: &str) {
    let screen = world.screen(200, 60);
    assert!(screen.contains(words), "{words:?} is missing in\n{screen}");
}

/// The first person of the list, and the same with another state.
fn first(world: &World) -> UserId {
    let key = world.app.list().cursor_key().unwrap();
    key.user
}

fn record(id: UserId, suspended: bool) -> User {
    User {
        suspended: Some(suspended),
        ..user(id.get(), "Ann Agent", "ann@x.example", Role::Agent)
    }
}

/// Zendesk's answer about somebody.
fn answered(world: &mut World, id: UserId, suspended: bool) {
    world.feed(WalkProgress::People {
        asked: vec![id],
        users: vec![record(id, suspended)],
        asked_at: world.now,
    });
}

/// A run that did one thing to somebody, and was all done.
fn past(route: RecordRoute, user: UserId, at: Timestamp) -> PastRun {
    let state = if route == RecordRoute::Lift {
        State::Lifted
    } else {
        State::Suspended
    };
    let item = PastItem {
        request: OpenItem {
            item: 1,
            of: 1,
            route,
            users: vec![user],
            sessions: Vec::new(),
            token: None,
        },
        state: Some(state),
        ended_at: Some(at),
        later: None,
        still_listed: std::collections::BTreeSet::new(),
        contradicted: std::collections::BTreeSet::new(),
        done_since: None,
    };
    PastRun {
        run: RunId::new(at, [1, 2, 3]),
        at,
        os_user: "ada".to_owned(),
        host: "desk".to_owned(),
        route,
        of: 1,
        about: 1,
        reason: None,
        ticket: None,
        is_finished: true,
        items: vec![item],
        people: PastPeople::from_iter([PastPerson::of(user, vec![0])]),
        left: Vec::new(),
        left_owners: Vec::new(),
        left_people: Vec::new(),
        left_tokens: 0,
        left_unnamed: 0,
        left_done_since: 0,
    }
}

fn runs(world: &mut World, runs: Vec<PastRun>) {
    world.press("8");
    world.event(Event::PastRunsRead(Ok(Arc::new(PastRuns {
        runs,
        older: 0,
        damage: None,
    }))));
}

/// A suspension ends no session: whoever lists show that were begun after it is signed in all the same, until
/// they may be.
#[test]
fn whoever_a_past_run_suspended_and_is_signed_in_is_told_of() {
    let mut world = scenes::live();
    let user = {
        let snapshot = world.app.snapshot();
        let slot = snapshot.iter().next().unwrap();
        snapshot.key(slot).unwrap().user
    };
    let before = past(RecordRoute::Suspend, user, now().shifted(-60_000));
    runs(&mut world, vec![before.clone()]);
    world.press("enter");
    let screen = world.screen(120, 40);
    assert!(screen.contains("; 1 person still signed in"), "{screen}");
    assert!(screen.contains("; still signed in with "), "{screen}");
    // No list was begun after the end of this one, however far Zendesk's clock is ahead.
    let after = past(RecordRoute::Suspend, user, now().shifted(60_000));
    let mut ahead = scenes::live();
    ahead.feed(WalkProgress::ServerTime(now().shifted(600_000)));
    runs(&mut ahead, vec![after]);
    assert!(!ahead.screen(120, 40).contains("still signed in"));
    runs(&mut world, vec![before]);
    world.later(120);
    answered(&mut world, user, false);
    let screen = world.screen(120, 40);
    assert!(screen.contains("lifted since"), "{screen}");
    assert!(!screen.contains("still signed in"), "{screen}");
}

#[test]
fn a_record_that_is_no_longer_as_a_run_left_it_is_told_of_a_run_that_was_all_done() {
    let at = now().shifted(-3_600_000);
    for (route, is_suspended, brief, words) in [
        (
            RecordRoute::Suspend,
            false,
            "suspension lifted since: 1 person",
            "suspended 2026-08-20 13:02Z, lifted since by somebody",
        ),
        (
            RecordRoute::Lift,
            true,
            "suspended again since: 1 person",
            "suspension lifted 2026-08-20 13:02Z, suspended again since by somebody",
        ),
    ] {
        let mut world = scenes::live();
        let user = first(&world);
        // As the run left it.
        answered(&mut world, user, !is_suspended);
        runs(&mut world, vec![past(route, user, at)]);
        world.press("enter");
        assert!(!world.screen(200, 60).contains("since"), "{brief}");
        answered(&mut world, user, is_suspended);
        shows(&mut world, brief);
        shows(&mut world, words);
        assert!(!world.screen(200, 60).contains("later run"));
        world.press("shift-k");
        shows(&mut world, "did everything that was confirmed; ");
        assert!(world.app.dialog().is_some());
        // The page of the person says it as well.
        world.press("down enter");
        world.press("p");
    }
}

#[test]
fn what_a_later_run_changed_again_is_told_as_its_doing() {
    let at = now().shifted(-3_600_000);
    let mut world = scenes::live();
    let user = first(&world);
    answered(&mut world, user, false);
    let later = past(RecordRoute::Lift, user, at.shifted(60_000));
    runs(
        &mut world,
        vec![later, past(RecordRoute::Suspend, user, at)],
    );
    world.press("down enter");
    shows(&mut world, "lifted since by a later run");
}

#[test]
fn a_report_tells_whose_record_is_no_longer_as_it_was_left() {
    let mut world = scenes::live();
    let user = first(&world);
    answered(&mut world, user, false);
    world.press("shift-s s u s p e n d enter");
    world.finish([DONE.into()]);
    answered(&mut world, user, true);
    let before = world.screen(200, 60);
    assert!(!before.contains("since"), "{before}");
    // A record of the first minute may be one of before.
    world.later(30);
    answered(&mut world, user, false);
    assert!(!world.screen(200, 60).contains("suspended since"));
    world.later(60);
    answered(&mut world, user, false);
    shows(
        &mut world,
        "Ann Agent: suspended 14:02:30Z, lifted since by somebody",
    );
    shows(
        &mut world,
        "lifted since by somebody; before that: suspended",
    );
    assert!(!world.app.runs().report().unwrap().is_all_as_wished());
    world.later(1);
    answered(&mut world, user, true);
    assert!(!world.screen(200, 60).contains("before that"));
}

/// A run that signed somebody out, of whom no list shows a session, ten minutes ago.
fn unwatched() -> (World, UserId) {
    unwatched_by("down space shift-k e n d enter")
}

/// The same, by a run that these keys review and confirm.
fn unwatched_by(keys: &str) -> (World, UserId) {
    let mut world = scenes::live();
    world.press(keys);
    let all = world.app.runs().run().map_or(0, |run| run.items.len());
    world.finish(std::iter::repeat_n(DONE.into(), all));
    let items = &world.app.runs().report().unwrap().report.items;
    let key = items[0].target.session().unwrap();
    let mut left = sessions(312, 90);
    left.retain(|session| session.key.user != key.user);
    world.later(5);
    world.walk(left, people(90));
    world.prove();
    world.later(605);
    (world, key.user)
}

/// A look after the last run shows that its person signed in again.
fn came_back(world: &mut World, key: SessionKey) {
    came_back_with(world, vec![key]);
}

/// The same, with these sessions.
fn came_back_with(world: &mut World, sessions: Vec<SessionKey>) {
    let view = world.app.runs().report().unwrap();
    let (run, mut people) = (view.report.run.clone(), view.people.clone());
    people[0].verdict = PersonVerdict::SignedInAgain {
        sessions,
        at: world.now,
    };
    let verdicts = vec![None; view.verdicts.len()];
    world.event(Event::Proved {
        run,
        verdicts,
        people,
        left: Vec::new(),
        is_over: true,
    });
}

#[test]
fn whoever_comes_back_after_the_watching_is_offered_as_long_as_they_are_listed() {
    let (mut world, user) = unwatched();
    assert!(world.app.runs().watches().until().is_none());
    world.press("esc shift-b");
    shows(
        &mut world,
        "the watching is over, and nobody back is listed",
    );
    assert!(world.app.dialog().is_none());
    let mut all = sessions(312, 90);
    all.retain(|session| session.key.user != user);
    let back = session(user.get(), 99, -400, 0);
    let key = back.key;
    all.push(back);
    world.later(30);
    came_back(&mut world, key);
    world.walk(all, people(90));
    shows(&mut world, "1 CAME BACK");
    world.press("shift-b");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review\n{}", world.screen(200, 60));
    };
    assert_eq!(review.people(), [user]);
    world.press("esc");
    let mut left = sessions(312, 90);
    left.retain(|session| session.key.user != user);
    world.later(30);
    world.walk(left, people(90));
    world.press("shift-b");
    shows(
        &mut world,
        "the watching is over, and nobody back is listed",
    );
}

/// Whoever was to be signed out of everything is so again, and people are what is counted.
#[test]
fn whoever_comes_back_is_ended_as_they_were_ended_before() {
    for (keys, route, sessions_of_review) in [
        ("down space shift-k e n d enter", Route::Exact, 2),
        ("down shift-x 4 enter", Route::User, 2),
    ] {
        let (mut world, user) = unwatched_by(keys);
        let mut all = sessions(312, 90);
        all.retain(|session| session.key.user != user);
        let back = [99, 98].map(|number| session(user.get(), number, -400, 0));
        let keys = back.iter().map(|session| session.key).collect();
        all.extend(back);
        world.later(30);
        came_back_with(&mut world, keys);
        world.walk(all, people(90));
        shows(&mut world, "1 CAME BACK");
        world.press("esc shift-b");
        let Some(Dialog::Review(review)) = world.app.dialog() else {
            panic!("no review\n{}", world.screen(200, 60));
        };
        assert_eq!(review.people(), [user]);
        assert_eq!(review.plan.operation(), Operation::End(route));
        assert_eq!(review.plan.count(), sessions_of_review);
    }
}

#[test]
fn a_reading_says_what_it_waits_for_and_how_long() {
    let mut world = scenes::live();
    world.answers = false;
    world.press("down space space shift-k");
    let waits = |world: &mut World| {
        world.event(Event::Waits {
            which: WaitingFor::Dialog,
            why: "the account's requests are used up (429)".to_owned(),
            left: Duration::from_secs(20),
        });
    };
    let words = "waits 20s: the account's requests are used up (429)";
    shows(&mut world, "reading 2 people…");
    assert!(!world.screen(200, 60).contains("waits"));
    waits(&mut world);
    shows(&mut world, &format!("reading 2 people… {words}"));
    world.later(3);
    assert!(!world.screen(200, 60).contains("waits"), "it is over");
    world.press("esc shift-o");
    waits(&mut world);
    shows(
        &mut world,
        &format!("reading the tokens of the account… {words}"),
    );
}

/// A failure is told once, with its advice.
#[test]
fn a_walk_that_broke_off_is_one_line_of_the_news() {
    let mut world = scenes::stale();
    world.press("e");
    let screen = world.screen(200, 60);
    let lines = screen.lines().filter(|line| line.contains("503"));
    assert_eq!(lines.count(), 1, "{screen}");
}
