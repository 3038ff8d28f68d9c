//! Where what is shown is saved.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::{Popup, Scene, keys};
use crate::app::SaveDialog;
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Lines of the dialog, its frame included.
const HEIGHT: u16 = 10;
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
    let inner = popup.draw(scene, buffer, area, (WIDTH, HEIGHT));
    let columns = usize::from(inner.width);
    let what = SafeText::new(&save.what);
    for (n, line) in wrapped(what.as_str(), columns)
        .iter()
        .take(WHAT)
        .enumerate()
    {
        Pen::on(buffer, row(inner, n)).put(line, theme.dim);
    }
    let mut pen = Pen::on(buffer, row(inner, WHAT + 1));
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
        Pen::on(buffer, row(inner, WHAT + 2 + n)).put(line, style);
    }
    keys(scene, buffer, inner, "");
    cursor
}
