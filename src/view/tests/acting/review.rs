//! Reviews: people first, with a name and an address, and a ticket and a reason on the way.

use super::super::scenes;
use super::super::world::{World, people, session, sessions, setup, text};
use super::{SIZES, line, marked};
use crate::app::{Dialog, Effect};
use crate::operation::{OutcomeKind, Reason};

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
            let is_told = row.contains(&id)
                || target
                    .email()
                    .is_some_and(|email| row.contains(email.as_str()));
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
        session(user.id.get(), number, 500, 20)
    });
    world.walk(theirs.to_vec(), two);
    world.resize(60, 50);
    world.press("a shift-k f4");
    let screen = world.screen(60, 50);
    for id in ids {
        assert!(line(&screen, &format!(" {id} ")).contains("@…"), "{screen}");
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
    let (user, session) = (target.key.user.to_string(), target.key.session);
    let screen = world.screen(120, 40);
    line(&screen, &format!("─ Sign {name} out of 4 sessions?"));
    line(&screen, "● everything of theirs");
    line(&screen, &format!("▾ {name}"));
    // The number is said once, in the row of the person.
    let dialog = screen.lines().filter(|line| line.starts_with('│'));
    let theirs = dialog.filter(|line| line.contains(&user));
    assert_eq!(theirs.count(), 1, "{screen}");
    line(&screen, &format!("{session} since"));
    world.press("left");
    let screen = world.screen(120, 40);
    line(&screen, &format!("▸ {name}"));
    assert!(!screen.contains(&format!("{session} since")), "{screen}");
    world.press("right");
    line(&world.screen(120, 40), &format!("{session} since"));
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
        let screen = text(&buffer);
        // A suspension has nothing below somebody that their row does not say.
        let has_ids = kind == "end";
        assert_eq!(unfolded(&screen), usize::from(has_ids), "{screen}");
        // The row under the cursor looks like the cursor of every list.
        let row = if has_ids {
            "▾ "
        } else {
            "│   山田太郎 "
        };
        let at = screen.lines().position(|line| line.contains(row));
        let at = at.unwrap_or_else(|| panic!("{screen}"));
        let cursor = world.scene().theme.cursor;
        let cell = &buffer[(30, u16::try_from(at).unwrap())];
        assert_eq!(cell.style().bg, cursor.bg.or(cell.style().bg), "{kind}");
        assert!(cell.modifier.contains(cursor.add_modifier), "{kind}");
        if !has_ids {
            assert!(!screen.contains("    user 6"), "{screen}");
            continue;
        }
        line(&screen, "since 1");
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

#[test]
fn what_went_while_a_review_is_open_is_told_once() {
    let mut world = marked(3);
    world.press("shift-k");
    let gone = *world.app.marks().sorted().first().unwrap();
    let mut left = sessions(312, 90);
    left.retain(|session| session.key != gone);
    world.walk(left, people(90));
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

/// A token that has expired is revoked as well, since what renews it may go on, and is told from the others.
#[test]
fn tokens_that_have_expired_say_so() {
    let mut world = scenes::live();
    world.press("space shift-o");
    world.tokens("read");
    world.press("a shift-k right");
    let review = world.screen(120, 40);
    assert_eq!(review.matches(", expired").count(), 1, "{review}");
    let Some(Dialog::Review(open)) = world.app.dialog() else {
        panic!("no review is open\n{review}");
    };
    let typed: Vec<String> = open
        .plan
        .challenge()
        .expects()
        .chars()
        .map(String::from)
        .collect();
    world.press(&format!("{} enter", typed.join(" ")));
    world.finish([
        OutcomeKind::Done.into(),
        OutcomeKind::Done.into(),
        OutcomeKind::Failed.into(),
    ]);
    world.press("right");
    let report = world.screen(120, 40);
    assert_eq!(report.matches(", expired").count(), 1, "{report}");
}

/// The number of somebody is said once: below them where their row has only the address, in a line of its
/// own.
#[test]
fn a_number_is_said_once_and_sessions_stand_below_each_other() {
    let mut world = scenes::live();
    world.press("down shift-x");
    for (width, height) in SIZES {
        let screen = world.screen(width, height);
        let Some(Dialog::Review(review)) = world.app.dialog() else {
            panic!("no review is open");
        };
        let user = review.people()[0].to_string();
        let dialog: Vec<&str> = (screen.lines())
            .skip_while(|line| !line.contains("─ Sign "))
            .take_while(|line| !line.contains("Esc cancels"))
            .collect();
        let with_number = dialog.iter().filter(|line| line.contains(&user));
        assert!(with_number.count() <= 1, "{screen}");
        let sessions = dialog.iter().filter(|line| line.contains(" since "));
        let at = |line: &&str| line.find("36001").unwrap();
        let begins: Vec<usize> = sessions.map(at).collect();
        assert!(begins.windows(2).all(|two| two[0] == two[1]), "{screen}");
    }
}
