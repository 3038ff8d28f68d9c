//! Whole screens: their words, and that no text of a stranger gets out of its place.
//!
//! The screens are files under tests/screens. `ZENTOP_WRITE_SCREENS=1 cargo test --test it screens`
//! writes them again; look at the difference before committing it.

mod hostile;
mod scenes;
mod words;
mod world;

use std::fs;
use std::path::Path;

use crate::stage::lines;

pub(crate) use hostile::values as hostile_values;
pub(crate) use scenes::{SCENES, leavers, live, person, report};
pub(crate) use words::Words;
pub(crate) use world::World;

/// The sizes that people use.
pub(crate) const SIZES: [(u16, u16); 4] = [(60, 50), (80, 24), (120, 40), (200, 60)];

/// Whether files are to be written instead of compared.
pub(crate) fn writes() -> bool {
    std::env::var_os("ZENTOP_WRITE_SCREENS").is_some()
}

/// Compares a screen with its file.
fn matches(name: &str, screen: &str) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/screens/{name}.txt"));
    if writes() {
        fs::write(&path, screen).unwrap();
    }
    let saved = fs::read_to_string(&path).unwrap_or_default();
    if saved == screen {
        return Ok(());
    }
    Err(format!("{name} was\n{saved}\nand is now\n{screen}"))
}

#[test]
fn every_screen_is_as_it_was() {
    let mut failures = Vec::new();
    for (name, scene) in SCENES {
        for (width, height) in SIZES {
            let screen = lines(&scene(Words::default()).screen((width, height)));
            failures.extend(matches(&format!("{name}-{width}x{height}"), &screen).err());
        }
    }
    for (width, height) in [(59, 24), (20, 5)] {
        let screen = lines(&live(Words::default()).screen((width, height)));
        failures.extend(matches(&format!("too-small-{width}x{height}"), &screen).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn no_size_is_too_small_to_be_drawn() {
    for (name, scene) in SCENES {
        let mut world = scene(Words::default());
        for width in [0, 1, 20, 59, 60, 84, 85, 180, 300] {
            for height in [0, 1, 5, 14, 15, 34, 46, 100] {
                let area = world.screen((width, height)).area;
                assert_eq!((area.width, area.height), (width, height), "{name}");
            }
        }
    }
}
