//! The run under way: how far it is, how it is going with each person, and how to stop it.
//!
//! - `steps` how far it is with somebody, step by step, each under its name

mod steps;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, width};
use super::super::words::{count, counted, short_role, until};
use super::sums::{in_lines, of_all, of_items};
use super::{Popup, Scene, between, inner, keys, more, operation, targets, within};
use crate::app::{Extent, RunView};
use crate::model::{Age, SafeText};

/// Lines above the list and below it.
const TOP: usize = 4;
const BOTTOM: usize = 2;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 116;

/// The size of the dialog.
fn size(area: Rect, run: &RunView) -> (u16, u16) {
    (WIDTH, within(area, run.people().len() + TOP + BOTTOM + 3))
}

/// The area of the list.
fn list_in(inner: Rect) -> Rect {
    between(inner, TOP, BOTTOM)
}

/// The part of the list that is shown, which follows the run until somebody scrolls.
pub(super) fn extent(scene: Scene<'_>, area: Rect) -> Extent {
    scene.app.runs().run().map_or_else(Extent::default, |run| {
        let list = list_in(inner(area, size(area, run)));
        run.extent(usize::from(list.height))
    })
}

/// Draws the run.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let Some(run) = scene.app.runs().run() else {
        return;
    };
    let theme = scene.theme;
    let title = if run.is_of_several() {
        let people = counted(run.people().len(), "person", "people");
        format!("Offboarding {people}")
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
    let sums = if run.is_of_several() && run.done() > 0 {
        vec![of_all(theme, "done: ", &run.counts())]
    } else {
        of_items(theme, &run.counts())
    };
    for (text, style) in in_lines(theme, sums, usize::MAX / 2).concat() {
        pen.put(&text, style);
    }
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
            let rate = usize::try_from(rate).unwrap_or(usize::MAX);
            let is_of_one = run.items.iter().all(|it| it.operation == run.operation);
            let rate = if is_of_one {
                operation::items(run.operation, rate)
            } else {
                counted(rate, "step", "steps")
            };
            let text = format!(" {} {rate} a minute", theme.signs.dot);
            pen.put(&text, theme.dim);
        }
        if let Some(left) = run.time_left(now) {
            let text = format!(" {} about {} left", theme.signs.dot, Age::from(left));
            pen.put(&text, theme.dim);
        }
    }
}

/// Columns of the sign, and of a role.
const SIGN: usize = 2;
const ROLE: usize = 6;
/// The least and the most columns of a name, and the people who are measured.
const NAME: (usize, usize) = (16, 32);
const MEASURED: usize = 200;
/// From so many columns on there is room for a number beside several steps.
const ROOMY: usize = 100;
/// In fewer columns than this a name, a role and a number leave no room for what is done.
const NARROW: usize = 76;

/// Draws a part of the list: people by name, and how far it is with what is done to them.
fn list(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, run: &RunView, extent: Extent) {
    let theme = scene.theme;
    let columns = usize::from(area.width);
    let people = run.people();
    let targets = people.iter().take(MEASURED);
    let targets = targets.map(|person| targets::named(scene, person.target));
    let (mut name, mut number) = (NAME.0, 0);
    for target in targets {
        name = name.max(width(&targets::name(&target, NAME.1)));
        number = number.max(target.user().to_string().len());
    }
    let is_narrow = columns < NARROW;
    let name = name.min(if is_narrow {
        NAME.0
    } else {
        (columns / 3).max(NAME.0)
    });
    for (n, person) in people[extent.rows()].iter().enumerate() {
        let mut pen = targets::line(buffer, area, n);
        let (word, text) = steps::words(scene, run, person);
        let target = targets::named(scene, person.target);
        pen.field(word.sign, SIGN, word.style)
            .field(&targets::name(&target, name), name, theme.text)
            .gap(1);
        if !is_narrow {
            let role = target.role().map_or(theme.signs.none, short_role);
            pen.field(role, ROLE, theme.text);
        }
        if columns >= ROOMY || !run.is_of_several() {
            pen.field(&target.user().to_string(), number + 2, theme.dim);
        }
        pen.put(&text, word.style);
    }
}
