//! The views of the list, rows of people, and how the list looked before.
//!
//! - `menus` the menus over the list

mod menus;

use super::scenes;
use super::world::{ME, World, session, shows, user, with_rules};
use crate::app::{Dialog, Effect, Setup};
use crate::live::{EnrichmentFound, WalkProgress};
use crate::model::Role;
use crate::settings::{ListColumn, Rule, RuleLevel, RuleSet};

/// Four people: an admin for thirteen hours, who has a namesake, an agent, and somebody who should
/// be gone.
pub(super) fn four() -> World {
    four_with(with_rules())
}

fn four_with(setup: Setup) -> World {
    let mut world = World::new(setup);
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    world.feed(WalkProgress::identified(me, world.now));
    let hour = 3_600;
    let mut leaver = user(4, "Lea Leaver", "lea@x.example", Role::EndUser);
    leaver.suspended = Some(true);
    let known = vec![
        user(1, "Ann Admin", "ann@x.example", Role::Admin),
        user(2, "Ann Admin", "other@y.example", Role::EndUser),
        user(3, "Tom Agent", "tom@x.example", Role::Agent),
        leaver,
    ];
    let sessions = vec![
        session(2, 21, 7_200, 5),
        session(1, 11, 13 * hour, 900),
        session(1, 12, 2 * hour, 30),
        session(3, 31, 600, 60),
        session(4, 41, 4_000, 2_000),
    ];
    world.walk(sessions, known);
    world.resize(120, 40);
    world
}

/// The rows of the table, without the headings.
fn rows(world: &mut World) -> Vec<String> {
    let screen = world.screen(120, 40);
    let rows = screen
        .lines()
        .skip(2)
        .take_while(|line| !line.starts_with('─'));
    let rows = rows.filter(|line| !line.trim().is_empty());
    rows.map(str::to_owned).collect()
}

#[test]
fn what_deserves_a_look_comes_first_and_the_column_says_why() {
    let mut world = four();
    let lines = rows(&mut world);
    assert_eq!(lines.len(), 5);
    shows(&lines[0], &["Ann Admin", "! >12h ≈1", "ADMIN"]);
    shows(&lines[1], &["Lea Leaver", "suspended"]);
    assert!(!lines[1].contains("leaver"), "the state says so already");
    shows(&world.screen(120, 40), &["1 leaver!", "1 alarm!", "FLAG▼"]);
}

/// An admin with five sessions, one of which came since, who has a namesake and somebody who looks like
/// them.
fn newly_many() -> World {
    let mut world = World::new(with_rules());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    world.feed(WalkProgress::identified(me, world.now));
    let known = || {
        vec![
            user(1, "Ann Admin", "ann@x.example", Role::Admin),
            user(2, "Ann Admin", "other@y.example", Role::EndUser),
            user(3, "Аnn Admin", "third@y.example", Role::EndUser),
        ]
    };
    let mut sessions: Vec<_> = (11..15).map(|id| session(1, id, 7_200, 30)).collect();
    sessions.extend([session(2, 21, 7_200, 5), session(3, 31, 7_200, 5)]);
    world.walk(sessions.clone(), known());
    sessions.push(session(1, 15, 20, 10));
    world.later(1);
    world.walk(sessions, known());
    world
}

/// That a session is new needs nobody, and takes no room from what deserves a look.
#[test]
fn the_graver_flag_comes_first_and_the_rest_is_no_number() {
    let mut world = newly_many();
    for (width, height) in [(80, 24), (200, 60)] {
        world.resize(width, height);
        let screen = world.screen(width, height);
        let with = screen.lines().filter(|line| line.contains("▴ many"));
        assert_eq!(with.count(), 5, "{screen}");
        for words in ["+ new ▴", "+2", "≈2 same name"] {
            assert!(!screen.contains(words), "{screen}");
        }
    }
    let screen = world.screen(200, 60);
    assert!(screen.contains("▴ many + new ≈2 alike"), "{screen}");
}

