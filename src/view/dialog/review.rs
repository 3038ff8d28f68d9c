//! A plan, and the way to confirm it. Everything shown comes from the plan.
//!
//! - `about` how sessions are ended, what stays, and what changed since

mod about;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::super::layout::row;
use super::super::pen::{Pen, cut_middle, wrapped};
use super::super::words::key;
use super::confirm;
use super::operation::{
    OFFBOARD_SHORT, not_done, not_done_short, offboard_question, offboarding_in_words,
    own_question, question,
};
use super::targets::{self, Columns};
use super::{Popup, Scene, between, inner, more, within};
use crate::app::{Action, Extent, Mode, Review};
use crate::model::{Role, SafeText};
use crate::operation::{Item, NotFound, Operation, Target, TargetKind};

/// Columns of the dialog where there is room.
const WIDTH: u16 = 116;
/// The least number of lines of the list; the notes give way before it does.
const LIST: usize = 4;

/// What stands around the list, and the part of it that is shown.
struct ReviewLayout {
    size: (u16, u16),
    top: Vec<(String, Style)>,
    notes: Vec<String>,
    extent: Extent,
}

impl ReviewLayout {
    /// The number of lines below the list.
    fn bottom(&self) -> usize {
        self.notes.len() + 3
    }

    /// The area of the list, its headings included.
    fn list(&self, inner: Rect) -> Rect {
        between(inner, self.top.len(), self.bottom())
    }
}

fn layout(scene: Scene<'_>, area: Rect, review: &Review) -> ReviewLayout {
    let operation = review.plan.operation();
    let (long, short) = match review.plan.offboarding() {
        Some(offboarding) => {
            let items = review.plan.items().iter();
            let items = items.map(|item| (item.operation, &item.target));
            (offboarding_in_words(offboarding, items), OFFBOARD_SHORT)
        }
        None => (not_done(operation).to_owned(), not_done_short(operation)),
    };
    let columns = usize::from(area.width.min(WIDTH)).saturating_sub(4);
    let mut layout = ReviewLayout {
        size: (WIDTH, 0),
        top: about::lines(scene, review, true),
        notes: wrapped(&long, columns),
        extent: Extent::default(),
    };
    let rows = lines(review).max(LIST);
    let height = layout.top.len() + rows + layout.notes.len() + 7;
    layout.size.1 = within(area, height);
    let inner = inner(area, layout.size);
    let all = usize::from(inner.height);
    // The lines that are always there: the challenge and the one above it, and the headings of the
    // list.
    let fixed = 4;
    if layout.top.len() + layout.notes.len() + fixed + LIST > all {
        layout.notes = vec![short.to_owned()];
    }
    let room = all.saturating_sub(layout.notes.len() + fixed + LIST).max(1);
    if layout.top.len() > room {
        let mut top = about::lines(scene, review, false);
        // The totals and the route stay; what lies between them is in the list as well.
        top.drain(room.min(top.len()).max(2) - 1..top.len() - 1);
        layout.top = top;
    }
    let rows = usize::from(layout.list(inner).height).saturating_sub(1);
    layout.extent = review.scroll.extent(rows, lines(review));
    layout
}

/// The part of the list that is shown.
pub(super) fn extent(scene: Scene<'_>, area: Rect, review: &Review) -> Extent {
    layout(scene, area, review).extent
}

/// Draws the review; returns where the answer is typed.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, review: &Review) -> Position {
    let theme = scene.theme;
    let plan = &review.plan;
    let title = if plan.is_of_own() {
        own_question(plan.count())
    } else if plan.is_of_several() {
        offboard_question(plan.people())
    } else {
        question(plan.operation(), plan.count(), plan.people())
    };
    let title = if scene.names().are_masked() {
        format!("{title} Real names")
    } else {
        title
    };
    let popup = Popup {
        title: &title,
        account: Some(plan.account()),
        style: theme.danger,
    };
    let layout = layout(scene, area, review);
    let inner = popup.draw(scene, buffer, area, layout.size);
    let columns = usize::from(inner.width);
    let all = usize::from(inner.height);
    for (n, (text, style)) in layout.top.iter().enumerate() {
        Pen::on(buffer, row(inner, n)).field(text, columns, *style);
    }
    draw_list(scene, buffer, layout.list(inner), review, layout.extent);
    let below = all.saturating_sub(layout.bottom());
    for (n, line) in layout.notes.iter().enumerate() {
        Pen::on(buffer, row(inner, below + n)).put(line, theme.dim);
    }
    let last = between(inner, all.saturating_sub(3), 0);
    let part = more(scene, layout.extent);
    let mut pen = Pen::on(buffer, row(last, 0));
    let end = key(scene.app.keymap(), Mode::Review, Action::Bottom);
    let unseen = format!("{end} goes to the end of the list, which must be shown first");
    if review.scroll.end_seen() || layout.extent.shows_end() {
        pen.right(&part, columns, theme.dim);
    } else {
        let room = columns.saturating_sub(part.chars().count() + 1);
        pen.field(&unseen, room, theme.warning)
            .right(&part, columns - room, theme.dim);
    }
    let expects = plan.challenge().expects();
    confirm::draw(scene, buffer, last, &review.consent, &expects)
}

