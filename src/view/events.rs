//! The event log: notices of the program and changes of the list, newest last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Scene;
use super::details::rule;
use super::layout::row;
use super::pen::Pen;
use super::words::{clock, count, counted};
use crate::app::{Level, Notice};
use crate::live::{LiveEvent, LiveEventKind};
use crate::model::{SafeText, Timestamp};

/// One line of the log.
pub(super) struct Entry {
    at: Timestamp,
    text: String,
    style: Style,
}

/// Draws the log under a line.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    rule(scene, buffer, row(area, 0), "events", scene.theme.dim);
    let room = usize::from(area.height).saturating_sub(1);
    for (n, entry) in newest(scene, room).iter().enumerate() {
        draw_entry(scene, buffer, row(area, n + 1), entry);
    }
}

/// Draws one entry: the time, then the words.
pub(super) fn draw_entry(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, entry: &Entry) {
    let mut pen = Pen::on(buffer, line);
    pen.gap(1)
        .field(&clock(entry.at), 8, scene.theme.dim)
        .gap(1)
        .last(&SafeText::new(&entry.text), entry.style);
}

/// The newest entries, newest last.
pub(super) fn newest(scene: Scene<'_>, most: usize) -> Vec<Entry> {
    let mut notices = scene.app.notices().iter().rev().peekable();
    let mut events = scene.app.snapshot().events().rev().peekable();
    let mut entries = Vec::with_capacity(most);
    while entries.len() < most {
        let notice_is_newer = match (notices.peek(), events.peek()) {
            (Some(notice), Some(event)) => notice.at >= event.at,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => break,
        };
        if notice_is_newer {
            entries.extend(notices.next().map(|notice| of_notice(scene, notice)));
        } else {
            entries.extend(events.next().map(|event| of_event(scene, event)));
        }
    }
    entries.reverse();
    entries
}

pub(super) fn of_notice(scene: Scene<'_>, notice: &Notice) -> Entry {
    let style = match notice.level {
        Level::Info => scene.theme.text,
        Level::Warning => scene.theme.warning,
    };
    Entry {
        at: notice.at,
        text: notice.text.clone(),
        style,
    }
}

fn of_event(scene: Scene<'_>, event: &LiveEvent) -> Entry {
    let theme = scene.theme;
    let (text, style) = match &event.kind {
        LiveEventKind::SignedIn(key) => (format!("+ {key} signed in"), theme.text),
        LiveEventKind::Gone(key) => (format!("- {key} gone"), theme.text),
        LiveEventKind::Many { signed_in, gone } => {
            let (signed_in, gone) = (count(*signed_in), count(*gone));
            (
                format!("and {signed_in} more signed in, {gone} more gone"),
                theme.text,
            )
        }
        LiveEventKind::Walked { sessions } => (
            format!("whole walk: {}", counted(*sessions, "session", "sessions")),
            theme.dim,
        ),
        LiveEventKind::Broke(why) => (format!("walk broke off: {why}"), theme.warning),
    };
    Entry {
        at: event.at,
        text,
        style,
    }
}
