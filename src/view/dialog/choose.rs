//! The menu of whom to end. Choosing sends nothing; a review follows.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::Pen;
use super::{Popup, Scene, cursor_row, keys, more, within};
use crate::app::{EndMenu, Extent, OfferedOf};

/// The most columns of a name.
const NAME: usize = 40;

/// Draws the menu.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, menu: &EndMenu) {
    let EndMenu { offers, off, at } = menu;
    let theme = scene.theme;
    let above = usize::from(off.is_some());
    let popup = Popup {
        title: "End which sessions? Or paste a list",
        account: Some(&scene.app.setup().account),
        style: theme.alert,
    };
    let inner = popup.draw(
        scene,
        buffer,
        area,
        (72, within(area, offers.len() + above + 4)),
    );
    if let Some(off) = off {
        Pen::on(buffer, row(inner, 0)).gap(1).put(off, theme.dim);
    }
    let shown = usize::from(inner.height).saturating_sub(above + 2).max(1);
    let extent = Extent::around(*at, shown, offers.len());
    for (n, offer) in extent.rows().zip(&offers[extent.rows()]) {
        let names = scene.names();
        let words = match &offer.whose {
            Some(OfferedOf::Person(user, name)) => {
                let name = names.name(*user, name);
                format!("{} {}", offer.words, name.fit(NAME))
            }
            Some(OfferedOf::Organization(id)) => {
                let directory = scene.app.snapshot().directory();
                let name = names.organization(*id, directory);
                let name = name.as_ref().map_or(Cow::default(), |name| name.fit(NAME));
                format!("{} {name}", offer.words)
            }
            None => names.without_numbers(&offer.words).into_owned(),
        };
        let line = row(inner, above + n - extent.first());
        let letter = offer
            .letter
            .map_or(Cow::Borrowed(" "), |letter| letter.to_string().into());
        let columns = usize::from(inner.width).saturating_sub(3);
        let mut pen = Pen::on(buffer, line);
        pen.gap(1).put(&letter, theme.key);
        pen.field(&format!(" {words} "), columns, theme.text);
        if n == *at {
            cursor_row(scene, buffer, line);
        }
    }
    keys(scene, buffer, inner, &more(scene, extent));
}
