//! Everybody on a list that was given, and what may be done to them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::super::words::{key, waits};
use super::{Popup, Scene, cursor_row, inner, keys, within};
use crate::app::{Action, Mode, OnList, WaitingFor};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;

/// The most lines about who is on it.
const LIST_LINES: usize = 8;

/// The keys of the steps.
const KEYS: [Action; OnList::STEPS.len()] = [
    Action::End,
    Action::Suspend,
    Action::LiftSuspension,
    Action::Tokens,
    Action::Offboard,
];

/// Draws the list.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, on_list: &OnList) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Everybody on the list",
        account: Some(&scene.app.setup().account),
        style: theme.danger,
    };
    let columns = usize::from(inner(area, (WIDTH, 1)).width);
    let mut words = Vec::new();
    for line in on_list.list.words() {
        let line = SafeText::new(scene.names().words(&line));
        words.extend(wrapped(line.as_str(), columns));
    }
    if let Some(wait) = waits(scene, WaitingFor::Dialog).filter(|_| on_list.list.is_looking()) {
        words.extend(wrapped(&wait, columns));
    }
    if words.len() > LIST_LINES {
        words.truncate(LIST_LINES);
        if let Some(last) = words.last_mut() {
            last.push_str(theme.signs.more);
        }
    }
    let steps = OnList::STEPS;
    let height = within(area, words.len() + steps.len() + 5);
    let inner = popup.draw(scene, buffer, area, (WIDTH, height));
    let room = usize::from(inner.height).saturating_sub(steps.len() + 2);
    for (n, line) in words.iter().take(room).enumerate() {
        let line = SafeText::new(line);
        Pen::on(buffer, row(inner, n)).field(&line.fit(columns), columns, theme.text);
    }
    let first = words.len().min(room) + 1;
    for (n, ((_, words), action)) in steps.iter().zip(KEYS).enumerate() {
        let key = key(scene.app.keymap(), Mode::OnList, action);
        let line = format!(" {key:<3} {words} ");
        Pen::on(buffer, row(inner, first + n)).field(&line, columns, theme.text);
        if n == on_list.at {
            cursor_row(scene, buffer, row(inner, first + n));
        }
    }
    keys(scene, buffer, inner, "");
}
