//! The cursor's row in full: the session, the person, and what Zendesk does not give.
//!
//! - `facts` what is known of a person and of a session
//! - `beside` the pane beside the table; `lines` the facts one below the other

mod beside;
pub(super) mod facts;
mod lines;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use self::beside::{pane, side};
use self::facts::{Fact, Value};
pub(super) use self::lines::{FactLine, lines};
use super::Scene;
use super::layout::row;
use super::pen::{Pen, wrapped};
use crate::app::{Extent, Pane};
use crate::live::{ListRow, Slot};
use crate::model::SafeText;

/// A note on what admins look for and no session has.
pub(super) const NOT_TOLD: &str = "A session has no IP address, device, browser or location";

/// The words where the list has no row.
const NOBODY: &str = "no session under the cursor";

/// Columns of the labels.
const LABEL: usize = 11;
/// From this width on the session stands beside the person.
const TWO_COLUMNS: u16 = 85;

/// Draws the pane; while it has the keys, the part of it that it is scrolled to.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, beside: bool) {
    if beside {
        side(scene, buffer, area);
    } else {
        pane_rule(scene, buffer, row(area, 0), "details", Pane::Details);
    }
    let inner = within(area, beside);
    let extent = extent(scene, area, beside);
    if scene.app.focus() != Pane::Details || extent.rows().len() == extent.all() {
        facts_in(scene, buffer, inner, beside);
        return;
    }
    let height = u16::try_from(extent.all() + 1).unwrap_or(u16::MAX);
    let all = Rect::new(0, 0, inner.width, height);
    let mut whole = Buffer::empty(all);
    facts_in(scene, &mut whole, all, beside);
    // Who it is about stays where it is.
    let shown = std::iter::once(0).chain(extent.rows().map(|line| line + 1));
    for (n, line) in shown.enumerate() {
        let (from, to) = (row(all, line), row(inner, n));
        for x in 0..to.width {
            if let (Some(cell), Some(place)) = (
                whole.cell((from.x + x, from.y)),
                buffer.cell_mut((to.x + x, to.y)),
            ) {
                place.clone_from(cell);
            }
        }
    }
}

/// The part of the pane below its frame.
fn within(area: Rect, beside: bool) -> Rect {
    if beside {
        Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(1),
            ..area
        }
    } else {
        Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        }
    }
}

/// The part of the facts that is shown, below the line that says who it is.
pub(super) fn extent(scene: Scene<'_>, area: Rect, beside: bool) -> Extent {
    let inner = within(area, beside);
    let shown = usize::from(inner.height).saturating_sub(1);
    let Some(CursorFacts {
        slot,
        people,
        session,
        ..
    }) = known(scene)
    else {
        return Extent::default();
    };
    let introduced = |fact: &&Fact<'_>| !INTRODUCES.contains(&fact.label);
    let (people, session) = (people.iter().filter(introduced).count(), session.len());
    let notes = |columns: u16| wrapped(NOT_TOLD, usize::from(columns).saturating_sub(2)).len();
    let all = if beside {
        let snapshot = scene.app.list().snapshot();
        let theirs = snapshot.row(slot).map(|row| row.person);
        let theirs = theirs.map_or(0, |place| snapshot.number_of_sessions_of(place));
        // Headings and blank lines between the parts.
        people + 2 + session + 2 + theirs.max(2) + 1 + notes(inner.width)
    } else if inner.width >= TWO_COLUMNS {
        people.max(session + notes(inner.width - inner.width / 2))
    } else {
        people + session + notes(inner.width)
    };
    (scene.app.panes()).details(scene.app.list(), shown, all)
}

/// What is known of the cursor's row.
struct CursorFacts<'a> {
    /// The session, or of several the one that was seen last.
    slot: Slot,
    /// Whether it is the row of a person with several sessions.
    is_of_several: bool,
    /// The facts about the person.
    people: Vec<Fact<'a>>,
    /// Those about the session, or about all of the person's.
    session: Vec<Fact<'a>>,
}

