//! The cursor's row in full: the session, the person, and what Zendesk does not give.
//!
//! - `facts` what is known of a person and of a session

mod facts;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use self::facts::{Fact, Value};
use super::Scene;
use super::layout::row;
use super::pen::{Pen, wrapped};
use super::words::{age, count};
use crate::live::Slot;
use crate::model::SentTime;

/// A note on what admins look for and no session has.
const NOT_TOLD: &str = "A session has no IP address, device, browser or location";

/// Columns of the labels.
const LABEL: usize = 11;
/// From this width on the session stands beside the person.
const TWO_COLUMNS: u16 = 85;
/// Columns of a session's id in the pane's list of sessions.
const SESSION_LINE: usize = 20;

/// Draws the pane.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, beside: bool) {
    let inner = if beside {
        side(scene, buffer, area)
    } else {
        rule(scene, buffer, row(area, 0), "details", scene.theme.dim);
        Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        }
    };
    facts_in(scene, buffer, inner, beside);
}

/// Draws what is known of the cursor's row, one fact below the other where it is narrow.
pub(super) fn facts(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    facts_in(scene, buffer, area, false);
}

fn facts_in(scene: Scene<'_>, buffer: &mut Buffer, inner: Rect, beside: bool) {
    let list = scene.app.list();
    let slot = list.slots().get(list.cursor_index()).copied();
    let Some(slot) = slot else {
        let text = "no session under the cursor";
        Pen::on(buffer, row(inner, 0))
            .gap(1)
            .put(text, scene.theme.dim);
        return;
    };
    let place = list.snapshot().row(slot).map(|row| row.person);
    let person = place.and_then(|place| list.snapshot().person(place));
    let people = person.map_or_else(Vec::new, |person| facts::of_person(scene, person));
    let session = facts::of_session(scene, slot, person);
    if beside {
        pane(scene, buffer, inner, &people, &session, slot);
    } else if inner.width >= TWO_COLUMNS {
        let half = inner.width / 2;
        let left = Rect {
            width: half,
            ..inner
        };
        let right = Rect {
            x: inner.x + half,
            width: inner.width - half,
            ..inner
        };
        draw_facts(scene, buffer, left, 0, &people);
        let next = draw_facts(scene, buffer, right, 0, &session);
        not_told(scene, buffer, right, next);
    } else {
        let next = draw_facts(scene, buffer, inner, 0, &people);
        let next = draw_facts(scene, buffer, inner, next, &session);
        not_told(scene, buffer, inner, next);
    }
}

/// The line between the table and the pane; returns what is right of it.
fn side(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) -> Rect {
    for n in 0..usize::from(area.height) {
        let line = Rect {
            width: 1,
            ..row(area, n)
        };
        Pen::on(buffer, line).put(scene.theme.signs.side, scene.theme.dim);
    }
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1),
        ..area
    }
}

/// A line across with a title in it.
pub(super) fn rule(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, title: &str, style: Style) {
    let sign = scene.theme.signs.rule;
    Pen::on(buffer, line)
        .put(sign, scene.theme.dim)
        .put(&format!(" {title} "), style)
        .fill(sign, scene.theme.dim);
}

fn pane(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    people: &[Fact<'_>],
    session: &[Fact<'_>],
    slot: Slot,
) {
    let theme = scene.theme;
    Pen::on(buffer, row(area, 0))
        .gap(1)
        .put("PERSON", theme.heading);
    let next = draw_facts(scene, buffer, area, 1, people) + 1;
    Pen::on(buffer, row(area, next))
        .gap(1)
        .put("SESSION", theme.heading);
    let next = draw_facts(scene, buffer, area, next + 1, session) + 1;
    let notes = wrapped(NOT_TOLD, usize::from(area.width).saturating_sub(2)).len();
    let room = usize::from(area.height).saturating_sub(next + notes + 1);
    sessions(scene, buffer, area, next, room, slot);
    not_told(
        scene,
        buffer,
        area,
        usize::from(area.height).saturating_sub(notes),
    );
}

/// All sessions of the person.
fn sessions(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, top: usize, room: usize, at: Slot) {
    let Scene { app, now, theme } = scene;
    let snapshot = app.list().snapshot();
    let Some(place) = snapshot.row(at).map(|row| row.person) else {
        return;
    };
    let slots = snapshot.sessions_of(place);
    if room < 3 {
        return;
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
        let style = if *slot == at {
            theme.heading
        } else {
            theme.text
        };
        let sign = if *slot == at { ">" } else { " " };
        Pen::on(buffer, row(area, top + 1 + n))
            .field(sign, 1, style)
            .field(&session.session.to_string(), SESSION_LINE, style)
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
}

fn not_told(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, top: usize) {
    let room = usize::from(area.width).saturating_sub(2);
    for (n, line) in wrapped(NOT_TOLD, room).iter().enumerate() {
        Pen::on(buffer, row(area, top + n))
            .gap(1)
            .put(line, scene.theme.dim);
    }
}

/// Draws facts one below the other; returns the first free line.
fn draw_facts(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    top: usize,
    all: &[Fact<'_>],
) -> usize {
    for (n, fact) in all.iter().enumerate() {
        let line = row(area, top + n);
        let mut pen = Pen::on(buffer, line);
        pen.gap(1).field(fact.label, LABEL, scene.theme.dim);
        let room = pen.left().saturating_sub(1);
        match &fact.value {
            Value::Words(text, style) => pen.field(text, room, *style),
            Value::Text(text, style) => pen.field(&text.fit(room), room, *style),
            Value::Email(email) => pen.field(&email.fit_email(room), room, scene.theme.text),
        };
    }
    top + all.len()
}
