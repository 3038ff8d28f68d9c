//! Everybody on a list that was given, and what may be done to them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::super::words::{key, waits};
use super::{Popup, Scene, between, cursor_row, given_lines, inner, keys, more, within};
use crate::app::{Extent, Mode, NextStep, OnList, WaitingFor};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;

/// Lines of the frame.
const FRAME: usize = 2;
/// Lines of the keys and of blanks below what is said of the list, but for the steps.
const BELOW: usize = 3;

/// The size, what is said of the list, and the part of that which is shown.
fn layout(scene: Scene<'_>, area: Rect, on_list: &OnList) -> ((u16, u16), Vec<String>, Extent) {
    let columns = usize::from(inner(area, (WIDTH, 1)).width);
    let list = (&on_list.list, false);
    let mut words = given_lines(scene, list, columns, usize::MAX);
    if let Some(wait) = waits(scene, WaitingFor::Dialog).filter(|_| on_list.list.is_looking()) {
        words.extend(wrapped(&wait, columns));
    }
    let below = NextStep::ON_A_LIST.len() + BELOW;
    let size = (WIDTH, within(area, words.len() + below + FRAME));
    let shown = usize::from(between(inner(area, size), 0, below).height);
    let extent = on_list.scroll.extent(shown, words.len());
    (size, words, extent)
}

/// The part of what is said of the list that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, on_list: &OnList) -> Extent {
    layout(scene, area, on_list).2
}

/// Draws the list.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, on_list: &OnList) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Everybody on the list",
        account: Some(&scene.app.setup().account),
        style: theme.alert,
    };
    let (size, words, extent) = layout(scene, area, on_list);
    let inner = popup.draw(scene, buffer, area, size);
    let columns = usize::from(inner.width);
    for (n, line) in words[extent.rows()].iter().enumerate() {
        let line = SafeText::new(line);
        Pen::on(buffer, row(inner, n)).field(&line.fit(columns), columns, theme.text);
    }
    let first = extent.rows().len() + 1;
    for (n, (_, action, words)) in NextStep::ON_A_LIST.into_iter().enumerate() {
        let key = key(scene.app.keymap(), Mode::OnList, action);
        let line = format!(" {key:<3} {words} ");
        Pen::on(buffer, row(inner, first + n)).field(&line, columns, theme.text);
        if n == on_list.at {
            cursor_row(scene, buffer, row(inner, first + n));
        }
    }
    keys(scene, buffer, inner, &more(scene, extent));
}
