//! Every session of somebody that is listed, how good that list is, and what was seen of them since the
//! program began.

use ratatui::style::Style;

use super::super::super::pen::width;
use super::super::super::words::{
    clock, count, counted, day_and_clock, day_and_time, row_state, said, time, until_it_ends, waits,
};
use super::super::Scene;
use super::{INDENT, PageLine, plain, sentence};
use crate::app::{PersonPage, WaitingFor};
use crate::live::{Person, Slot};
use crate::model::{SentTime, SessionKey};

/// Columns of the number of a session.
const ID: usize = 15;
/// Columns of a session with its ages alone, its state and its end.
const AGES_ALONE: usize = 72;
/// The most changes that are shown of what was seen of somebody.
const SEEN: usize = 12;

/// The sessions, under a line that says how many and how that is known.
pub(super) fn lines(scene: Scene<'_>, page: &PersonPage, columns: usize) -> Vec<PageLine> {
    let Scene { app, now, theme } = scene;
    let snapshot = app.snapshot();
    let sessions = page.sessions(snapshot);
    let read = snapshot.shown_from(page.user);
    let read = read.map(|at| format!(", read {} ago", at.age(now)));
    let known = match (sessions.len(), snapshot.absence(page.user)) {
        (0, Ok(())) => "no session listed".to_owned(),
        (0, Err(_)) if read.is_none() => "whether they are signed in is not known yet".to_owned(),
        (0, Err(doubt)) => format!("no session is seen, and that proves nothing: {doubt}"),
        (some, _) => counted(some, "session", "sessions"),
    };
    let known = format!("{known}{}", read.unwrap_or_default());
    let mut lines = vec![plain(&known, theme.heading)];
    if page.is_asking {
        let wait = waits(scene, WaitingFor::Dialog).unwrap_or_default();
        let text = format!("reading their own list{} {wait}", theme.signs.more);
        lines.extend(sentence(text.trim_end(), columns, theme.dim));
    }
    if let Some(why) = &page.unread {
        let text = format!("their own list was not read: {}", scene.names().words(why));
        lines.extend(sentence(&text, columns, theme.warning));
    }
    let at = page.at(&sessions);
    let person = page.person(snapshot);
    for (n, (slot, key)) in sessions.iter().enumerate() {
        lines.push(PageLine {
            is_cursor: n == at,
            ..session(scene, (*slot, *key), person, columns)
        });
    }
    lines
}

/// The columns that sessions take of so many.
pub(super) fn least(scene: Scene<'_>, page: &PersonPage, columns: usize) -> usize {
    let snapshot = scene.app.snapshot();
    let person = page.person(snapshot);
    let sessions = page.sessions(snapshot).into_iter();
    let lines = sessions.map(|key| session(scene, key, person, columns));
    let columns = lines.map(|line| {
        let more = line.more.iter().map(|(text, _)| width(text));
        width(&line.text) + more.sum::<usize>()
    });
    columns.max().unwrap_or(0)
}

/// One session: its number, since when, last seen, how it is doing, and when it ends by itself.
fn session(
    scene: Scene<'_>,
    (slot, key): (Slot, SessionKey),
    person: Option<&Person>,
    columns: usize,
) -> PageLine {
    let Scene { app, now, theme } = scene;
    let snapshot = app.snapshot();
    let Some(session) = snapshot.session(slot) else {
        let number = scene.names().session_id(key.session).to_string();
        return plain(&number, theme.dim);
    };
    let (since_at, seen_at) = (session.authenticated_at, session.last_seen_at);
    let mut room = columns.saturating_sub(AGES_ALONE);
    let text = format!(
        "{:INDENT$}{:<ID$} since {} seen {} {}",
        "",
        scene.names().session_id(key.session).to_string(),
        moment(scene, since_at, &mut room),
        theme.signs.at_least,
        moment(scene, seen_at, &mut room),
    );
    // Slots of the rows mean the same sessions as those of the newest snapshot, but where the list was
    // begun anew since.
    let is_same = app.list().snapshot().epoch() == snapshot.epoch();
    let mut more: Vec<(String, Style)> = Vec::new();
    if is_same {
        // How it is doing has its weight, and the numbers beside it have none of that.
        let state = row_state(app.row_state(slot, now), theme);
        if !state.long.is_empty() {
            more.push((format!(" {}", state.long), state.style));
        }
        let role = person.and_then(Person::user).map(|user| user.role);
        let (ends, _) = until_it_ends(scene, slot, role);
        let ends = if ends.starts_with(|sign: char| sign.is_ascii_digit()) {
            format!(" ends in {ends}")
        } else if ends == "now" {
            format!(" ends {ends}")
        } else {
            format!(" {ends}")
        };
        let used: usize = more.iter().map(|(text, _)| width(text)).sum();
        if width(&text) + used + width(&ends) <= columns {
            more.push((ends, theme.text));
        }
    }
    PageLine {
        more,
        ..plain(&text, theme.text)
    }
}

/// How long ago something was, and when, where there is room for both.
fn moment(scene: Scene<'_>, at: SentTime, room: &mut usize) -> String {
    let age = match at {
        SentTime::At(at) => time(scene, Some(at)),
        SentTime::Absent => scene.theme.signs.none.to_owned(),
        SentTime::Unreadable => "?".to_owned(),
    };
    // Times of now and of then have the same columns, so every row has the same room.
    let columns = width(&day_and_clock(scene, scene.now));
    let Some(left) = room.checked_sub(columns + 2) else {
        return format!("{age:<7}");
    };
    *room = left;
    let when = match at {
        SentTime::At(at) => day_and_clock(scene, at),
        SentTime::Absent | SentTime::Unreadable => String::new(),
    };
    format!("{age:<7} {when:<columns$} ")
}

/// What was seen of them since the program began, newest first.
pub(super) fn came_and_went(scene: Scene<'_>, page: &PersonPage, columns: usize) -> Vec<PageLine> {
    let theme = scene.theme;
    let mut changes: Vec<_> = scene.app.news().of(page.user).collect();
    if changes.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![plain("seen since the program began", theme.heading)];
    let more = changes.len().saturating_sub(SEEN);
    changes.truncate(SEEN);
    let today = day_and_time(scene, said(scene, scene.now));
    for (at, came, session) in changes {
        let at = said(scene, at);
        let day = day_and_time(scene, at);
        let when = if day.get(..10) == today.get(..10) {
            clock(scene, at)
        } else {
            day
        };
        let (words, style) = if came {
            ("signed in", theme.text)
        } else {
            ("gone", theme.dim)
        };
        let text = format!(
            "{when}  {words}, session {}",
            scene.names().session_id(session)
        );
        lines.extend(sentence(&text, columns, style));
    }
    if more > 0 {
        let text = format!("and {} earlier", count(more));
        lines.extend(sentence(&text, columns, theme.dim));
    }
    lines
}