/// The cursor's row with the facts about its person and its session; `None` where no row is.
fn known(scene: Scene<'_>) -> Option<CursorFacts<'_>> {
    let list = scene.app.list();
    let slot = list.cursor_slot()?;
    let place = list.snapshot().row(slot).map(|row| row.person);
    let person = place.and_then(|place| list.snapshot().person(place));
    let several = match list.row(list.cursor_index()) {
        Some(ListRow::Person(row)) => list.person_row(row).map(|sums| (row, sums)),
        _ => None,
    };
    let several = several.filter(|(_, sums)| sums.sessions() > 1);
    let mut people = person.map_or_else(Vec::new, |person| facts::of_person(scene, person, true));
    // Numbers are for copying, so they come last.
    let from = people.len().min(1);
    people.rotate_left(from);
    people.extend(place.and_then(|place| facts::of_twins(scene, place)));
    let mut session = if let Some((row, sums)) = several {
        facts::of_sessions(scene, sums, row)
    } else {
        let mut session = facts::of_session(scene, slot);
        let from = session.len().min(1);
        session.rotate_left(from);
        session
    };
    let flags = list.flags().map(|flags| match several {
        Some((_, sums)) => flags.person(sums.place()),
        None => flags.session(slot),
    });
    session.extend(flags.and_then(|set| facts::of_flags(scene, set)));
    Some(CursorFacts {
        slot,
        is_of_several: several.is_some(),
        people,
        session,
    })
}

/// What the first line says of the person, so that no line below says it again.
pub(super) const INTRODUCES: [&str; 2] = ["name", "role"];

/// Who somebody is in one line: of these labels what is known.
pub(super) fn introduction(scene: Scene<'_>, people: &[Fact<'_>], labels: &[&str]) -> SafeText {
    let none = scene.theme.signs.none;
    let parts: Vec<&str> = labels
        .iter()
        .filter_map(|label| people.iter().find(|fact| fact.label == *label))
        .map(Fact::words)
        .filter(|words| *words != none)
        .collect();
    SafeText::new(&parts.join(&format!(" {} ", scene.theme.signs.dot)))
}

/// Draws who the person is in one line, and takes that out of what is left to say.
fn introduce(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, people: &mut Vec<Fact<'_>>) {
    let words = introduction(scene, people, &["name", "role", "org", "time zone"]);
    Pen::on(buffer, line)
        .gap(1)
        .last(&words, scene.theme.heading);
    people.retain(|fact| !INTRODUCES.contains(&fact.label));
}

fn facts_in(scene: Scene<'_>, buffer: &mut Buffer, inner: Rect, beside: bool) {
    let Some(mut known) = known(scene) else {
        Pen::on(buffer, row(inner, 0))
            .gap(1)
            .put(NOBODY, scene.theme.dim);
        return;
    };
    introduce(scene, buffer, row(inner, 0), &mut known.people);
    let inner = Rect {
        y: inner.y + 1,
        height: inner.height.saturating_sub(1),
        ..inner
    };
    if beside {
        pane(scene, buffer, inner, &known);
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
        draw_facts(scene, buffer, left, 0, &known.people);
        let next = draw_facts(scene, buffer, right, 0, &known.session);
        not_told(scene, buffer, right, next);
    } else {
        let next = draw_facts(scene, buffer, inner, 0, &known.people);
        let next = draw_facts(scene, buffer, inner, next, &known.session);
        not_told(scene, buffer, inner, next);
    }
}

/// The line above a pane with its title. While the pane has the keys the line is heavier, and the
/// title has a sign.
pub(super) fn pane_rule(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    title: &str,
    pane: Pane,
) {
    let theme = scene.theme;
    if scene.app.focus() != pane {
        rule(scene, buffer, line, title, theme.dim);
        return;
    }
    let sign = theme.signs.heavy_rule;
    Pen::on(buffer, line)
        .put(sign, theme.heading)
        .put(&format!(" {} {title} ", theme.signs.folded), theme.heading)
        .fill(sign, theme.heading);
}

/// A line across with a title in it.
pub(super) fn rule(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, title: &str, style: Style) {
    let sign = scene.theme.signs.rule;
    Pen::on(buffer, line)
        .put(sign, scene.theme.dim)
        .put(&format!(" {title} "), style)
        .fill(sign, scene.theme.dim);
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
