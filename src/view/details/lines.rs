//! The facts one below the other, where no pane has room for them and none is cut.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::facts::Value;
use super::{CursorFacts, LABEL, NOBODY, NOT_TOLD, known};
use crate::view::Scene;
use crate::view::pen::{Pen, wrapped};

/// One line of the facts where they stand one below the other and none is cut.
pub(in crate::view) struct FactLine {
    label: &'static str,
    text: String,
    style: Style,
}

impl FactLine {
    /// Draws it.
    pub(in crate::view) fn draw(&self, scene: Scene<'_>, buffer: &mut Buffer, line: Rect) {
        let mut pen = Pen::on(buffer, line);
        pen.gap(1);
        if !self.label.is_empty() {
            pen.field(self.label, LABEL, scene.theme.dim);
        }
        let room = pen.left();
        pen.field(&self.text, room, self.style);
    }
}

/// What is known of the cursor's row in lines of so many columns, each fact in as many as it takes.
pub(in crate::view) fn lines(scene: Scene<'_>, columns: usize) -> Vec<FactLine> {
    let plain = |text: &str| FactLine {
        label: "",
        text: text.to_owned(),
        style: scene.theme.dim,
    };
    let Some(CursorFacts {
        people, session, ..
    }) = known(scene)
    else {
        return vec![plain(NOBODY)];
    };
    let room = columns.saturating_sub(LABEL + 2);
    let mut lines = Vec::new();
    for fact in people.iter().chain(&session) {
        let style = match &fact.value {
            Value::Words(_, style) | Value::Text(_, style) => *style,
            Value::Email(_) => scene.theme.text,
        };
        let text = fact.words();
        let mut label = fact.label;
        for text in wrapped(text, room) {
            lines.push(FactLine {
                // What goes on has an empty label of the same columns.
                label: std::mem::replace(&mut label, " "),
                text,
                style,
            });
        }
    }
    let notes = wrapped(NOT_TOLD, columns.saturating_sub(2));
    lines.extend(notes.iter().map(|text| plain(text)));
    lines
}
