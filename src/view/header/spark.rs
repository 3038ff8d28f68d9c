//! How many signed in during the last hour, as bars in the first line: the present to the right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::bar;
use ratatui::widgets::{Sparkline, Widget as _};

use super::Scene;
use crate::live::SIGN_IN_MINUTES;

/// Draws the bars, one a column, over a baseline. Nothing is drawn before it is known.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let Some(sign_ins) = scene.app.list().sign_ins() else {
        return;
    };
    let sums = sign_ins.bars(SIGN_IN_MINUTES, usize::from(area.width));
    let sums: Vec<u64> = sums.into_iter().map(u64::from).collect();
    Sparkline::default()
        .data(&sums)
        .bar_set(bars(scene))
        .style(scene.theme.accent)
        .render(area.intersection(buffer.area), buffer);
}

/// The bars of the theme. The lowest is the baseline, so that an hour without anybody is to be seen.
fn bars(scene: Scene<'_>) -> bar::Set<'static> {
    let [_, low, quarter, three, half, five, six, seven, full] = scene.theme.signs.bars;
    bar::Set {
        full,
        seven_eighths: seven,
        three_quarters: six,
        five_eighths: five,
        half,
        three_eighths: three,
        one_quarter: quarter,
        one_eighth: low,
        empty: low,
    }
}
