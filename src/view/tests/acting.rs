//! Reviews, runs and reports as a person meets them: people by name at every size, a ticket and a
//! reason on the way, and where the cursor is afterwards.

use std::collections::BTreeSet;

use super::scenes;
use super::world::{ME, World, failure, people, sessions, setup, user};
use crate::app::{Dialog, Effect, Setup};
use crate::live::WalkProgress;
use crate::model::{Role, UserId};
use crate::operation::{Guardrails, Outcome, OutcomeKind, Reason};
use crate::query::Zone;
use crate::zendesk::{AuthKind, Standing};

const SIZES: [(u16, u16); 4] = [(60, 50), (80, 24), (120, 40), (200, 60)];

/// The list with some sessions marked.
fn marked(count: usize) -> World {
    let mut world = scenes::live();
    world.press(&format!("down {}", "space ".repeat(count)));
    world
}

/// The line of a review with a text.
fn line<'a>(screen: &'a str, text: &str) -> &'a str {
    let found = screen.lines().find(|line| line.contains(text));
    found.unwrap_or_else(|| panic!("{text:?} is missing in\n{screen}"))
}

#[test]
fn everybody_in_a_review_has_a_name_and_an_address_or_a_number_at_every_size() {
    let mut world = marked(5);
    world.press("shift-k");
    for (width, height) in SIZES {
        let screen = world.screen(width, height);
        let Some(Dialog::Review(review)) = world.app.dialog() else {
            panic!("no review is open");
        };
        for target in review.plan.targets() {
            let name: String = target.name().unwrap().as_str().chars().take(6).collect();
            let row = line(&screen, &format!("▾ {name}"));
            let id = target.user().to_string();
            let is_told = match target.email() {
                Some(email) => row.contains(&email.as_str()[..4]) && row.contains(".example"),
                None => row.contains(&id),
            };
            assert!(is_told, "{width}x{height}: {row}");
        }
    }
}

#[test]
fn namesakes_have_an_address_and_a_number_in_the_narrowest_review() {
    let mut world = World::live(setup(), 0, 0);
    let mut two = people(9);
    two.retain(|user| [0, 8].contains(&(user.id.get() % 100)));
    assert_eq!(two[0].name, two[1].name, "two of one name");
    let ids: Vec<String> = two.iter().map(|user| user.id.to_string()).collect();
    let theirs = [&two[0], &two[1]].map(|user| {
        let number = 36_001_882_100 + user.id.get() % 100;
        super::world::session(user.id.get(), number, 500, 20)
    });
    world.walk(theirs.to_vec(), two);
    world.resize(60, 50);
    world.press("a shift-k f4");
    let screen = world.screen(60, 50);
    for id in ids {
        assert!(
            line(&screen, &format!(" {id} ")).contains("mple "),
            "{screen}"
        );
    }
}

#[test]
fn people_come_first_and_their_ids_are_unfolded_and_folded() {
    let mut world = scenes::live();
    world.press("down shift-x");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review is open");
    };
    let target = review.plan.sessions().next().unwrap();
    let name = target.name.clone().unwrap();
    let (user, session) = (format!("user {}", target.key.user), target.key.session);
    let screen = world.screen(120, 40);
    line(&screen, &format!("─ Sign {name} out of 4 sessions?"));
    line(&screen, "● everything of theirs");
    line(&screen, &format!("▾ {name}"));
    line(&screen, &user);
    line(&screen, &format!("{session} since"));
    world.press("left");
    let screen = world.screen(120, 40);
    line(&screen, &format!("▸ {name}"));
    assert!(!screen.contains(&user), "{screen}");
    world.press("right");
    line(&world.screen(120, 40), &user);
}

/// The number of people in the review on top who are unfolded.
fn unfolded(screen: &str) -> usize {
    screen.matches("▾ ").count()
}

