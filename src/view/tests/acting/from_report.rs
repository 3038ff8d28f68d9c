//! What is done next from a report: its keys act on the people in it.

use std::collections::BTreeSet;

use super::super::world::World;
use super::{line, marked, reported};
use crate::app::Dialog;
use crate::model::UserId;
use crate::operation::OutcomeKind;

/// The people of the run in the report on top, by its order.
fn reported_people(world: &World) -> Vec<UserId> {
    world.app.runs().report().unwrap().users()
}

#[test]
fn a_report_acts_on_the_person_under_the_cursor_or_on_those_who_are_marked() {
    let people = reported_people(&reported());
    assert_eq!(people.len(), 3);
    for (mark, chosen) in [
        ("", vec![people[0]]),
        ("down", vec![people[1]]),
        ("space down space", vec![people[0], people[2]]),
        ("a", people.clone()),
    ] {
        // Some of them are suspended already.
        let is_of_one = chosen == [people[0]];
        for key in ["shift-k", "shift-x", "shift-s"] {
            if key == "shift-s" && !is_of_one {
                continue;
            }
            let mut world = reported();
            world.later(5);
            world.press(mark);
            world.press(key);
            let Some(Dialog::Review(review)) = world.app.dialog() else {
                panic!("{key} opens no review");
            };
            let about: BTreeSet<_> = review.people().into_iter().collect();
            let chosen: BTreeSet<_> = chosen.iter().copied().collect();
            assert_eq!(about, chosen, "{mark} {key}");
            world.press("esc");
            assert!(matches!(world.app.dialog(), Some(Dialog::Report(_))));
        }
        let mut world = reported();
        world.press(mark);
        world.press("shift-o");
        let Some(Dialog::Tokens(view)) = world.app.dialog() else {
            panic!("no tokens are shown");
        };
        let about: BTreeSet<_> = view.people.iter().copied().collect();
        assert_eq!(about, chosen.into_iter().collect(), "{mark}");
    }
}

#[test]
fn the_hints_of_a_report_say_whom_its_keys_are_about() {
    let mut world = reported();
    let name = |world: &World, at: usize| {
        let item = &world.app.runs().report().unwrap().report.items[at];
        item.target.name().unwrap().as_str().to_owned()
    };
    let screen = world.screen(120, 40);
    line(&screen, &format!("{}: K end", name(&world, 2)));
    world.press("down");
    let screen = world.screen(120, 40);
    line(&screen, &format!("{}: K end", name(&world, 0)));
    world.press("a");
    line(&world.screen(120, 40), "3 people: K end");
}

#[test]
fn one_key_reviews_what_was_not_done_and_nothing_else() {
    let mut world = reported();
    let open = world.app.runs().report().unwrap().report.items[2]
        .target
        .session();
    line(&world.screen(120, 40), "r again");
    world.later(5);
    world.press("r");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review is open");
    };
    let sessions: Vec<_> = review.plan.sessions().map(|it| Some(it.key)).collect();
    assert_eq!(sessions, [open]);
    let mut world = marked(1);
    world.press("shift-k e n d enter");
    world.finish([OutcomeKind::Done.into()]);
    let screen = world.screen(120, 40);
    assert!(!screen.contains("r again"), "all was done\n{screen}");
}
