//! The list: headings, the rows on the screen, the scrollbar, or why there are no rows.
//!
//! - `columns` which columns there are at which width
//! - `row` one session on one line
//! - `nothing` why there is no row

mod columns;
mod nothing;
mod row;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::columns::Columns;
use super::Scene;
use super::layout::row;
use super::pen::{Pen, width};
use super::words::heading;
use crate::app::PlaceOnScreen;

pub(super) use self::columns::shows;

/// What stands at a place, on a table of this area.
pub(super) fn place(area: Rect, absolute: bool, at: Position) -> Option<PlaceOnScreen> {
    if !area.contains(at) {
        return None;
    }
    let line = at.y - area.y;
    if line > 0 {
        return Some(PlaceOnScreen::Row(usize::from(line) - 1));
    }
    let mut left = usize::from(area.x);
    for (field, columns) in Columns::of(area.width, absolute).iter() {
        if (left..left + columns).contains(&usize::from(at.x)) {
            return field.column().map(PlaceOnScreen::Heading);
        }
        left += columns + 1;
    }
    None
}

/// Draws headings and rows.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let columns = Columns::of(area.width, scene.app.display().absolute_times);
    headings(scene, buffer, row(area, 0), &columns);
    let rows = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    let list = scene.app.list();
    if list.is_empty() {
        nothing::draw(scene, buffer, rows);
        return;
    }
    for (n, slot) in list.window().iter().enumerate() {
        row::draw(
            scene,
            buffer,
            row(rows, n),
            &columns,
            *slot,
            list.offset() + n,
        );
    }
    scrollbar(scene, buffer, rows);
}

fn headings(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, columns: &Columns) {
    let Scene { app, theme, .. } = scene;
    let sort = app.list().sort;
    let mut pen = Pen::on(buffer, line);
    for (field, columns) in columns.iter() {
        let word = field.heading(app.display().absolute_times);
        let column = field.column();
        let text = column.map_or_else(
            || word.to_owned(),
            |column| heading(word, column, sort, theme),
        );
        let text: String = text.chars().take(columns).collect();
        let style = if column == Some(sort.column) {
            theme.sorted
        } else {
            theme.heading
        };
        if field.is_right() {
            let blank = columns.saturating_sub(width(&text));
            pen.gap(blank).field(&text, columns - blank, style);
        } else {
            let used = width(&text).min(columns);
            pen.field(&text, used, style).gap(columns - used);
        }
        pen.gap(1);
    }
}

fn scrollbar(scene: Scene<'_>, buffer: &mut Buffer, rows: Rect) {
    let Scene { app, theme, .. } = scene;
    let (total, shown) = (app.list().len(), usize::from(rows.height));
    if total <= shown || shown == 0 {
        return;
    }
    let length = (shown * shown / total).max(1);
    let last = total - shown;
    let from = (app.list().offset().min(last) * (shown - length)).div_ceil(last);
    let x = rows.right().saturating_sub(1);
    for n in 0..shown {
        let line = Rect {
            x,
            width: 1,
            ..row(rows, n)
        };
        let (sign, style) = if (from..from + length).contains(&n) {
            (theme.signs.thumb, theme.text)
        } else {
            (theme.signs.side, theme.dim)
        };
        Pen::on(buffer, line).put(sign, style);
    }
}
