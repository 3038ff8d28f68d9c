//! The menu of columns.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::Pen;
use super::super::table::{about, heading_of, why_missing};
use super::{Popup, Scene, cursor_row, keys, with_keys};
use crate::app::ColumnsMenu;

/// Columns of the menu, at least.
const WIDTH: u16 = 56;

/// Draws the menu.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, menu: &ColumnsMenu) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Columns",
        account: None,
        style: theme.border,
    };
    let height = u16::try_from(menu.columns.len()).unwrap_or(0) + 4;
    let inner = popup.draw(scene, buffer, area, (with_keys(scene, WIDTH), height));
    for (n, (column, is_shown)) in menu.columns.iter().enumerate() {
        let missing = why_missing(scene.app, *column).filter(|_| *is_shown);
        let (sign, style) = match missing {
            _ if !*is_shown => (" ", theme.dim),
            None => (theme.signs.mark, theme.text),
            Some(_) => (theme.signs.part, theme.dim),
        };
        let heading = heading_of(*column);
        let about = missing.unwrap_or_else(|| about(*column));
        Pen::on(buffer, row(inner, n)).field(
            &format!(" {sign} {heading:<13} {about}"),
            usize::from(inner.width),
            style,
        );
        if n == menu.at {
            cursor_row(scene, buffer, row(inner, n));
        }
    }
    keys(scene, buffer, inner, "");
}
