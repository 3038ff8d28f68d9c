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

use self::columns::{Chosen, Columns, Field};
use super::Scene;
use super::layout::row;
use super::pen::{Pen, width};
use super::words::heading;
use crate::app::{App, PlaceOnScreen};
use crate::live::Column;
use crate::settings::ListColumn;

/// What stands at a place, on a table of this area.
pub(super) fn place(app: &App, area: Rect, at: Position) -> Option<PlaceOnScreen> {
    if !area.contains(at) {
        return None;
    }
    let line = at.y - area.y;
    if line > 0 {
        return Some(PlaceOnScreen::Row(usize::from(line) - 1));
    }
    let mut left = usize::from(area.x);
    for (field, columns) in of_app(app, area.width).iter() {
        if (left..left + columns).contains(&usize::from(at.x)) {
            return field.column().map(PlaceOnScreen::Heading);
        }
        left += columns + 1;
    }
    None
}

/// Draws headings and rows.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let columns = of_app(scene.app, area.width);
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
    for (n, shown) in list.window().enumerate() {
        let line = row(rows, n);
        row::draw(scene, buffer, line, &columns, shown, list.offset() + n);
    }
    scrollbar(scene, buffer, rows);
}

/// The heading of a column that can be chosen.
pub(super) const fn heading_of(column: ListColumn) -> &'static str {
    Field::of(column).heading(false)
}

/// The columns of the list on a table of this width.
fn of_app(app: &App, width: u16) -> Columns {
    let chosen = Chosen {
        columns: app.columns(),
        is_by_person: app.list().grouped().is_some(),
    };
    Columns::chosen(chosen, width, app.display().absolute_times)
}

/// Whether the column that the rows are ordered by is on a table of this width.
pub(super) fn shows(app: &App, column: Column, width: u16) -> bool {
    let columns = of_app(app, width);
    let mut fields = columns.iter();
    fields.any(|(field, _)| field.column() == Some(column))
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