#[test]
fn a_cursor_goes_over_the_people_of_every_review_and_unfolds_one_of_them() {
    for (keys, kind) in [
        ("down space space space shift-k", "end"),
        ("down space space space shift-s", "suspend"),
    ] {
        let mut world = scenes::live();
        world.press(keys);
        let Some(Dialog::Review(review)) = world.app.dialog() else {
            panic!("no review is open");
        };
        let people = review.people();
        assert!(people.len() > 1, "{kind}");
        if kind == "end" {
            let all = people.len();
            assert_eq!(
                unfolded(&world.screen(120, 40)),
                all,
                "sessions were chosen"
            );
            world.press("f4");
        }
        assert_eq!(unfolded(&world.screen(120, 40)), 0, "{kind}");
        world.press("down right");
        let buffer = world.frame(120, 40);
        let screen = super::world::text(&buffer);
        assert_eq!(unfolded(&screen), 1, "{screen}");
        line(&screen, &format!("user {}", people[1]));
        // The row under the cursor looks like the cursor of every list.
        let at = screen.lines().position(|line| line.contains("▾ ")).unwrap();
        let cursor = world.scene().theme.cursor;
        let cell = &buffer[(30, u16::try_from(at).unwrap())];
        assert_eq!(cell.style().bg, cursor.bg.or(cell.style().bg), "{kind}");
        assert!(cell.modifier.contains(cursor.add_modifier), "{kind}");
        world.press("left f4");
        assert_eq!(unfolded(&world.screen(120, 40)), people.len(), "{kind}");
        world.press("left");
        assert_eq!(unfolded(&world.screen(120, 40)), people.len() - 1, "{kind}");
        world.press("f4 f4");
        assert_eq!(unfolded(&world.screen(120, 40)), 0, "{kind}");
    }
}

#[test]
fn rows_of_sessions_end_alone_and_everything_of_theirs_is_one_key_away() {
    let mut world = marked(2);
    world.press("shift-k");
    line(&world.screen(120, 40), "● only these 2 sessions");
    world.press("2 f3");
    let screen = world.screen(120, 40);
    line(&screen, "● everything of theirs");
    line(&screen, "beyond the choice (marked +)");
    line(&screen, "type 8 and Enter");
    assert!(!screen.contains("Enter: 2"), "what was typed is gone");
    for key in ["f3", "f3"] {
        world.press(key);
    }
    line(&world.screen(120, 40), "type 2 and Enter");
}