/// The number of lines of the list: the targets, what is excluded or undecided, and what was not
/// found.
fn lines(review: &Review) -> usize {
    let plan = &review.plan;
    plan.items().len() + plan.excluded().len() + plan.undecided().len() + plan.not_found().len()
}

/// One line of the list.
enum ReviewLine<'a> {
    Item(&'a Item),
    /// A target that stays as it is, for the reason before it.
    Left(String, &'a Target),
    NotFound(&'a NotFound),
}

/// One line of the list: what stays comes after the targets, with the reason.
fn line_of(review: &Review, n: usize) -> Option<ReviewLine<'_>> {
    let plan = &review.plan;
    if let Some(item) = plan.items().get(n) {
        return Some(ReviewLine::Item(item));
    }
    let n = n - plan.items().len();
    if let Some(excluded) = plan.excluded().get(n) {
        let left = if plan.offboarding().is_some() && excluded.because.is_idle() {
            "not suspended again"
        } else {
            "kept"
        };
        let why = format!("{left}, {}", excluded.because.as_str());
        return Some(ReviewLine::Left(why, &excluded.target));
    }
    let n = n - plan.excluded().len();
    if let Some(undecided) = plan.undecided().get(n) {
        let why = format!("left, {}", undecided.words());
        return Some(ReviewLine::Left(why, &undecided.target));
    }
    let miss = plan.not_found().get(n - plan.undecided().len())?;
    Some(ReviewLine::NotFound(miss))
}

/// The columns of what is done, where several things are.
const DOES: usize = 9;

/// What is done to a target, where several things are.
const fn does(item: &Item) -> &'static str {
    match item.operation.target_kind() {
        TargetKind::People => "suspend",
        TargetKind::Tokens => "revoke",
        TargetKind::Sessions => "end",
    }
}

/// The operation by which the list has its columns: those of sessions have room for everything.
fn listed_as(review: &Review) -> Operation {
    let plan = &review.plan;
    let ends = plan.operations().iter().find(|operation| operation.ends());
    ends.copied().unwrap_or_else(|| plan.operation())
}

/// Draws a part of the list.
fn draw_list(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, review: &Review, extent: Extent) {
    let theme = scene.theme;
    let is_of_several = review.plan.is_of_several();
    let before = if is_of_several { DOES } else { 0 };
    let operation = listed_as(review);
    let numbers = review.plan.targets().map(targets::numbers);
    let columns = Columns::of(area.width, before, operation, numbers);
    let mut pen = targets::line(buffer, area, 0);
    pen.field(
        if is_of_several { "DOES" } else { "" },
        before,
        theme.heading,
    );
    targets::headings(&mut pen, columns, operation, theme.heading);
    let shown = extent.rows().filter_map(|n| line_of(review, n));
    for (n, line) in shown.enumerate() {
        let mut pen = targets::line(buffer, area, n + 1);
        match line {
            ReviewLine::Item(item) => {
                let target = &item.target;
                let style = if target.role() == Some(Role::Admin) {
                    theme.heading
                } else {
                    theme.text
                };
                pen.field(
                    if is_of_several { does(item) } else { "" },
                    before,
                    theme.dim,
                );
                if item.is_unlisted() {
                    targets::draw_unlisted(&mut pen, columns, target, style);
                } else {
                    targets::draw(scene, &mut pen, columns, target, style);
                }
            }
            ReviewLine::Left(why, target) => {
                let email = target.email().map(SafeText::escaped);
                pen.put(&format!("{why}: {target} "), theme.warning);
                let room = pen.left();
                pen.put(&cut_middle(&email.unwrap_or_default(), room), theme.dim);
            }
            ReviewLine::NotFound(miss) => {
                let room = pen.left();
                let text = format!(
                    "not found: {}: {}",
                    miss.named.fit(room),
                    miss.because.as_str()
                );
                pen.put(&text, theme.warning);
            }
        }
    }
}
