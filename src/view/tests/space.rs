//! Where blank columns and free rows go, and what is bright.

use ratatui::style::{Color, Modifier};

use super::scenes;
use super::world::{ME, World, session, setup, theme, user, with_rules};
use crate::app::{Dialog, Effect, Event, Setup};
use crate::live::{Naming, WalkProgress};
use crate::model::{Role, User};
use crate::settings::{Borders, ThemeChoice};

/// Two people without an organisation, one of whom is suspended and has a long address.
fn two() -> World {
    let mut world = World::new(with_rules());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    world.feed(WalkProgress::identified(me, world.now));
    let ann = user(1, "Ann", "ann.of.the.long.address@x.example", Role::Admin);
    let lea = User {
        suspended: Some(true),
        ..user(4, "Lea", "lea@x.example", Role::EndUser)
    };
    let sessions = vec![
        session(1, 11, 13 * 3_600, 900),
        session(1, 12, 7_200, -1),
        session(4, 41, 4_000, 2_000),
    ];
    world.walk(sessions, vec![ann, lea]);
    world.resize(80, 24);
    world
}

fn line_of<'a>(screen: &'a str, words: &str) -> &'a str {
    let line = screen.lines().find(|line| line.contains(words));
    line.unwrap_or_else(|| panic!("{words:?} is missing in\n{screen}"))
}

#[test]
fn an_address_takes_the_columns_of_short_names_and_of_dashes() {
    let mut world = two();
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        assert!(
            screen.contains("ann.of.the.long.address@x.example"),
            "{screen}"
        );
    }
}

