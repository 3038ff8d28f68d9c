//! What gives way where there is little room, and what is shown whole all the same.

use super::scenes;
use super::world::{ME, World, people, session, sessions, setup, user};
use crate::app::{Dialog, Effect, Setup};
use crate::live::WalkProgress;
use crate::model::{Role, SafeText, User};
use crate::operation::{OutcomeKind, Reason};

const SIZES: [(u16, u16); 6] = [
    (60, 50),
    (70, 24),
    (80, 24),
    (100, 30),
    (120, 40),
    (200, 60),
];

/// Somebody of a run in production has signed in again, while a long ticket is in force.
fn came_back() -> World {
    let setup = Setup {
        account: "acme-production".to_owned(),
        production: true,
        ..setup()
    };
    let mut world = World::live(setup, 312, 90);
    world.of_case(Reason {
        text: None,
        ticket: Some("INC-2026-4711-PHISHING-EMEA".to_owned()),
    });
    world.resize(120, 40);
    world.press("shift-k");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review\n{}", world.screen(120, 40));
    };
    let typed = review.plan.challenge().expects();
    let typed: Vec<String> = typed.chars().map(|sign| sign.to_string()).collect();
    world.press(&format!("{} enter", typed.join(" ")));
    world.finish([OutcomeKind::Done.into()]);
    let ended = world
        .app
        .runs()
        .report()
        .unwrap()
        .item(0)
        .unwrap()
        .target
        .session()
        .unwrap();
    world.press("esc");
    world.later(30);
    let mut listed = sessions(312, 90);
    listed.retain(|session| session.key != ended);
    listed.push(session(ended.user.get(), 36_009_999_999, -25, 0));
    world.feed(WalkProgress::ServerTime(world.now));
    world.walk(listed, people(90));
    world
}

#[test]
fn a_long_ticket_gives_way_to_whoever_came_back() {
    let mut world = came_back();
    for (width, height) in SIZES {
        let screen = world.screen(width, height);
        let first = screen.lines().next().unwrap();
        assert!(first.contains("1 CAME BACK"), "{width}: {first}");
        assert!(
            first.contains("PROD") && first.contains("LIVE"),
            "{width}: {first}"
        );
    }
    let screen = world.screen(200, 60);
    assert!(
        screen.contains("INC-2026"),
        "where there is room it stays\n{screen}"
    );
}

/// The line of a review on which a ticket is typed.
fn given(world: &mut World, width: u16) -> String {
    let screen = world.screen(width, 24);
    let line = screen.lines().find(|line| line.contains("Ticket: "));
    line.unwrap_or_else(|| panic!("no ticket\n{screen}"))
        .to_owned()
}

#[test]
fn a_ticket_has_the_room_that_it_needs_and_says_where_it_is_cut() {
    let mut world = scenes::live();
    let ticket = "i n c minus 2 0 2 6 minus 4 7 1 1 minus p h i s h i n g minus e m e a";
    world.press(&format!("shift-x tab {ticket}"));
    let line = given(&mut world, 80);
    assert!(
        line.contains("Ticket: inc-2026-4711-phishing-emea"),
        "{line}"
    );
    assert!(line.contains("Reason: "), "{line}");
    let more = "minus o f f i c e minus l i s b o n minus a n d minus p o r t o";
    world.press(more);
    let line = given(&mut world, 80);
    assert!(
        line.contains("Ticket: …") && line.contains("-and-porto"),
        "{line}"
    );
    world.press("tab l a p t o p");
    let line = given(&mut world, 120);
    assert!(line.contains("Reason: laptop"), "{line}");
    assert!(
        line.contains("inc-2026-4711") || line.contains("lisbon-and-porto"),
        "{line}"
    );
}

/// The second line from below, at a size that has no pane of news.
fn of_filter(world: &mut World) -> String {
    let screen = world.screen(80, 24);
    screen.lines().nth(21).unwrap_or_default().to_owned()
}

