//! The page of one person: who they are, every session of theirs, their tokens where somebody looked
//! at them, what runs did to them, what was seen of them, and what Zendesk does not tell.
//!
//! - here how it is laid out: one column, or two beside each other where there is room
//! - `about` who they are, whom they are like, and which rules hit them; `tokens` their tokens
//! - `sessions` their sessions, and what was seen of them; `runs` what this profile did

mod about;
mod runs;
mod sessions;
mod tokens;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::details::NOT_TOLD;
use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
use super::{Popup, Scene, between, cursor_row, inner, keys, more};
use crate::app::{Extent, PersonPage};
use crate::model::SafeText;

/// Columns of the labels.
const LABEL: usize = 11;
/// Columns to the right of a heading of what is below it.
const INDENT: usize = 2;
/// From this number of columns on the sessions stand beside the card.
const TWO_COLUMNS: usize = 108;
/// Columns between the two.
const BETWEEN: usize = 3;
/// The most columns of the card where the sessions stand beside it.
const CARD: usize = 76;

/// One line of a column of the page.
struct PageLine {
    label: &'static str,
    text: String,
    style: Style,
    /// What follows in the same line, each with its own style.
    more: Vec<(String, Style)>,
    is_cursor: bool,
}

/// The lines of the page, and how they lie.
struct PageLayout {
    left: Vec<PageLine>,
    /// The lines beside them; none where all stand in one column.
    right: Vec<PageLine>,
    /// Columns of the left ones.
    columns: usize,
    extent: Extent,
}

/// The size of the page: all of the screen.
const fn size(area: Rect) -> (u16, u16) {
    (area.width, area.height)
}

fn layout(scene: Scene<'_>, area: Rect, page: &PersonPage) -> PageLayout {
    let inner = inner(area, size(area));
    let all = usize::from(inner.width);
    let is_broad = all >= TWO_COLUMNS;
    let columns = if is_broad {
        // What the sessions leave blank is worth more where an address goes on in another line.
        let usual = (all * 9 / 20).min(CARD);
        let beside = all.saturating_sub(BETWEEN + usual);
        let most = all.saturating_sub(BETWEEN + sessions::least(scene, page, beside));
        about::longest(scene, page).min(most).clamp(usual, CARD)
    } else {
        all
    };
    let beside = if is_broad {
        all - columns - BETWEEN
    } else {
        all
    };
    let mut left = about::card(scene, page, (columns, &title(scene, area, page)));
    let flags = about::flags(scene, page, columns);
    let twins = about::twins(scene, page, columns);
    let mut right = sessions::lines(scene, page, beside);
    add(&mut right, sessions::came_and_went(scene, page, beside));
    let tokens = tokens::lines(scene, page, columns);
    let runs = runs::lines(scene, page, beside);
    let note = wrapped(NOT_TOLD, columns.saturating_sub(2));
    let note = note.iter().map(|text| plain(text, scene.theme.dim));
    let shown = usize::from(between(inner, 0, 2).height);
    add(&mut left, flags);
    if is_broad {
        add(&mut left, twins);
        add(&mut left, tokens);
        add(&mut right, runs);
        // What no page tells stands at the end of it.
        let blank = shown.saturating_sub(left.len() + note.len() + 1);
        left.extend((0..blank).map(|_| plain("", Style::default())));
        add(&mut left, note.collect());
    } else {
        add(&mut left, std::mem::take(&mut right));
        add(&mut left, twins);
        add(&mut left, tokens);
        add(&mut left, runs);
        add(&mut left, note.collect());
    }
    let is_cursor = |line: &PageLine| line.is_cursor;
    let cursor = left.iter().position(is_cursor);
    let cursor = cursor.or_else(|| right.iter().position(is_cursor));
    let extent = page.extent(shown, left.len().max(right.len()), cursor);
    PageLayout {
        left,
        right,
        columns,
        extent,
    }
}