#[test]
fn a_flag_has_its_sign_at_every_width_and_a_number_stands_apart_from_it() {
    let mut world = two();
    for (width, height) in [(60, 50), (80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        assert!(line_of(&screen, "13h00m").contains("2  ! >12h"), "{screen}");
        assert!(
            line_of(&screen, "1h06m").contains("1  ▴ suspended"),
            "{screen}"
        );
    }
}

/// The card says of a person what the row says, and whose time is not known.
#[test]
fn the_card_of_a_person_is_about_all_their_sessions() {
    let mut world = two();
    world.press("3");
    let screen = world.screen(120, 40);
    assert!(
        line_of(&screen, "oldest").contains("13h00m ago"),
        "{screen}"
    );
    let last_seen = line_of(&screen, "last seen");
    assert!(
        last_seen.contains("15m00s? ago; 1 of 2 has none"),
        "{screen}"
    );
    assert!(
        line_of(&screen, "the first is").contains("overdue"),
        "{screen}"
    );
    assert!(line_of(&screen, "Ann").contains("15m00s?"), "{screen}");
    // A row of one session is about that one.
    world.press("down");
    let screen = world.screen(120, 40);
    assert!(line_of(&screen, "session ").contains("41"), "{screen}");
    assert_eq!(
        screen.matches("suspended, and still").count(),
        1,
        "{screen}"
    );
    assert!(line_of(&screen, "state").contains("listed"), "{screen}");
}

/// Colours in pairs are dimmed behind a dialog as words are.
#[test]
fn nothing_behind_a_dialog_is_brighter_than_it() {
    let mut world = two();
    world.theme = theme(ThemeChoice::Auto, Borders::Unicode);
    let is_bright = |world: &World| {
        let frame = world.frame(80, 24);
        let list = frame.content().iter().take(80 * 4);
        list.filter(|cell| cell.bg != Color::Reset || cell.modifier.contains(Modifier::BOLD))
            .count()
    };
    assert!(is_bright(&world) > 0);
    world.press("s");
    assert_eq!(is_bright(&world), 0);
}

#[test]
fn no_frame_is_underlined() {
    for choice in [ThemeChoice::Mono, ThemeChoice::HighContrast] {
        let mut world = two();
        world.theme = theme(choice, Borders::Unicode);
        world.press("shift-x");
        let frame = world.frame(80, 24);
        let sides = frame.content().iter().filter(|cell| cell.symbol() == "│");
        let is_underlined =
            |cell: &&ratatui::buffer::Cell| cell.modifier.contains(Modifier::UNDERLINED);
        assert_eq!(sides.filter(is_underlined).count(), 0, "{choice}");
    }
}

/// What a flag may leave out is left out before anything else is cut.
#[test]
fn an_address_is_whole_before_a_flag_says_more_than_it_must() {
    let mut world = World::new(with_rules());
    world.feed(WalkProgress::identified(
        user(ME, "Mary", "mary@x.example", Role::Admin),
        world.now,
    ));
    let address = "ann.of.a.very.long.address.indeed@gardens.example";
    let people = vec![
        user(1, "Ann Long", address, Role::Admin),
        user(4, "Ann Long", "ann@x.example", Role::EndUser),
    ];
    world.walk(
        vec![session(1, 11, 900, 900), session(4, 41, 600, 30)],
        people,
    );
    let (mut is_cut, mut is_long) = (false, false);
    for width in 76..=170 {
        let screen = world.screen(width, 24);
        let row = screen.lines().find(|line| line.contains("ADMIN")).unwrap();
        assert!(row.contains(address) || !row.contains("same name"), "{row}");
        is_cut |= !row.contains(address);
        is_long |= row.contains("same name");
    }
    assert!(is_cut && is_long);
}

/// A row without a mark begins with a blank, on which a style of marks would show.
#[test]
fn no_blank_before_a_row_is_underlined() {
    for choice in [ThemeChoice::Mono, ThemeChoice::HighContrast] {
        let mut world = two();
        world.theme = theme(choice, Borders::Unicode);
        world.press("down");
        let frame = world.frame(80, 24);
        let first = (0..24).map(|y| &frame[(0, y)]);
        let blank = first.filter(|cell| cell.symbol() == " ");
        let underlined = blank.filter(|cell| cell.modifier.contains(Modifier::UNDERLINED));
        assert_eq!(underlined.count(), 0, "{choice}");
    }
}

/// Where the list leaves a row free, what is said has two lines beside a filter too.
#[test]
fn a_long_message_has_two_lines_beside_a_filter_where_a_row_is_free() {
    let mut world = two();
    world.press("/ l e a enter");
    let long = "nobody active was found by xyzabc; who is new is found after a while, and the \
                decisive half of it stands at the very end";
    world.event(Event::Told(long.to_owned()));
    let screen = world.screen(80, 24);
    assert!(screen.contains("at the very end"), "{screen}");
    assert!(screen.contains("1 of 3 match"), "{screen}");
}

#[test]
fn a_long_title_leaves_room_for_the_account() {
    let mut world = World::live(
        Setup {
            account: "127.0.0.1:7918".to_owned(),
            ..setup()
        },
        40,
        10,
    );
    world.press("down down shift-o");
    let screen = world.screen(60, 50);
    let title = line_of(&screen, "OAuth tokens of");
    assert!(title.contains("127.0.0.1"), "{title}");
}

/// Which tokens have expired is said at every size, in a column where there is room for one.
#[test]
fn that_a_token_has_expired_is_said_however_little_room_there_is() {
    for (size, words) in [
        ((60, 50), "3 tokens, 1 expired"),
        ((80, 24), "EXPIRES"),
        ((120, 40), "EXPIRES"),
    ] {
        let mut world = scenes::live();
        world.resize(size.0, size.1);
        world.press("space down space shift-o");
        world.tokens("read");
        let screen = world.screen(size.0, size.1);
        assert!(screen.contains(words), "{screen}");
        let row = line_of(&screen, " 702 ");
        assert!(size.0 == 60 || row.contains("expired"), "{screen}");
        assert!(row.contains("read"), "{screen}");
    }
}

/// Leavers with the headings of their columns whole, and since when they are signed in.
#[test]
fn the_columns_of_leavers_are_whole_where_the_rows_are_short() {
    let mut world = two();
    world.press("4");
    for (width, height) in [(60, 50), (80, 24), (120, 40)] {
        let screen = world.screen(width, height);
        let heading = line_of(&screen, "WHY");
        for word in ["NAME", "SINCE", "SEEN", "TOKENS"] {
            assert!(heading.contains(word), "{word}\n{screen}");
        }
    }
}

/// Whatever is coloured or dim in the row under the cursor, it has one ground, and what is wrong its own.
#[test]
fn the_row_under_the_cursor_has_one_ground() {
    for choice in [ThemeChoice::Auto, ThemeChoice::Dark] {
        let mut world = two();
        world.theme = theme(choice, Borders::Unicode);
        let danger = world.theme.danger.fg.unwrap();
        let screen = world.screen(120, 40);
        let y = screen
            .lines()
            .position(|line| line.contains("13h00m"))
            .unwrap();
        let frame = world.frame(120, 40);
        let cells: Vec<_> = (0..118)
            .map(|x| &frame[(x, u16::try_from(y).unwrap())])
            .collect();
        let is_alike = |cell: &&&ratatui::buffer::Cell| {
            cell.modifier.contains(Modifier::REVERSED)
                && cell.bg == Color::Reset
                && [Color::Reset, danger].contains(&cell.fg)
                && !cell.modifier.contains(Modifier::DIM)
        };
        assert_eq!(
            cells.iter().filter(is_alike).count(),
            cells.len(),
            "{choice}"
        );
        assert!(cells.iter().any(|cell| cell.fg == danger), "{choice}");
    }
}

/// Names and addresses of leavers are whole before anything else has blanks, and what is said of why keeps its
/// weight.
#[test]
fn nobody_of_the_leavers_is_cut_beside_blanks() {
    let mut world = World::new(with_rules());
    let me = user(ME, "Mary", "mary@x.example", Role::Admin);
    world.feed(WalkProgress::identified(me, world.now));
    let leaver = |id, name: &str, email: &str| User {
        suspended: Some(true),
        ..user(id, name, email, Role::EndUser)
    };
    let address = "gwendolyn.lanternjaw@lanternrailways.example";
    let people = vec![
        leaver(1, "Chloé D’Arbreville-X", address),
        leaver(2, "Fergus", "f@x.example"),
    ];
    world.walk(
        vec![session(1, 11, 4_000, 2_000), session(2, 21, 4_000, -1)],
        people,
    );
    world.press("4");
    for (width, height) in [(60, 50), (80, 24), (120, 40), (200, 60)] {
        let screen = world.screen(width, height);
        let dialog = screen.lines().skip_while(|line| !line.contains("WHY"));
        let dialog = dialog.collect::<Vec<_>>().join("\n");
        let row = line_of(&dialog, "Chloé");
        assert!(row.contains("Chloé D’Arbreville-X"), "{screen}");
        assert!(width < 120 || row.contains(address), "{screen}");
        let heading = line_of(&dialog, "WHY");
        assert!(
            heading.contains("SINCE") && heading.contains("×"),
            "{screen}"
        );
        // Where the time of a session is not known, that is one sign in every list.
        assert!(line_of(&dialog, "Fergus").contains('—'), "{screen}");
        let frame = world.frame(width, height);
        let bold = frame
            .content()
            .iter()
            .filter(|cell| cell.fg == Color::LightYellow);
        // The row under the cursor has one colour.
        assert!(bold.count() >= "suspended".len(), "{screen}");
    }
}

/// Whoever is not signed in was found by a record, whose age is told.
#[test]
fn a_list_of_leavers_tells_how_old_a_record_is() {
    let mut world = scenes::live();
    world.press("4");
    let away = "person.4@customer-4.example";
    world.event(Event::Paste(format!(
        "{away}\nperson.30@customer-0.example"
    )));
    world.walk(Vec::new(), Vec::new());
    let sought = world
        .effects()
        .iter()
        .rev()
        .find_map(|effect| match effect {
            Effect::LookUpList { id, .. } => Some(*id),
            _ => None,
        });
    if let Some(id) = sought {
        let answer = Box::new(Ok(Naming::default()));
        world.event(Event::ListLookedUp { id, answer });
    }
    assert!(matches!(world.app.dialog(), Some(Dialog::Leavers(_))));
    world.later(120);
    world.press("down");
    for (width, height) in [(80, 24), (120, 40)] {
        let screen = world.screen(width, height);
        assert!(screen.contains("by their record of "), "{screen}");
    }
}
