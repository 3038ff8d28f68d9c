//! The last lines: filter and marks, the newest notice, and the keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::events::{draw_entry, newest, of_notice};
use super::layout::Panes;
use super::pen::{Pen, typed, width};
use super::words::{column_words, count, counted, key};
use super::{Scene, hints, table};
use crate::app::{Action, Dialog, Mode};

/// Draws the lines; returns where the cursor of the filter stands while it is typed.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, panes: &Panes) -> Option<Position> {
    let cursor = chosen(scene, buffer, panes.chosen, panes.table.width);
    if let Some(line) = panes.notice {
        let notices = scene.app.notices();
        let notice = notices.fresh(scene.now).or(notices.oldest_unread());
        let entry = notice.map(|notice| of_notice(scene, notice));
        if let Some(entry) = entry.or_else(|| newest(scene)) {
            draw_entry(scene, buffer, line, &entry);
        }
    }
    hints(scene, buffer, panes.hints);
    cursor
}

/// Draws the filter, the marks, and what waits.
fn chosen(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, table: u16) -> Option<Position> {
    let Scene { app, theme, .. } = scene;
    let dot = theme.signs.dot;
    let right = right_of_chosen(scene, table);
    let room = usize::from(line.width).saturating_sub(width(&right) + 2);
    let left = Rect {
        width: u16::try_from(room).unwrap_or(line.width),
        ..line
    };
    Pen::on(buffer, line).right(&right, usize::from(line.width) - 1, theme.warning);
    let mut pen = Pen::on(buffer, left);
    pen.gap(1);
    if let Some(view) = app.view_name() {
        pen.put(view, theme.heading).gap(2);
    }
    let mut cursor = None;
    if let Some(input) = app.filter().input() {
        pen.put("FILTER", theme.badge).put(" /", theme.key);
        let half = pen.left() / 2;
        cursor = Some(field(&mut pen, input.value(), input.cursor(), half, scene));
    } else if !app.filter().narrowing().is_empty() {
        let text = scene.names().query(app.filter().narrowing().text());
        let query = format!("/{}", typed(text));
        let columns = width(&query).min(pen.left() / 2);
        pen.field(&query, columns, theme.key);
    }
    let mut separate = false;
    if let Some(error) = app.filter().error() {
        let style = if error.is_unfinished() {
            theme.dim
        } else {
            theme.warning
        };
        pen.put(&format!("  {error}"), style);
        return cursor;
    }
    if let Some(never) = app.snapshot().never_known(app.filter().query()) {
        pen.put(&format!("  {never}"), theme.warning);
        return cursor;
    }
    if !app.filter().query().is_empty() || app.list().grouped().is_some() {
        pen.put(&format!("  {}", matches(scene)), theme.text);
        separate = true;
    }
    if let Some(completion) = app.filter().completion() {
        pen.put(&format!("  {}", completion.offers.join(" ")), theme.dim);
    }
    let marks = app.marks().len();
    if marks > 0 {
        if separate {
            pen.put(&format!(" {dot} "), theme.dim);
        }
        pen.put(&format!("{} marked", count(marks)), theme.mark);
        let hidden = app.hidden_marks();
        if hidden > 0 {
            pen.put(&format!(" ({} hidden)", count(hidden)), theme.warning);
        }
        separate = true;
    }
    if app.marks().is_ranging() {
        if separate {
            pen.put(&format!(" {dot} "), theme.dim);
        }
        let end = key(app.keymap(), Mode::List, Action::Range);
        pen.put("RANGE", theme.badge)
            .put(&format!(" {end} ends it"), theme.text);
    }
    cursor
}

/// How many sessions match the filter, and of how many that cannot be told.
fn matches(Scene { app, theme, .. }: Scene<'_>) -> String {
    let total = count(app.list().snapshot().len());
    let sessions = count(app.list().slots().len());
    let matching = match app.list().grouped() {
        None => format!("{sessions} of {total} match"),
        Some(grouped) => {
            let people = counted(grouped.people(), "person", "people");
            format!("{people}, {sessions} of {total} sessions")
        }
    };
    match app.list().undecided() {
        0 => matching,
        undecided => format!(
            "{matching} {} {} cannot be told",
            theme.signs.dot,
            count(undecided)
        ),
    }
}

/// The words at the right end: an order that no heading shows, and that there are newer data.
fn right_of_chosen(scene: Scene<'_>, table: u16) -> String {
    let Scene { app, theme, .. } = scene;
    let sort = app.list().sort;
    let mut parts = Vec::new();
    if !table::shows(app, sort.column, table) {
        let arrow = if sort.descending {
            theme.signs.down
        } else {
            theme.signs.up
        };
        parts.push(format!("by {} {arrow}", column_words(sort.column)));
    }
    if app.list().is_behind() {
        parts.push(match app.list().waiting(app.snapshot()) {
            (0, 0, false) => "newer data waiting".to_owned(),
            (came, went, are_more) => {
                let least = if are_more { theme.signs.at_least } else { "" };
                format!("{least}+{}/-{} waiting", count(came), count(went))
            }
        });
    }
    parts.join("  ")
}

/// Draws a text field of some columns; returns where its cursor stands.
pub(super) fn field(
    pen: &mut Pen<'_>,
    value: &str,
    cursor: usize,
    columns: usize,
    scene: Scene<'_>,
) -> Position {
    let text = typed(value);
    let before: String = text.chars().take(cursor).collect();
    let after: String = text.chars().skip(cursor).collect();
    // One column stays for the cursor behind the text.
    let room = columns.saturating_sub(1);
    let mut shown = before.as_str();
    while width(shown) > room {
        let mut rest = shown.chars();
        rest.next();
        shown = rest.as_str();
    }
    pen.put(shown, scene.theme.text);
    let position = pen.position();
    let left = columns.saturating_sub(width(shown));
    pen.field(&after, left.min(width(&after).max(1)), scene.theme.text);
    position
}

/// Draws the keys of the mode. While something is marked the line looks different.
fn hints(scene: Scene<'_>, buffer: &mut Buffer, line: Rect) {
    let Scene { app, theme, .. } = scene;
    let mut pen = Pen::on(buffer, line);
    pen.put(" ", theme.text);
    if app.runs().is_kept_from_quitting() {
        let message = "quits when the change of the Chat account is recorded";
        pen.put(message, theme.warning);
        return;
    }
    let bulk = hints::is_of_marks(app);
    if bulk {
        pen.put(
            &format!("{} MARKED  ", count(app.marks().len())),
            theme.text,
        );
    }
    let rest = pen.rest();
    hints::draw(scene, buffer, rest, (2, "", whom(scene).as_deref()));
    if bulk {
        buffer.set_style(line.intersection(buffer.area), theme.bulk);
    }
}

/// The most columns of a name in the hints.
const WHOM: usize = 20;

/// Whom the keys of a report are about: the person under the cursor, or the number of those marked.
pub(super) fn whom(scene: Scene<'_>) -> Option<String> {
    let (Some(Dialog::Report(page)), Some(view)) = (scene.app.dialog(), scene.app.report()) else {
        return None;
    };
    let chosen = page.chosen(view);
    let [user] = chosen[..] else {
        return Some(counted(chosen.len(), "person", "people"));
    };
    let name = view
        .report
        .items
        .iter()
        .find(|item| item.target.user() == user);
    let name = name.and_then(|item| item.target.name());
    let name = name.map(|name| scene.names().name(user, name));
    let name = name.filter(|name| !name.is_blank());
    Some(name.map_or_else(
        || format!("user {}", scene.names().user_id(user)),
        |name| name.fit(WHOM).into_owned(),
    ))
}