/// Adds a part to a column, with a blank line before it.
fn add(column: &mut Vec<PageLine>, part: Vec<PageLine>) {
    if part.is_empty() {
        return;
    }
    if !column.is_empty() {
        column.push(plain("", Style::default()));
    }
    column.extend(part);
}

/// The part of the page that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, page: &PersonPage) -> Extent {
    layout(scene, area, page).extent
}

/// The title, in which the account keeps its place.
fn title(scene: Scene<'_>, area: Rect, page: &PersonPage) -> String {
    let title = page.title(scene.app.snapshot());
    let title = scene.names().name(page.user, &title);
    let account = scene.app.setup().account.chars().count();
    let room = usize::from(area.width).saturating_sub(account + 20);
    title.fit(room).into_owned()
}

/// Draws the page.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, page: &PersonPage) {
    let title = title(scene, area, page);
    let popup = Popup {
        title: &title,
        account: Some(&scene.app.setup().account),
        style: scene.theme.border,
    };
    let layout = layout(scene, area, page);
    let inner = popup.draw(scene, buffer, area, size(area));
    let list = between(inner, 0, 2);
    let rows = layout.extent.rows();
    let columns = u16::try_from(layout.columns).unwrap_or(inner.width);
    for n in rows.start..rows.start + usize::from(list.height) {
        let line = row(list, n - rows.start);
        if let Some(left) = layout.left.get(n) {
            let place = Rect {
                width: columns.min(line.width),
                ..line
            };
            draw_line(scene, buffer, place, left);
        }
        if !layout.right.is_empty() {
            let skipped = (columns + 3).min(line.width);
            let side = Rect {
                x: line.x + columns,
                width: 3,
                ..line
            };
            Pen::on(buffer, side)
                .gap(1)
                .put(scene.theme.signs.side, scene.theme.dim);
            if let Some(right) = layout.right.get(n) {
                let place = Rect {
                    x: line.x + skipped,
                    width: line.width - skipped,
                    ..line
                };
                draw_line(scene, buffer, place, right);
            }
        }
    }
    keys(scene, buffer, inner, &more(scene, layout.extent));
}

fn draw_line(scene: Scene<'_>, buffer: &mut Buffer, place: Rect, line: &PageLine) {
    let mut pen = Pen::on(buffer, place);
    if !line.label.is_empty() {
        pen.gap(INDENT).field(line.label, LABEL, scene.theme.dim);
    }
    let parts = [(&line.text, line.style)].into_iter();
    let more = line.more.iter().map(|(text, style)| (text, *style));
    for (text, style) in parts.chain(more) {
        let columns = width(text).min(pen.left());
        pen.field(text, columns, style);
    }
    if line.is_cursor {
        cursor_row(scene, buffer, place);
    }
}

fn plain(text: &str, style: Style) -> PageLine {
    PageLine {
        label: "",
        text: text.to_owned(),
        style,
        more: Vec::new(),
        is_cursor: false,
    }
}

/// A sentence below a heading, which may hold what somebody else wrote, in as many lines as it takes.
fn sentence(text: &str, columns: usize, style: Style) -> Vec<PageLine> {
    indented(text, INDENT, columns, style)
}

/// A sentence behind a sign of the program, so many columns to the right of a heading.
fn signed(sign: &str, text: &str, (by, columns): (usize, usize), style: Style) -> Vec<PageLine> {
    let mut lines = indented(text, by + width(sign) + 1, columns, style);
    if let Some(first) = lines.first_mut() {
        first.text = format!("{:by$}{sign} {}", "", first.text.trim_start());
    }
    lines
}

/// The same, so many columns to the right of a heading.
fn indented(text: &str, by: usize, columns: usize, style: Style) -> Vec<PageLine> {
    let lines = wrapped(text, columns.saturating_sub(by)).into_iter();
    lines
        .map(|line| {
            let line = SafeText::new(&line);
            plain(&format!("{:by$}{}", "", line.as_str()), style)
        })
        .collect()
}
