//! The question whether to quit, which would stop the run under way.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::operation::items;
use super::{Popup, Scene, keys};

/// Draws the question.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let theme = scene.theme;
    let popup = Popup {
        title: "A run is under way",
        account: Some(&scene.app.setup().account),
        style: theme.danger,
    };
    let inner = popup.draw(scene, buffer, area, (64, 7));
    let Some(run) = scene.app.run() else { return };
    let left = run.items.len() - run.done();
    let be = if left == 1 { "is" } else { "are" };
    let text = format!(
        "{} {be} not done yet. Stopping sends nothing further; what was not begun is recorded as \
         not attempted.",
        items(run.operation, left)
    );
    let lines = wrapped(&text, usize::from(inner.width));
    for (n, line) in lines.iter().enumerate() {
        Pen::on(buffer, row(inner, n)).field(line, usize::from(inner.width), theme.text);
    }
    keys(scene, buffer, inner, "");
}
