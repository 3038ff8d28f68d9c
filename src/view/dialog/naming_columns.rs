//! Which column of a list names the people.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, whole_words, width};
use super::{Popup, Scene, cursor_row, keys, more, within};
use crate::app::{Extent, NamingColumns};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// The most columns of a column's name.
const NAME: usize = 24;

/// Draws the menu.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, menu: &NamingColumns) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Which column names the people?",
        account: Some(&scene.app.setup().account),
        style: theme.alert,
    };
    let columns = &menu.columns;
    let inner = popup.draw(
        scene,
        buffer,
        area,
        (WIDTH, within(area, columns.len() + 4)),
    );
    let shown = usize::from(inner.height).saturating_sub(2).max(1);
    let extent = Extent::around(menu.at, shown, columns.len());
    let widest = columns.iter().map(|column| column.name.width()).max();
    let name = widest.unwrap_or_default().min(NAME) + 2;
    for (n, column) in extent.rows().zip(&columns[extent.rows()]) {
        let place = row(inner, n - extent.first());
        let style = if column.names_people {
            theme.text
        } else {
            theme.dim
        };
        let about = SafeText::new(scene.names().words(column.about.as_str()));
        let mut pen = Pen::on(buffer, place);
        pen.gap(1).field(&column.name.fit(name - 2), name, style);
        let room = pen.left().saturating_sub(1);
        let about = whole_words(about.as_str(), room);
        pen.field(&about, room.min(width(&about)), style);
        if n == menu.at {
            cursor_row(scene, buffer, place);
        }
    }
    keys(scene, buffer, inner, &more(scene, extent));
}
