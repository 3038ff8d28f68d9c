//! The people who should be gone and are still signed in: who, why, since when, and what goes on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, wrapped};
use super::super::words::{count, counted, time, time_columns};
use super::{Popup, Scene, between, inner, keys, more, within};
use crate::app::{Extent, GivenList, LeaverLine, LeaverTokens, LeaversView};
use crate::live::OpenTime;
use crate::model::SafeText;

/// Columns of the mark, of a name, of the reasons, of a count and of a role.
const MARK: usize = 2;
const NAME: usize = 28;
const NARROW_NAME: usize = 22;
const WHY: usize = 19;
const NARROW_WHY: usize = 13;
const SESSIONS: usize = 9;
const TOKENS: usize = 8;
const ROLE: usize = 9;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 150;

/// The columns from which roles and addresses are shown.
const WIDE: u16 = 104;

const NOTE: &str = "Whoever is suspended or deleted and has a session; paste a list of addresses or \
                    ids to add those on it. Tokens go on when sessions end.";

/// The most lines about a list that was given.
const LIST_LINES: usize = 6;

/// The size of the dialog, its note, and the part of the list that is shown.
fn layout(scene: Scene<'_>, area: Rect, view: &LeaversView) -> ((u16, u16), Vec<String>, Extent) {
    let all = view.lines.len();
    let said = view.list.as_ref().map_or(0, |list| list.words().len());
    let size = (WIDTH, within(area, all.max(1) + said + 9));
    let inner = inner(area, size);
    let columns = usize::from(inner.width);
    let mut notes = Vec::new();
    for line in view.list.iter().flat_map(GivenList::words) {
        let line = SafeText::new(scene.names().words(&line));
        notes.extend(wrapped(line.as_str(), columns));
    }
    notes.truncate(LIST_LINES);
    notes.extend(wrapped(NOTE, columns));
    let list = between(inner, 1, notes.len() + 2);
    let rows = usize::from(list.height).saturating_sub(1).max(1);
    (
        size,
        notes,
        Extent::around(view.at().unwrap_or(0), rows, all),
    )
}

/// The part of the list that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, view: &LeaversView) -> Extent {
    layout(scene, area, view).2
}

/// Draws the list.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, view: &LeaversView) {
    let Scene { app, theme, .. } = scene;
    let popup = Popup {
        title: "Leavers who are signed in",
        account: Some(&app.setup().account),
        style: theme.border,
    };
    let (size, notes, extent) = layout(scene, area, view);
    let inner = popup.draw(scene, buffer, area, size);
    let columns = usize::from(inner.width);
    let bottom = notes.len() + 2;
    let list = between(inner, 1, bottom);
    Pen::on(buffer, row(inner, 0)).field(&state(scene, view), columns, theme.text);
    headings(scene, buffer, list);
    for (n, line) in extent.rows().zip(&view.lines[extent.rows()]) {
        let area = row(list, n - extent.first() + 1);
        draw_line(scene, buffer, area, (view, line));
        if Some(n) == view.at() {
            buffer.set_style(area.intersection(buffer.area), theme.cursor);
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
    let mut words = vec![counted(view.lines.len(), "person", "people")];
    if !view.marked.is_empty() {
        words.push(format!("{} marked", count(view.marked.len())));
    }
    if view.undecided > 0 {
        words.push(format!("of {} it cannot be known", count(view.undecided)));
    }
    if !snapshot.is_walked() {
        words.push("the list is still being read".to_owned());
    }
    match &view.tokens {
        LeaverTokens::Reading => words.push("reading tokens".to_owned()),
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

fn headings(scene: Scene<'_>, buffer: &mut Buffer, list: Rect) {
    let style = scene.theme.heading;
    let is_wide = list.width >= WIDE;
    let time = time_column(scene);
    let mut pen = Pen::on(buffer, row(list, 0));
    pen.gap(MARK)
        .field("WHO", names(list.width).0, style)
        .gap(1)
        .field("WHY", names(list.width).1, style)
        .gap(1)
        .field("SESSIONS", SESSIONS, style)
        .field("SINCE", time, style)
        .field("LAST SEEN", time, style)
        .field("TOKENS", TOKENS, style);
    if is_wide {
        pen.field("ROLE", ROLE, style).put("E-MAIL", style);
    }
}

/// The columns of a time, with the sign before it and the blanks after it.
fn time_column(scene: Scene<'_>) -> usize {
    time_columns(scene) + 3
}

/// The columns of a name and of the reasons.
fn names(width: u16) -> (usize, usize) {
    if width >= WIDE {
        (NAME, WHY)
    } else {
        (NARROW_NAME.min(usize::from(width / 4)), NARROW_WHY)
    }
}

fn draw_line(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    (view, line): (&LeaversView, &LeaverLine),
) {
    let theme = scene.theme;
    let is_marked = view.marked.contains(&line.user);
    let mark = if is_marked { theme.signs.mark } else { " " };
    let name = match &line.name {
        Some(name) => scene.names().name(line.user, name).as_str().to_owned(),
        None => format!("user {}", scene.names().user_id(line.user)),
    };
    let (row, time) = (&line.leaver.row, time_column(scene));
    let mut pen = Pen::on(buffer, area);
    pen.field(mark, MARK, theme.mark)
        .field(&name, names(area.width).0, theme.text)
        .gap(1)
        .field(
            &line.leaver.because.words().join(", "),
            names(area.width).1,
            theme.warning,
        )
        .gap(1)
        .field(&count(row.sessions()), SESSIONS, theme.text)
        .field(&open(scene, row.since(), ">"), time, theme.text)
        .field(&open(scene, row.last_seen(), "<"), time, theme.text)
        .field(&tokens(view, line), TOKENS, theme.text);
    if area.width >= WIDE {
        pen.field(line.role.unwrap_or(theme.signs.none), ROLE, theme.dim);
        match &line.email {
            Some(email) => pen.last(&scene.names().email(line.user, email), theme.dim),
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
        LeaverTokens::Reading => "…".to_owned(),
        LeaverTokens::NotLookedAt(_) => "?".to_owned(),
        LeaverTokens::Counted(of, unreadable, _) => {
            let number = of.get(&line.user).copied().unwrap_or(0);
            let or_more = if *unreadable > 0 { "+" } else { "" };
            format!("{}{or_more}", count(number))
        }
    }
}
