//! The palette: actions and cards by name.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, whole_words, width};
use super::{Popup, Scene, between, cursor_row, keys, more, within};
use crate::app::{Extent, Offered, Palette};

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Columns of the names.
const NAME: usize = 18;
/// The most columns of the keys.
const KEY: usize = 12;
/// Lines around the entries: the frame, the field with a blank below, the keys with a blank
/// above.
const AROUND: usize = 6;

/// Draws the field and what matches; returns where the cursor of the field stands.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    palette: &Palette,
) -> Position {
    let theme = scene.theme;
    let popup = Popup {
        title: "What to do",
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let height = within(area, palette.len() + AROUND);
    let inner = popup.draw(scene, buffer, area, (WIDTH, height));
    let (input, columns) = (&palette.input, usize::from(inner.width));
    let mut pen = Pen::on(buffer, row(inner, 0));
    pen.put(":", theme.key);
    let cursor = field(&mut pen, input.value(), input.cursor(), columns - 1, scene);

    let list = between(inner, 2, 2);
    let shown = usize::from(list.height).max(1);
    let count = palette.found().count();
    let extent = Extent::around(palette.at(), shown, count);
    if count == 0 {
        let none = "nothing is called that; Backspace";
        Pen::on(buffer, row(list, 0)).gap(1).put(none, theme.dim);
    }
    let rows = extent.rows();
    let shown = palette.found().skip(rows.start).take(rows.len());
    let key = shown.map(|offered| width(&offered.key)).max().unwrap_or(0);
    let key = key.min(KEY);
    for (n, offered) in rows.clone().zip(palette.found().skip(rows.start)) {
        let place = row(list, n - rows.start);
        let off = palette.why_off(offered.entry);
        line(scene, buffer, place, (offered, off, key), n == palette.at());
    }
    if let Some(offered) = palette.found().nth(palette.at()) {
        // The line of an entry may have no room for all of its words.
        let words = words_of(offered, palette.why_off(offered.entry));
        if width(&words) > room_for_words(inner, key) {
            let words = whole_words(&words, columns - 1).into_owned();
            Pen::on(buffer, row(inner, 1))
                .gap(1)
                .field(&words, columns - 1, theme.dim);
        }
    }
    let part = more(scene, extent);
    keys(scene, buffer, inner, &part);
    cursor
}

/// What an entry does, and first why it is off, if it is.
fn words_of(offered: &Offered, off: Option<&str>) -> String {
    match off {
        Some(why) => format!("{why}; {}", offered.help),
        None => offered.help.clone(),
    }
}

/// The columns for what an entry does, beside its name and its key.
fn room_for_words(line: Rect, columns_of_key: usize) -> usize {
    usize::from(line.width).saturating_sub(1 + NAME + 2 + columns_of_key)
}

fn line(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    (offered, off, columns_of_key): (&Offered, Option<&str>, usize),
    is_here: bool,
) {
    let theme = scene.theme;
    let help = room_for_words(line, columns_of_key);
    let words = words_of(offered, off);
    let (name, text) = match off {
        Some(_) => (theme.dim, theme.dim),
        None => (theme.heading, theme.text),
    };
    Pen::on(buffer, line)
        .gap(1)
        .field(&offered.name, NAME, name)
        .field(&whole_words(&words, help), help, text)
        .gap(2)
        .right(&offered.key, columns_of_key, theme.key);
    if is_here {
        cursor_row(scene, buffer, line);
    }
}
