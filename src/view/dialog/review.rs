//! A plan, and the way to confirm it. Everything shown comes from the plan.
//!
//! - `about` how sessions are ended, what stays, and what changed since

mod about;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::layout::row;
use super::super::pen::{Pen, cut_middle, wrapped};
use super::confirm::{self, AnswerKind};
use super::operation::{does, not_done, not_done_short, question};
use super::targets::{self, Columns};
use super::{Popup, Scene, between, more, within};
use crate::app::Review;
use crate::model::{Role, SafeText};
use crate::operation::{Challenge, ExcludedBecause, Target};

/// Columns of the dialog where there is room.
const WIDTH: u16 = 116;
/// The least number of lines of the list; the notes give way before it does.
const LIST: usize = 4;

/// Draws the review; returns where the answer is typed.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    review: &Review,
) -> Option<Position> {
    let theme = scene.theme;
    let plan = &review.plan;
    let operation = plan.operation();
    let title = question(operation, plan.count(), plan.people());
    let popup = Popup {
        title: &title,
        account: Some(plan.account()),
        style: theme.danger,
    };
    let mut top = about::lines(scene, review, true);
    let mut notes = wrapped(
        not_done(operation),
        usize::from(area.width.min(WIDTH)).saturating_sub(4),
    );
    let rows = lines(review).max(LIST);
    let height = top.len() + rows + notes.len() + 7;
    let inner = popup.draw(scene, buffer, area, (WIDTH, within(area, height)));

    let columns = usize::from(inner.width);
    let all = usize::from(inner.height);
    // The lines that are always there: the challenge and the one above it, and the headings of the
    // list.
    let fixed = 4;
    if top.len() + notes.len() + fixed + LIST > all {
        notes = vec![not_done_short(operation).to_owned()];
    }
    let room = all.saturating_sub(notes.len() + fixed + LIST).max(1);
    if top.len() > room {
        top = about::lines(scene, review, false);
        // The totals and the route stay; what lies between them is in the list as well.
        top.drain(room.min(top.len()).max(2) - 1..top.len() - 1);
    }
    for (n, (text, style)) in top.iter().enumerate() {
        Pen::on(buffer, row(inner, n)).field(text, columns, *style);
    }
    let bottom = notes.len() + 3;
    let list = between(inner, top.len(), bottom);
    let part = draw_list(scene, buffer, list, review);
    let below = all.saturating_sub(bottom);
    for (n, line) in notes.iter().enumerate() {
        Pen::on(buffer, row(inner, below + n)).put(line, theme.dim);
    }
    let line = row(inner, all.saturating_sub(3));
    Pen::on(buffer, line).right(&part, columns, theme.dim);
    let challenge = plan.challenge();
    let expects = challenge.expects();
    let ask = match challenge {
        Challenge::Yes => AnswerKind::Key(&expects, does(operation)),
        _ => AnswerKind::Word(&expects),
    };
    let last = between(inner, all.saturating_sub(3), 0);
    confirm::draw(scene, buffer, last, &review.consent, ask)
}

/// The number of lines of the list: the targets, and what is excluded.
fn lines(review: &Review) -> usize {
    review.plan.count() + review.plan.excluded().len()
}

/// One line of the list: what is excluded comes after the targets, with the reason.
fn line_of(review: &Review, n: usize) -> Option<(&Target, Option<ExcludedBecause>)> {
    let plan = &review.plan;
    match n.checked_sub(plan.count()) {
        None => Some((&plan.items().get(n)?.target, None)),
        Some(n) => {
            let excluded = plan.excluded().get(n)?;
            Some((&excluded.target, Some(excluded.because)))
        }
    }
}

/// Draws the list; returns which part of it is shown.
fn draw_list(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, review: &Review) -> String {
    let theme = scene.theme;
    let operation = review.plan.operation();
    let numbers = review.plan.targets().map(targets::numbers);
    let columns = Columns::of(area.width, 0, operation, numbers);
    let mut pen = targets::line(buffer, area, 0);
    targets::headings(&mut pen, columns, operation, theme.heading);
    let rows = usize::from(area.height).saturating_sub(1);
    let all = lines(review);
    let first = review.scroll.min(all.saturating_sub(rows));
    let shown = (first..all).take(rows).filter_map(|n| line_of(review, n));
    for (n, (target, excluded)) in shown.enumerate() {
        let mut pen = targets::line(buffer, area, n + 1);
        if let Some(because) = excluded {
            let text = format!("kept, {}: {target} ", because.as_str());
            let email = target.email().map(SafeText::escaped);
            pen.put(&text, theme.warning);
            let room = pen.left();
            pen.put(&cut_middle(&email.unwrap_or_default(), room), theme.dim);
        } else {
            let style = if target.role() == Some(Role::Admin) {
                theme.heading
            } else {
                theme.text
            };
            targets::draw(scene, &mut pen, columns, target, style);
        }
    }
    more(scene, first, rows, all)
}
