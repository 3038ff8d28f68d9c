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
        title: if scene.app.runs().run().is_some() {
            "A run is under way"
        } else {
            "The run is over. Quit?"
        },
        account: Some(&scene.app.setup().account),
        style: theme.alert,
    };
    let inner = popup.draw(scene, buffer, area, (64, 7));
    let Some(run) = scene.app.runs().run() else {
        let text = "The run was stopped and is recorded; nothing further is sent.";
        draw_lines(scene, buffer, inner, text);
        return;
    };
    let left = run.items.len() - run.done();
    let be = if left == 1 { "is" } else { "are" };
    let text = format!(
        "{} {be} not done yet. Stopping sends nothing further; what was not begun is recorded as \
         not attempted.",
        items(run.operation, left)
    );
    draw_lines(scene, buffer, inner, &text);
}

fn draw_lines(scene: Scene<'_>, buffer: &mut Buffer, inner: Rect, text: &str) {
    let columns = usize::from(inner.width);
    for (n, line) in wrapped(text, columns).iter().enumerate() {
        Pen::on(buffer, row(inner, n)).field(line, columns, scene.theme.text);
    }
    keys(scene, buffer, inner, "");
}