/// One rule has one grade, in the header and in the column: that of its level.
#[test]
fn whoever_should_be_gone_is_as_grave_everywhere_as_their_rule_says() {
    for (level, sign) in [(RuleLevel::Warn, "▴"), (RuleLevel::Alarm, "!")] {
        let mut setup = with_rules();
        let rules = setup.guardrails.rules.rules().iter().cloned();
        let rules = rules.map(|rule| match &*rule.name {
            "leaver-signed-in" => Rule { level, ..rule },
            _ => rule,
        });
        setup.guardrails.rules = RuleSet::of(rules);
        let mut world = four_with(setup);
        let screen = world.screen(120, 40);
        assert!(screen.contains(&format!("{sign} suspended")), "{screen}");
        let expected = match level {
            RuleLevel::Alarm => world.scene().theme.danger,
            _ => world.scene().theme.warning,
        };
        let buffer = world.frame(120, 40);
        for words in ["1 leaver!", "suspended"] {
            let (y, line) = screen
                .lines()
                .enumerate()
                .find(|(_, line)| line.contains(words))
                .unwrap();
            let before = line.split(words).next().unwrap();
            let x = crate::view::pen::width(before);
            let cell = &buffer[(u16::try_from(x).unwrap(), u16::try_from(y).unwrap())];
            let style = cell.style();
            assert_eq!(
                style.fg.unwrap_or_default(),
                expected.fg.unwrap_or_default(),
                "{words}"
            );
            assert_eq!(
                style.bg.unwrap_or_default(),
                expected.bg.unwrap_or_default(),
                "{words}"
            );
            assert_eq!(style.add_modifier, expected.add_modifier, "{words}");
        }
    }
}

#[test]
fn zero_is_plain_last_seen_and_again_what_deserves_a_look() {
    let mut world = four();
    let before = rows(&mut world);
    world.press("0");
    let lines = rows(&mut world);
    shows(&lines[0], &["Ann Admin", "user", " 5s"]);
    shows(&world.screen(120, 40), &["SEEN▼"]);
    world.press("0");
    assert_eq!(rows(&mut world), before);
}

#[test]
fn each_view_shows_its_own_and_says_its_name_and_a_filter_narrows_within() {
    let mut world = four();
    for (key, name, count) in [
        ("2", "staff", 3),
        ("6", "flagged", 3),
        ("7", "new", 1),
        ("5", "overdue", 1),
    ] {
        world.press(key);
        assert_eq!(rows(&mut world).len(), count, "{name}");
        shows(
            &world.screen(120, 40),
            &[&format!(" {name} "), "of 5 match"],
        );
    }
    world.press("2 / t o m enter");
    assert_eq!(rows(&mut world).len(), 1);
    shows(&world.screen(120, 40), &["staff", "/tom", "1 of 5 match"]);
    world.press("esc");
    assert_eq!(rows(&mut world).len(), 3);
    world.press("7 / a n n enter");
    shows(
        &world.screen(120, 40),
        &["0 of 5 match /ann in the view new · Esc clears"],
    );
    world.press("esc");
    world.press("1");
    assert_eq!(rows(&mut world).len(), 5);
    world.press("4");
    assert!(matches!(world.app.dialog(), Some(Dialog::Leavers(_))));
}

#[test]
fn what_is_ended_by_a_filter_is_what_the_view_shows_and_no_more() {
    let mut world = four();
    world.press("2 / a n n enter shift-e");
    let Some(Dialog::Choose(menu)) = world.app.dialog() else {
        panic!("no menu");
    };
    let words: Vec<&str> = menu.offers.iter().map(|offer| &*offer.words).collect();
    assert!(
        words.contains(&"everything that matches the filter (2)"),
        "{words:?}"
    );
    assert_eq!(world.app.filter().query().text(), "(role:staff) (ann)");
}

/// The views 1 to 9 are beside each other, also from those that are dialogs.
#[test]
fn number_keys_change_the_view_in_every_view() {
    for from in ["4", "8", "9"] {
        let mut world = four();
        world.press(from);
        assert!(world.app.dialog().is_some(), "{from}");
        world.press("2");
        assert!(world.app.dialog().is_none(), "{from}");
        shows(&world.screen(120, 40), &["staff"]);
        for other in ["8", "9", "4"] {
            world.press(from);
            world.press(other);
            let is_open = match world.app.dialog() {
                Some(Dialog::PastRuns(_)) => other == "8",
                Some(Dialog::News(_)) => other == "9",
                Some(Dialog::Leavers(_)) => other == "4",
                _ => false,
            };
            assert!(is_open, "{from} {other}");
            world.press("1");
        }
    }
    // What is typed into a search is text.
    let mut world = four();
    world.press("9 / 1");
    assert!(matches!(world.app.dialog(), Some(Dialog::News(_))));
}