/// Ends the session in the last row, of which every request is done.
fn end_the_last(world: &mut World) {
    world.press("shift-g shift-k");
    let Some(crate::app::Dialog::Review(review)) = world.app.dialog() else {
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
    let mut all = super::world::sessions(312, 90);
    all.push(super::world::session(
        all[0].key.user.get(),
        36_009_999_999,
        -25,
        0,
    ));
    world.feed(crate::live::WalkProgress::ServerTime(world.now));
    world.walk(all.clone(), super::world::people(90));
    line(&world.screen(120, 40), "1 CAME BACK");
    world.press("esc shift-u");
    end_the_last(&mut world);
    line(&world.screen(120, 40), "1 CAME BACK");
    world.later(11 * 60);
    world.walk(all, super::world::people(90));
    line(&world.screen(120, 40), "1 CAME BACK");
    world.walk(super::world::sessions(312, 90), super::world::people(90));
    let screen = world.screen(120, 40);
    assert!(!screen.contains("CAME BACK"), "they signed out: {screen}");
}

#[test]
fn what_went_while_a_review_is_open_is_told_once() {
    let mut world = marked(3);
    world.press("shift-k");
    let gone = *world.app.marks().sorted().first().unwrap();
    let mut left = super::world::sessions(312, 90);
    left.retain(|session| session.key != gone);
    world.walk(left, super::world::people(90));
    world.press("f3");
    let screen = world.screen(120, 40);
    line(&screen, "1 session is gone");
    assert!(!screen.contains("is gone already"), "{screen}");
}

#[test]
fn a_ticket_and_a_reason_go_with_the_run_and_confirm_nothing() {
    let mut world = marked(2);
    world.press("shift-k");
    line(&world.screen(80, 24), "no ticket and no reason yet");
    world.press("tab i n c minus 2 enter l e f t enter");
    let given = line(&world.screen(80, 24), "Ticket: ").to_owned();
    assert!(
        given.contains("inc-2") && given.contains("Reason: left"),
        "{given}"
    );
    let executed = |world: &World| {
        let effects = world.effects().iter();
        effects.clone().find_map(|effect| match effect {
            Effect::Execute(_, reason) => Some(reason.clone()),
            _ => None,
        })
    };
    assert_eq!(executed(&world), None);
    world.press("2 enter");
    assert_eq!(executed(&world), None, "it was typed on without a pause");
    world.later(2);
    world.press("2 enter");
    let reason = Reason {
        text: Some("left".to_owned()),
        ticket: Some("inc-2".to_owned()),
    };
    assert_eq!(executed(&world), Some(reason));
}

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
    world.press("end enter");
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

/// A report on three people, of whom one was not signed out.
fn reported() -> World {
    let mut world = marked(3);
    world.press("shift-k 3 enter");
    let failed = Outcome::because(OutcomeKind::Failed, failure());
    world.finish([OutcomeKind::Done.into(), OutcomeKind::Done.into(), failed]);
    world
}

/// The people of the run in the report on top, by its order.
fn reported_people(world: &World) -> Vec<UserId> {
    world.app.report().unwrap().users()
}

#[test]
fn the_list_of_a_report_is_by_person_and_name_first_at_every_size() {
    let mut world = reported();
    for (width, height) in SIZES {
        let screen = world.screen(width, height);
        for item in &world.app.report().unwrap().report.items {
            let name: String = item
                .target
                .name()
                .unwrap()
                .as_str()
                .chars()
                .take(6)
                .collect();
            let is_theirs = |row: &&str| row.contains("▸ ") && row.contains(&name);
            let row = screen.lines().find(is_theirs);
            let row = row.unwrap_or_else(|| panic!("{name} is missing in\n{screen}"));
            assert!(!row.contains(" since "), "{row}");
        }
        assert!(!screen.contains("STATE"), "{screen}");
    }
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
        let is_of_one = chosen == [people[1]];
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
        let item = &world.app.report().unwrap().report.items[at];
        item.target.name().unwrap().as_str().to_owned()
    };
    let screen = world.screen(120, 40);
    line(&screen, &format!("{}: K end", name(&world, 0)));
    world.press("down");
    let screen = world.screen(120, 40);
    line(&screen, &format!("{}: K end", name(&world, 1)));
    world.press("a");
    line(&world.screen(120, 40), "3 people: K end");
}

/// The review of one's own sessions, of whom there are two.
fn own() -> World {
    own_as(Role::Admin)
}

/// The same, where oneself has this role.
fn own_as(role: Role) -> World {
    let mut world = World::new(Setup {
        guardrails: Guardrails {
            own_user: UserId::new(ME),
            ..setup().guardrails
        },
        ..setup()
    });
    world.resize(120, 40);
    let me = user(ME, "Amy", "amy@acme.example", role);
    world.feed(WalkProgress::Identified(me.clone()));
    world.feed(WalkProgress::Standing(Some(Standing {
        kind: AuthKind::OAuth,
        may_write: Some(true),
        may_return: false,
        ends_at: None,
    })));
    let sessions = [4711, 4712].map(|number| super::world::session(ME, number, 4_000, 40));
    world.walk(sessions.to_vec(), vec![me]);
    world.later(2);
    world.press(": m i n e enter");
    world
}

