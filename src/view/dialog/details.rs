//! The row under the cursor in full, on a screen that has no pane for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::details::{self, FactLine};
use super::super::layout::row;
use super::{Popup, Scene, between, inner, keys, more, within};
use crate::app::{DetailsView, Extent};

/// Columns of the box where there is room.
const WIDTH: u16 = 76;
/// Lines of the frame, and of the keys with the line above them.
const AROUND: usize = 4;

/// What is shown, and the part of it.
struct DetailsLayout {
    size: (u16, u16),
    lines: Vec<FactLine>,
    extent: Extent,
}

fn layout(scene: Scene<'_>, area: Rect, view: DetailsView) -> DetailsLayout {
    let columns = usize::from(inner(area, (WIDTH, area.height)).width);
    let lines = details::lines(scene, columns);
    let size = (WIDTH, within(area, lines.len() + AROUND));
    let shown = usize::from(between(inner(area, size), 0, 2).height);
    DetailsLayout {
        extent: view.scroll.extent(shown, lines.len()),
        size,
        lines,
    }
}

/// The part of the facts that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, view: DetailsView) -> Extent {
    layout(scene, area, view).extent
}

/// Draws the facts.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, view: DetailsView) {
    let popup = Popup {
        title: "Details",
        account: Some(&scene.app.setup().account),
        style: scene.theme.border,
    };
    let DetailsLayout {
        size,
        lines,
        extent,
    } = layout(scene, area, view);
    let inner = popup.draw(scene, buffer, area, size);
    let list = between(inner, 0, 2);
    for (n, line) in lines[extent.rows()].iter().enumerate() {
        line.draw(scene, buffer, row(list, n));
    }
    keys(scene, buffer, inner, &more(scene, extent));
}
