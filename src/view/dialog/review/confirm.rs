//! How to cancel, and what has to be typed to confirm.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::super::footer::field;
use super::super::super::layout::row;
use super::super::super::pen::{Pen, width};
use super::super::super::words::key;
use super::super::Scene;
use super::super::work::does;
use crate::app::{Action, Mode, Review};
use crate::model::SafeText;
use crate::terminate::Challenge;

/// The least columns of the field for the answer.
const ANSWER: usize = 20;

/// Draws three lines; returns where the answer is typed.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    review: &Review,
) -> Option<Position> {
    let Scene { app, theme, .. } = scene;
    answer(scene, buffer, row(area, 1), review);
    let back = key(app.keymap(), Mode::Review, Action::Back);
    let keep = key(app.keymap(), Mode::Review, Action::Keep);
    let challenge = review.challenge();
    let expects = SafeText::new(&challenge.expects());
    let prompt = format!("type {expects} and {keep}: ");
    // What must be typed has to be read in full, so a long name takes a line of its own.
    let room = usize::from(area.width).saturating_sub(width(&back) + 12);
    let asks = *challenge != Challenge::Yes;
    let above = asks && width(&prompt) + ANSWER > room;
    if above {
        let text = prompt.trim_end_matches(": ");
        Pen::on(buffer, row(area, 0)).put(text, theme.danger);
    }
    // Cancel is what stands out.
    let mut pen = Pen::on(buffer, row(area, 2));
    pen.put(&format!(" {back} cancels "), theme.cursor).gap(2);
    if !asks {
        let does = format!(" {}", does(review.work()));
        pen.put("y", theme.danger).put(&does, theme.text);
        return None;
    }
    let prompt = if above { "> " } else { &prompt };
    pen.put(prompt, theme.danger);
    let (value, cursor) = (review.answer.value(), review.answer.cursor());
    let columns = pen.left();
    Some(field(&mut pen, value, cursor, columns, scene))
}

/// What was typed wrong, or until when this stays open.
fn answer(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, review: &Review) {
    let theme = scene.theme;
    let left = format!("cancels itself in {}s", review.seconds_left(scene.now));
    let mut pen = Pen::on(buffer, line);
    if review.wrong {
        let expects = review.challenge().expects();
        let text = SafeText::new(&format!("That was not {expects}. Nothing was sent."));
        let room = pen.left().saturating_sub(left.len() + 1);
        pen.put(&text.fit(room), theme.danger);
    }
    let blank = pen.left().saturating_sub(left.len());
    pen.gap(blank).put(&left, theme.dim);
}
