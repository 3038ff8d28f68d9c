//! How to cancel, and what has to be typed to confirm: the last lines of a review.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, width};
use super::super::words::key;
use super::Scene;
use crate::app::{Action, AnswerProblem, Consent, Mode};
use crate::model::SafeText;

/// The least number of columns of the field for the answer.
const ANSWER: usize = 20;

/// Draws three lines; returns where the answer is typed.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    consent: &Consent,
    expects: &str,
) -> Position {
    let Scene { app, theme, .. } = scene;
    answer(scene, buffer, row(area, 1), consent, expects);
    let back = key(app.keymap(), Mode::Review, Action::Back);
    let keep = key(app.keymap(), Mode::Review, Action::Keep);
    // Cancelling is what stands out.
    let mut pen = Pen::on(buffer, row(area, 2));
    pen.put(&format!(" {back} cancels "), theme.cursor).gap(2);
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
    field(&mut pen, value, cursor, columns, scene)
}

/// Draws why the last key did nothing, or until when this stays open.
fn answer(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, consent: &Consent, expects: &str) {
    let theme = scene.theme;
    let left = format!("cancels itself in {}s", consent.seconds_left(scene.now));
    let mut pen = Pen::on(buffer, line);
    if let Some(problem) = consent.problem {
        let room = pen.left().saturating_sub(left.len() + 1);
        let text = SafeText::new(&problem_words(scene, problem, expects));
        let text = match short_words(problem) {
            Some(short) if text.width() > room => SafeText::new(short),
            _ => text,
        };
        pen.put(&text.fit(room), theme.danger);
    }
    let blank = pen.left().saturating_sub(left.len());
    pen.gap(blank).put(&left, theme.dim);
}

/// The same where there is little room.
const fn short_words(problem: AnswerProblem) -> Option<&'static str> {
    match problem {
        AnswerProblem::Stray => Some("no part of the answer: start again"),
        AnswerProblem::Early => Some("typed too early: type it again"),
        AnswerProblem::Pasted => Some("a paste answers nothing; type it"),
        AnswerProblem::TypedOn => Some("pause for a second, then type it"),
        AnswerProblem::Wrong | AnswerProblem::EndUnseen => None,
    }
}

/// Why the last key did nothing, and what to do about it.
fn problem_words(scene: Scene<'_>, problem: AnswerProblem, expects: &str) -> String {
    match problem {
        AnswerProblem::Wrong => format!("That was not {expects}. Nothing was sent."),
        AnswerProblem::Stray => "that key is not part of the answer; start again".to_owned(),
        AnswerProblem::Early => "what was typed before this was shown is not taken".to_owned(),
        AnswerProblem::Pasted => "what is pasted answers nothing; type it".to_owned(),
        AnswerProblem::TypedOn => "now the answer: pause for a second, then type it".to_owned(),
        AnswerProblem::EndUnseen => {
            let end = key(scene.app.keymap(), Mode::Review, Action::Bottom);
            format!("the end must be shown first: {end}")
        }
    }
}
