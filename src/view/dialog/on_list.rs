//! Everybody on a list that was given, and what may be done to them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::super::words::{key, waits};
use super::{Popup, Scene, cursor_row, given_lines, inner, keys, within};
use crate::app::{Action, Mode, OnList, WaitingFor};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;

/// Lines of the frame, of the keys and of blanks, with one for a wait.
const AROUND: usize = 8;

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
        style: theme.alert,
    };
    let columns = usize::from(inner(area, (WIDTH, 1)).width);
    let steps = OnList::STEPS;
    let most = usize::from(area.height).saturating_sub(steps.len() + AROUND);
    let mut words = given_lines(scene, (&on_list.list, false), columns, most);
    if let Some(wait) = waits(scene, WaitingFor::Dialog).filter(|_| on_list.list.is_looking()) {
        words.extend(wrapped(&wait, columns));
    }
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
