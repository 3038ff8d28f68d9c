//! Pictures of real frames for the front page, as SVG.
//!
//! `ZENTOP_WRITE_SCREENS=1 cargo test --test it picture` draws them again.

mod palette;
mod svg;

use std::fs;
use std::path::{Path, PathBuf};

use zentop::settings::ThemeChoice;

use self::palette::{DARK, LIGHT, Palette};
use self::svg::svg;
use crate::screens::{self, Words, World, leavers, live, writes};
use crate::stage::theme;

/// The size of the screen in the pictures.
const SIZE: (u16, u16) = (120, 40);

type Picture = (&'static str, fn() -> World, ThemeChoice, &'static Palette);

const PICTURES: [Picture; 10] = [
    ("zentop-dark", list, ThemeChoice::Dark, &DARK),
    ("zentop-light", list, ThemeChoice::Light, &LIGHT),
    ("zentop-end-dark", review, ThemeChoice::Dark, &DARK),
    ("zentop-end-light", review, ThemeChoice::Light, &LIGHT),
    ("zentop-person-dark", person, ThemeChoice::Dark, &DARK),
    ("zentop-person-light", person, ThemeChoice::Light, &LIGHT),
    ("zentop-report-dark", report, ThemeChoice::Dark, &DARK),
    ("zentop-report-light", report, ThemeChoice::Light, &LIGHT),
    ("zentop-leavers-dark", gone, ThemeChoice::Dark, &DARK),
    ("zentop-leavers-light", gone, ThemeChoice::Light, &LIGHT),
];

fn words() -> Words {
    let people = [
        ("Ada Lovelace", "ada@analytical.example"),
        ("José García Márquez", "jose.garcia@cien.example"),
        ("山田太郎", "taro.yamada@sakura.example"),
        ("Grace Hopper", "grace@acme.example"),
        ("Нина Иванова", "nina.ivanova@neva.example"),
        ("Annabel van den Heuvel", "annabel@polder.example"),
        ("محمد علي", "m.ali@nile.example"),
        ("Þórdís Håkansdóttir", "thordis@fjord.example"),
        ("Chiamaka Okonkwo", "chiamaka@lagos.example"),
        ("Søren Kjær", "soren@fjord.example"),
        ("Priya Raghunathan", "priya.r@acme.example"),
    ];
    Words {
        names: people.map(|(name, _)| name.to_owned()).to_vec(),
        emails: people.map(|(_, email)| email.to_owned()).to_vec(),
        ..Words::default()
    }
}

/// The list after a second walk, with some sessions marked.
fn list() -> World {
    let mut world = live(words());
    world.moves_on();
    world.press("j j space j space space k k k");
    world
}

/// The same list with a review of what was marked.
fn review() -> World {
    let mut world = list();
    world.press("K 3");
    world
}

/// The page of one person.
fn person() -> World {
    screens::person(words())
}

/// What became of a run.
fn report() -> World {
    screens::report(words())
}

/// The people who should be gone and are still signed in.
fn gone() -> World {
    leavers(words())
}

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screens");
    fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{name}.svg"))
}

#[test]
fn pictures_are_there_and_well_formed() {
    for (name, world, choice, palette) in PICTURES {
        let drawn = svg(&world().frame(SIZE, &theme(choice)), palette);
        assert_well_formed(&drawn, name);
        if writes() {
            fs::write(path(name), &drawn).unwrap();
        }
        let saved = fs::read_to_string(path(name)).unwrap();
        assert_well_formed(&saved, name);
    }
}

/// Draws every screen in both themes, to be looked at: into the folder that `ZENTOP_PICTURES` names.
#[test]
#[ignore = "for the eye"]
fn every_screen_as_a_picture() {
    let Some(folder) = std::env::var_os("ZENTOP_PICTURES").map(PathBuf::from) else {
        return;
    };
    fs::create_dir_all(&folder).unwrap();
    let themes = [
        ("dark", ThemeChoice::Dark, &DARK),
        ("light", ThemeChoice::Light, &LIGHT),
    ];
    for (name, world) in screens::SCENES {
        for (word, choice, palette) in themes {
            let drawn = svg(&world(words()).frame(SIZE, &theme(choice)), palette);
            fs::write(folder.join(format!("{name}-{word}.svg")), drawn).unwrap();
        }
    }
}

/// Checks that tags are closed in order, and that characters with a meaning in SVG are escaped.
fn assert_well_formed(text: &str, name: &str) {
    assert!(
        text.starts_with("<svg ") && text.ends_with("</svg>\n"),
        "{name}"
    );
    assert!(
        !text.contains("http") || text.matches("http").count() == 1,
        "{name}"
    );
    let mut open = Vec::new();
    for tag in text.split('<').skip(1) {
        let (tag, words) = tag.split_once('>').unwrap();
        assert!(!words.contains('>'), "{name}: {words}");
        let is_escaped = |part: &str| ["lt;", "gt;", "amp;"].iter().any(|e| part.starts_with(e));
        assert!(words.split('&').skip(1).all(is_escaped), "{name}: {words}");
        let kind = tag.split_whitespace().next().unwrap();
        if let Some(closed) = kind.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{name}");
        } else if !tag.ends_with('/') {
            open.push(kind);
        }
    }
    assert!(open.is_empty(), "{name}: {open:?}");
}
