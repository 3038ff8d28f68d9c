//! A screen too small for the list says so, and what a run does meanwhile.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Scene;
use super::layout::{SMALLEST, row};
use super::pen::{Pen, width, wrapped};
use crate::model::SafeText;

/// Draws what there is room for.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let theme = scene.theme;
    let mut paragraphs = vec![
        ("too small".to_owned(), theme.heading),
        (
            format!("zentop needs {}x{}", SMALLEST.width, SMALLEST.height),
            theme.text,
        ),
        (
            format!("this is {}x{}", area.width, area.height),
            theme.text,
        ),
    ];
    if let Some(run) = scene.app.runs().run() {
        let account = SafeText::new(&run.account);
        let (done, of) = (run.done(), run.items.len());
        let text = format!("a run goes on: {done} of {of} at {account}");
        paragraphs.push((text, theme.warning));
    }
    let room = usize::from(area.width);
    let mut n = 0;
    for (text, style) in paragraphs {
        for line in wrapped(&text, room) {
            let blank = room.saturating_sub(width(&line)) / 2;
            Pen::on(buffer, row(area, n)).gap(blank).put(&line, style);
            n += 1;
        }
    }
}
