//! The news, whole and newest first.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::events::style;
use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, width};
use super::super::words::{clock, count, day_and_time, said, zone_name};
use super::{Popup, Scene, WHOLE, between, cursor_row, inner, keys, more, whole};
use crate::app::{Extent, NewsLine, NewsView};

/// The size: all of the screen.
const fn size(area: Rect) -> (u16, u16) {
    (area.width, area.height)
}

fn layout(scene: Scene<'_>, area: Rect, view: &NewsView) -> (Vec<NewsLine>, usize, Extent) {
    let lines = view.lines(scene.app.news(), (scene.app.snapshot(), scene.names()));
    let at = view.at(&lines);
    let shown = usize::from(between(inner(area, size(area)), 1, 1 + WHOLE).height);
    let extent = Extent::around(at, shown, lines.len());
    (lines, at, extent)
}

/// The part of the news that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, view: &NewsView) -> Extent {
    layout(scene, area, view).2
}

/// Draws the news; returns where the cursor of the search stands while it is typed.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    view: &NewsView,
) -> Option<Position> {
    let theme = scene.theme;
    let popup = Popup {
        title: "News",
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let (lines, at, extent) = layout(scene, area, view);
    let inner = popup.draw(scene, buffer, area, size(area));
    let cursor = head(scene, buffer, row(inner, 0), (view, lines.len()));
    let list = between(inner, 1, 1 + WHOLE);
    let today = day_and_time(scene, said(scene, scene.now));
    for (n, line) in extent.rows().zip(&lines[extent.rows()]) {
        let place = row(list, n - extent.first());
        draw_line(scene, buffer, place, (line, &today));
        if n == at {
            cursor_row(scene, buffer, place);
            let room = usize::from(place.width).saturating_sub(before(line));
            if line.text.width() > room {
                whole(scene, buffer, inner, line.text.as_str());
            }
        }
    }
    if lines.is_empty() {
        let words = if view.search.value().trim().is_empty() {
            "nothing happened yet"
        } else {
            "nothing of the news has that"
        };
        Pen::on(buffer, row(list, 0)).gap(1).put(words, theme.dim);
    }
    keys(scene, buffer, inner, &more(scene, extent));
    cursor
}

/// What is searched for, how much there is, and in which zone the times are.
fn head(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    (view, lines): (&NewsView, usize),
) -> Option<Position> {
    let theme = scene.theme;
    let zone = format!("times in {}", zone_name(scene, scene.now));
    let columns = usize::from(line.width);
    Pen::on(buffer, line)
        .gap(columns.saturating_sub(width(&zone)))
        .put(&zone, theme.dim);
    let room = columns.saturating_sub(width(&zone) + 2);
    let left = Rect {
        width: u16::try_from(room).unwrap_or(line.width),
        ..line
    };
    let mut pen = Pen::on(buffer, left);
    let (value, at) = (view.search.value(), view.search.cursor());
    if view.is_typing || !value.is_empty() {
        pen.put("/", theme.key);
        let half = pen.left() / 2;
        let cursor = field(&mut pen, value, at, half, scene);
        pen.gap(2)
            .put(&format!("{} found", count(lines)), theme.dim);
        return view.is_typing.then_some(cursor);
    }
    let dropped = scene.app.news().dropped();
    let text = match dropped {
        0 => "since the program began".to_owned(),
        older => format!(
            "{} older ones are no longer kept",
            count(usize::try_from(older).unwrap_or(usize::MAX))
        ),
    };
    pen.put(&text, theme.dim);
    None
}

/// Columns of a time of day, and of what stands before the words of somebody in an entry.
const CLOCK: usize = 12;
const PART: usize = 16;

/// The columns before the words of a line.
const fn before(line: &NewsLine) -> usize {
    if line.is_part() { PART } else { CLOCK + 2 }
}

fn draw_line(scene: Scene<'_>, buffer: &mut Buffer, place: Rect, (line, today): (&NewsLine, &str)) {
    let theme = scene.theme;
    let mut pen = Pen::on(buffer, place);
    let at = said(scene, line.at);
    let day = day_and_time(scene, at);
    // Another day than today is told.
    let is_today = day.get(..10) == today.get(..10);
    let clock = if is_today {
        clock(scene, at)
    } else {
        day.get(5..).unwrap_or_default().to_owned()
    };
    if line.is_part() {
        pen.gap(PART);
    } else {
        pen.field(&clock, CLOCK, theme.dim);
        let sign = match line.folded {
            Some((_, true)) => theme.signs.unfolded,
            Some((_, false)) => theme.signs.folded,
            None => " ",
        };
        pen.put(sign, theme.key).gap(1);
    }
    pen.last(&line.text, style(scene, line.tone));
}
