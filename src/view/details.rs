//! The cursor's row in full: the session, the person, and what Zendesk does not tell.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Scene;
use super::layout::row;
use super::pen::{Pen, wrapped};
use super::words::{age, count, row_state};
use crate::live::{Known, Person, Slot};
use crate::model::{SafeText, Timestamp};

/// What admins look for and no session has.
const NOT_TOLD: &str = "Zendesk does not tell: IP address, device, browser, location, expiry";

/// Columns of the labels.
const LABEL: usize = 11;
/// From this width on the session stands beside the person.
const TWO_COLUMNS: u16 = 85;
/// Facts about a session.
const SESSION_FACTS: usize = 4;
/// Most lines of another session in the pane's list.
const SESSION_LINE: usize = 20;

/// One line: what it is, and what it says.
struct Fact<'a> {
    label: &'static str,
    value: Value<'a>,
}

enum Value<'a> {
    /// The program's words.
    Words(String, Style),
    /// Somebody else's.
    Text(&'a SafeText, Style),
    /// An address.
    Email(&'a SafeText),
}

/// Draws the pane.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, beside: bool) {
    let list = scene.app.list();
    let slot = list.slots().get(list.cursor_index()).copied();
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
    let Some(slot) = slot else {
        let text = "no session under the cursor";
        Pen::on(buffer, row(inner, 0))
            .gap(1)
            .put(text, scene.theme.dim);
        return;
    };
    let place = list.seen().row(slot).map(|row| row.person);
    let person = place.and_then(|place| list.seen().person(place));
    let people = person.map_or_else(Vec::new, |person| person_facts(scene, person));
    let session = session_facts(scene, slot, person);
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
        facts(scene, buffer, left, 0, &people);
        let next = facts(scene, buffer, right, 0, &session);
        not_told(scene, buffer, right, next);
    } else {
        let next = facts(scene, buffer, inner, 0, &people);
        let next = facts(scene, buffer, inner, next, &session);
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
    let next = facts(scene, buffer, area, 1, people) + 1;
    Pen::on(buffer, row(area, next))
        .gap(1)
        .put("SESSION", theme.heading);
    let next = facts(scene, buffer, area, next + 1, session) + 1;
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
    let seen = app.list().seen();
    let Some(place) = seen.row(at).map(|row| row.person) else {
        return;
    };
    let slots = seen.sessions_of(place);
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
        let Some(session) = seen.row(*slot) else {
            continue;
        };
        let told = |time: Option<Timestamp>| {
            time.map_or_else(
                || theme.signs.none.to_owned(),
                |time| age(time, app, now).to_string(),
            )
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
            .right(&told(session.authenticated_at), 6, style)
            .put("  seen ", theme.dim)
            .put(theme.signs.at_least, theme.dim)
            .right(&told(session.last_seen_at), 7, style);
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
fn facts(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    top: usize,
    facts: &[Fact<'_>],
) -> usize {
    for (n, fact) in facts.iter().enumerate() {
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
    top + facts.len()
}

fn person_facts<'a>(scene: Scene<'_>, person: &'a Person) -> Vec<Fact<'a>> {
    let theme = scene.theme;
    let plain = |text: String| Value::Words(text, theme.text);
    let none = || Value::Words(theme.signs.none.to_owned(), theme.dim);
    let fact = |label, value| Fact { label, value };
    let id = fact("user", plain(person.id.to_string()));
    let user = match &person.known {
        Known::User(user) => user,
        Known::NotAsked => {
            let text = format!("not asked yet{}", theme.signs.more);
            return vec![id, fact("name", Value::Words(text, theme.dim))];
        }
        Known::Missing => {
            let text = "Zendesk does not tell who this is".to_owned();
            return vec![id, fact("name", Value::Words(text, theme.warning))];
        }
    };
    let state = if !user.active {
        Value::Words("deleted, and still signed in".to_owned(), theme.danger)
    } else if user.suspended {
        Value::Words("suspended, and still signed in".to_owned(), theme.danger)
    } else {
        plain("active".to_owned())
    };
    let role = user.custom_role.map_or_else(
        || user.role.as_str().to_owned(),
        |custom| format!("{}, custom role {custom}", user.role.as_str()),
    );
    let organization = user
        .organization
        .map_or_else(none, |organization| plain(organization.to_string()));
    let name = if user.name.is_blank() {
        theme.blank
    } else {
        theme.heading
    };
    vec![
        id,
        fact("name", Value::Text(&user.name, name)),
        fact(
            "e-mail",
            user.email.as_ref().map_or_else(none, Value::Email),
        ),
        fact("role", plain(role)),
        fact("status", state),
        fact("org", organization),
        fact(
            "time zone",
            user.time_zone
                .as_ref()
                .map_or_else(none, |zone| Value::Text(zone, theme.text)),
        ),
    ]
}

fn session_facts<'a>(scene: Scene<'_>, slot: Slot, person: Option<&Person>) -> Vec<Fact<'a>> {
    let Scene { app, now, theme } = scene;
    let mut facts = Vec::with_capacity(SESSION_FACTS);
    let Some(session) = app.list().seen().row(slot) else {
        return facts;
    };
    let told = |at: Option<Timestamp>, least: &str| match at {
        Some(at) => {
            let text = format!("{least}{} ago, {at}", age(at, app, now));
            Value::Words(text, theme.text)
        }
        None => Value::Words("Zendesk does not tell".to_owned(), theme.dim),
    };
    let at_least = format!("{} ", theme.signs.at_least);
    let state = row_state(app.row_state(slot, now), person, theme);
    let state = if state.long.is_empty() {
        Value::Words("listed".to_owned(), theme.text)
    } else {
        Value::Words(state.long.to_owned(), state.style)
    };
    let fact = |label, value| Fact { label, value };
    facts.push(fact(
        "session",
        Value::Words(session.session.to_string(), theme.text),
    ));
    facts.push(fact("signed in", told(session.authenticated_at, "")));
    facts.push(fact("last seen", told(session.last_seen_at, &at_least)));
    facts.push(fact("state", state));
    facts
}
