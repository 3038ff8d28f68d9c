//! How to cancel, and what has to be typed to confirm: the last lines of a review.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, whole_words, width};
use super::super::words::key;
use super::Scene;
use crate::app::{Action, AnswerProblem, Consent, Mode};
use crate::model::SafeText;

/// The least number of columns of the field for the answer.
const ANSWER: usize = 20;

/// What stands in the place of what is to be typed where nothing can be confirmed.
const NO_PLAN: &str = "there is no plan, and nothing to type";

/// What stands in the line above these: a word on the end of the list, where that was not shown yet, and
/// the part of the list that is.
#[derive(Clone, Copy)]
pub(super) struct LineAbove<'a> {
    pub(super) unseen: Option<&'a str>,
    pub(super) part: &'a str,
}

/// Draws three lines; returns where the answer is typed.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    (consent, expects): (&Consent, &str),
    above: LineAbove<'_>,
) -> Position {
    let Scene { app, theme, .. } = scene;
    let back = cancels(scene, buffer, row(area, 2));
    let keep = key(app.keymap(), Mode::Review, Action::Keep);
    let prompt = format!("type {} and {keep}: ", SafeText::new(expects));
    // What must be typed has to be read in full, so a long name takes a line of its own.
    let before = width(&back) + 2;
    let room = usize::from(area.width).saturating_sub(before);
    let is_long = width(&prompt) + ANSWER > room;
    let (prompt, unseen) = if is_long {
        let text = prompt.trim_end_matches(": ");
        line_above(
            scene,
            buffer,
            row(area, 0),
            (text, theme.danger),
            above.part,
        );
        ("> ", above.unseen)
    } else {
        let unseen = (above.unseen.unwrap_or_default(), theme.warning);
        line_above(scene, buffer, row(area, 0), unseen, above.part);
        (prompt.as_str(), None)
    };
    answer(scene, buffer, row(area, 1), (consent, expects), unseen);
    let mut pen = Pen::on(buffer, row(area, 2));
    pen.gap(before).put(prompt, theme.danger);
    let (value, cursor) = (consent.answer.value(), consent.answer.cursor());
    let columns = pen.left();
    field(&mut pen, value, cursor, columns, scene)
}

/// Draws the same where there is no plan: there is nothing to type.
pub(super) fn draw_refused(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    (consent, part): (&Consent, &str),
) {
    let nothing = ("", scene.theme.text);
    line_above(scene, buffer, row(area, 0), nothing, part);
    answer(scene, buffer, row(area, 1), (consent, ""), None);
    let back = cancels(scene, buffer, row(area, 2));
    Pen::on(buffer, row(area, 2))
        .gap(width(&back) + 2)
        .put(NO_PLAN, scene.theme.danger);
}

/// Draws how to cancel, which is what stands out; returns the words.
fn cancels(scene: Scene<'_>, buffer: &mut Buffer, line: Rect) -> String {
    let back = key(scene.app.keymap(), Mode::Review, Action::Back);
    let words = format!(" {back} cancels ");
    Pen::on(buffer, line).put(&words, scene.theme.cursor);
    words
}

/// Draws a text, and the part of the list that is shown at the end of the line.
fn line_above(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    (text, style): (&str, Style),
    part: &str,
) {
    let columns = usize::from(line.width);
    let room = columns.saturating_sub(width(part) + 1);
    let text = whole_words(text, room);
    Pen::on(buffer, line)
        .field(&text, room, style)
        .right(part, columns - room, scene.theme.dim);
}

/// Draws why the last key did nothing, or that the end was not shown yet, and until when this stays open.
fn answer(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    (consent, expects): (&Consent, &str),
    unseen: Option<&str>,
) {
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
    } else if let Some(unseen) = unseen {
        let room = pen.left().saturating_sub(left.len() + 1);
        pen.put(&whole_words(unseen, room), theme.warning);
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
        AnswerProblem::Wrong | AnswerProblem::EndUnseen | AnswerProblem::NoPlan => None,
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
        AnswerProblem::NoPlan => "nothing can be confirmed here".to_owned(),
        AnswerProblem::EndUnseen => {
            let end = key(scene.app.keymap(), Mode::Review, Action::Bottom);
            format!("the end must be shown first: {end}")
        }
    }
}
