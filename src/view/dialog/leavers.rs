//! The people who should be gone and are still signed in: who, why, since when, and what goes on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::layout::row;
use super::super::pen::{Pen, width, wrapped};
use super::super::words::{
    NOT_READ, count, counted, leaver_look, moment_columns, summed_time, waits,
};
use super::{Popup, Scene, between, cursor_row, given_lines, inner, keys, more, within};
use crate::app::{Extent, LeaverLine, LeaverTokens, LeaversView, WaitingFor};
use crate::live::{Coverage, Leaver, OpenTime, PersonRow};
use crate::model::SafeText;

/// Columns of the mark and of a role, and the fewest of a name.
const MARK: usize = 2;
const ROLE: usize = 5;
const LEAST_NAME: usize = 12;
/// The columns that are left to an address before further reasons are said.
const LEAST_ADDRESS: usize = 20;
/// The heading of the number of sessions.
const SESSIONS: &str = "×";
/// The heading of the number of tokens.
const TOKENS: &str = "TOKENS";
/// What most people are called in, and why most are listed.
const USUAL_NAME: usize = 20;
const USUAL_REASON: &str = "suspended";
/// The blank columns between two columns where there is room, and where there is little.
const GAP: usize = 2;
const NARROW_GAP: usize = 1;

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
    sessions: usize,
    /// The columns of a time, with the sign behind it where one has it.
    time: usize,
    gap: usize,
    /// Whether roles and addresses are shown.
    is_wide: bool,
    /// Whether there is room for when somebody signed in.
    has_since: bool,
}

impl LeaverWidths {
    /// No column is wider than what stands in it, and the address has the rest. Of the reasons the first is
    /// always whole, and that somebody is on the list as well is said; then names are whole, and of each person
    /// as many reasons are said as leaves something of the addresses. When somebody signed in is left out where
    /// names would have no room.
    fn of(scene: Scene<'_>, view: &LeaversView, columns: u16) -> Self {
        let is_wide = columns >= WIDE;
        let columns = usize::from(columns);
        // Where nobody is listed the headings stand as they do over people.
        let most = |widths: &mut dyn Iterator<Item = usize>, heading: &str| {
            let usual = match heading {
                "NAME" => USUAL_NAME,
                "WHY" => width(USUAL_REASON),
                _ => 0,
            };
            widths.max().unwrap_or(usual).max(width(heading))
        };
        let lines = || view.lines.iter();
        let name = most(
            &mut lines().map(|line| width(&name_of(scene, line))),
            "NAME",
        );
        let in_brief = |line: &LeaverLine| width(&reasons_in_brief(scene, line));
        let in_brief = most(&mut lines().map(in_brief), "WHY");
        let decisive = most(
            &mut lines().map(|line| width(&decisive_of(scene, line))),
            "WHY",
        );
        let emails = lines().filter_map(|line| line.email.as_ref());
        let email = emails.map(SafeText::width).max().unwrap_or(0);
        let address = |gap| if is_wide { gap + ROLE + gap + email } else { 0 };
        let rows = || lines().filter_map(|line| Some(&line.leaver.as_ref()?.row));
        let sessions = &mut rows().map(|row| width(&count(row.sessions())));
        let sessions = most(sessions, SESSIONS);
        let is_open = |at: OpenTime| at.open.is_some() && at.at.is_some();
        let is_doubted = |row: &PersonRow| is_open(row.since()) || is_open(row.last_seen());
        let time = moment_columns(scene) + usize::from(rows().any(is_doubted));
        let all =
            |times, gap| MARK + gap + gap + sessions + times * (gap + time) + gap + TOKENS.len();
        let has_gaps = is_wide && all(2, GAP) + name + decisive + address(GAP) <= columns;
        let gap = if has_gaps { GAP } else { NARROW_GAP };
        let address = address(gap).min(gap + ROLE + gap + LEAST_ADDRESS);
        let beside = |times| all(times, gap);
        let has_since = beside(2) + LEAST_NAME + decisive <= columns;
        let room = columns.saturating_sub(beside(1 + usize::from(has_since)));
        let name = name.min(room.saturating_sub(in_brief).max(LEAST_NAME));
        let left = room.saturating_sub(name);
        let fits = |columns: &usize| columns + address <= left;
        let forms = lines().flat_map(|line| forms_of(scene, line));
        let why = forms.map(|form| width(&form)).filter(fits).max();
        let why = why.unwrap_or(0).max(decisive);
        Self {
            name,
            why: why.min(left),
            sessions,
            time,
            gap,
            is_wide,
            has_since,
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

/// All reasons why somebody is listed.
fn reasons_of(line: &LeaverLine) -> String {
    line.reasons().join(", ")
}

/// All of them in fewer words.
fn reasons_in_short(line: &LeaverLine) -> String {
    line.reasons().join(" + ").replace("on the list", "list")
}

/// The reason that decides, and that they are on the list as well.
fn reasons_in_brief(scene: Scene<'_>, line: &LeaverLine) -> String {
    let is_listed = |leaver: &Leaver| leaver.because.is_on_the_list_as_well();
    match decisive(line) {
        Some(first) if line.leaver.as_ref().is_some_and(is_listed) => format!("{first} + list"),
        _ => decisive_of(scene, line),
    }
}

/// The reason that decides, and whether there are others.
fn decisive_of(scene: Scene<'_>, line: &LeaverLine) -> String {
    match decisive(line) {
        None => String::new(),
        Some(first) if line.reasons().len() == 1 => first.to_owned(),
        Some(first) => format!("{first} {}", scene.theme.signs.more),
    }
}

/// The reason that decides: whoever is deleted is so for good, be they suspended or not.
fn decisive(line: &LeaverLine) -> Option<&'static str> {
    let reasons = line.reasons();
    let is_deleted = |leaver: &Leaver| leaver.because.deleted;
    let deleted = reasons.iter().find(|reason| **reason == "deleted");
    let deleted = deleted.filter(|_| line.leaver.as_ref().is_some_and(is_deleted));
    deleted.or(reasons.first()).copied()
}

/// All words for why somebody is listed, the most first.
fn forms_of(scene: Scene<'_>, line: &LeaverLine) -> [String; 4] {
    [
        reasons_of(line),
        reasons_in_short(line),
        reasons_in_brief(scene, line),
        decisive_of(scene, line),
    ]
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
    // The reason that decides is whole where there is no room for the others, and a sign says that there
    // are others.
    let mut forms = forms_of(scene, line).into_iter();
    let why = forms.find(|form| width(form) <= widths.why);
    let why = why.unwrap_or_else(|| decisive_of(scene, line));
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

/// Why somebody should be gone is as heavy as it is in the list of sessions; that they are on a list that
/// was given is no fault of theirs.
fn style_of_why(scene: Scene<'_>, line: &LeaverLine) -> Style {
    let Scene { app, theme, .. } = scene;
    match &line.leaver {
        Some(leaver) if leaver.because.suspended || leaver.because.deleted => {
            let looks = app.flags().map(|flags| leaver_look(flags, theme));
            looks.map_or(theme.warning, |(_, style)| style)
        }
        Some(_) => theme.text,
        None => theme.dim,
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
