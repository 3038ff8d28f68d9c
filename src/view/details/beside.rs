//! The pane where it stands beside the table: the facts, and all sessions of the person.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{CursorFacts, NOT_TOLD, draw_facts, not_told};
use crate::app::Pane;
use crate::model::{SafeText, SentTime, UserId};
use crate::operation::run_words;
use crate::view::Scene;
use crate::view::layout::row;
use crate::view::pen::{Pen, wrapped};
use crate::view::words::{age, clock, count, day_and_time, said, standing};

/// Columns of a session's id in the list of sessions.
const SESSION_LINE: usize = 15;

/// The line between the table and the pane, heavier while that has the keys.
pub(super) fn side(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let theme = scene.theme;
    let (sign, style) = if scene.app.focus() == Pane::Details {
        (theme.signs.heavy_side, theme.heading)
    } else {
        (theme.signs.side, theme.dim)
    };
    for n in 0..usize::from(area.height) {
        let line = Rect {
            width: 1,
            ..row(area, n)
        };
        Pen::on(buffer, line).put(sign, style);
    }
}

/// Draws the facts and the sessions.
pub(super) fn pane(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, known: &CursorFacts<'_>) {
    let theme = scene.theme;
    let next = draw_facts(scene, buffer, area, 0, &known.people) + 1;
    let heading = if known.is_of_several {
        "SESSIONS"
    } else {
        "SESSION"
    };
    Pen::on(buffer, row(area, next))
        .gap(1)
        .put(heading, theme.heading);
    let next = draw_facts(scene, buffer, area, next + 1, &known.session) + 1;
    let notes = wrapped(NOT_TOLD, usize::from(area.width).saturating_sub(2)).len();
    let end = usize::from(area.height).saturating_sub(notes + 1);
    let next = sessions(scene, buffer, area, (next, end.saturating_sub(next)), known);
    let next = list(
        scene,
        buffer,
        area,
        (next, end),
        came_and_went(scene, known),
    );
    list(scene, buffer, area, (next, end), done(scene, known));
    not_told(
        scene,
        buffer,
        area,
        usize::from(area.height).saturating_sub(notes),
    );
}

/// Draws a heading with lines below it, as far as there is room; returns the first line after them.
fn list(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    (top, end): (usize, usize),
    (heading, lines): (&str, Vec<(String, Style)>),
) -> usize {
    let room = end.saturating_sub(top + 2);
    if lines.is_empty() || room == 0 {
        return top;
    }
    let theme = scene.theme;
    Pen::on(buffer, row(area, top + 1))
        .gap(1)
        .put(heading, theme.heading);
    let is_cut = lines.len() > room;
    let shown = lines.len().min(room) - usize::from(is_cut);
    for (n, (text, style)) in lines.iter().take(shown).enumerate() {
        let mut pen = Pen::on(buffer, row(area, top + 2 + n));
        let columns = pen.gap(1).left();
        pen.field(&SafeText::new(text).fit(columns), columns, *style);
    }
    if is_cut {
        let more = format!("and {} more", count(lines.len() - shown));
        Pen::on(buffer, row(area, top + 2 + shown))
            .gap(1)
            .put(&more, theme.dim);
    }
    top + 2 + shown + usize::from(is_cut)
}

/// Who it is about.
fn user(scene: Scene<'_>, known: &CursorFacts<'_>) -> Option<UserId> {
    let snapshot = scene.app.list().snapshot();
    let place = snapshot.row(known.slot)?.person;
    Some(snapshot.person(place)?.id)
}

/// What was seen of them since the program began, newest first.
fn came_and_went(
    scene: Scene<'_>,
    known: &CursorFacts<'_>,
) -> (&'static str, Vec<(String, Style)>) {
    let theme = scene.theme;
    let of_them = user(scene, known).map(|user| scene.app.news().of(user));
    let lines = of_them.into_iter().flatten().map(|(at, came, session)| {
        let (words, style) = if came {
            ("signed in", theme.text)
        } else {
            ("gone", theme.dim)
        };
        let when = clock(scene, said(scene, at));
        let session = scene.names().session_id(session);
        (format!("{when}  {words}, session {session}"), style)
    });
    ("SEEN SINCE THE PROGRAM BEGAN", lines.collect())
}

/// What this profile did to them, newest first, as far as that was read.
fn done(scene: Scene<'_>, known: &CursorFacts<'_>) -> (&'static str, Vec<(String, Style)>) {
    let lines = user(scene, known).into_iter().flat_map(|user| {
        let runs = scene.app.past().runs().into_iter().flat_map(|it| &it.runs);
        runs.filter_map(move |run| {
            let person = run.person(user)?;
            let (how, style) = standing(scene, run, person);
            let when = day_and_time(scene, run.at);
            Some((format!("{when}  {}: {how}", run_words(run.route)), style))
        })
    });
    ("DONE BY THIS PROFILE", lines.collect())
}

/// All sessions of the person; returns the first line after them.
fn sessions(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    (top, room): (usize, usize),
    known: &CursorFacts<'_>,
) -> usize {
    let Scene { app, now, theme } = scene;
    let snapshot = app.list().snapshot();
    let at = (!known.is_of_several).then_some(known.slot);
    let Some(place) = snapshot.row(known.slot).map(|row| row.person) else {
        return top;
    };
    let slots = snapshot.sessions_of(place);
    if room < 3 {
        return top;
    }
    let title = format!("ALL SESSIONS OF THIS PERSON ({})", count(slots.len()));
    Pen::on(buffer, row(area, top))
        .gap(1)
        .put(&title, theme.heading);
    let lines = (room - 1).min(slots.len());
    let cut = lines < slots.len();
    for (n, slot) in slots.iter().take(lines - usize::from(cut)).enumerate() {
        let Some(session) = snapshot.row(*slot) else {
            continue;
        };
        let answer = |time: SentTime| match time {
            SentTime::At(time) => age(time, app, now).to_string(),
            SentTime::Absent => theme.signs.none.to_owned(),
            SentTime::Unreadable => "?".to_owned(),
        };
        let style = if Some(*slot) == at {
            theme.heading
        } else {
            theme.text
        };
        let sign = if Some(*slot) == at {
            theme.signs.folded
        } else {
            " "
        };
        Pen::on(buffer, row(area, top + 1 + n))
            .field(sign, 1, style)
            .field(
                &scene.names().session_id(session.session).to_string(),
                SESSION_LINE,
                style,
            )
            .put("signed in ", theme.dim)
            .right(&answer(session.authenticated_at), 6, style)
            .put("  seen ", theme.dim)
            .put(theme.signs.at_least, theme.dim)
            .right(&answer(session.last_seen_at), 7, style);
    }
    if cut {
        let more = format!("and {} more", count(slots.len() - (lines - 1)));
        Pen::on(buffer, row(area, top + lines))
            .gap(1)
            .put(&more, theme.dim);
    }
    top + 1 + lines
}
