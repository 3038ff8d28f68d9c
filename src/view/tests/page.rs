//! The page of a person, and the rows of their sessions in the list.

use super::scenes;
use super::world::{ME, World, session, setup, user, with_rules};
use crate::live::{EnrichmentFound, WalkProgress};
use crate::model::{OrganizationId, Role};

#[test]
fn a_page_begins_with_the_name_and_the_role() {
    for (width, height) in [(80, 24), (120, 40), (200, 60), (60, 50)] {
        let mut world = scenes::live();
        world.resize(width, height);
        world.press("enter");
        let screen = world.screen(width, height);
        let mut lines = screen.lines();
        let (title, first) = (lines.next().unwrap(), lines.next().unwrap());
        assert!(title.contains("─ Ada Lovelace ─"), "{screen}");
        assert!(first.starts_with("│ admin"), "{screen}");
        let at = |words: &str| screen.find(words).unwrap_or(usize::MAX);
        assert!(at("e-mail") < at("user  "), "{screen}");
        assert_eq!(screen.matches("Ada Lovelace").count(), 1, "{screen}");
    }
}

/// An admin with a namesake and three sessions, one of which is past twelve hours, and somebody
/// suspended.
fn flagged() -> World {
    let mut world = World::new(with_rules());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    world.feed(WalkProgress::identified(me, world.now));
    let mut leaver = user(4, "Lea Leaver", "lea@x.example", Role::EndUser);
    leaver.suspended = Some(true);
    let known = vec![
        user(1, "Ann Admin", "ann@x.example", Role::Admin),
        user(2, "Ann Admin", "other@y.example", Role::EndUser),
        leaver,
    ];
    let sessions = vec![
        session(1, 11, 13 * 3_600, 900),
        session(1, 12, 7_200, 30),
        session(2, 21, 7_200, 5),
        session(4, 41, 4_000, 2_000),
        session(4, 42, 4_100, 2_100),
    ];
    world.walk(sessions, known);
    world.resize(120, 40);
    world
}

/// Where there is room, a session on the page says when as well as how long ago, in columns.
#[test]
fn sessions_on_a_broad_page_have_their_times() {
    let mut world = flagged();
    world.resize(200, 60);
    world.press("enter");
    let screen = world.screen(200, 60);
    let rows = ["since 13h00m", "since 2h00m"].map(|words| {
        let line = screen.lines().find(|line| line.contains(words));
        line.unwrap_or_else(|| panic!("{words} is missing in\n{screen}"))
    });
    for row in rows {
        let dates = row.match_indices("2026-").count();
        assert_eq!(dates, 2, "when they signed in and were seen: {row}");
    }
    let columns = rows.map(|row| {
        let session = row.split_once("since").map(|(_, session)| session);
        session.and_then(|session| session.find("seen"))
    });
    assert_eq!(columns[0], columns[1], "{screen}");
    world.resize(120, 40);
    let narrow = world.screen(120, 40);
    let row = narrow.lines().find(|line| line.contains("since 2h00m"));
    assert!(row.is_some_and(|row| !row.contains("2026-")), "{narrow}");
}

/// What holds of a person stands in the person's row alone; a session below it says what tells it
/// from the others.
#[test]
fn rows_below_a_person_do_not_repeat_the_flags_of_the_person() {
    let mut world = flagged();
    world.press("3 right");
    let row = |world: &mut World, words: &str| {
        let screen = world.screen(120, 40);
        let table = screen
            .split("details")
            .next()
            .unwrap_or_default()
            .to_owned();
        let line = table.lines().find(|line| line.contains(words));
        line.unwrap_or_else(|| panic!("{words} is missing in\n{screen}"))
            .to_owned()
    };
    let person = row(&mut world, "▾ Ann Admin");
    assert!(
        person.contains("! >12h") && person.contains("≈1"),
        "{person}"
    );
    let (past, other) = (row(&mut world, "session 11"), row(&mut world, "session 12"));
    assert!(past.contains("! >12h") && !past.contains('≈'), "{past}");
    assert!(!other.contains(">12h") && !other.contains('≈'), "{other}");
    world.press("left home down right");
    let suspended = row(&mut world, "▾ Lea Leaver");
    assert!(suspended.contains("suspended"), "{suspended}");
    for below in ["session 41", "session 42"] {
        let below = row(&mut world, below);
        assert!(
            !below.contains("suspended") && !below.contains("leaver"),
            "{below}"
        );
    }
}

/// The name of an organisation that may still be read is not known yet, and a number only where it never will
/// be.
#[test]
fn a_number_stands_for_an_organisation_only_where_it_has_no_name() {
    let mut world = World::new(setup());
    let id = OrganizationId::new(8_210_340_018).unwrap();
    let mut person = user(1, "Ann Admin", "ann@x.example", Role::EndUser);
    person.organization = Some(id).into();
    world.walk(vec![session(1, 11, 100, 5)], vec![person]);
    world.resize(200, 60);
    let row = |world: &mut World| {
        let screen = world.screen(200, 60);
        let found = screen
            .lines()
            .find(|line| line.trim_start().starts_with("Ann Admin"));
        found
            .unwrap_or_default()
            .chars()
            .take(70)
            .collect::<String>()
    };
    assert!(row(&mut world).contains("user  ?"), "{}", row(&mut world));
    let answered = EnrichmentFound::Organizations {
        asked: vec![id],
        found: Vec::new(),
    };
    world.feed(WalkProgress::Enriched(answered));
    assert!(
        row(&mut world).contains("8210340018"),
        "{}",
        row(&mut world)
    );
}
