//! Panes that have the keys are scrolled, and show that they have them.

use super::scenes;
use super::world::World;
use crate::app::{Dialog, Event, Pane};

fn line_of<'a>(screen: &'a str, words: &str) -> &'a str {
    let line = screen.lines().find(|line| line.contains(words));
    line.unwrap_or_else(|| panic!("{words:?} is missing in\n{screen}"))
}

/// A list with thirty messages, which are news.
fn with_news() -> World {
    let mut world = scenes::live();
    world.resize(120, 40);
    for n in 0..30 {
        world.later(1);
        world.event(Event::Told(format!("message {n} of many")));
    }
    world
}

#[test]
fn tab_goes_round_the_panes_and_esc_back_to_the_list() {
    for (size, panes) in [
        (
            (120, 40),
            &[Pane::Details, Pane::News, Pane::List, Pane::Details][..],
        ),
        (
            (200, 60),
            &[Pane::Details, Pane::News, Pane::List, Pane::Details],
        ),
        (
            (60, 50),
            &[Pane::Details, Pane::News, Pane::List, Pane::Details],
        ),
    ] {
        let mut world = scenes::live();
        world.resize(size.0, size.1);
        for pane in panes {
            world.press("tab");
            assert_eq!(world.app.focus(), *pane, "{size:?}");
            assert!(world.app.dialog().is_none());
        }
        world.press("esc");
        assert_eq!(world.app.focus(), Pane::List);
    }
    // Where there are none, the details lie over the list.
    let mut world = scenes::live();
    world.resize(80, 24);
    world.press("tab");
    assert!(matches!(world.app.dialog(), Some(Dialog::Details(_))));
    // A pane that is closed has no keys.
    let mut world = scenes::live();
    world.resize(120, 40);
    world.press("d tab");
    assert_eq!(world.app.focus(), Pane::News);
    world.press("esc d tab");
    assert_eq!(world.app.focus(), Pane::Details);
    world.resize(80, 24);
    assert_eq!(world.app.focus(), Pane::List);
}

#[test]
fn the_pane_with_the_keys_shows_it_by_sign_and_by_weight() {
    use ratatui::style::Modifier;
    let mut world = with_news();
    let plain = world.screen(120, 40);
    assert!(line_of(&plain, " details ").starts_with('─'), "{plain}");
    world.press("tab");
    let focused = world.screen(120, 40);
    assert!(
        line_of(&focused, " ▸ details ").starts_with('━'),
        "{focused}"
    );
    assert!(line_of(&focused, " news ").starts_with('─'), "{focused}");
    let at = focused.lines().position(|line| line.contains("details"));
    let y = u16::try_from(at.unwrap()).unwrap();
    let cell = &world.frame(120, 40)[(5, y)];
    assert!(cell.modifier.contains(Modifier::BOLD));
    assert!(focused.contains("Esc to the list"), "{focused}");
    world.press("tab");
    let focused = world.screen(120, 40);
    assert!(line_of(&focused, " ▸ news ").starts_with('━'), "{focused}");
    world.press("esc tab");
    assert!(world.screen(200, 60).contains('┃'));
}

#[test]
fn the_news_are_scrolled_line_by_line_and_stay_where_they_are_while_more_come() {
    let mut world = with_news();
    assert!(world.screen(120, 40).contains("message 29"));
    world.press("tab tab down");
    let screen = world.screen(120, 40);
    assert!(
        !screen.contains("message 29") && screen.contains("message 28"),
        "{screen}"
    );
    world.event(Event::Told("one that came meanwhile".to_owned()));
    let later = world.screen(120, 40);
    assert!(
        later.contains("message 28") && !later.contains("meanwhile"),
        "{later}"
    );
    world.press("end");
    assert!(world.screen(120, 40).contains("whole walk"));
    world.press("home");
    assert!(world.screen(120, 40).contains("meanwhile"));
    // They follow the newest again.
    world.event(Event::Told("the very last".to_owned()));
    assert!(world.screen(120, 40).contains("the very last"));
    world.press("enter");
    assert!(matches!(world.app.dialog(), Some(Dialog::News(_))));
}

/// No fact of the pane is out of reach, whatever the size.
#[test]
fn every_line_of_the_details_can_be_shown() {
    for (width, height) in [(120, 34), (120, 40), (200, 34), (60, 50)] {
        let mut world = scenes::live();
        world.resize(width, height);
        world.press("tab");
        let mut shown = world.screen(width, height);
        for _ in 0..20 {
            world.press("down");
            shown.push_str(&world.screen(width, height));
        }
        for label in [
            "e-mail",
            "status",
            "org",
            "time zone",
            "user ",
            "signed in",
            "last seen",
            "ends",
            "by ",
            "state",
            "session ",
            "A session has no IP",
        ] {
            assert!(
                shown.contains(label),
                "{label} at {width}x{height}\n{shown}"
            );
        }
        // The row stays the same, and so does who it is.
        assert_eq!(world.app.list().cursor_index(), 0);
        assert!(world.screen(width, height).contains("Ada Lovelace · admin"));
        // Another row begins at its first line.
        world.press("esc down tab");
        assert!(world.screen(width, height).contains("e-mail"));
    }
}
