//! Of whom it cannot be told whether their sessions match the filter, and why.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::Pen;
use super::super::words::{count, counted};
use super::{Popup, Scene, between, inner, keys, more, within};
use crate::app::{Extent, UndecidedLine, UndecidedView};

/// Columns of the box where there is room.
const WIDTH: u16 = 92;
/// Columns of the reasons.
const REASON: usize = 42;
/// Columns of the people's numbers.
const NUMBER: usize = 21;
/// Lines of the frame, of the total with a blank, and of the keys with a blank.
const AROUND: usize = 6;

fn size(area: Rect, view: &UndecidedView) -> (u16, u16) {
    (WIDTH, within(area, view.lines.len() + AROUND))
}

/// The part of the list that is shown.
pub(super) fn extent(area: Rect, view: &UndecidedView) -> Extent {
    let shown = usize::from(between(inner(area, size(area, view)), 2, 2).height);
    view.scroll.extent(shown, view.lines.len())
}

/// Draws the part of the list that it is scrolled to.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, view: &UndecidedView) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Cannot be told",
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let extent = extent(area, view);
    let inner = popup.draw(scene, buffer, area, size(area, view));
    let total = format!(
        "whether {} is not known",
        counted(view.sessions, "session matches", "sessions match")
    );
    Pen::on(buffer, row(inner, 0)).field(&total, usize::from(inner.width), theme.warning);
    let list = between(inner, 2, 2);
    for (n, line) in view.lines[extent.rows()].iter().enumerate() {
        let UndecidedLine {
            why,
            user,
            name,
            sessions,
        } = line;
        let mut pen = Pen::on(buffer, row(list, n));
        pen.field(why, REASON, theme.text);
        pen.field(&format!("user {user}"), NUMBER + 5, theme.dim);
        pen.field(&format!("{} ", count(*sessions)), 5, theme.dim);
        let room = pen.left();
        let name = name.as_ref().map(|name| name.fit(room));
        pen.put(&name.unwrap_or_default(), theme.text);
    }
    keys(scene, buffer, inner, &more(scene, extent));
}
