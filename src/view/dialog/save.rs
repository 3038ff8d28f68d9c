//! Where what is shown is saved.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::{Popup, Scene, keys, within};
use crate::app::SaveDialog;
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Lines of the dialog beside what is saved, its frame included.
const AROUND: usize = 8;
/// The most lines of what is saved.
const WHAT: usize = 2;

/// Draws the question; returns where the cursor of the field stands.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    save: &SaveDialog,
) -> Position {
    let theme = scene.theme;
    let popup = Popup {
        title: "Save what is shown",
        account: Some(&scene.app.setup().account),
        style: if save.asks() {
            theme.warning
        } else {
            theme.border
        },
    };
    let what = SafeText::new(&save.what);
    let columns = usize::from(super::inner(area, (WIDTH, area.height)).width);
    let mut what = wrapped(what.as_str(), columns);
    what.truncate(WHAT);
    let size = (WIDTH, within(area, what.len() + AROUND));
    let inner = popup.draw(scene, buffer, area, size);
    for (n, line) in what.iter().enumerate() {
        Pen::on(buffer, row(inner, n)).put(line, theme.dim);
    }
    let below = what.len() + 1;
    let mut pen = Pen::on(buffer, row(inner, below));
    pen.put("file ", theme.heading);
    let room = columns.saturating_sub("file ".len());
    let cursor = field(
        &mut pen,
        save.input.value(),
        save.input.cursor(),
        room,
        scene,
    );
    let (words, style) = match &save.problem {
        _ if save.is_writing() => ("writing …", theme.dim),
        Some(problem) => (problem.as_str(), theme.warning),
        None => (
            "csv, json or md by its ending; only you can read the file",
            theme.dim,
        ),
    };
    let words = SafeText::new(words);
    for (n, line) in wrapped(words.as_str(), columns).iter().take(2).enumerate() {
        Pen::on(buffer, row(inner, below + 1 + n)).put(line, style);
    }
    keys(scene, buffer, inner, "");
    cursor
}