/// Only an admin may sign out a hundred people with one request.
#[test]
fn whoever_sees_only_their_own_is_offered_no_route_of_admins() {
    let mut world = own_as(Role::Agent);
    for _ in 0..3 {
        let screen = world.screen(120, 40);
        line(&screen, "● ");
        assert!(!screen.contains("100 at once"), "{screen}");
        world.press("f3");
    }
}

#[test]
fn what_is_done_to_oneself_is_never_said_of_others() {
    let mut world = own();
    let mut screens = vec![world.screen(120, 40), world.screen(60, 50)];
    line(&screens[0], "End 2 sessions of your own?");
    line(&screens[0], "newer sign-ins of yours stay");
    line(&screens[0], "You can sign in again");
    world.press("f3");
    screens.push(world.screen(120, 40));
    line(&screens[2], "everything of yours");
    world.press("f3 f3");
    world.press("a m y @ a c m e . e x a m p l e enter");
    world.finish([OutcomeKind::Done.into(), OutcomeKind::Done.into()]);
    let screen = world.screen(120, 40);
    line(&screen, "─ Ended 2 of your own sessions");
    line(&screen, "you can sign in again");
    screens.push(screen);
    for screen in screens {
        let words = screen.to_lowercase();
        for of_others in ["theirs", "they can", "the person can"] {
            assert!(!words.contains(of_others), "{of_others}\n{screen}");
        }
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
    let ended = world.app.report().unwrap().report.items.iter();
    let ended: Vec<_> = ended.filter_map(|item| item.target.session()).collect();
    let mut left = sessions(312, 90);
    left.retain(|session| !ended.contains(&session.key));
    world.later(5);
    world.walk(left, people(90));
    world.prove();
    line(&world.screen(120, 40), "─ Signed 2 people out, 2 sessions");
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
    line(&screen, "0 people of 3 seen signed out, 1 still signed in");
}

#[test]
fn whom_a_run_left_out_is_in_its_report() {
    // Somebody of the five is suspended already, and somebody is deleted.
    let mut world = marked(5);
    world.press("shift-s 3 enter");
    world.finish(std::iter::repeat_n(OutcomeKind::Done.into(), 3));
    let screen = world.screen(120, 40);
    line(&screen, "kept, already suspended: Grace Hopper");
    line(&screen, "kept, deleted: Annabel");
}

#[test]
fn nobody_is_named_in_a_report_while_people_are_masked() {
    let mut world = marked(1);
    world.press("shift-k e n d enter");
    let name = world.app.run().unwrap().items[0]
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
    setup.zone = Zone::new(|civil| {
        crate::model::Timestamp::from_seconds(civil.and_utc().timestamp() - 2 * 3600)
    });
    let mut world = World::live(setup, 312, 90);
    world.resize(80, 24);
    world.press("down space shift-k e n d enter");
    world.finish([OutcomeKind::Done.into()]);
    let ended = world.app.report().unwrap().report.items[0].target.session();
    let mut left = sessions(312, 90);
    left.retain(|session| Some(session.key) != ended);
    world.later(5);
    world.walk(left, people(90));
    world.prove();
    let screen = world.screen(120, 40);
    line(&screen, " to 16:02:30+02:00,");
    let row = line(&screen, "▾ ");
    assert!(row.contains(" at 16:02:35+02:00"), "{row}");
    let mut world = reported();
    line(&world.screen(120, 40), " to 14:02:30Z,");
}

#[test]
fn one_key_reviews_what_was_not_done_and_nothing_else() {
    let mut world = reported();
    let open = world.app.report().unwrap().report.items[2].target.session();
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

#[test]
fn a_run_says_how_fast_it_is_and_what_comes_next() {
    let mut world = marked(3);
    world.press("shift-k 3 enter");
    world.outcomes([OutcomeKind::Done.into()]);
    world.later(6);
    let screen = world.screen(80, 24);
    line(&screen, "10 a minute");
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
        let run = world.app.run().unwrap();
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
