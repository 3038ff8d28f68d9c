//! How to cancel, and what has to be typed to confirm: the last lines of a review.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, width};
use super::super::words::key;
use super::Scene;
use crate::app::{Action, Consent, Mode};
use crate::model::SafeText;

/// The least number of columns of the field for the answer.
const ANSWER: usize = 20;

/// The answer that confirms.
#[derive(Clone, Copy)]
pub(super) enum AnswerKind<'a> {
    /// This key, and what it does in words.
    Key(&'a str, &'a str),
    /// This text, which must be typed.
    Word(&'a str),
}

/// Draws three lines; returns where the answer is typed.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    consent: &Consent,
    ask: AnswerKind<'_>,
) -> Option<Position> {
    let Scene { app, theme, .. } = scene;
    let (AnswerKind::Key(expects, _) | AnswerKind::Word(expects)) = ask;
    answer(scene, buffer, row(area, 1), consent, expects);
    let back = key(app.keymap(), Mode::Review, Action::Back);
    let keep = key(app.keymap(), Mode::Review, Action::Keep);
    // Cancelling is what stands out.
    let mut pen = Pen::on(buffer, row(area, 2));
    pen.put(&format!(" {back} cancels "), theme.cursor).gap(2);
    if let AnswerKind::Key(key, does) = ask {
        pen.put(key, theme.danger)
            .put(&format!(" {does}"), theme.text);
        return None;
    }
    let prompt = format!("type {} and {keep}: ", SafeText::new(expects));
    // What must be typed has to be read in full, so a long name takes a line of its own.
    let before = width(&back) + 12;
    let room = usize::from(area.width).saturating_sub(before);
    let above = width(&prompt) + ANSWER > room;
    let prompt = if above {
        let text = prompt.trim_end_matches(": ");
        Pen::on(buffer, row(area, 0)).put(text, theme.danger);
        "> "
    } else {
        &prompt
    };
    let mut pen = Pen::on(buffer, row(area, 2));
    pen.gap(before).put(prompt, theme.danger);
    let (value, cursor) = (consent.answer.value(), consent.answer.cursor());
    let columns = pen.left();
    Some(field(&mut pen, value, cursor, columns, scene))
}

/// Draws the answer that was wrong, or until when this stays open.
fn answer(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, consent: &Consent, expects: &str) {
    let theme = scene.theme;
    let left = format!("cancels itself in {}s", consent.seconds_left(scene.now));
    let mut pen = Pen::on(buffer, line);
    if consent.wrong {
        let text = SafeText::new(&format!("That was not {expects}. Nothing was sent."));
        let room = pen.left().saturating_sub(left.len() + 1);
        pen.put(&text.fit(room), theme.danger);
    }
    let blank = pen.left().saturating_sub(left.len());
    pen.gap(blank).put(&left, theme.dim);
}
