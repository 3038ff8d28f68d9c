//! The news in the pane under the list: what changed, by name, and notices of the program, newest last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Scene;
use super::layout::row;
use super::pen::Pen;
use super::words::clock;
use crate::app::news::{NOTICE_HIDDEN, NewsEntry, NewsKind, text};
use crate::app::{Level, NewsTone, Notice, tone};
use crate::model::{SafeText, Timestamp};

/// One line of the pane.
pub(super) struct Entry {
    at: Timestamp,
    text: String,
    style: Style,
}

/// Draws the news.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let room = usize::from(area.height);
    for (n, entry) in newest(scene, room).iter().enumerate() {
        draw_entry(scene, buffer, row(area, n), entry);
    }
}

/// Draws one entry: the time, then the words.
pub(super) fn draw_entry(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, entry: &Entry) {
    let mut pen = Pen::on(buffer, line);
    pen.gap(1)
        .field(&clock(scene, entry.at), 8, scene.theme.dim)
        .gap(1)
        .last(&SafeText::new(&entry.text), entry.style);
}

/// The newest entries, newest last. Of the whole walks only the last has one.
pub(super) fn newest(scene: Scene<'_>, most: usize) -> Vec<Entry> {
    let mut has_walk = false;
    let news = scene.app.news().newest().filter(|(_, entry)| {
        !matches!(entry.what, NewsKind::Walked(_)) || !std::mem::replace(&mut has_walk, true)
    });
    let entry = |(_, entry): (u64, &NewsEntry)| Entry {
        at: entry.at,
        text: text(entry, (scene.app.snapshot(), scene.names())),
        style: style(scene, tone(&entry.what)),
    };
    let mut entries: Vec<Entry> = news.take(most).map(entry).collect();
    entries.reverse();
    entries
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
    if notice.names_nobody || !scene.names().are_masked() {
        &notice.text
    } else {
        NOTICE_HIDDEN
    }
}

pub(super) fn of_notice(scene: Scene<'_>, notice: &Notice) -> Entry {
    let style = match notice.level {
        Level::Info => scene.theme.text,
        Level::Warning => scene.theme.warning,
    };
    Entry {
        at: notice.at,
        text: notice_words(scene, notice).to_owned(),
        style,
    }
}
