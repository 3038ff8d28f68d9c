//! The people who should be gone and are still signed in: who, why, since when, and what goes on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
use super::super::words::{NOT_READ, count, counted, time, time_columns, waits};
use super::{Popup, Scene, between, cursor_row, given_lines, inner, keys, more, within};
use crate::app::{Extent, LeaverLine, LeaverTokens, LeaversView, WaitingFor};
use crate::live::{Coverage, OpenTime, PersonRow};
use crate::model::SafeText;

/// Columns of the mark, of a name, of the reasons, of a count and of a role.
const MARK: usize = 2;
const NAME: usize = 28;
const NARROW_NAME: usize = 22;
const WHY: usize = 19;
const NARROW_WHY: usize = 13;
const LEAST_NAME: usize = 12;
const FEW_SESSIONS: usize = 3;
const TOKENS: usize = 8;
const ROLE: usize = 9;
/// The heading of the number of sessions.
const SESSIONS: &str = "SESSIONS";
/// The blank columns behind a number.
const GAP: usize = 2;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 150;

/// The columns from which roles and addresses are shown.
const WIDE: u16 = 104;

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

/// The columns that depend on who is listed and on how much room there is.
#[derive(Clone, Copy)]
struct LeaverWidths {
    name: usize,
    why: usize,
    /// The columns of the number of sessions, whose heading is a sign where there is little room.
    sessions: usize,
    /// Whether roles and addresses are shown.
    is_wide: bool,
    /// Whether there is room for when somebody signed in.
    has_since: bool,
}

impl LeaverWidths {
    /// No column is wider than what stands in it, and the address has the rest. Where there is no room
    /// for all, the heading of the sessions gives way first, then when somebody signed in, and the name
    /// and the reasons are cut last.
    fn of(scene: Scene<'_>, view: &LeaversView, columns: u16) -> Self {
        let is_wide = columns >= WIDE;
        let columns = usize::from(columns);
        let (most_name, most_why) = if is_wide {
            (NAME, WHY)
        } else {
            (NARROW_NAME, NARROW_WHY)
        };
        let names = view.lines.iter().map(|line| width(&name_of(scene, line)));
        let reasons = view.lines.iter().map(|line| width(&line.why()));
        let name = names.max().unwrap_or(0).clamp("NAME".len(), most_name);
        let why = reasons.max().unwrap_or(0).clamp("WHY".len(), most_why);
        let time = time_column(scene);
        let beside = |sessions, times| MARK + 2 + sessions + GAP + times * time + TOKENS;
        let forms = [(SESSIONS.len(), 2), (FEW_SESSIONS, 2), (FEW_SESSIONS, 1)];
        let emails = view.lines.iter().filter_map(|line| line.email.as_ref());
        let email = emails.map(SafeText::width).max().unwrap_or(0);
        let address = if is_wide { ROLE + email } else { 0 };
        let fits = |(sessions, times): &&(usize, usize)| {
            beside(*sessions, *times) + name + why + address <= columns
        };
        let least = if is_wide { forms[1] } else { forms[2] };
        let (sessions, times) = forms.iter().find(fits).copied().unwrap_or(least);
        let room = columns.saturating_sub(beside(sessions, times));
        let name = name.min(room.saturating_sub(why).max(LEAST_NAME));
        Self {
            name,
            why: why.min(room.saturating_sub(name)),
            sessions,
            is_wide,
            has_since: times == 2,
        }
    }
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
    let time = time_column(scene);
    let sessions = if widths.sessions < SESSIONS.len() {
        "×"
    } else {
        SESSIONS
    };
    let mut pen = Pen::on(buffer, row(list, 0));
    pen.gap(MARK)
        .field("NAME", widths.name, style)
        .gap(1)
        .field("WHY", widths.why, style)
        .gap(1)
        .right(sessions, widths.sessions, style)
        .gap(GAP);
    if widths.has_since {
        pen.right("SINCE", time - GAP, style).gap(GAP);
    }
    pen.right("SEEN", time - GAP, style).gap(GAP);
    pen.right("TOKENS", TOKENS - GAP, style).gap(GAP);
    if widths.is_wide {
        pen.field("ROLE", ROLE, style).put("E-MAIL", style);
    }
}

/// The columns of a time, with the sign before it and the blanks after it.
fn time_column(scene: Scene<'_>) -> usize {
    time_columns(scene) + 3
}

fn draw_line(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    (view, line, widths): (&LeaversView, &LeaverLine, LeaverWidths),
) {
    let theme = scene.theme;
    let is_marked = view.marked.contains(&line.user);
    let mark = if is_marked { theme.signs.mark } else { " " };
    let time = time_column(scene);
    let row = line.leaver.as_ref().map(|leaver| &leaver.row);
    let none = || theme.signs.none.to_owned();
    let since = row.map_or_else(none, |row| open(scene, row.since(), ">"));
    let last_seen = row.map_or_else(none, |row| open(scene, row.last_seen(), "<"));
    let mut pen = Pen::on(buffer, area);
    pen.field(mark, MARK, theme.mark)
        .field(&name_of(scene, line), widths.name, theme.text)
        .gap(1)
        .field(&line.why(), widths.why, theme.warning)
        .gap(1)
        .right(
            &count(row.map_or(0, PersonRow::sessions)),
            widths.sessions,
            theme.text,
        )
        .gap(GAP);
    if widths.has_since {
        pen.right(&since, time - GAP, theme.text).gap(GAP);
    }
    pen.right(&last_seen, time - GAP, theme.text)
        .gap(GAP)
        .right(&tokens(view, line), TOKENS - GAP, theme.text)
        .gap(GAP);
    if widths.is_wide {
        pen.field(line.role.unwrap_or(theme.signs.none), ROLE, theme.dim);
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

/// A time, with a sign where it may be beyond what is known.
fn open(scene: Scene<'_>, moment: OpenTime, sign: &str) -> String {
    let sign = if moment.open.is_some() && moment.at.is_some() {
        sign
    } else {
        ""
    };
    format!("{sign}{}", time(scene, moment.at))
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
