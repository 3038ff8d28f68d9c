//! The fields of the Chat account that may be changed, one on each line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, typed, wrapped};
use super::{Popup, Scene, between, keys, more, within};
use crate::app::{ChatEdit, EditField, Extent};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Columns of the names, the mark before them left out.
const NAME: usize = 26;
/// Lines around the fields: the frame, a line of words and a blank above, two lines for a problem
/// and the keys with a blank below.
const AROUND: usize = 8;
/// Lines for a problem.
const PROBLEM: usize = 2;

/// Draws the fields; returns where the cursor of the one that is typed into stands.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    edit: &ChatEdit,
) -> Option<Position> {
    let theme = scene.theme;
    let popup = Popup {
        title: "Edit the Chat account",
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let fields = edit.fields.len() + edit.left_out;
    let height = within(area, fields.max(1) + AROUND);
    let inner = popup.draw(scene, buffer, area, (WIDTH, height));
    let words = match edit.left_out {
        0 => "nothing is sent before a review".to_owned(),
        more => format!("nothing is sent before a review; {more} more cannot be typed here"),
    };
    Pen::on(buffer, row(inner, 0)).put(&words, theme.dim);
    let list = between(inner, 2, PROBLEM + 2);
    let shown = usize::from(list.height).max(1);
    let extent = Extent::around(edit.at, shown, edit.fields.len());
    if edit.fields.is_empty() {
        Pen::on(buffer, row(list, 0)).put("no field of it can be edited here", theme.warning);
    }
    let mut cursor = None;
    for (n, known) in extent.rows().zip(&edit.fields[extent.rows()]) {
        let place = row(list, n - extent.first());
        let at = line(scene, buffer, place, known, n == edit.at);
        cursor = cursor.or(at);
    }
    let columns = usize::from(inner.width);
    let problem = edit.problem.as_deref().unwrap_or_default();
    let below = between(
        inner,
        usize::from(inner.height).saturating_sub(PROBLEM + 2),
        2,
    );
    for (n, text) in wrapped(problem, columns).iter().take(PROBLEM).enumerate() {
        Pen::on(buffer, row(below, n)).field(text, columns, theme.warning);
    }
    let part = more(scene, extent);
    keys(scene, buffer, inner, &part);
    cursor
}

/// Draws one field; returns where the cursor stands, if it is typed into.
fn line(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    known: &EditField,
    is_here: bool,
) -> Option<Position> {
    let theme = scene.theme;
    let mark = if known.is_changed() { "*" } else { " " };
    let name = SafeText::new(&known.name);
    let style = if is_here { theme.cursor } else { theme.dim };
    let mut pen = Pen::on(buffer, line);
    pen.put(mark, theme.mark)
        .field(&name.fit(NAME - 1), NAME - 1, style)
        .gap(1);
    let columns = pen.left();
    if is_here {
        let (value, cursor) = (known.input.value(), known.input.cursor());
        return Some(field(&mut pen, value, cursor, columns, scene));
    }
    let style = if known.is_changed() {
        theme.heading
    } else {
        theme.text
    };
    pen.field(&typed(known.input.value()), columns, style);
    None
}
