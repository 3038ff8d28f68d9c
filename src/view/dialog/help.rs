//! The keys that work, as they are bound, and why ending does not work if it does not.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::layout::row;
use super::super::pen::Pen;
use super::{Popup, Scene, between, keys, more};
use crate::app::Mode;
use crate::app::keymap::Binding;

/// Columns of the keys.
const KEYS: usize = 25;

/// One line: keys and what they do, or a heading without keys.
struct Line {
    keys: String,
    text: String,
    style: Style,
}

/// Draws the part of the help that begins at a line.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, scroll: usize) {
    let theme = scene.theme;
    let popup = Popup {
        title: "Help",
        account: None,
        style: theme.border,
    };
    let lines = lines(scene);
    let inner = popup.draw(scene, buffer, area, (78, area.height.saturating_sub(2)));
    let list = between(inner, 0, 2);
    let shown = usize::from(list.height);
    let first = scroll.min(lines.len().saturating_sub(shown));
    for (n, line) in lines.iter().skip(first).take(shown).enumerate() {
        let mut pen = Pen::on(buffer, row(list, n));
        if line.keys.is_empty() {
            pen.put(&line.text, line.style);
        } else {
            pen.gap(2)
                .field(&line.keys, KEYS, theme.key)
                .put(&line.text, line.style);
        }
    }
    let last = row(inner, usize::from(inner.height).saturating_sub(1));
    keys(scene, buffer, last, Mode::Help);
    let text = more(scene, first, shown, lines.len());
    Pen::on(buffer, last).right(&text, usize::from(inner.width), theme.dim);
}

fn lines(scene: Scene<'_>) -> Vec<Line> {
    let Scene { app, theme, .. } = scene;
    let plain = |text: &str, style| Line {
        keys: String::new(),
        text: text.to_owned(),
        style,
    };
    let mut lines = Vec::new();
    if app.is_read_only() {
        let text = "RO: ending is off. Drop --read-only, or read_only in the profile.";
        lines.push(plain(text, theme.warning));
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
        lines.push(Line {
            keys: binding.keys().join(" "),
            text: binding.help.clone(),
            style: theme.text,
        });
    }
    lines
}

fn heading(binding: &Binding) -> String {
    let place = match binding.mode {
        Mode::List => return binding.group.to_uppercase(),
        Mode::Filter => "while a filter is typed",
        Mode::Review => "while ending is reviewed",
        Mode::Hidden => "while marks are hidden",
        Mode::Run => "during a run",
        Mode::Report => "in a report",
        Mode::Help => "in this help",
        Mode::Sort => "in the sort menu",
    };
    place.to_uppercase()
}
