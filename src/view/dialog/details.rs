//! The row under the cursor in full, on a screen that has no pane for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::details;
use super::{Popup, Scene, between, keys, within};

/// Columns of the box where there is room.
const WIDTH: u16 = 76;
/// Lines of the facts, and of the frame and the keys around them.
const HEIGHT: usize = 20;

/// Draws the facts.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let popup = Popup {
        title: "Details",
        account: Some(&scene.app.setup().account),
        style: scene.theme.border,
    };
    let inner = popup.draw(scene, buffer, area, (WIDTH, within(area, HEIGHT)));
    details::facts(scene, buffer, between(inner, 0, 2));
    keys(scene, buffer, inner, "");
}
