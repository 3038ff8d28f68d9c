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
use self::row::Cells;
use super::layout::{panes, row};
use super::pen::{Pen, width};
use super::words::heading;
use super::{Scene, Theme};
use crate::app::{App, ColumnNeed, ColumnNeeds, PlaceOnScreen};
use crate::live::Column;
use crate::model::Timestamp;
use crate::settings::ListColumn;

/// What stands at a place at this time, on a table of this area.
pub(super) fn place(
    (app, now): (&App, Timestamp),
    area: Rect,
    at: Position,
) -> Option<PlaceOnScreen> {
    if !area.contains(at) {
        return None;
    }
    let line = at.y - area.y;
    if line > 0 {
        return Some(PlaceOnScreen::Row(usize::from(line) - 1));
    }
    let mut left = usize::from(area.x);
    // Every theme has signs of the same widths, and of these alone the columns depend.
    let theme = &Theme::default();
    let scene = Scene { app, now, theme };
    let columns = of_rows(scene, area.width, &window(scene));
    for (field, columns) in columns.iter() {
        if (left..left + columns).contains(&usize::from(at.x)) {
            return field.column().map(PlaceOnScreen::Heading);
        }
        left += columns + 1;
    }
    None
}

/// Draws headings and rows.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let window = window(scene);
    let columns = of_rows(scene, area.width, &window);
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
    for (n, cells) in window.iter().enumerate() {
        if let Some(cells) = cells {
            cells.draw(buffer, row(rows, n), &columns);
        }
    }
    scrollbar(scene, buffer, rows);
}

/// The heading of a column that can be chosen.
pub(super) const fn heading_of(column: ListColumn) -> &'static str {
    Field::of(column).heading(false)
}

/// What stands in a column that can be chosen.
pub(super) const fn about(column: ListColumn) -> &'static str {
    Field::of(column).about()
}

/// The rows on the screen.
fn window(scene: Scene<'_>) -> Vec<Option<Cells<'_>>> {
    let list = scene.app.list();
    let window = list.window().enumerate();
    let rows = window.map(|(n, shown)| Cells::of(scene, (shown, list.offset() + n)));
    rows.collect()
}

/// The columns for these rows on a table of this width.
fn of_rows(scene: Scene<'_>, width: u16, rows: &[Option<Cells<'_>>]) -> Columns {
    let needs = scene.app.table().look.needs().clone().with(&needs_of(rows));
    let need = |field: Field| {
        let Some(column) = field.listed() else {
            return ColumnNeed::default();
        };
        let heading = heading_columns(scene.app, field);
        needs.of(column).at_least(heading)
    };
    of_app(scene.app, width).shared(need)
}

/// What the rows on the screen need of the columns whose width follows from them.
fn needs_of(rows: &[Option<Cells<'_>>]) -> ColumnNeeds {
    let mut needs = ColumnNeeds::default();
    for cells in rows.iter().flatten() {
        for field in Field::FLEXIBLE {
            if let Some(column) = field.listed() {
                needs.take(column, cells.need(field));
            }
        }
    }
    needs
}

/// The same of the app's list at this time.
pub(super) fn needs(app: &App, now: Timestamp) -> ColumnNeeds {
    let theme = &Theme::default();
    needs_of(&window(Scene { app, now, theme }))
}

/// The least columns of a heading, with its arrow.
fn heading_columns(app: &App, field: Field) -> usize {
    let arrow = field.column() == Some(app.list().sort.column);
    width(field.heading_in(0, false)) + usize::from(arrow)
}

/// The columns of the list on a table of this width, whatever its rows.
fn of_app(app: &App, width: u16) -> Columns {
    let chosen = Chosen {
        columns: app.table().look.columns(),
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

/// Why a column that was chosen is not in the table of the app's screen, if it is not.
pub(super) fn why_missing(app: &App, column: ListColumn) -> Option<&'static str> {
    let viewport = app.viewport();
    let area = Rect::new(0, 0, viewport.width, viewport.height);
    let width = panes(area, app.display().details_closed)?.table.width;
    let columns = of_app(app, width);
    if columns.iter().any(|(field, _)| field == Field::of(column)) {
        None
    } else if app.list().grouped().is_some() && column == ListColumn::Session {
        Some("not in a view of people")
    } else {
        Some("no room for it on this screen")
    }
}

fn headings(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, columns: &Columns) {
    let Scene { app, theme, .. } = scene;
    let sort = app.list().sort;
    let mut pen = Pen::on(buffer, line);
    for (field, columns) in columns.iter() {
        let column = field.column();
        // The arrow is never what is cut.
        let room = columns - field.blank_behind();
        let room = room.saturating_sub(usize::from(column == Some(sort.column)));
        let word = field.heading_in(room, app.display().absolute_times);
        let word: String = word.chars().take(room).collect();
        let text = match column {
            Some(column) => heading(&word, column, sort, theme),
            None => word,
        };
        let style = if column == Some(sort.column) {
            theme.sorted
        } else {
            theme.heading
        };
        if field.is_right() {
            let behind = field.blank_behind();
            let columns = columns - behind;
            let blank = columns.saturating_sub(width(&text));
            pen.gap(blank).field(&text, columns - blank, style);
            pen.gap(behind);
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
