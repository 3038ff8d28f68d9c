//! The keys that work, as they are bound, and why ending is off, if it is; what the first line of the screen
//! says, and what a filter takes.
//!
//! - here how it is searched and how it lies
//! - `first_line` the words of the first line

mod first_line;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use rustc_hash::FxHashMap;

use super::super::footer::field;
use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
use super::{Popup, Scene, between, inner, keys, more};
use crate::app::keymap::Binding;
use crate::app::{Extent, HelpView, Mode};
use crate::query::FIELDS;

/// The reason why ending and containing are off.
const READ_ONLY: &str = "RO: ending is off. Drop --read-only, or read_only in the profile.";
/// The heading of the fields of the query language.
const FILTER: &str = "WHAT A FILTER TAKES BESIDE TEXT; TAB COMPLETES";
/// Columns of the dialog in one column, where there is room.
const WIDTH: u16 = 92;
/// From this width of the screen on there are two columns.
const BROAD: u16 = 110;
/// Columns of the dialog in two columns, where there is room.
const BROAD_WIDTH: u16 = 184;
/// Columns of the keys, the indent before them included. Keys that are longer have a line of their own.
const KEYS: usize = 13;
/// Columns of the indent.
const INDENT: usize = 2;
/// Blank columns between two columns.
const GAP: u16 = 3;

/// One line: keys and what they do, or a heading without keys.
struct HelpLine {
    keys: Option<String>,
    text: String,
    style: Style,
    /// Whether it goes on with what the line before it began, and stays in one column with that.
    goes_on: bool,
}

/// A part of the help that is found or not as a whole: a key, a field, or a warning.
struct HelpSection {
    /// The heading under which it stands; empty where it has none.
    heading: String,
    lines: Vec<HelpLine>,
}

/// The lines of the help in columns beside each other, with the part that is shown.
struct HelpLayout {
    size: (u16, u16),
    columns: Vec<Rect>,
    lines: Vec<HelpLine>,
    extent: Extent,
}

fn layout(scene: Scene<'_>, area: Rect, help: &HelpView) -> HelpLayout {
    let is_broad = area.width >= BROAD;
    let size = if is_broad {
        (BROAD_WIDTH.min(area.width), area.height.saturating_sub(2))
    } else {
        (WIDTH, area.height.saturating_sub(2))
    };
    let list = between(inner(area, size), 0, 2);
    let columns = if is_broad {
        let width = list.width.saturating_sub(GAP) / 2;
        let left = Rect { width, ..list };
        let right = Rect {
            x: list.x + width + GAP,
            ..left
        };
        vec![left, right]
    } else {
        vec![list]
    };
    let room = columns
        .first()
        .map_or(0, |column| usize::from(column.width));
    let lines = lines(scene, help, room.saturating_sub(KEYS));
    // What would be broken over two columns begins in the second.
    let longest = entries(&lines).map(<[HelpLine]>::len).max().unwrap_or(1);
    let broken = if is_broad { longest - 1 } else { 0 };
    let shown = (usize::from(list.height) * columns.len()).saturating_sub(broken);
    HelpLayout {
        size,
        columns,
        extent: help.scroll.extent(shown, lines.len()),
        lines,
    }
}

/// The part of the help that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, help: &HelpView) -> Extent {
    layout(scene, area, help).extent
}

/// Draws the part of the help that it is scrolled to; returns where the cursor of the search stands,
/// while it is typed.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    help: &HelpView,
) -> Option<Position> {
    let theme = scene.theme;
    let popup = Popup {
        title: "Help",
        account: None,
        style: theme.border,
    };
    let layout = layout(scene, area, help);
    let inner = popup.draw(scene, buffer, area, layout.size);
    let mut rest = &layout.lines[layout.extent.first()..];
    for column in &layout.columns {
        let (here, others) = rest.split_at(in_column(rest, usize::from(column.height)));
        rest = others;
        for (n, line) in here.iter().enumerate() {
            let mut pen = Pen::on(buffer, row(*column, n));
            if let Some(keys) = &line.keys {
                let columns = width(keys).max(KEYS - INDENT);
                pen.gap(INDENT).field(keys, columns, theme.key);
            }
            let room = pen.left();
            pen.field(&line.text, room, line.style);
        }
    }
    let part = more(scene, layout.extent);
    keys(scene, buffer, inner, &part);
    let is_searched = help.is_typing() || !help.search.value().is_empty();
    if !is_searched {
        return None;
    }
    let line = row(inner, usize::from(inner.height).saturating_sub(2));
    let mut pen = Pen::on(buffer, line);
    pen.put("/", theme.key);
    let room = pen.left();
    let cursor = field(
        &mut pen,
        help.search.value(),
        help.search.cursor(),
        room,
        scene,
    );
    help.is_typing().then_some(cursor)
}

/// How many of these lines stand in a column of so many: no entry is broken over two.
fn in_column(lines: &[HelpLine], height: usize) -> usize {
    if lines.len() <= height {
        return lines.len();
    }
    let begins = |at: &usize| !lines[*at].goes_on;
    (1..=height).rev().find(begins).unwrap_or(height)
}

/// The lines in entries, each with the heading above it, if it is the first there.
fn entries(lines: &[HelpLine]) -> impl Iterator<Item = &[HelpLine]> {
    lines.chunk_by(|_, next| next.goes_on)
}

