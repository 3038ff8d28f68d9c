//! People or organisations where it is not clear which is meant, with what tells them apart.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::Pen;
use super::{Popup, Scene, keys, more, within};
use crate::app::{Extent, FoundLine, FoundMenu};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 116;
/// Columns of a role and of a number, and the least of an address.
const ROLE: usize = 9;
const NUMBER: usize = 17;
const ABOUT: usize = 24;
/// Columns of the notes where there is room.
const NOTE: usize = 21;

/// Draws the menu.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, menu: &FoundMenu) {
    let theme = scene.theme;
    let popup = Popup {
        title: if menu.are_more {
            "Which is meant? There are more than these"
        } else {
            "Which is meant?"
        },
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let lines = &menu.lines;
    let inner = popup.draw(scene, buffer, area, (WIDTH, within(area, lines.len() + 4)));
    let shown = usize::from(inner.height).saturating_sub(2).max(1);
    let extent = Extent::around(menu.at, shown, lines.len());
    for (n, found) in extent.rows().zip(&lines[extent.rows()]) {
        let place = row(inner, n - extent.first());
        line(scene, buffer, place, found);
        if n == menu.at {
            buffer.set_style(place.intersection(buffer.area), theme.cursor);
        }
    }
    keys(scene, buffer, inner, &more(scene, extent));
}

/// Draws one line: the number and the address are never cut for the sake of the name.
fn line(scene: Scene<'_>, buffer: &mut Buffer, place: Rect, found: &FoundLine) {
    let theme = scene.theme;
    let columns = usize::from(place.width);
    let note = if columns > 100 || found.note.is_empty() {
        NOTE
    } else {
        found.note.chars().count() + 1
    };
    let note = if found.note.is_empty() && columns <= 100 {
        0
    } else {
        note
    };
    let name = columns
        .saturating_sub(1 + ROLE + NUMBER + ABOUT + note)
        .clamp(8, 30);
    let names = scene.names();
    let shown = |text: &SafeText| SafeText::new(names.words(text.as_str()));
    let mut pen = Pen::on(buffer, place);
    pen.gap(1)
        .field(&shown(&found.name).fit(name - 1), name, theme.text)
        .field(found.role, ROLE, theme.dim)
        .field(names.words(&found.number), NUMBER, theme.text);
    let room = pen.left().saturating_sub(note + 1);
    pen.field(&shown(&found.about).fit_email(room), room, theme.text)
        .gap(1)
        .field(names.words(&found.note), note, theme.warning);
}