#[test]
fn what_has_no_room_beside_the_filter_is_left_out_whole_and_marks_stay() {
    let mut world = scenes::live();
    world.press("/");
    world.press("r o l e : a g e n t space i d l e > 3 0 m enter");
    world.press("space space v j j");
    world.walk(sessions(280, 90), people(90));
    let line = of_filter(&mut world);
    assert!(line.contains("marked"), "{line}");
    assert!(!line.contains('…'), "nothing is cut: {line}");
    let words = [
        "cannot be told",
        "match",
        "waiting",
        "newer",
        "RANGE",
        "ends it",
    ];
    for word in words {
        let begins = word.get(..3).unwrap();
        let is_cut = line.contains(begins) && !line.contains(word) && !line.contains("by ");
        assert!(!is_cut, "{word} is cut: {line}");
    }
}

#[test]
fn a_long_message_has_a_second_line_where_that_is_blank() {
    let mut world = scenes::live();
    let failure = super::world::failure();
    let retry = crate::live::Retry::WhenAsked;
    world.feed(WalkProgress::Broke {
        error: failure,
        retry,
    });
    let screen = world.screen(80, 24);
    let lines: Vec<&str> = screen.lines().collect();
    assert!(lines[21].contains("Zendesk"), "{screen}");
    assert!(
        !lines[21].contains('…') && !lines[22].trim().is_empty(),
        "{screen}"
    );
    // A filter needs its line.
    world.press("1 / a d a enter");
    let screen = world.screen(80, 24);
    let lines: Vec<&str> = screen.lines().collect();
    assert!(lines[21].contains("/ada"), "{screen}");
}

#[test]
fn a_line_of_the_news_that_is_cut_is_shown_whole_below() {
    let mut world = scenes::live();
    let failure = super::world::failure();
    let retry = crate::live::Retry::WhenAsked;
    world.feed(WalkProgress::Broke {
        error: failure,
        retry,
    });
    world.press("e");
    let screen = world.screen(80, 24);
    let below: Vec<&str> = screen.lines().skip(20).collect();
    let below = below.join(" ");
    assert!(below.contains("Zendesk"), "{screen}");
    let wide = world.screen(200, 60);
    let below: Vec<&str> = wide.lines().skip(56).collect();
    assert!(
        !below.join(" ").contains("Zendesk"),
        "it has room in its line\n{wide}"
    );
}

#[test]
fn why_facts_were_not_read_is_told_in_two_lines() {
    let mut world = scenes::live();
    world.answers = false;
    world.press("shift-x");
    let mut requests = world.effects().iter().filter_map(|effect| match effect {
        Effect::Refresh(request) => Some(request.clone()),
        _ => None,
    });
    let request = requests.next_back().unwrap();
    let why = "cannot reach acme.zendesk.com: Connection refused (os error 111); look at the network, \
               and try again";
    world.read_again(request, Err(why.to_owned()));
    for size in [(80, 24), (120, 40)] {
        let screen = world.screen(size.0, size.1);
        assert!(
            screen.contains("Connection refused") && screen.contains("try again"),
            "{screen}"
        );
    }
}

/// A field that is blank is no person without a name.
#[test]
fn nothing_stands_where_there_is_nothing_to_say() {
    let mut world = scenes::live();
    world.press("shift-e up up enter");
    let screen = world.screen(80, 24);
    assert!(screen.contains("File: "), "{screen}");
    let dialog = screen
        .lines()
        .skip_while(|line| !line.contains("Everybody on a list"));
    let mut dialog = dialog.take_while(|line| !line.contains('└'));
    assert!(dialog.all(|line| !line.contains("(no name)")), "{screen}");
}

