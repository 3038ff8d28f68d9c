//! One question about the account, and what Zendesk says.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::{Popup, Scene, between, keys, more, within};
use crate::app::{CardValue, CardView, Mode};

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Columns of the labels.
const LABEL: usize = 30;
/// Columns of the labels where all of them are short.
const SHORT_LABEL: usize = 16;
/// Lines around those of the card: the frame, the moment with a blank, the keys with a blank.
const AROUND: usize = 6;
/// Lines that a card is never smaller than, so that it does not jump when the answer comes.
const LEAST: usize = 10;

/// One line on the screen; without a label it begins at the edge.
struct Line {
    label: Option<String>,
    text: String,
    style: Style,
}

/// Draws the part of the card that begins at a line.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, view: &CardView) {
    let theme = scene.theme;
    let popup = Popup {
        title: view.card.title(),
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let told = view.told.as_ref();
    let labels = told
        .and_then(|(told, _)| told.as_ref().ok())
        .into_iter()
        .flatten()
        .map(|line| line.label.width());
    let label = if labels.max().unwrap_or(0) < SHORT_LABEL {
        SHORT_LABEL
    } else {
        LABEL
    };
    let columns = usize::from(WIDTH.min(area.width)).saturating_sub(4);
    let lines = lines(scene, view, label, columns.max(label + 1));
    let height = within(area, lines.len().max(LEAST) + AROUND);
    let inner = popup.draw(scene, buffer, area, (WIDTH, height));
    Pen::on(buffer, row(inner, 0)).put(&moment(view), theme.dim);
    let list = between(inner, 2, 2);
    let shown = usize::from(list.height);
    let first = view.scroll.min(lines.len().saturating_sub(shown));
    for (n, line) in lines.iter().skip(first).take(shown).enumerate() {
        let mut pen = Pen::on(buffer, row(list, n));
        if let Some(text) = &line.label {
            pen.field(text, label, theme.dim);
        }
        let room = pen.left();
        pen.field(&line.text, room, line.style);
    }
    let part = more(scene, first, shown, lines.len());
    keys(scene, buffer, inner, Mode::Card, &part);
}

/// When this was so, and whether it is being asked again.
fn moment(view: &CardView) -> String {
    match (&view.told, view.is_asking) {
        (None, _) => "asking, within the budget of watching".to_owned(),
        (Some((_, at)), true) => format!("as of {at}, asking again"),
        (Some((_, at)), false) => format!("as of {at}"),
    }
}

fn lines(scene: Scene<'_>, view: &CardView, label: usize, columns: usize) -> Vec<Line> {
    let theme = scene.theme;
    let told = match &view.told {
        None => return Vec::new(),
        Some((Ok(told), _)) => told,
        Some((Err(why), _)) => {
            let line = |text| Line {
                label: None,
                text,
                style: theme.warning,
            };
            return wrapped(why, columns).into_iter().map(line).collect();
        }
    };
    let mut lines = Vec::new();
    for line in told {
        let mut name = line.label.fit(label - 1).into_owned();
        let texts = match &line.value {
            CardValue::Words(words) => wrapped(words, columns - label),
            CardValue::Text(text) => vec![text.fit(columns - label).into_owned()],
        };
        for text in texts {
            lines.push(Line {
                // Only the first line of several has it.
                label: Some(std::mem::take(&mut name)),
                text,
                style: theme.text,
            });
        }
    }
    lines
}
