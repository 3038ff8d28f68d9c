//! Runs while they go on, and the list after them: who came back, and where the cursor is.

use super::super::scenes;
use super::super::world::{World, people, session, sessions};
use super::{line, marked};
use crate::app::Dialog;
use crate::live::WalkProgress;
use crate::operation::OutcomeKind;

/// Ends the session in the last row, of which every request is done.
fn end_the_last(world: &mut World) {
    world.press("shift-g shift-k");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("{}", world.screen(120, 40));
    };
    let expects = review.plan.challenge().expects();
    let keys: Vec<String> = expects.chars().map(String::from).collect();
    world.later(2);
    world.press(&format!("{} enter", keys.join(" ")));
    world.finish([OutcomeKind::Done.into()]);
    world.press("esc");
}

/// Several people may be signed out one after the other: each is watched to the end of their own time,
/// and whoever came back stays told until they are ended again.
#[test]
fn a_newer_run_ends_no_watch_and_forgets_nobody_who_came_back() {
    let mut world = scenes::named("report");
    world.press("esc shift-u");
    world.later(30);
    end_the_last(&mut world);
    world.later(30);
    let mut all = sessions(312, 90);
    all.push(session(all[0].key.user.get(), 36_009_999_999, -25, 0));
    world.feed(WalkProgress::ServerTime(world.now));
    world.walk(all.clone(), people(90));
    line(&world.screen(120, 40), "1 CAME BACK");
    world.press("esc shift-u");
    end_the_last(&mut world);
    line(&world.screen(120, 40), "1 CAME BACK");
    world.later(11 * 60);
    world.walk(all, people(90));
    line(&world.screen(120, 40), "1 CAME BACK");
    world.walk(sessions(312, 90), people(90));
    let screen = world.screen(120, 40);
    assert!(!screen.contains("CAME BACK"), "they signed out: {screen}");
}

#[test]
fn a_run_says_how_fast_it_is_and_what_comes_next() {
    let mut world = marked(3);
    world.press("shift-k 3 enter");
    world.outcomes([OutcomeKind::Done.into()]);
    world.later(6);
    let screen = world.screen(80, 24);
    line(&screen, "10 sessions a minute");
    line(&screen, "about 12s left");
    line(&screen, "then proof: ");
    world.finish(std::iter::repeat_n(OutcomeKind::Done.into(), 3));
    let screen = world.screen(80, 24);
    let first = line(&screen, "proof: ").to_owned();
    world.later(1);
    assert_ne!(line(&world.screen(80, 24), "proof: "), first);
    world.later(60);
    line(&world.screen(80, 24), "proof: longer than expected");
}

#[test]
fn after_a_run_the_cursor_is_on_the_person_acted_on_or_on_nobody() {
    // One of four sessions of the person under the cursor, then all that are left.
    let mut world = scenes::live();
    world.press("down down");
    let user = world.app.list().cursor_key().unwrap().user;
    let mut left = sessions(312, 90);
    for keys in ["shift-k e n d enter", "shift-x 3 enter"] {
        // A row that just came under the cursor is not acted on for a moment.
        world.later(2);
        world.press(keys);
        let run = world.app.runs().run().unwrap();
        let ended: Vec<_> = run
            .items
            .iter()
            .filter_map(|item| item.target.session())
            .collect();
        world.finish(std::iter::repeat_n(OutcomeKind::Done.into(), ended.len()));
        left.retain(|session| !ended.contains(&session.key));
        world.press("esc");
        world.later(60);
        world.walk(left.clone(), people(90));
        let under = world.app.list().cursor_key().map(|key| key.user);
        let is_there = left.iter().any(|session| session.key.user == user);
        assert_eq!(under, is_there.then_some(user));
    }
    world.press("shift-k");
    assert!(world.app.dialog().is_none(), "nobody is under the cursor");
    world.press("down");
    assert!(world.app.list().cursor_key().is_some());
}

/// Whom somebody types a filter for is a fresh choice, also after a run that left the cursor on nobody.
#[test]
fn a_typed_filter_puts_the_cursor_on_the_first_match_after_a_run_too() {
    for is_after_a_run in [false, true] {
        let mut world = scenes::live();
        world.press("down down down");
        let left = if is_after_a_run {
            let user = world.app.list().cursor_key().unwrap().user;
            world.press("shift-x");
            let Some(Dialog::Review(review)) = world.app.dialog() else {
                panic!("no review");
            };
            let challenge = review.plan.challenge().expects();
            let typed: Vec<String> = challenge.chars().map(|sign| sign.to_string()).collect();
            world.press(&format!("{} enter", typed.join(" ")));
            let items = world.app.runs().run().unwrap().items.len();
            world.finish(std::iter::repeat_n(OutcomeKind::Done.into(), items));
            world.press("esc");
            let mut left = sessions(312, 90);
            left.retain(|session| session.key.user != user);
            left
        } else {
            sessions(312, 90)
        };
        world.later(60);
        world.walk(left, people(90));
        assert_eq!(world.app.list().cursor_key().is_none(), is_after_a_run);
        world.press("/ r o l e : a g e n t enter");
        let list = world.app.list();
        let first = list
            .slots()
            .first()
            .and_then(|slot| list.snapshot().key(*slot));
        assert!(first.is_some());
        assert_eq!(list.cursor_key(), first, "after a run: {is_after_a_run}");
    }
}

/// What is said at the end of a run is what was answered: whether it was done, only lists show.
#[test]
fn the_end_of_a_run_claims_no_more_than_was_answered() {
    let mut world = scenes::live();
    world.press("down down shift-k e n d enter");
    world.finish([OutcomeKind::Done.into()]);
    world.press("esc 9");
    let screen = world.screen(120, 40);
    assert!(
        screen.contains(": 1 session accepted for ending"),
        "{screen}"
    );
    assert!(!screen.contains("session ended"), "{screen}");
}
