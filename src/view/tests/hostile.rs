//! Every hostile string as a name and as an address, in every place where one is shown.

use ratatui::buffer::Buffer;

use super::world::{World, failure, session, setup, user};
use crate::model::{Role, SafeText};
use crate::operation::{Outcome, OutcomeKind};
use crate::view::pen::width;
use crate::zendesk::BudgetReading;

const STRINGS: &str = include_str!("../../../tests/data/hostile-strings.json");

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

#[derive(serde::Deserialize)]
struct Hostile {
    name: String,
    value: serde_json::Value,
}

/// The strings, those that are no UTF-8 text left out: they do not come through JSON.
fn strings() -> Vec<(String, String)> {
    let all: Vec<Hostile> = serde_json::from_str(STRINGS).unwrap();
    all.into_iter()
        .filter_map(|one| Some((one.name, one.value.as_str()?.to_owned())))
        .collect()
}

/// An account in which everyone has this name and this address; the cursor is on the second row.
fn account(text: &str) -> World {
    let mut world = World::new(setup());
    world.resize(80, 24);
    world.feed(crate::live::WalkProgress::identified(
        user(99, text, text, Role::Admin),
        world.now,
    ));
    world.feed(crate::live::WalkProgress::Budget(BudgetReading {
        ending_allowance: 350,
        ..BudgetReading::default()
    }));
    let users = (1..=5).map(|id| user(id, text, text, Role::EndUser));
    let sessions = (0..40).map(|n| session(1 + n % 5, 100 + n, 4_000, i64::try_from(n).unwrap()));
    world.walk(sessions.collect(), users.collect());
    world.press("down");
    world
}

/// The list, then each dialog that shows people.
fn frames(text: &str) -> Vec<Buffer> {
    let mut frames = Vec::new();
    let mut take = |world: &mut World| {
        for (width, height) in SIZES {
            world.resize(width, height);
            frames.push(world.frame(width, height));
        }
    };
    let mut world = account(text);
    take(&mut world);
    world.press("space space space shift-k");
    take(&mut world);
    world.press("3 enter");
    world.outcomes([OutcomeKind::Done.into()]);
    take(&mut world);
    world.finish([
        OutcomeKind::Done.into(),
        Outcome::because(OutcomeKind::Failed, failure()),
    ]);
    take(&mut world);
    // The same people again, from the report to what ending leaves as it is.
    world.press("a shift-s");
    take(&mut world);
    world.press("3 enter");
    world.outcomes([OutcomeKind::Done.into()]);
    take(&mut world);
    world.finish([
        OutcomeKind::Done.into(),
        Outcome::because(OutcomeKind::Failed, failure()),
    ]);
    take(&mut world);
    world.press("shift-o");
    world.tokens(text);
    take(&mut world);
    world.press("space space shift-k");
    take(&mut world);
    frames
}

/// Whether this belongs to the program's own lines: a stranger's text must neither cover nor copy
/// one.
fn is_chrome(symbol: &str) -> bool {
    ["│", "─", "┌", "┐", "└", "┘", "█"].contains(&symbol)
}

/// Whether a cell is on the line of a dialog's title.
fn is_title(frame: &Buffer, n: usize) -> bool {
    let columns = usize::from(frame.area.width);
    let line = &frame.content()[n - n % columns..][..columns];
    line.iter().any(|cell| cell.symbol() == "┌")
}

#[test]
fn no_string_puts_a_forbidden_character_into_a_cell_or_anything_out_of_its_place() {
    let plain = frames("plain");
    for (name, text) in strings() {
        for (frame, plain) in frames(&text).iter().zip(&plain) {
            let at = |what: &str| format!("{name}: {what} in\n{}", super::text(frame));
            for (n, (cell, other)) in frame.content().iter().zip(plain.content()).enumerate() {
                let symbol = cell.symbol();
                if symbol.len() == 1 && other.symbol().len() == 1 {
                    let is_control = symbol.starts_with(char::is_control);
                    assert!(!is_control, "{}", at("a control character"));
                    continue;
                }
                let forbidden = symbol.chars().any(SafeText::is_forbidden);
                assert!(!forbidden, "{}", at("a forbidden character"));
                // A title says whom it is about, so only its corners stand still.
                let is_corner = |symbol: &str| ["┌", "┐"].contains(&symbol);
                let same = if is_title(plain, n) {
                    is_corner(symbol) == is_corner(other.symbol())
                } else {
                    is_chrome(symbol) == is_chrome(other.symbol())
                };
                assert!(same, "{}", at("the frame is torn"));
                if width(symbol) > 1 {
                    let next = frame
                        .content()
                        .get(n + 1)
                        .map(ratatui::buffer::Cell::symbol);
                    assert_eq!(next, Some(" "), "{}", at("a wide glyph covers something"));
                }
            }
        }
    }
}

#[test]
fn what_stands_beside_a_name_is_the_same_for_every_name() {
    let beside = |world: &mut World, width, height| {
        let screen = world.screen(width, height);
        let heading: Vec<char> = screen.lines().nth(1).unwrap().chars().collect();
        let heading: String = heading.iter().map(|sign| ascii(*sign)).collect();
        let at = |word| u16::try_from(heading.find(word).unwrap()).unwrap();
        let (role, time, flag) = (at("ROLE"), at("SEEN"), at("FLAG"));
        // A long name takes blanks from behind the flags, and no more.
        let end = (flag + 8).min(width - 1);
        let buffer = world.frame(width, height);
        let cells = |y, from, to| {
            let symbols = (from..to).map(|x: u16| buffer[(x, y)].symbol().to_owned());
            symbols.collect::<String>()
        };
        let rows = (2..16).map(|y| {
            let flag = cells(y, flag, end).trim_end().to_owned();
            (
                cells(y, role, role + 5),
                cells(y, time - 2, at("FLAG")),
                flag,
            )
        });
        rows.collect::<Vec<_>>()
    };
    for (width, height) in SIZES {
        let plain = beside(&mut account("plain"), width, height);
        for (name, text) in strings() {
            let rows = beside(&mut account(&text), width, height);
            for ((role, times, flag), plain) in rows.iter().zip(&plain) {
                assert_eq!((role, times), (&plain.0, &plain.1), "{name}");
                let is_same = flag.starts_with(&plain.2) || plain.2.starts_with(flag);
                assert!(is_same, "{name}: {flag} {}", plain.2);
            }
        }
    }
}

/// One column for one, so that columns can be counted in bytes.
fn ascii(sign: char) -> char {
    if sign.is_ascii() { sign } else { '?' }
}
