//! The box of a dialog: where it lies, its frame with title and account, and what was said beside it.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Block, Clear, Widget as _};

use super::super::Scene;
use super::super::events::notice_words;
use super::super::layout::{SMALLEST, centered, row};
use super::super::pen::{Pen, whole_words, width};
use crate::app::Level;
use crate::model::SafeText;

/// The least number of columns beside a dialog, both sides together.
const MARGINS: u16 = 8;

/// The fewest columns of an account's name in a title.
const LEAST_NAME: usize = 4;
/// The columns of an account's name for which a title makes room.
const SHORT_NAME: usize = 10;

/// The box of a dialog: its title, the account it is about, and the look of its frame.
pub(super) struct Popup<'a> {
    pub(super) title: &'a str,
    pub(super) account: Option<&'a str>,
    pub(super) style: Style,
}

impl Popup<'_> {
    /// Draws the empty box in the middle and returns the area inside it, without a blank column at
    /// either side.
    pub(super) fn draw(
        &self,
        scene: Scene<'_>,
        buffer: &mut Buffer,
        area: Rect,
        size: (u16, u16),
    ) -> Rect {
        let outer = outer(area, size).intersection(buffer.area);
        let theme = scene.theme;
        spare_cut_glyphs(buffer, outer);
        Clear.render(outer, buffer);
        Block::bordered()
            .border_set(theme.signs.border)
            .border_style(self.style.remove_modifier(Modifier::UNDERLINED))
            .render(outer, buffer);
        let top = Rect {
            x: outer.x + outer.width.min(1),
            width: outer.width.saturating_sub(2),
            ..row(outer, 0)
        };
        let title = self.title_in(usize::from(top.width));
        Pen::on(buffer, top)
            .gap(1)
            .put(&format!(" {title} "), self.style);
        if let Some(account) = self.account {
            let account = SafeText::new(account);
            let production = scene.app.setup().production;
            let prod = if production { "PROD " } else { "" };
            let room = usize::from(top.width).saturating_sub(width(&title) + 6);
            let columns = room.saturating_sub(width(prod) + 2);
            let name = format!(" {prod}{} ", account.fit(columns));
            let style = if production {
                theme.production
            } else {
                theme.accent
            };
            let blank = usize::from(top.width).saturating_sub(width(&name) + 1);
            // A name of a letter or two says nothing.
            let is_name = columns >= LEAST_NAME.min(width(account.as_str()));
            if is_name && width(&name) <= room {
                Pen::on(buffer, top).gap(blank).put(&name, style);
            }
        }
        notice(scene, buffer, outer);
        inside(outer)
    }
}

impl Popup<'_> {
    /// The title in a frame of so many columns: a long one leaves room for the account.
    fn title_in(&self, columns: usize) -> Cow<'_, str> {
        let account = self.account.map_or(0, |name| {
            width(SafeText::new(name).as_str()).min(SHORT_NAME) + 8
        });
        whole_words(self.title, columns.saturating_sub(account).max(columns / 2))
    }
}

/// Draws what was said while a dialog is open into its lower border: the dialog lies over the line
/// of the notices.
fn notice(scene: Scene<'_>, buffer: &mut Buffer, outer: Rect) {
    let Some(notice) = scene.app.notices().beside_dialog(scene.now) else {
        return;
    };
    let style = match notice.level {
        Level::Passing | Level::Info => scene.theme.text,
        Level::Warning => scene.theme.warning,
        Level::Alarm => scene.theme.danger,
    };
    let line = Rect {
        x: outer.x + outer.width.min(2),
        width: outer.width.saturating_sub(4),
        ..row(outer, usize::from(outer.height).saturating_sub(1))
    };
    let text = SafeText::new(notice_words(scene, notice));
    let room = usize::from(line.width).saturating_sub(2);
    let text = whole_words(text.as_str(), room);
    let columns = width(&text).min(room);
    Pen::on(buffer, line)
        .put(" ", style)
        .field(&text, columns, style)
        .put(" ", style);
}

/// The place of a box of this size in the middle.
fn outer(area: Rect, size: (u16, u16)) -> Rect {
    // Slivers of the list at both sides would only look torn.
    let columns = if area.width.saturating_sub(size.0) < MARGINS {
        area.width
    } else {
        size.0
    };
    centered(area, columns, size.1)
}

/// The area inside a box, without a blank column at either side.
fn inside(outer: Rect) -> Rect {
    Rect {
        x: outer.x + outer.width.min(2),
        y: outer.y + outer.height.min(1),
        width: outer.width.saturating_sub(4),
        height: outer.height.saturating_sub(2),
    }
}

/// The area inside a box of this size in the middle.
pub(super) fn inner(area: Rect, size: (u16, u16)) -> Rect {
    inside(outer(area, size))
}

/// Blanks wide clusters that the box cuts in two, since they would hide the first column of its
/// frame. The widest that `SafeText` lets through has eight columns.
fn spare_cut_glyphs(buffer: &mut Buffer, outer: Rect) {
    for y in outer.top()..outer.bottom() {
        for columns in 1..8 {
            if let Some(x) = outer.x.checked_sub(columns)
                && let Some(cell) = buffer.cell_mut(Position::new(x, y))
                && width(cell.symbol()) > usize::from(columns)
            {
                cell.set_symbol(" ");
            }
        }
    }
}

/// That many rows, or as many as leave a little of the list visible.
pub(super) fn within(area: Rect, rows: usize) -> u16 {
    let most = if area.height > SMALLEST.height + 5 {
        area.height - 2
    } else {
        area.height
    };
    u16::try_from(rows).unwrap_or(most).min(most)
}

/// The lines of an area between those that stand at its top and at its bottom.
pub(super) fn between(area: Rect, top: usize, bottom: usize) -> Rect {
    let top = u16::try_from(top).unwrap_or(u16::MAX).min(area.height);
    let bottom = u16::try_from(bottom).unwrap_or(u16::MAX);
    Rect {
        y: area.y + top,
        height: (area.height - top).saturating_sub(bottom),
        ..area
    }
}
