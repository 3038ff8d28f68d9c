//! The people who were found where it is not clear who is meant.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::Pen;
use super::{Popup, Scene, keys, more, within};
use crate::app::{Extent, FoundMenu};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;

/// Draws the menu.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, menu: &FoundMenu) {
    let FoundMenu {
        people,
        at,
        are_more,
    } = menu;
    let theme = scene.theme;
    let popup = Popup {
        title: if *are_more {
            "Who is meant? There are more than these"
        } else {
            "Who is meant?"
        },
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let inner = popup.draw(scene, buffer, area, (WIDTH, within(area, people.len() + 4)));
    let shown = usize::from(inner.height).saturating_sub(2).max(1);
    let extent = Extent::around(*at, shown, people.len());
    for (n, (user, words)) in extent.rows().zip(&people[extent.rows()]) {
        let style = if n == *at { theme.cursor } else { theme.text };
        let columns = usize::from(inner.width);
        let words = SafeText::new(words);
        let words = if scene.names().are_masked() {
            scene.names().name(*user, &words)
        } else {
            Cow::Borrowed(&words)
        };
        Pen::on(buffer, row(inner, n - extent.first())).field(
            &format!(" {}", words.fit(columns.saturating_sub(2))),
            columns,
            style,
        );
    }
    keys(scene, buffer, inner, &more(scene, extent));
}