/// The lines of what is found, under their headings.
fn lines(scene: Scene<'_>, help: &HelpView, columns: usize) -> Vec<HelpLine> {
    let Scene { app, theme, .. } = scene;
    let words = help.words();
    let plain = |text: &str, style| HelpLine {
        keys: None,
        text: text.to_owned(),
        style,
        goes_on: false,
    };
    let mut lines: Vec<HelpLine> = Vec::new();
    if app.setup().is_read_only() && words.is_empty() {
        lines.push(plain(READ_ONLY, theme.warning));
        lines.push(plain("", theme.text));
    }
    let mut before = String::new();
    for section in sections(scene, columns) {
        if !words.iter().all(|word| section.has(word)) {
            continue;
        }
        let is_new = before != section.heading;
        if is_new {
            if !before.is_empty() {
                lines.push(plain("", theme.text));
            }
            lines.push(plain(&section.heading, theme.heading));
            before = section.heading;
        }
        let entry = section.lines.into_iter().enumerate();
        lines.extend(entry.map(|(n, line)| HelpLine {
            goes_on: n > 0 || is_new,
            ..line
        }));
    }
    if lines.is_empty() {
        lines.push(plain("nothing here has these words", theme.dim));
    }
    lines
}

impl HelpSection {
    /// Whether a word in small letters is in it.
    fn has(&self, word: &str) -> bool {
        let holds = |text: &str| text.to_lowercase().contains(word);
        let in_line = |line: &HelpLine| {
            holds(&line.text) || line.keys.as_ref().is_some_and(|keys| holds(keys))
        };
        holds(&self.heading) || self.lines.iter().any(in_line)
    }
}

/// Every key that works, as it is bound, and every field of the query language.
fn sections(scene: Scene<'_>, columns: usize) -> Vec<HelpSection> {
    let Scene { app, theme, .. } = scene;
    let section = |heading: String, keys: String, text: &str, style| {
        let has_own_line = width(&keys) >= KEYS - INDENT;
        let mut keys = keys;
        let mut line = |text| HelpLine {
            keys: Some(std::mem::take(&mut keys)),
            text,
            style,
            goes_on: false,
        };
        let mut lines = Vec::new();
        lines.extend(has_own_line.then(|| line(String::new())));
        lines.extend(wrapped(text, columns).into_iter().map(line));
        HelpSection { heading, lines }
    };
    let mut sections = Vec::new();
    for binding in app.keymap().bindings() {
        let keys = binding.keys();
        let is_elsewhere = |other: &Binding| {
            let is_it = (other.mode, other.action) == (binding.mode, binding.action);
            is_it && !other.keys().is_empty()
        };
        if keys.is_empty() && app.keymap().bindings().iter().any(is_elsewhere) {
            continue;
        }
        let off = if binding.mode == Mode::List {
            app.why_off(binding.action)
        } else {
            None
        };
        let (keys, off) = if keys.is_empty() {
            (
                theme.signs.none.to_owned(),
                Some("on no key, by the settings"),
            )
        } else {
            (keys.join(" "), off)
        };
        sections.push(match off {
            None => section(heading(binding), keys, &binding.help, theme.text),
            Some(why) => {
                let text = format!("{} ({why})", binding.help);
                section(heading(binding), keys, &text, theme.dim)
            }
        });
    }
    gather(&mut sections);
    for (words, about) in first_line::WORDS {
        let heading = first_line::HEADING.to_owned();
        let about = first_line::meaning(about, app.keymap());
        sections.push(section(heading, words.to_owned(), &about, theme.text));
    }
    for field in &FIELDS {
        let about = format!("{} (from: {})", field.about, field.known_from);
        let keys = field.example.to_owned();
        sections.push(section(FILTER.to_owned(), keys, &about, theme.text));
    }
    sections
}

/// Puts what has the same heading together, where its first part stands.
fn gather(sections: &mut [HelpSection]) {
    let mut first: FxHashMap<String, usize> = FxHashMap::default();
    for (place, section) in sections.iter().enumerate() {
        first.entry(section.heading.clone()).or_insert(place);
    }
    sections.sort_by_key(|section| first.get(&section.heading).copied());
}

fn heading(binding: &Binding) -> String {
    let place = match binding.mode {
        Mode::List => return binding.group.to_uppercase(),
        Mode::Filter => "while a filter is typed",
        Mode::Review => "while a plan is reviewed",
        Mode::Hidden => "while marks are hidden",
        Mode::Choose => "while choosing whom to end",
        Mode::ListFile => "while naming the file of a list of people",
        Mode::OnList => "with everybody on a list",
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
        Mode::News => "in the news",
        Mode::NewsSearch => "while the news are searched",
        Mode::PastRuns => "in the list of runs",
        Mode::Tokens => "in the list of tokens",
        Mode::Card => "on a card",
        Mode::Edit => "while the Chat account is edited",
        Mode::Details => "in the details",
        Mode::Pane => "in a pane beside the list",
        Mode::Search => "while this help is searched",
        Mode::Copy => "while choosing what to copy",
        Mode::Save => "while naming a file",
    };
    place.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What goes on with a line before it is in the same column, unless a column has no room for it at all.
    #[test]
    fn no_entry_is_broken_over_two_columns() {
        let lines = |goes_on: &[bool]| -> Vec<HelpLine> {
            let lines = goes_on.iter().map(|goes_on| HelpLine {
                keys: None,
                text: String::new(),
                style: Style::default(),
                goes_on: *goes_on,
            });
            lines.collect()
        };
        let some = lines(&[false, false, true, true, false]);
        assert_eq!(
            [1, 2, 3, 4, 5].map(|n| in_column(&some, n)),
            [1, 1, 1, 4, 5]
        );
        let long = lines(&[false, true, true]);
        assert_eq!(in_column(&long, 2), 2);
        let lengths: Vec<usize> = entries(&some).map(<[HelpLine]>::len).collect();
        assert_eq!(lengths, [1, 3, 1]);
    }
}
