//! The people who should be gone and are still signed in: who, why, since when, and what goes on.
//!
//! - here how the dialog is laid out and drawn; `widths` its columns, `why` the reasons in words

mod why;
mod widths;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::why::{fitting, style_of_why};
use self::widths::{LeaverWidths, MARK, ROLE, SESSIONS, TOKENS, WIDE};
use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
use super::super::words::{NOT_READ, count, counted, summed_time, waits};
use super::{Popup, Scene, between, cursor_row, given_lines, inner, keys, more, within};
use crate::app::{Extent, LeaverLine, LeaverTokens, LeaversView, WaitingFor};
use crate::live::{Coverage, PersonRow};
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 150;

const NOTE: &str = "Whoever is suspended or deleted and has a session; paste a list of addresses or \
                    ids to add those on it. Tokens go on when sessions end.";

/// The lines about a list that was given, where people take the others; with more room there are more.
const LIST_LINES: usize = 6;
/// Lines of everything beside people and what is said of the list.
const AROUND: usize = 10;

/// The size of the dialog, its note, and the part of the list that is shown.
fn layout(scene: Scene<'_>, area: Rect, view: &LeaversView) -> ((u16, u16), Vec<String>, Extent) {
    let all = view.lines.len();
    let columns = usize::from(inner(area, (WIDTH, area.height)).width);
    let room = usize::from(area.height).saturating_sub(all.max(1) + AROUND);
    let most = room.max(LIST_LINES);
    let list = view.list.as_ref();
    let mut notes = list.map_or_else(Vec::new, |list| {
        given_lines(scene, (list, true), columns, most)
    });
    notes.extend(wrapped(NOTE, columns));
    let is_narrow = columns < usize::from(WIDE);
    if all > 0 && (is_narrow || view.away() > 0) {
        notes.insert(0, under_cursor(scene, view, (is_narrow, columns)));
    }
    let rows = all.max(1);
    let size = (WIDTH, within(area, rows + notes.len() + 6));
    let inner = inner(area, size);
    let list = between(inner, 1, notes.len() + 2);
    let rows = usize::from(list.height).saturating_sub(1).max(1);
    (
        size,
        notes,
        Extent::around(view.at().unwrap_or(0), rows, all),
    )
}

/// The address of the person under the cursor, where the list has no room for it, and how old the record
/// is by which somebody who is not signed in was found.
fn under_cursor(
    scene: Scene<'_>,
    view: &LeaversView,
    (is_narrow, columns): (bool, usize),
) -> String {
    let Some(line) = view.at().and_then(|at| view.lines.get(at)) else {
        return String::new();
    };
    let directory = scene.app.snapshot().directory();
    let record = directory.place_of(line.user);
    let record = record.and_then(|place| directory.person(place)?.asked_at);
    let record = record.filter(|_| line.leaver.is_none());
    let record = record.map(|at| format!("by their record of {} ago", at.age(scene.now)));
    let record = record.unwrap_or_default();
    let room = columns.saturating_sub(width(&record) + 2);
    let email = line.email.as_ref().filter(|_| is_narrow);
    match email.map(|email| scene.names().email(line.user, email)) {
        Some(email) => format!("{}  {record}", email.fit_email(room)),
        None => record,
    }
}

/// The part of the list that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, view: &LeaversView) -> Extent {
    layout(scene, area, view).2
}

/// Draws the list.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, view: &LeaversView) {
    let Scene { app, theme, .. } = scene;
    let popup = Popup {
        title: if view.away() == 0 {
            "Leavers who are signed in"
        } else {
            "Leavers"
        },
        account: Some(&app.setup().account),
        style: theme.border,
    };
    let (size, notes, extent) = layout(scene, area, view);
    let inner = popup.draw(scene, buffer, area, size);
    let columns = usize::from(inner.width);
    let bottom = notes.len() + 2;
    let list = between(inner, 1, bottom);
    Pen::on(buffer, row(inner, 0)).field(&state(scene, view), columns, theme.text);
    let widths = LeaverWidths::of(scene, view, list.width);
    headings(scene, buffer, list, widths);
    for (n, line) in extent.rows().zip(&view.lines[extent.rows()]) {
        let area = row(list, n - extent.first() + 1);
        draw_line(scene, buffer, area, (view, line, widths));
        if Some(n) == view.at() {
            cursor_row(scene, buffer, area);
        }
    }
    let below = usize::from(inner.height).saturating_sub(bottom);
    for (n, line) in notes.iter().enumerate() {
        Pen::on(buffer, row(inner, below + n)).put(line, theme.dim);
    }
    let part = more(scene, extent);
    keys(scene, buffer, inner, &part);
}

