//! Every row of every dialog can be shown, whatever the size of the screen, and what was not shown
//! is not confirmed.

use std::collections::BTreeSet;

use super::scenes;
use super::world::World;
use crate::app::{Dialog, Effect, Event, Extent};
use crate::live::{Naming, NotThere};
use crate::view::measure;

/// Screens on which a list of twelve fits, and on which it does not.
const SIZES: [(u16, u16); 10] = [
    (60, 15),
    (80, 16),
    (80, 17),
    (100, 16),
    (120, 16),
    (80, 24),
    (60, 50),
    (84, 46),
    (120, 40),
    (200, 60),
];

/// The list with twelve sessions marked, on a screen of this size.
fn twelve((width, height): (u16, u16)) -> World {
    let mut world = scenes::live();
    world.resize(width, height);
    world.press(&"space ".repeat(12));
    world
}

/// The ids of the sessions that the review is about.
fn targets(world: &World) -> BTreeSet<String> {
    let Some(Dialog::Review(review)) = world.app.dialog() else {
        panic!("no review is open");
    };
    let sessions = review.plan.sessions();
    sessions.map(|it| it.key.session.to_string()).collect()
}

/// Presses a key as long as that shows other rows; returns all words that were shown.
fn read(world: &mut World, (width, height): (u16, u16), key: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut still = 0;
    // A key may move the cursor over everybody who is shown before it scrolls.
    while still < 15 {
        let extent = measure(&world.app).extent;
        let screen = world.screen(width, height);
        words.extend(screen.split_whitespace().map(str::to_owned));
        world.press(key);
        if measure(&world.app).extent == extent {
            still += 1;
        } else {
            still = 0;
        }
    }
    words
}

#[test]
fn every_target_of_a_review_can_be_shown_at_every_size() {
    for size in SIZES {
        for key in ["down", "pagedown", "end"] {
            let mut world = twelve(size);
            world.press("shift-k");
            let targets = targets(&world);
            assert_eq!(targets.len(), 12);
            let mut words = read(&mut world, size, key);
            if key == "end" {
                // From the end back, row by row.
                words.extend(read(&mut world, size, "up"));
            }
            let missing: Vec<_> = targets.difference(&words).collect();
            assert!(missing.is_empty(), "{size:?} {key}: {missing:?}");
        }
    }
}

#[test]
fn every_item_of_a_run_and_of_its_report_can_be_shown() {
    for size in SIZES {
        let mut world = twelve(size);
        world.press("shift-k");
        let targets = targets(&world);
        world.press("end a c m e enter home");
        let items = world.app.runs().run().unwrap().items.iter();
        let people: BTreeSet<String> = items.map(|item| item.target.user().to_string()).collect();
        for what in ["run", "report"] {
            if what == "report" {
                world.press("f4");
            }
            for key in ["j", "pagedown"] {
                let words = read(&mut world, size, key);
                let all = if what == "run" { &people } else { &targets };
                let missing: Vec<_> = all.difference(&words).collect();
                assert!(missing.is_empty(), "{what} {size:?} {key}: {missing:?}");
                world.press("g");
            }
            if what == "run" {
                world.finish([]);
            }
        }
    }
}

#[test]
fn what_is_measured_is_what_is_drawn() {
    let dialogs = [
        "?",
        "shift-k",
        "a shift-k",
        ": c r e d enter",
        "space space shift-o",
        "d",
    ];
    for size in SIZES {
        for keys in dialogs {
            let mut world = scenes::live();
            world.resize(size.0, size.1);
            world.press(keys);
            for key in ["down", "pagedown", "end", "up", "pageup", "home"] {
                world.press(key);
                let extent = measure(&world.app).extent;
                let screen = world.screen(size.0, size.1);
                assert!(shows(&screen, extent), "{keys} {key} {size:?}\n{screen}");
            }
        }
    }
}

/// Whether the screen says that this part is shown, or shows all of it.
fn shows(screen: &str, extent: Extent) -> bool {
    let rows = extent.rows();
    let part = format!(" {}-{} of {} ", rows.start + 1, rows.end, extent.all());
    rows.len() >= extent.all() || screen.contains(&part)
}

#[test]
fn what_does_not_fit_is_confirmed_once_its_end_was_shown() {
    for size in [(60, 15), (80, 16), (120, 16)] {
        let mut world = twelve(size);
        world.press("shift-k a c m e enter");
        assert!(world.app.runs().run().is_none(), "{size:?}");
        let screen = world.screen(size.0, size.1);
        assert!(screen.contains("the end must be shown first: "), "{screen}");
        world.press("pagedown enter");
        assert!(
            world.app.runs().run().is_none(),
            "{size:?}: that was one page"
        );
        world.press("end enter");
        assert!(world.app.runs().run().is_some(), "{size:?}");
    }
    // Where all of it fits there is nothing to scroll.
    let mut world = twelve((120, 40));
    world.press("shift-k a c m e enter");
    assert!(world.app.runs().run().is_some());
}

/// A name that is longer than the dialog is broken into lines, and every line can be shown.
#[test]
fn every_fact_of_the_details_can_be_shown_at_every_size_without_a_pane() {
    for size in [(60, 15), (80, 16), (60, 20), (80, 24), (84, 33)] {
        let mut world = scenes::live();
        world.resize(size.0, size.1);
        world.press("d");
        assert!(
            matches!(world.app.dialog(), Some(Dialog::Details(_))),
            "{size:?}"
        );
        let first = world.screen(size.0, size.1);
        let words = read(&mut world, size, "pagedown");
        for word in [
            "user", "zone", "session", "last", "ends", "state", "location",
        ] {
            assert!(words.contains(word), "{size:?} {word}: {first}");
        }
        // Another row begins at its first fact.
        world.press("j");
        assert_eq!(measure(&world.app).extent.first(), 0);
    }
}

/// Whoever is on a list that was given can be read to the last of them, and the steps stay where they are.
#[test]
fn a_list_that_was_given_scrolls_to_its_end() {
    let mut world = scenes::live();
    world.resize(80, 24);
    world.press("shift-e");
    let addresses: Vec<String> = (0..90).map(|n| format!("leaver{n}@list.example")).collect();
    world.event(Event::Paste(addresses.join("\n")));
    let sought = world.effects().iter().find_map(|effect| match effect {
        Effect::LookUpList { id, entries, .. } => Some((*id, entries.clone())),
        _ => None,
    });
    let (id, entries) = sought.unwrap();
    let missed = entries
        .into_iter()
        .map(|entry| (entry, NotThere::NobodyActive));
    let answer = Naming {
        not_found: missed.collect(),
        ..Default::default()
    };
    let answer = Box::new(Ok(answer));
    world.event(Event::ListLookedUp { id, answer });
    let first = world.screen(80, 24);
    assert!(
        first.contains("Everybody on the list") && first.contains("leaver0@"),
        "{first}"
    );
    assert!(!first.contains("leaver89@"), "{first}");
    world.press("shift-g");
    let last = world.screen(80, 24);
    for words in ["leaver89@", "suspend them, signed in or not"] {
        assert!(last.contains(words), "{words}\n{last}");
    }
    world.press("pageup");
    assert!(!world.screen(80, 24).contains("leaver89@"));
    world.press("g");
    assert_eq!(world.screen(80, 24), first);
}