/// A suspended person cannot sign in, so whoever does is asked about.
#[test]
fn whoever_signs_in_although_suspended_is_read_again_at_once() {
    let mut world = scenes::live();
    let suspended = 6_130_907_993_103;
    let mut listed = super::world::sessions(312, 90);
    listed.push(session(suspended, 36_009_999_998, 0, 0));
    listed.push(session(suspended + 1, 36_009_999_999, 0, 0));
    world.walk(listed, super::world::people(90));
    let asked = world.effects().iter().find_map(|effect| match effect {
        Effect::AskAbout(people) => Some(people.clone()),
        _ => None,
    });
    let asked: Vec<u64> = asked.unwrap().iter().map(|user| user.get()).collect();
    assert_eq!(asked, [suspended]);
}

#[test]
fn people_have_a_row_each_and_unfold_and_the_cursor_stays_with_its_person() {
    let mut world = four();
    world.press("3");
    let lines = rows(&mut world);
    assert_eq!(lines.len(), 4);
    shows(&lines[0], &["▸ Ann Admin", "ADMIN", "13h00m", " 2 "]);
    shows(
        &world.screen(120, 40),
        &["people", "4 people, 5 of 5 sessions"],
    );
    world.press("right");
    let lines = rows(&mut world);
    assert_eq!(lines.len(), 6);
    shows(&lines[0], &["▾ Ann Admin"]);
    shows(&lines[1], &["session 12"]);
    shows(&lines[2], &["session 11", "13h00m"]);
    // From a session below, folding goes back to its person.
    world.press("down down left");
    assert_eq!(rows(&mut world).len(), 4);
    assert_eq!(world.app.list().cursor_index(), 0);
    world.press("down down");
    let at = world.app.list().cursor_key().unwrap().user;
    world.press("0");
    assert_eq!(world.app.list().cursor_key().unwrap().user, at);
    world.press("1");
    assert_eq!(world.app.list().cursor_key().unwrap().user, at);
}

#[test]
fn a_person_is_marked_with_their_sessions_and_ended_whole() {
    let mut world = four();
    world.press("3 space");
    assert_eq!(world.app.marks().len(), 2);
    assert!(rows(&mut world)[0].starts_with('●'));
    world.press("up space");
    assert!(world.app.marks().is_empty());
    world.press("up right down space");
    assert_eq!(world.app.marks().len(), 1);
    assert!(rows(&mut world)[0].starts_with('◐'));
    world.press("shift-u up up shift-k");
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review");
    };
    let route = review.plan.operation();
    let user = crate::operation::Operation::End(crate::operation::Route::User);
    assert_eq!(route, user, "everything of theirs, newer sessions too");
}

#[test]
fn the_leavers_lead_to_a_person_and_back_and_to_the_other_views() {
    let mut world = scenes::live();
    world.press("4 down");
    let at = match world.app.dialog() {
        Some(Dialog::Leavers(view)) => view.lines[view.at().unwrap()].user,
        _ => panic!("no leavers"),
    };
    world.press("enter");
    match world.app.dialog() {
        Some(Dialog::Person(page)) => assert_eq!(page.user, at),
        other => panic!("no page: {other:?}"),
    }
    world.press("esc");
    match world.app.dialog() {
        Some(Dialog::Leavers(view)) => assert_eq!(view.lines[view.at().unwrap()].user, at),
        other => panic!("no leavers: {other:?}"),
    }
    world.press("3");
    assert!(world.app.dialog().is_none());
    assert_eq!(world.app.table().look.view_name(), Some("people"));
    world.press("4 9");
    assert!(matches!(world.app.dialog(), Some(Dialog::News(_))));
    world.press("esc 4 8");
    assert!(matches!(world.app.dialog(), Some(Dialog::PastRuns(_))));
}