#[test]
fn the_keys_of_a_dialog_stand_in_its_box_and_nowhere_else() {
    for keys in ["s", "c", "shift-y", "shift-e", "?", ":", "ctrl-s", "4"] {
        let mut world = scenes::live();
        world.press(keys);
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            let screen = world.screen(width, height);
            let last = screen.lines().last().unwrap_or_default();
            let is_frame = last.contains('└');
            assert!(is_frame || last.trim().is_empty(), "{keys} {width}: {last}");
            assert!(screen.contains("Esc "), "{keys} {width}\n{screen}");
        }
    }
    let mut world = scenes::live();
    world.press("c");
    for (width, height) in [(60, 24), (80, 24)] {
        let screen = world.screen(width, height);
        for words in ["Space on/off", "Left up", "Right down", "0 usual"] {
            assert!(screen.contains(words), "{words}\n{screen}");
        }
    }
}

#[test]
fn the_palette_says_all_of_what_the_entry_under_the_cursor_does() {
    let mut world = scenes::live();
    world.press(": n e w s");
    let screen = world.screen(60, 50);
    let below = screen
        .lines()
        .skip_while(|line| !line.contains(":news"))
        .nth(1);
    assert!(below.unwrap().contains("what was done"), "{screen}");
}

/// Somebody suspended who is on the list as well is told from those who are not, and addresses give way to
/// that.
#[test]
fn that_a_leaver_is_on_the_list_as_well_has_room() {
    for (columns, rows, words) in [
        (60, 50, "suspended + list"),
        (80, 24, "suspended + list"),
        (120, 40, "suspended, on the list"),
    ] {
        let mut world = World::new(setup());
        let known = people(30).into_iter().map(|mut person| {
            person.suspended = Some(person.id.get() % 2 == 0);
            let address = format!("{}.of.a.long.name@broad.example", person.id);
            person.email = Some(SafeText::new(&address)).into();
            person
        });
        let known: Vec<_> = known.collect();
        let listed = known.iter().find(|person| person.is_suspended());
        let listed = listed.map(|person| person.id.get()).unwrap();
        let me = user(ME, "Mary", "mary@x.example", Role::Admin);
        let now = world.now;
        world.feed(WalkProgress::identified(me, now));
        world.walk(sessions(40, 30), known);
        world.resize(columns, rows);
        world.press("4");
        world.paste_list(&format!("{listed}\nnobody@list.example\n"));
        let screen = world.screen(columns, rows);
        assert_eq!(screen.matches(words).count(), 1, "{screen}");
        assert!(screen.matches("suspended ").count() > 3, "{screen}");
    }
}

/// Of whoever is suspended, deleted and on the list, all of that is said as far as there is room, each row by
/// itself, and that they are deleted before all.
#[test]
fn every_reason_for_a_leaver_is_said_where_there_is_room() {
    let long = "a.long.address.of.somebody@broad.example.com";
    for (columns, rows, listed, other) in [
        (60, 50, "deleted + list", "deleted …"),
        (80, 24, "suspended + deleted + list", "suspended, deleted"),
        (
            120,
            40,
            "suspended, deleted, on the list",
            "suspended, deleted",
        ),
    ] {
        let mut world = World::new(setup());
        let leaver = |id, name, email| User {
            suspended: Some(true),
            active: Some(false),
            ..user(id, name, email, Role::EndUser)
        };
        let known = vec![
            leaver(1, "Ada Listed of Along Name", long),
            leaver(2, "Bo Ray", "bo@x.example"),
        ];
        let me = user(ME, "Mary", "mary@x.example", Role::Admin);
        world.feed(WalkProgress::identified(me, world.now));
        world.walk(
            vec![session(1, 11, 4_000, 2_000), session(2, 21, 4_000, 1_000)],
            known,
        );
        world.resize(columns, rows);
        world.press("4");
        world.paste_list("1\nnobody@list.example\n");
        let screen = world.screen(columns, rows);
        for words in [listed, other] {
            assert!(screen.contains(words), "{words}\n{screen}");
        }
        assert!(!screen.contains("suspended + list"), "{screen}");
    }
}