/// What the list is good for, in one line.
fn state(scene: Scene<'_>, view: &LeaversView) -> String {
    let snapshot = scene.app.snapshot();
    if snapshot.coverage() == Coverage::Own {
        return "only your own sessions can be seen: nothing is known of leavers".to_owned();
    }
    let mut words = vec![counted(view.lines.len(), "person", "people")];
    // Of a list its own line says how many are signed in.
    if view.away() > 0 && view.list.is_none() {
        words.push(format!("{} of them not signed in", count(view.away())));
    }
    if !view.marked.is_empty() {
        words.push(format!("{} marked", count(view.marked.len())));
    }
    if view.undecided > 0 {
        words.push(format!("{} cannot be told", count(view.undecided)));
    }
    if !snapshot.is_walked() {
        words.push("the list is still being read".to_owned());
    }
    match &view.tokens {
        LeaverTokens::Reading => {
            let wait = waits(scene, WaitingFor::Dialog);
            let wait = wait.map_or_else(String::new, |wait| format!(": {wait}"));
            words.push(format!("reading tokens{wait}"));
        }
        LeaverTokens::NotLookedAt(why) => {
            let why = SafeText::new(why);
            let why = scene.names().words(why.as_str());
            words.push(format!("tokens not looked at: {why}"));
        }
        LeaverTokens::Counted(_, 0, _) => {}
        LeaverTokens::Counted(_, unreadable, _) => {
            let tokens = counted(*unreadable, "token", "tokens");
            words.push(format!("{tokens} not readable"));
        }
    }
    words.join("; ")
}

/// The name of somebody, as it is shown.
fn name_of(scene: Scene<'_>, line: &LeaverLine) -> String {
    match &line.name {
        Some(name) => scene.names().name(line.user, name).as_str().to_owned(),
        None => format!("user {}", scene.names().user_id(line.user)),
    }
}

fn headings(scene: Scene<'_>, buffer: &mut Buffer, list: Rect, widths: LeaverWidths) {
    let style = scene.theme.heading;
    let (time, gap) = (widths.time, widths.gap);
    let mut pen = Pen::on(buffer, row(list, 0));
    pen.gap(MARK)
        .field("NAME", widths.name, style)
        .gap(gap)
        .field("WHY", widths.why, style)
        .gap(gap)
        .right(SESSIONS, widths.sessions, style)
        .gap(gap);
    if widths.has_since {
        pen.right("SINCE", time, style).gap(gap);
    }
    pen.right("SEEN", time, style)
        .gap(gap)
        .field(TOKENS, TOKENS.len(), style)
        .gap(gap);
    if widths.is_wide {
        pen.field("ROLE", ROLE, style).gap(gap).put("E-MAIL", style);
    }
}

fn draw_line(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    (view, line, widths): (&LeaversView, &LeaverLine, LeaverWidths),
) {
    let theme = scene.theme;
    let is_marked = view.marked.contains(&line.user);
    let (mark, mark_style) = if is_marked {
        (theme.signs.mark, theme.mark)
    } else {
        // A style that underlines would show on a blank.
        (" ", theme.text)
    };
    let (time, gap) = (widths.time, widths.gap);
    let row = line.leaver.as_ref().map(|leaver| &leaver.row);
    let none = || theme.signs.none.to_owned();
    let since = row.map_or_else(none, |row| summed_time(scene, row.since()));
    let last_seen = row.map_or_else(none, |row| summed_time(scene, row.last_seen()));
    let sessions = count(row.map_or(0, PersonRow::sessions));
    let why = fitting(scene, line, widths.why);
    let mut pen = Pen::on(buffer, area);
    pen.field(mark, MARK, mark_style)
        .field(&name_of(scene, line), widths.name, theme.text)
        .gap(gap)
        .field(&why, widths.why, style_of_why(scene, line))
        .gap(gap)
        .right(&sessions, widths.sessions, theme.text)
        .gap(gap);
    if widths.has_since {
        pen.right(&since, time, theme.text).gap(gap);
    }
    pen.right(&last_seen, time, theme.text)
        .gap(gap)
        .right(&tokens(view, line), TOKENS.len(), theme.text)
        .gap(gap);
    if widths.is_wide {
        pen.field(line.role.unwrap_or(theme.signs.none), ROLE, theme.dim)
            .gap(gap);
        match &line.email {
            Some(email) => {
                let email = scene.names().email(line.user, email);
                let shown = email.fit_email(pen.left()).into_owned();
                pen.put(&shown, theme.dim);
            }
            None => {
                pen.put(theme.signs.none, theme.dim);
            }
        }
    }
}

fn tokens(view: &LeaversView, line: &LeaverLine) -> String {
    match &view.tokens {
        LeaverTokens::Reading | LeaverTokens::NotLookedAt(_) => NOT_READ.to_owned(),
        LeaverTokens::Counted(of, unreadable, _) => {
            let number = of.get(&line.user).copied().unwrap_or(0);
            let or_more = if *unreadable > 0 { "+" } else { "" };
            format!("{}{or_more}", count(number))
        }
    }
}
