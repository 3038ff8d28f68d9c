//! The menu of columns.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::Pen;
use super::super::table::heading_of;
use super::{Popup, Scene, keys};
use crate::app::ColumnsMenu;

/// Columns of the menu.
const WIDTH: u16 = 46;

/// Draws the menu.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, menu: &ColumnsMenu) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Columns",
        account: None,
        style: theme.border,
    };
    let height = u16::try_from(menu.columns.len()).unwrap_or(0) + 4;
    let inner = popup.draw(scene, buffer, area, (WIDTH, height));
    for (n, (column, is_shown)) in menu.columns.iter().enumerate() {
        let sign = if *is_shown { theme.signs.mark } else { " " };
        let style = match (n == menu.at, is_shown) {
            (true, _) => theme.cursor,
            (false, true) => theme.text,
            (false, false) => theme.dim,
        };
        let heading = heading_of(*column);
        Pen::on(buffer, row(inner, n)).field(
            &format!(" {sign} {heading:<13} {}", column.as_str()),
            usize::from(inner.width),
            style,
        );
    }
    keys(scene, buffer, inner, "");
}
