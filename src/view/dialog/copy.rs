//! What can be copied, with the text where it is short.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::Pen;
use super::{Popup, Scene, cursor_row, keys, more, within};
use crate::app::{CopyMenu, Extent};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Columns of the words for what is copied.
const LABEL: usize = 24;

/// Draws the menu.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, menu: &CopyMenu) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Copy",
        account: None,
        style: theme.border,
    };
    let CopyMenu { offers, at } = menu;
    let inner = popup.draw(scene, buffer, area, (WIDTH, within(area, offers.len() + 4)));
    let shown = usize::from(inner.height).saturating_sub(2).max(1);
    let extent = Extent::around(*at, shown, offers.len());
    for (n, offer) in extent.rows().zip(&offers[extent.rows()]) {
        let line = row(inner, n - extent.first());
        let (text, dim) = match &offer.text {
            Ok(copied) => (
                copied.shown.as_ref().unwrap_or(&copied.what).as_str(),
                false,
            ),
            Err(why) => (*why, true),
        };
        let text = SafeText::new(text);
        let look = if dim { theme.dim } else { theme.text };
        let mut pen = Pen::on(buffer, line);
        pen.gap(1)
            .field(offer.label, LABEL, theme.heading)
            .last(&text, look);
        if n == *at {
            cursor_row(scene, buffer, line);
        }
    }
    keys(scene, buffer, inner, &more(scene, extent));
}
