//! The keys that work, as they are bound, and why ending is off, if it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::{Popup, Scene, between, inner, keys, more};
use crate::app::keymap::Binding;
use crate::app::{Extent, HelpView, Mode};
use crate::query::FIELDS;

/// The reason why ending and containing are off.
const READ_ONLY: &str = "RO: ending is off. Drop --read-only, or read_only in the profile.";
/// Columns of the dialog where there is room.
const WIDTH: u16 = 92;
/// Columns of the keys, the indent before them included.
const KEYS: usize = 25;

/// One line: keys and what they do, or a heading without keys.
struct Line {
    keys: Option<String>,
    text: String,
    style: Style,
}

/// The size of the dialog.
const fn size(area: Rect) -> (u16, u16) {
    (WIDTH, area.height.saturating_sub(2))
}

/// The lines of the help, with the part that is shown.
fn layout(scene: Scene<'_>, area: Rect, help: HelpView) -> (Vec<Line>, Extent) {
    let inner = inner(area, size(area));
    let lines = lines(scene, usize::from(inner.width).saturating_sub(KEYS));
    let shown = usize::from(between(inner, 0, 2).height);
    let extent = help.scroll.extent(shown, lines.len());
    (lines, extent)
}

/// The part of the help that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, help: HelpView) -> Extent {
    layout(scene, area, help).1
}

/// Draws the part of the help that it is scrolled to.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, help: HelpView) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Help",
        account: None,
        style: theme.border,
    };
    let (lines, extent) = layout(scene, area, help);
    let inner = popup.draw(scene, buffer, area, size(area));
    let list = between(inner, 0, 2);
    for (n, line) in lines[extent.rows()].iter().enumerate() {
        let mut pen = Pen::on(buffer, row(list, n));
        if let Some(keys) = &line.keys {
            pen.gap(2).field(keys, KEYS - 2, theme.key);
        }
        pen.put(&line.text, line.style);
    }
    let part = more(scene, extent);
    keys(scene, buffer, inner, &part);
}

fn lines(scene: Scene<'_>, columns: usize) -> Vec<Line> {
    let Scene { app, theme, .. } = scene;
    let plain = |text: &str, style| Line {
        keys: None,
        text: text.to_owned(),
        style,
    };
    let mut lines = Vec::new();
    if app.is_read_only() {
        lines.push(plain(READ_ONLY, theme.warning));
        lines.push(plain("", theme.text));
    }
    let mut before: Option<(Mode, &str)> = None;
    for binding in app.keymap().bindings() {
        let here = (binding.mode, binding.group.as_str());
        if before != Some(here) {
            if before.is_some() {
                lines.push(plain("", theme.text));
            }
            lines.push(plain(&heading(binding), theme.heading));
            before = Some(here);
        }
        let mut keys = binding.keys().join(" ");
        for text in wrapped(&binding.help, columns) {
            lines.push(Line {
                keys: Some(std::mem::take(&mut keys)),
                text,
                style: theme.text,
            });
        }
    }
    lines.push(plain("", theme.text));
    lines.push(plain(
        "WHAT A FILTER TAKES BESIDE TEXT; TAB COMPLETES",
        theme.heading,
    ));
    for field in &FIELDS {
        let mut keys = field.example.to_owned();
        let about = format!("{} (from: {})", field.about, field.known_from);
        for text in wrapped(&about, columns) {
            lines.push(Line {
                keys: Some(std::mem::take(&mut keys)),
                text,
                style: theme.text,
            });
        }
    }
    lines
}

fn heading(binding: &Binding) -> String {
    let place = match binding.mode {
        Mode::List => return binding.group.to_uppercase(),
        Mode::Filter => "while a filter is typed",
        Mode::Review => "while a plan is reviewed",
        Mode::Hidden => "while marks are hidden",
        Mode::Choose => "while choosing whom to end",
        Mode::ListFile => "while naming the file of a list of people",
        Mode::Quit => "quitting during a run",
        Mode::Run => "during a run",
        Mode::Report => "in a report",
        Mode::Help => "in this help",
        Mode::Found => "while choosing who is meant",
        Mode::Sort => "in the sort menu",
        Mode::Columns => "in the menu of columns",
        Mode::Palette => "in the palette",
        Mode::Leavers => "in the list of leavers",
        Mode::Person => "on the page of a person",
        Mode::Tokens => "in the list of tokens",
        Mode::Card => "on a card",
        Mode::Edit => "while the Chat account is edited",
        Mode::Details => "in the details",
    };
    place.to_uppercase()
}
