//! The question which of the marks are meant, where the filter hides some.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, typed};
use super::super::words::{counted, key};
use super::{Popup, Scene};
use crate::app::{Action, HiddenMarks, Mode};

/// Draws the question.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, marks: &HiddenMarks) {
    let HiddenMarks { shown, hidden, .. } = marks;
    let Scene { app, theme, .. } = scene;
    let popup = Popup {
        title: "Some marks are hidden. Which are meant?",
        account: Some(&app.setup().account),
        style: theme.warning,
    };
    let inner = popup.draw(scene, buffer, area, (70, 12));
    let sessions = |n| counted(n, "marked session", "marked sessions");
    let all = shown.len() + hidden.len();
    let be = |n| if n == 1 { "is" } else { "are" };
    let filter = typed(scene.names().query(app.filter().query().text()));
    let lines = [
        format!("{} {} on the list.", sessions(shown.len()), be(shown.len())),
        format!(
            "{} {} hidden by the filter:",
            sessions(hidden.len()),
            be(hidden.len())
        ),
        format!("/{filter}"),
    ];
    for (n, text) in lines.iter().enumerate() {
        let style = if n == 1 { theme.warning } else { theme.text };
        let columns = usize::from(inner.width);
        Pen::on(buffer, row(inner, n)).field(text, columns, style);
    }
    let answers = [
        (Action::Back, "cancel; the marks stay".to_owned()),
        (
            Action::DropHidden,
            if shown.is_empty() {
                "drop the hidden marks; none is left".to_owned()
            } else {
                format!("drop the hidden marks, review {}", shown.len())
            },
        ),
        (
            Action::IncludeHidden,
            format!("review all {all}, hidden ones too"),
        ),
    ];
    for (n, (action, words)) in answers.iter().enumerate() {
        let key = key(app.keymap(), Mode::Hidden, *action);
        // Cancelling is the one that stands out.
        let style = if n == 0 { theme.cursor } else { theme.key };
        Pen::on(buffer, row(inner, 5 + n))
            .put(&format!(" {key:<3} "), style)
            .gap(1)
            .put(words, theme.text);
    }
}
