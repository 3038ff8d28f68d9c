//! What hands find: help, the palette, and the dialogs of what is taken away.

use super::scenes;
use super::world::{World, text};
use crate::app::{Action, Effect, Event, MouseAct};

fn after(keys: &str) -> World {
    let mut world = scenes::live();
    world.press(keys);
    world
}

/// Among several columns that could name people one is chosen on the screen, wherever a list is given.
#[test]
fn a_column_of_a_list_is_chosen_where_several_could_name_people() {
    let list = format!(
        "user_id,email,department\n{},person.1@customer-0.example,Sales\n",
        super::world::ME
    );
    for opens in ["shift-e", "4"] {
        for size in [(60, 50), (80, 24), (200, 60)] {
            let mut world = super::scenes::live();
            world.resize(size.0, size.1);
            world.press(opens);
            world.event(Event::Paste(list.clone()));
            let screen = world.screen(size.0, size.1);
            assert!(
                screen.contains("Which column names the people?"),
                "{screen}"
            );
            assert!(
                screen.contains("user_id") && screen.contains("1 person: "),
                "{screen}"
            );
            assert!(!screen.contains("--column"), "{screen}");
            world.press("esc");
            let screen = world.screen(size.0, size.1);
            assert!(!screen.contains("Which column"), "{screen}");
            world.event(Event::Paste(list.clone()));
            world.press("down enter");
            let screen = world.screen(size.0, size.1);
            assert!(screen.contains("list of 1 entry"), "{screen}");
        }
    }
}

/// Whoever of a long list was not found is named, with the reason once, and as many as have room.
#[test]
fn nobody_of_a_list_who_was_not_found_is_dropped() {
    for opens in ["shift-e", "4"] {
        let mut world = super::scenes::live();
        world.resize(120, 40);
        world.press(opens);
        let names: Vec<String> = (1..16).map(|n| format!("nobody{n}@acme.example")).collect();
        world.event(Event::Paste(names.join("\n")));
        let sought = world
            .effects()
            .iter()
            .rev()
            .find_map(|effect| match effect {
                Effect::LookUpList { id, entries, .. } => Some((*id, entries.clone())),
                _ => None,
            });
        let (id, entries) = sought.unwrap();
        let why = crate::live::NotThere::NobodyActive;
        let answer = crate::live::Naming {
            not_found: entries.into_iter().map(|entry| (entry, why)).collect(),
            ..Default::default()
        };
        world.event(Event::ListLookedUp {
            id,
            answer: Box::new(Ok(answer)),
        });
        let screen = world.screen(120, 40);
        assert!(names.iter().all(|name| screen.contains(name)), "{screen}");
        assert_eq!(
            screen.matches("found by this address").count(),
            1,
            "{screen}"
        );
        // Beside people there is room for some of them, and the list alone can be scrolled.
        let small = world.screen(60, 20);
        let is_whole = names.iter().all(|name| small.contains(name));
        assert!(small.contains("more") || is_whole, "{small}");
    }
}

#[test]
fn the_key_of_accounts_offers_the_profiles() {
    let mut world = super::scenes::live();
    world.press("shift-c");
    let screen = world.screen(120, 40);
    assert!(screen.contains("profile sandbox"), "{screen}");
}

/// Whoever holds the list still sees how much waits.
#[test]
fn a_list_that_is_held_says_what_waits() {
    let mut world = super::scenes::live();
    world.press("p");
    let mut sessions = super::world::sessions(320, 90);
    sessions.drain(..3);
    world.walk(sessions, super::world::people(90));
    let screen = world.screen(120, 40);
    assert!(screen.contains("+8/-3 waiting"), "{screen}");
    world.press("p");
    assert!(!world.screen(120, 40).contains("waiting"));
}

#[test]
fn help_has_two_columns_where_there_is_room_and_is_searched() {
    let mut world = after("?");
    let broad = world.screen(120, 40);
    let has_both = |line: &str| line.contains("MOVE") && line.contains("END");
    let both = broad.lines().any(|line| line.matches("  ").count() > 4);
    assert!(both && !broad.lines().any(has_both), "{broad}");
    let columns = broad
        .lines()
        .filter(|line| line.contains("next row"))
        .count();
    assert_eq!(columns, 1);
    world.press("/ o f f b o a r d");
    let found = world.screen(120, 40);
    assert!(found.contains("offboarding"), "{found}");
    assert!(!found.contains("next row"), "{found}");
    world.press("enter");
    assert!(!world.screen(80, 24).contains("next row"));
    world.press("/ x x enter");
    assert!(
        world
            .screen(80, 24)
            .contains("nothing here has these words")
    );
    world.press("/ esc");
    assert!(world.screen(80, 24).contains("next row"));
    world.press("esc");
    assert!(world.app.dialog().is_none());
}

