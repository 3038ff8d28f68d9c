//! The menu of columns to sort by.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::Pen;
use super::{Popup, Scene, cursor_row, keys, with_keys};
use crate::app::SortMenu;

/// Draws the menu.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, at: usize) {
    let theme = scene.theme;
    let sort = scene.app.list().sort;
    let popup = Popup {
        title: "Sort by",
        account: None,
        style: theme.border,
    };
    let height = u16::try_from(SortMenu::offered().len()).unwrap_or(0) + 4;
    let inner = popup.draw(scene, buffer, area, (with_keys(scene, 34), height));
    for (n, column) in SortMenu::offered().into_iter().enumerate() {
        let (sign, arrow) = if column != sort.column {
            (" ", "")
        } else if sort.descending {
            (theme.signs.mark, theme.signs.down)
        } else {
            (theme.signs.mark, theme.signs.up)
        };
        Pen::on(buffer, row(inner, n)).field(
            &format!(" {sign} {} {arrow}", column.words()),
            usize::from(inner.width),
            theme.text,
        );
        if n == at {
            cursor_row(scene, buffer, row(inner, n));
        }
    }
    keys(scene, buffer, inner, "");
}
