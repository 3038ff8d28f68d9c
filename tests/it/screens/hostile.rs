//! Strings that people put into names, addresses and error messages to get at a terminal.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use serde::Deserialize;
use zentop::app::Event;
use zentop::model::SafeText;

use super::{SCENES, SIZES, Words};

#[derive(Deserialize)]
struct Hostile {
    name: String,
    value: String,
}

fn strings() -> Vec<Hostile> {
    let text = include_str!("../../data/hostile-strings.json");
    let strings: Vec<Hostile> = serde_json::from_str(text).unwrap();
    assert!(strings.len() >= 70);
    strings
}

/// The strings without their names.
pub(crate) fn values() -> Vec<String> {
    strings().into_iter().map(|hostile| hostile.value).collect()
}

/// The characters of a frame that no cell may hold.
fn forbidden(buffer: &Buffer) -> String {
    let signs = buffer
        .content()
        .iter()
        .flat_map(|cell| cell.symbol().chars());
    signs
        .filter(|sign| SafeText::is_forbidden(*sign))
        .flat_map(char::escape_unicode)
        .collect()
}

/// The characters of the program's own lines, and their places. The title of a dialog says whom it is
/// about, so only the corners of that line stand still.
fn chrome(buffer: &Buffer) -> Vec<(u16, u16, char)> {
    let mut places = Vec::new();
    for y in 0..buffer.area.height {
        let is_title = (0..buffer.area.width).any(|x| buffer[(x, y)].symbol() == "┌");
        for x in 0..buffer.area.width {
            let sign = buffer[(x, y)].symbol().chars().next();
            let is_ours = |sign: &char| {
                ('\u{2500}'..='\u{259f}').contains(sign) && !(is_title && *sign == '─')
            };
            places.extend(sign.filter(is_ours).map(|sign| (x, y, sign)));
        }
    }
    places
}

fn words(texts: &[Hostile], error: &str) -> Words {
    let texts: Vec<String> = texts.iter().map(|hostile| hostile.value.clone()).collect();
    Words {
        names: texts.clone(),
        emails: texts,
        error: error.to_owned(),
        sessions: 24,
        ..Words::default()
    }
}

#[test]
fn no_name_or_address_reaches_a_cell_or_moves_the_frame() {
    let strings = strings();
    for (scene_name, scene) in SCENES {
        let plain = Words {
            sessions: 24,
            ..Words::default()
        };
        let mut plain = scene(plain);
        let expected = SIZES.map(|size| chrome(&plain.screen(size)));
        // Four at a time, so that each is on the screen, also among the targets of a dialog.
        for (n, texts) in strings.chunks(4).enumerate() {
            let size = n % SIZES.len();
            let frame = scene(words(texts, "busy")).screen(SIZES[size]);
            let place = format!("{} and so on in {scene_name}", texts[0].name);
            assert_eq!(forbidden(&frame), "", "{place}");
            // A filter is what was typed.
            if ["filter", "hidden"].contains(&scene_name) {
                continue;
            }
            let of_lengths = [
                "person",
                "news",
                "runs",
                "confirm-many",
                "mine",
                "production",
                "incident",
            ];
            if of_lengths.contains(&scene_name) {
                // A long name, or one that others have, takes more lines, and no column.
                let columns = |chrome: &[(u16, u16, char)]| -> BTreeSet<u16> {
                    chrome.iter().map(|(column, ..)| *column).collect()
                };
                let is = columns(&chrome(&frame));
                assert_eq!(is, columns(&expected[size]), "{place}");
            } else {
                assert_eq!(chrome(&frame), expected[size], "{place}");
            }
        }
    }
}

#[test]
fn no_error_text_reaches_a_cell_or_moves_the_frame() {
    let strings = strings();
    for (scene_name, scene) in SCENES {
        if !["stale", "progress", "report"].contains(&scene_name) {
            continue;
        }
        let mut plain = scene(words(&[], "Service unavailable"));
        let expected = SIZES.map(|size| chrome(&plain.screen(size)));
        for (n, hostile) in strings.iter().enumerate() {
            let size = n % SIZES.len();
            let frame = scene(words(&[], &hostile.value)).screen(SIZES[size]);
            let place = format!("{} in {scene_name}", hostile.name);
            assert_eq!(forbidden(&frame), "", "{place}");
            assert_eq!(chrome(&frame), expected[size], "{place}");
        }
    }
}

#[test]
fn what_is_pasted_into_the_filter_or_named_as_the_account_is_shown_harmless() {
    for hostile in strings() {
        let words = Words {
            account: hostile.value.clone(),
            sessions: 24,
            ..Words::default()
        };
        let mut world = super::live(words);
        world.press("space K");
        assert_eq!(forbidden(&world.screen((120, 40))), "", "{}", hostile.name);
        world.press("esc /");
        world.event(Event::Paste(hostile.value.clone()));
        assert_eq!(forbidden(&world.screen((80, 24))), "", "{}", hostile.name);
    }
}
