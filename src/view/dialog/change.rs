//! The change of the Chat account under review, field by field, and the way to confirm it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::super::words::counted;
use super::{Popup, Scene, between, confirm, given_reason, inner, more, within};
use crate::app::{ChatReview, Extent, ReviewField};
use crate::chat::Plan;
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Columns before a value.
const INDENT: usize = 7;
/// Lines around the list and the note: the frame, a blank between them, the ticket and the reason, and three
/// to confirm.
const AROUND: usize = 7;
/// Lines below the note.
const BELOW: usize = 4;

/// A note on what the change does and does not do.
const NOTE: &str = "One request, with these fields alone. The journal keeps the names of the \
                    fields and not what is in them: what is there now is kept nowhere.";

/// The size of the dialog, its note, and its lines with the part that is shown.
struct ChangeLayout {
    size: (u16, u16),
    note: Vec<String>,
    lines: Vec<(String, Style)>,
    extent: Extent,
}

fn layout(scene: Scene<'_>, area: Rect, review: &ChatReview) -> ChangeLayout {
    let columns = usize::from(WIDTH.min(area.width)).saturating_sub(4);
    let lines = lines(scene, &review.plan, columns);
    let note = wrapped(NOTE, columns);
    let size = (WIDTH, within(area, lines.len() + note.len() + AROUND));
    let shown = usize::from(between(inner(area, size), 0, note.len() + 1 + BELOW).height);
    ChangeLayout {
        size,
        note,
        extent: review.scroll.extent(shown, lines.len()),
        lines,
    }
}

/// The part of the difference that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, review: &ChatReview) -> Extent {
    layout(scene, area, review).extent
}

/// Draws the difference; returns where the answer is typed.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    review: &ChatReview,
) -> Position {
    let theme = scene.theme;
    let fields = counted(review.plan.changes().len(), "field", "fields");
    let title = format!("Change {fields} of the Chat account?");
    let popup = Popup {
        title: &title,
        account: Some(review.plan.account()),
        style: theme.alert,
    };
    let ChangeLayout {
        size,
        note,
        lines,
        extent,
    } = layout(scene, area, review);
    let inner = popup.draw(scene, buffer, area, size);
    let columns = usize::from(inner.width);
    let all = usize::from(inner.height);
    let list = between(inner, 0, note.len() + 1 + BELOW);
    for (n, (text, style)) in lines[extent.rows()].iter().enumerate() {
        Pen::on(buffer, row(list, n)).field(text, columns, *style);
    }
    let below = all.saturating_sub(note.len() + BELOW);
    for (n, text) in note.iter().enumerate() {
        Pen::on(buffer, row(inner, below + n)).field(text, columns, theme.dim);
    }
    let given = row(inner, all.saturating_sub(BELOW));
    let typed = given_reason::draw(scene, buffer, given, (&review.given, false));
    let last = all.saturating_sub(3);
    let part = more(scene, extent);
    let above = confirm::LineAbove {
        unseen: None,
        part: &part,
    };
    let below = between(inner, last, 0);
    let asked = (&review.consent, Plan::expects());
    let answer = confirm::draw(scene, buffer, below, asked, above);
    if review.given.at == ReviewField::Answer {
        answer
    } else {
        typed
    }
}

/// Each field with its present value and the one it is to have, in full.
fn lines(scene: Scene<'_>, plan: &Plan, columns: usize) -> Vec<(String, Style)> {
    let theme = scene.theme;
    let mut lines = Vec::new();
    for change in plan.changes() {
        let name = SafeText::new(&change.field());
        lines.push((name.fit(columns).into_owned(), theme.heading));
        let (old, new) = change.shown();
        for (label, text, style) in [("now", old, theme.text), ("new", new, theme.danger)] {
            let mut label = label;
            for text in wrapped(text.as_str(), columns.saturating_sub(INDENT).max(1)) {
                lines.push((format!("  {label:<3}  {text}"), style));
                label = "";
            }
        }
    }
    lines
}