#[test]
fn help_and_palette_say_why_something_is_off() {
    let mut world = scenes::own();
    world.press("? / e n d");
    assert!(world.screen(120, 40).contains("(off: read-only)"));
    world.press("esc esc : e n d");
    assert!(world.screen(120, 40).contains("off: read-only"));
    let mut world = after(": e n d minus r");
    assert!(world.screen(120, 40).contains("off: nobody came back"));
}

/// The bar of the cursor goes from one side of its box to the other, in every menu and list.
#[test]
fn the_bar_of_the_cursor_is_as_wide_as_its_box() {
    for keys in [
        "s",
        "c",
        ":",
        "shift-e",
        "shift-y",
        "4",
        "e",
        "space shift-o",
        "space space shift-k",
    ] {
        for (width, height) in [(60, 24), (80, 24), (200, 60)] {
            let mut world = scenes::live();
            world.resize(width, height);
            world.press(keys);
            if keys == "space shift-o" {
                world.tokens("read");
            }
            let frame = world.frame(width, height);
            let cursor = ratatui::style::Style::reset().patch(world.theme.cursor);
            let is_bar = |x: u16, y: u16| {
                let style = frame[(x, y)].style();
                let modifiers = cursor.add_modifier;
                // What warns in a row keeps its colour.
                style.bg == cursor.bg && style.add_modifier.contains(modifiers)
            };
            let corner = |sign: &str| {
                let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
                let mut places = places.filter(|place| frame[*place].symbol() == sign);
                places.next().unwrap()
            };
            let ((left, top), (right, _), (_, bottom)) = (corner("┌"), corner("┐"), corner("└"));
            let bar = |y: u16| (left + 1..right).filter(|x| is_bar(*x, y)).count();
            let widest = (top + 1..bottom).map(bar).max().unwrap();
            let screen = text(&frame);
            assert_eq!(
                widest,
                usize::from(right - left - 1),
                "{keys} {width}\n{screen}"
            );
        }
    }
}

#[test]
fn every_action_is_reached_by_key_palette_and_help() {
    let mut world = after("");
    let bindings = world.app.keymap().bindings().to_vec();
    let listed = bindings
        .iter()
        .filter(|it| it.mode == crate::app::Mode::List);
    for binding in listed {
        assert!(!binding.keys().is_empty(), "{:?} has a key", binding.action);
        let name = binding.action.name();
        let moves = [
            Action::Down,
            Action::Up,
            Action::PageDown,
            Action::PageUp,
            Action::Back,
            Action::Palette,
        ];
        if !moves.contains(&binding.action) {
            world.press(":");
            world.event(Event::Paste(name.clone()));
            let palette = world.screen(120, 40);
            assert!(palette.contains(&name), "{name} in\n{palette}");
            world.press("esc");
        }
        world.press("? /");
        world.event(Event::Paste(binding.help.clone()));
        let help = world.screen(120, 40);
        let key = binding.keys().remove(0);
        assert!(help.contains(&key), "{key} in\n{help}");
        world.press("esc esc");
        assert!(world.app.dialog().is_none(), "{name}");
    }
}

#[test]
fn an_address_is_copied_and_the_menu_has_the_rest() {
    let mut world = after("y");
    let copied = |world: &World| match world.effects().last() {
        Some(Effect::Copy(copied)) => copied.text.clone(),
        other => panic!("{other:?}"),
    };
    let snapshot = world.app.snapshot();
    let slot = world.app.list().slots()[0];
    let key = snapshot.key(slot).unwrap();
    let user = snapshot
        .person(snapshot.row(slot).unwrap().person)
        .and_then(|it| it.user())
        .unwrap()
        .clone();
    let email = user.email.shown().unwrap().as_str().to_owned();
    assert_eq!(copied(&world), email);
    world.press("shift-y");
    let menu = world.screen(80, 24);
    for words in [
        "the name",
        "the address",
        "the ids",
        "the line",
        "as Markdown",
    ] {
        assert!(menu.contains(words), "{words} in\n{menu}");
    }
    world.press("down down enter");
    assert_eq!(copied(&world), key.to_string());
    world.press("shift-y up enter");
    assert!(copied(&world).starts_with("# Sessions of `acme`"));
    // Everybody who is marked, each once and one a line.
    world.press("space space space y");
    let lines = copied(&world);
    assert!(lines.lines().count() >= 2, "{lines}");
    assert!(lines.lines().all(|line| line.contains('@')), "{lines}");
    world.press("shift-p y");
    assert!(
        copied(&world)
            .lines()
            .all(|line| line.ends_with("@masked.invalid"))
    );
}

