//! The file with a list of people whose sessions are to be ended.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, typed, wrapped};
use super::{Popup, Scene, keys, within};
use crate::app::ListFile;
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Lines of the dialog: the frame, two lines of words, the field, a few for a problem, and the keys,
/// with a blank between them.
const HEIGHT: usize = 13;
/// Lines for a problem.
const PROBLEM: usize = 4;

/// Draws the field; returns where its cursor stands.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, file: &ListFile) -> Position {
    let theme = scene.theme;
    let popup = Popup {
        title: "Everybody on a list",
        account: Some(&scene.app.setup().account),
        style: theme.alert,
    };
    let inner = popup.draw(scene, buffer, area, (WIDTH, within(area, HEIGHT)));
    let columns = usize::from(inner.width);
    let words = [
        "An address or a user id on each line, or a CSV with such a column.",
        "Whoever of them is signed in is reviewed; nothing is sent before.",
    ];
    for (n, words) in words.iter().enumerate() {
        Pen::on(buffer, row(inner, n)).field(words, columns, theme.dim);
    }
    let mut pen = Pen::on(buffer, row(inner, 3));
    pen.put("File: ", theme.key);
    let room = pen.left();
    let (value, at) = (file.input.value(), file.input.cursor());
    let cursor = field(&mut pen, value, at, room, scene);
    let (text, style) = match (&file.problem, &file.reading) {
        (Some(why), _) => (typed(scene.names().words(why)), theme.warning),
        (None, Some(path)) => (format!("reading {} …", typed(path)), theme.text),
        (None, None) => (typed(&file.names.join("  ")), theme.dim),
    };
    let mut lines = wrapped(&text, columns);
    if lines.len() > PROBLEM {
        lines[PROBLEM - 1].push_str(theme.signs.more);
    }
    let lines = lines.iter().filter(|line| !line.is_empty());
    for (n, line) in lines.take(PROBLEM).enumerate() {
        let line = SafeText::new(line);
        Pen::on(buffer, row(inner, 5 + n)).field(&line.fit(columns), columns, style);
    }
    keys(scene, buffer, inner, "");
    cursor
}
