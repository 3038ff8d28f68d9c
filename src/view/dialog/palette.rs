//! The palette: actions and cards by name.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, whole_words, width};
use super::{Popup, Scene, between, cursor_row, keys, more, within};
use crate::app::{Extent, Offered, Palette};

/// Columns of the dialog, at least and at most, where there is room.
const WIDTH: (u16, u16) = (92, 150);
/// The fewest and the most columns of the names, with the blank behind them.
const NAMES: (usize, usize) = (18, 32);
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
    let inner = popup.draw(scene, buffer, area, (columns_of(palette), height));
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
    let shown = || palette.found().skip(rows.start).take(rows.len());
    let of_keys = shown().map(|offered| width(&offered.key));
    let names = shown().map(|offered| width(&offered.name) + 1);
    let widths = PaletteWidths {
        name: names.max().unwrap_or(0).clamp(NAMES.0, NAMES.1),
        key: of_keys.max().unwrap_or(0).min(KEY),
    };
    for (n, offered) in rows.clone().zip(palette.found().skip(rows.start)) {
        let place = row(list, n - rows.start);
        let off = palette.why_off(offered.entry);
        line(
            scene,
            buffer,
            place,
            (offered, off, widths),
            n == palette.at(),
        );
    }
    if let Some(offered) = palette.found().nth(palette.at()) {
        // The line of an entry may have no room for all of its words.
        let words = words_of(offered, palette.why_off(offered.entry));
        if width(&words) > room_for_words(inner, widths) {
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

/// The columns in which all that is offered is said whole, whatever of it is shown.
fn columns_of(palette: &Palette) -> u16 {
    let all = || palette.all().iter();
    let most = |columns: &dyn Fn(&Offered) -> usize| all().map(columns).max().unwrap_or(0);
    let name = (most(&|it| width(&it.name)) + 1).clamp(NAMES.0, NAMES.1);
    let key = most(&|it| width(&it.key)).min(KEY);
    let words = most(&|it| width(&it.help));
    let columns = u16::try_from(1 + name + words + 2 + key + 4).unwrap_or(u16::MAX);
    columns.clamp(WIDTH.0, WIDTH.1)
}

/// The columns that follow from the entries that are shown.
#[derive(Clone, Copy)]
struct PaletteWidths {
    name: usize,
    key: usize,
}

/// What an entry does, and first why it is off, if it is.
fn words_of(offered: &Offered, off: Option<&str>) -> String {
    match off {
        Some(why) => format!("{why}; {}", offered.help),
        None => offered.help.clone(),
    }
}

/// The columns for what an entry does, beside its name and its key.
fn room_for_words(line: Rect, widths: PaletteWidths) -> usize {
    usize::from(line.width).saturating_sub(1 + widths.name + 2 + widths.key)
}

fn line(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    (offered, off, widths): (&Offered, Option<&str>, PaletteWidths),
    is_here: bool,
) {
    let theme = scene.theme;
    let help = room_for_words(line, widths);
    let words = words_of(offered, off);
    let (name, text) = match off {
        Some(_) => (theme.dim, theme.dim),
        None => (theme.heading, theme.text),
    };
    Pen::on(buffer, line)
        .gap(1)
        .field(&offered.name, widths.name - 1, name)
        .gap(1)
        .field(&whole_words(&words, help), help, text)
        .gap(2)
        .right(&offered.key, widths.key, theme.key);
    if is_here {
        cursor_row(scene, buffer, line);
    }
}
