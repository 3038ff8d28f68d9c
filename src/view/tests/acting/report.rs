//! Reports: what they are titled, whom they list, and what they say of each.

use super::super::world::{World, failure, people, sessions, setup};
use super::{SIZES, line, marked, reported};
use crate::app::Effect;
use crate::model::Timestamp;
use crate::operation::{Outcome, OutcomeKind};
use crate::query::Zone;

#[test]
fn a_report_is_titled_by_what_was_done_and_shows_every_message_whole() {
    let mut world = marked(3);
    world.press("shift-k 3 enter");
    let failed = Outcome::because(OutcomeKind::Failed, failure());
    world.finish([OutcomeKind::Done.into(), OutcomeKind::Done.into(), failed]);
    let screen = world.screen(60, 50);
    line(&screen, "─ Ended 2 of 3 sessions of 3 people");
    let end = "/api/v2/sessions)";
    assert!(!screen.contains(end), "there is no room for it\n{screen}");
    // What is not done comes first.
    world.press("enter");
    line(&world.screen(60, 50), end);
    world.press("enter");
    assert!(!world.screen(60, 50).contains(end));
    for (key, is) in [
        (
            "y",
            (|effect| matches!(effect, Effect::CopyReport)) as fn(&Effect) -> bool,
        ),
        ("ctrl-s", |effect| matches!(effect, Effect::SaveReport)),
    ] {
        world.press(key);
        assert!(world.effects().iter().any(is), "{key}");
    }
}

#[test]
fn the_list_of_a_report_is_by_person_and_name_first_at_every_size() {
    let mut world = reported();
    for (width, height) in SIZES {
        let screen = world.screen(width, height);
        for item in &world.app.runs().report().unwrap().report.items {
            let name: String = item
                .target
                .name()
                .unwrap()
                .as_str()
                .chars()
                .take(6)
                .collect();
            let is_theirs = |row: &&str| {
                row.split_once("▸ ")
                    .is_some_and(|(_, row)| row.contains(&name))
            };
            let row = screen.lines().find(is_theirs);
            let row = row.unwrap_or_else(|| panic!("{name} is missing in\n{screen}"));
            assert!(!row.contains(" since "), "{row}");
            let id = item.target.user().to_string();
            let is_whole = |email: &crate::model::SafeText| row.contains(email.as_str());
            assert!(
                row.contains(&id) || item.target.email().is_some_and(is_whole),
                "{width}x{height}: {row}"
            );
        }
        assert!(!screen.contains("STATE"), "{screen}");
    }
}

#[test]
fn the_title_of_a_report_says_what_was_seen_and_not_what_was_answered() {
    // Zendesk says that it ended all of them, and they are still listed.
    let mut world = marked(2);
    world.press("shift-k 2 enter");
    world.finish([OutcomeKind::Done.into(), OutcomeKind::Done.into()]);
    line(&world.screen(120, 40), "─ Ended 2 sessions of 2 people");
    world.later(5);
    world.walk(sessions(312, 90), people(90));
    world.prove();
    let screen = world.screen(120, 40);
    line(&screen, "─ Still signed in: 2 people");
    assert!(!screen.contains("Signed 2 people out"), "{screen}");
    // No answer came back, and they are gone.
    let mut world = marked(2);
    world.press("shift-k 2 enter");
    world.finish([OutcomeKind::Unknown.into(), OutcomeKind::Unknown.into()]);
    line(&world.screen(120, 40), "─ Signed nobody out");
    let ended = world.app.runs().report().unwrap().report.items.iter();
    let ended: Vec<_> = ended.filter_map(|item| item.target.session()).collect();
    let mut left = sessions(312, 90);
    left.retain(|session| !ended.contains(&session.key));
    world.later(5);
    world.walk(left, people(90));
    world.prove();
    line(
        &world.screen(120, 40),
        "─ Signed 2 people out of 2 sessions",
    );
}

#[test]
fn a_title_counts_only_those_as_signed_out_whom_a_list_shows_so() {
    // Of three one is still listed although Zendesk says it ended it, one failed, one was not begun.
    let mut world = marked(3);
    world.press("shift-k 3 enter");
    world.finish([
        OutcomeKind::Done.into(),
        OutcomeKind::Failed.into(),
        OutcomeKind::NotAttempted.into(),
    ]);
    world.later(5);
    world.walk(sessions(312, 90), people(90));
    world.prove();
    let screen = world.screen(120, 40);
    line(&screen, "Signed none of 3 people out, 1 still signed in");
}

#[test]
fn whom_a_run_left_out_is_in_its_report() {
    // Somebody of the five is suspended already, and somebody is deleted.
    let mut world = marked(5);
    world.press("shift-s 3 enter");
    world.finish(std::iter::repeat_n(OutcomeKind::Done.into(), 3));
    let screen = world.screen(120, 40);
    line(&screen, "already suspended: Grace Hopper");
    line(&screen, "deleted: Annabel");
}

#[test]
fn nobody_is_named_in_a_report_while_people_are_masked() {
    let mut world = marked(1);
    world.press("shift-k e n d enter");
    let name = world.app.runs().run().unwrap().items[0]
        .target
        .name()
        .unwrap()
        .clone();
    world.finish([OutcomeKind::Done.into()]);
    let title = line(&world.screen(120, 40), "─ Ended 1 session of ").to_owned();
    assert!(title.contains(name.as_str()), "{title}");
    world.press("esc shift-p shift-r");
    let screen = world.screen(120, 40);
    let dialog: Vec<&str> = screen
        .lines()
        .skip_while(|line| !line.contains('┌'))
        .collect();
    line(&screen, "─ Ended 1 session of Person ");
    for row in dialog {
        assert!(!row.contains(name.as_str()), "{screen}");
    }
}

#[test]
fn times_in_a_report_are_local_and_say_so() {
    let mut setup = setup();
    setup.zone = Zone::new(|civil| Timestamp::from_seconds(civil.and_utc().timestamp() - 2 * 3600));
    let mut world = World::live(setup, 312, 90);
    world.resize(80, 24);
    world.press("down space shift-k e n d enter");
    world.finish([OutcomeKind::Done.into()]);
    let ended = world.app.runs().report().unwrap().report.items[0]
        .target
        .session();
    let mut left = sessions(312, 90);
    left.retain(|session| Some(session.key) != ended);
    world.later(5);
    world.walk(left, people(90));
    world.prove();
    let screen = world.screen(120, 40);
    line(&screen, "Over at 16:02:30+02:00,");
    let row = line(&screen, "▾ ");
    assert!(row.contains(" at 16:02:35+02:00"), "{row}");
    let mut world = reported();
    line(&world.screen(120, 40), "Over at 14:02:30Z,");
}