#[test]
fn the_mouse_moves_and_sorts_only_while_it_is_listened_to_and_never_acts() {
    let mut world = after("");
    world.resize(120, 40);
    let click = |world: &mut World, x, y| {
        let act = MouseAct::Click;
        world.event(Event::Mouse { act, x, y });
    };
    click(&mut world, 5, 6);
    assert_eq!(world.app.list().cursor_index(), 0);
    world.press("m");
    click(&mut world, 5, 6);
    assert_eq!(world.app.list().cursor_index(), 4);
    let act = MouseAct::WheelDown;
    world.event(Event::Mouse { act, x: 5, y: 5 });
    assert_eq!(world.app.list().cursor_index(), 7);
    click(&mut world, 4, 1);
    assert!(world.screen(120, 40).contains("NAME▲"));
    click(&mut world, 4, 1);
    assert!(world.screen(120, 40).contains("NAME▼"));
    // No place of the screen answers or chooses in a dialog.
    for keys in ["shift-k", "shift-e", "?", "s", ":", "shift-y", "4"] {
        world.press(keys);
        let before = (world.screen(120, 40), world.effects().len());
        for y in 0..40 {
            for x in (0..120).step_by(3) {
                click(&mut world, x, y);
            }
        }
        assert_eq!(before.0, world.screen(120, 40), "{keys}");
        let acts = world.effects()[before.1..].iter();
        let acts = acts.filter(|effect| !matches!(effect, Effect::Show(_)));
        assert_eq!(acts.count(), 0, "{keys}");
        world.press("esc");
    }
}

/// What is clicked is what is drawn there, however the columns share their room; and a sort is always
/// shown in its heading.
#[test]
fn a_click_on_a_heading_sorts_by_that_column() {
    for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
        let mut world = after("m");
        world.resize(columns, rows);
        for word in [
            "ROLE", "E-MAIL", "SEEN", "SINCE", "FLAG", "NAME", "ORG", "ENDS",
        ] {
            let screen = world.screen(columns, rows);
            let line: Vec<char> = screen.lines().nth(1).unwrap().chars().collect();
            let letters: Vec<char> = word.chars().collect();
            let Some(x) = line.windows(letters.len()).position(|part| part == letters) else {
                continue;
            };
            let (x, act) = (u16::try_from(x).unwrap(), MouseAct::Click);
            world.event(Event::Mouse { act, x, y: 1 });
            let screen = world.screen(columns, rows);
            let line = screen.lines().nth(1).unwrap();
            let sorted = line.split_whitespace().find(|it| it.ends_with(['▲', '▼']));
            assert!(
                sorted.is_some_and(|it| it.starts_with(word)),
                "{word}: {line}"
            );
        }
    }
}

#[test]
fn hands_from_elsewhere_find_their_keys() {
    let opens = |keys: &str, words: &str| {
        let screen = after(keys).screen(120, 40);
        assert!(screen.contains(words), "{keys}: {words} in\n{screen}");
    };
    opens("f3", "FILTER");
    opens("f6", "Sort by");
    opens("h", "Help");
    opens("f1", "Help");
    opens("f9", "cancels itself in");
    opens("ctrl-r", "walking the list now");
    opens("+", "10 minutes");
    opens("-", "its own share of the budget already");
    opens("+ -", "its own share of the budget again");
    opens("tab", "Details");
    let world = after("tab tab");
    assert!(world.app.dialog().is_none());
    let world = after("/ a n n a down");
    assert_eq!(world.app.mode(), crate::app::Mode::List);
    assert!(!world.app.filter().query().is_empty());
    let world = after("f10");
    assert!(matches!(world.effects().last(), Some(Effect::Quit)));
}
