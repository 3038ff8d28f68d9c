//! The pane where it stands beside the table: the facts, and all sessions of the person.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{CursorFacts, NOT_TOLD, draw_facts, not_told};
use crate::app::Pane;
use crate::model::SentTime;
use crate::view::Scene;
use crate::view::layout::row;
use crate::view::pen::{Pen, wrapped};
use crate::view::words::{age, count};

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
    let room = usize::from(area.height).saturating_sub(next + notes + 1);
    sessions(scene, buffer, area, (next, room), known);
    not_told(
        scene,
        buffer,
        area,
        usize::from(area.height).saturating_sub(notes),
    );
}

/// All sessions of the person.
fn sessions(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    (top, room): (usize, usize),
    known: &CursorFacts<'_>,
) {
    let Scene { app, now, theme } = scene;
    let snapshot = app.list().snapshot();
    let at = (!known.is_of_several).then_some(known.slot);
    let Some(place) = snapshot.row(known.slot).map(|row| row.person) else {
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
}
