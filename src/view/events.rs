//! The news in the pane under the list: what changed, by name, and notices of the program, newest
//! first, as the whole news are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Scene;
use super::layout::row;
use super::pen::{Pen, width, wrapped};
use super::words::{clock, said};
use crate::app::news::{NOTICE_HIDDEN, NewsEntry, text};
use crate::app::{Extent, Level, NewsTone, Notice, tone};
use crate::model::{SafeText, Timestamp};

/// Columns of a time of day: `14:02:18Z`.
const CLOCK: usize = 9;

/// One line of the pane.
pub(super) struct PaneLine {
    at: Timestamp,
    text: String,
    style: Style,
}

/// Draws the news, as far as they are scrolled.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let extent = extent(scene, area);
    let rows = extent.rows();
    let entries = scene.app.news().of_pane();
    let entries = entries.skip(rows.start).take(rows.len());
    for (n, (_, entry)) in entries.enumerate() {
        draw_entry(scene, buffer, row(area, n), &of_news(scene, entry));
    }
}

/// The part of the news that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect) -> Extent {
    let room = usize::from(area.height);
    scene.app.panes().news(scene.app.news(), room)
}

/// Draws one entry: the time, then the words.
pub(super) fn draw_entry(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, entry: &PaneLine) {
    let mut pen = Pen::on(buffer, line);
    pen.gap(1)
        .field(&clock(scene, said(scene, entry.at)), CLOCK, scene.theme.dim)
        .gap(1)
        .last_words(&SafeText::new(&entry.text), entry.style);
}

/// Whether an entry is too long for a line of this width.
pub(super) fn takes_two(line: Rect, entry: &PaneLine) -> bool {
    let room = usize::from(line.width).saturating_sub(CLOCK + 3);
    width(SafeText::new(&entry.text).as_str()) > room
}

/// Draws an entry on its line, and on the one above as well where it is too long for one.
pub(super) fn draw_notice(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    (above, line): (Option<Rect>, Rect),
    entry: &PaneLine,
) {
    let text = SafeText::new(&entry.text);
    let room = usize::from(line.width).saturating_sub(CLOCK + 3);
    let lines = wrapped(text.as_str(), room);
    let (Some(above), [first, _, ..]) = (above, &lines[..]) else {
        return draw_entry(scene, buffer, line, entry);
    };
    let rest = text.as_str().get(first.len()..).unwrap_or_default();
    let rest = rest.trim_start().to_owned();
    if rest.is_empty() {
        return draw_entry(scene, buffer, line, entry);
    }
    let begins = PaneLine {
        at: entry.at,
        text: first.clone(),
        style: entry.style,
    };
    draw_entry(scene, buffer, above, &begins);
    let mut pen = Pen::on(buffer, line);
    pen.gap(CLOCK + 2)
        .last_words(&SafeText::new(&rest), entry.style);
}

/// The newest entry.
pub(super) fn newest(scene: Scene<'_>) -> Option<PaneLine> {
    let (_, newest) = scene.app.news().of_pane().next()?;
    Some(of_news(scene, newest))
}

fn of_news(scene: Scene<'_>, entry: &NewsEntry) -> PaneLine {
    PaneLine {
        at: entry.at,
        text: text(entry, (scene.app.snapshot(), scene.names())),
        style: style(scene, tone(&entry.what)),
    }
}

/// The look of a line of the news.
pub(super) const fn style(scene: Scene<'_>, tone: NewsTone) -> Style {
    match tone {
        NewsTone::Plain => scene.theme.text,
        NewsTone::Quiet => scene.theme.dim,
        NewsTone::Warning => scene.theme.warning,
        NewsTone::Alarm => scene.theme.danger,
    }
}

/// The words of a notice, unless they may name somebody while people are masked.
pub(super) fn notice_words<'a>(scene: Scene<'_>, notice: &'a Notice) -> &'a str {
    if scene.names().are_masked() {
        notice.masked.as_deref().unwrap_or(NOTICE_HIDDEN)
    } else {
        &notice.text
    }
}

pub(super) fn of_notice(scene: Scene<'_>, notice: &Notice) -> PaneLine {
    let style = match notice.level {
        Level::Passing | Level::Info => scene.theme.text,
        Level::Warning => scene.theme.warning,
        Level::Alarm => scene.theme.danger,
    };
    PaneLine {
        at: notice.at,
        text: notice_words(scene, notice).to_owned(),
        style,
    }
}
