//! The run under way: how far it is, how each item is doing, and how to stop it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, width};
use super::super::words::{
    count, counted, item_state, last_used, short_role, time, time_columns, until,
};
use super::sums::{in_lines, of_items};
use super::{Popup, Scene, between, inner, keys, more, operation, targets, within};
use crate::app::{Extent, RunView};
use crate::model::{Age, SafeText};
use crate::operation::{BEYOND, Target};

/// Lines above the list and below it.
const TOP: usize = 4;
const BOTTOM: usize = 2;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 116;

/// The size of the dialog.
fn size(area: Rect, run: &RunView) -> (u16, u16) {
    (WIDTH, within(area, run.items.len() + TOP + BOTTOM + 3))
}

/// The area of the list.
fn list_in(inner: Rect) -> Rect {
    between(inner, TOP, BOTTOM)
}

/// The part of the list that is shown, which follows the run until somebody scrolls.
pub(super) fn extent(scene: Scene<'_>, area: Rect) -> Extent {
    scene.app.run().map_or_else(Extent::default, |run| {
        let list = list_in(inner(area, size(area, run)));
        run.extent(usize::from(list.height))
    })
}

/// Draws the run.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let Some(run) = scene.app.run() else { return };
    let theme = scene.theme;
    let title = if run.is_of_several() {
        "Offboarding".to_owned()
    } else {
        operation::doing(run.operation, run.items.len())
    };
    let popup = Popup {
        title: &title,
        account: Some(&run.account),
        style: theme.alert,
    };
    let extent = extent(scene, area);
    let inner = popup.draw(scene, buffer, area, size(area, run));
    progress(scene, buffer, row(inner, 0), run);
    counts(scene, buffer, row(inner, 1), run);
    doing(scene, buffer, row(inner, 2), run);
    Pen::on(buffer, row(inner, 3)).put(&format!("then {}", run.proof), theme.dim);
    list(scene, buffer, list_in(inner), run, extent);
    keys(scene, buffer, inner, &more(scene, extent));
}

fn progress(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, run: &RunView) {
    let theme = scene.theme;
    let (done, all) = (run.done(), run.items.len().max(1));
    let text = format!("  {} of {}", count(done), count(run.items.len()));
    let room = usize::from(line.width).saturating_sub(width(&text));
    let full = room * done.min(all) / all;
    Pen::on(buffer, line)
        .put(&theme.signs.full.repeat(full), theme.accent)
        .put(&theme.signs.empty.repeat(room - full), theme.dim)
        .put(&text, theme.heading);
}

fn counts(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, run: &RunView) {
    let theme = scene.theme;
    let mut pen = Pen::on(buffer, line);
    let sums = of_items(theme, &run.counts());
    for (text, style) in in_lines(theme, sums, usize::MAX / 2).concat() {
        pen.put(&text, style);
    }
    pen.gap(if run.done() > 0 { 3 } else { 0 });
    let waiting = run.items.len() - run.done().min(run.items.len());
    pen.put(&format!("{} to go", count(waiting)), theme.dim);
}

/// Draws why the run waits, or that it is stopping.
fn doing(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, run: &RunView) {
    let Scene { now, theme, .. } = scene;
    let mut pen = Pen::on(buffer, line);
    if run.stopping {
        let then = if run.quit_after { ", then quits" } else { "" };
        let text = format!("stopping{then}: nothing further is sent");
        pen.put(&text, theme.warning);
    } else if let Some((why, at)) = &run.paused {
        pen.put(&format!("waits {}: ", until(*at, now)), theme.warning)
            .last(&SafeText::new(scene.names().words(why)), theme.warning);
    } else {
        let text = format!("under way for {}", run.began_at.age(now));
        pen.put(&text, theme.dim);
        if let Some(rate) = run.rate(now) {
            let text = format!(" {} {rate} a minute", theme.signs.dot);
            pen.put(&text, theme.dim);
        }
        if let Some(left) = run.time_left(now) {
            let text = format!(" {} about {} left", theme.signs.dot, Age::from(left));
            pen.put(&text, theme.dim);
        }
    }
}

/// Columns of how an item is doing.
fn state_columns(width: u16) -> usize {
    if width >= 100 { 16 } else { 12 }
}

/// Columns of a role.
const ROLE: usize = 6;
/// An address in fewer columns than this says nothing.
const STUMP: usize = 15;

/// Draws a part of the list: how each item is doing, and whose it is, by name.
fn list(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, run: &RunView, extent: Extent) {
    let state = state_columns(area.width);
    let numbers = run.items.iter().map(|item| targets::number(&item.target));
    let longest = numbers.max().unwrap_or_default().to_string().len();
    let items = run.items.iter().zip(&run.states);
    let rows = extent.rows();
    for (n, (item, known)) in items.skip(rows.start).take(rows.len()).enumerate() {
        let word = item_state(item.operation, known, scene.theme);
        let mut pen = targets::line(buffer, area, n);
        pen.field(&word.text(state - 1), state, word.style);
        let target = targets::named(scene, &item.target);
        draw_target(scene, pen, &target, (usize::from(area.width), longest));
    }
}

/// Draws whose an item is, and what it is: the ids are whole, the time and the address give way.
fn draw_target(
    scene: Scene<'_>,
    mut pen: Pen<'_>,
    target: &Target,
    (columns, longest): (usize, usize),
) {
    let theme = scene.theme;
    let (what, when) = match target {
        Target::Session(session) => (
            session.key.session.to_string(),
            format!("since {}", time(scene, session.authenticated_at)),
        ),
        Target::Token(token) => (token.token.named(), last_used(scene, &token.token)),
        Target::Person(person) => {
            let sessions = person.sessions;
            let sessions = sessions.map(|known| counted(known, "session", "sessions"));
            let sessions = sessions.unwrap_or_else(|| scene.theme.signs.none.to_owned());
            (sessions, String::new())
        }
    };
    let name = targets::name_columns(columns);
    let role = target.role().map_or(theme.signs.none, short_role);
    let longest = longest.max(width(&what));
    let time = "since ".len() + time_columns(scene);
    // What is too little for an address is better with the name.
    let spare = pen
        .left()
        .saturating_sub(name + 1 + ROLE + longest + 1 + time + 1);
    let is_spare = spare < STUMP && !target.is_beyond();
    let name = if is_spare { name + spare } else { name };
    pen.field(&targets::name(target, name), name, theme.text)
        .gap(1)
        .field(role, ROLE, theme.text)
        .field(&what, longest, theme.text);
    if pen.left() > time {
        pen.gap(1).field(&when, time, theme.dim);
    }
    let room = pen.left().saturating_sub(1);
    pen.gap(1);
    if target.is_beyond() {
        pen.field(BEYOND, room, theme.warning);
    } else if room >= STUMP {
        pen.field(&targets::whom(target, false, room), room, theme.dim);
    }
}
