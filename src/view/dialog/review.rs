//! What would be ended, and the way to confirm it. Everything is said from the plan.

mod about;
mod confirm;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::super::layout::row;
use super::super::pen::{Pen, cut_middle, wrapped};
use super::super::words::counted;
use super::targets::{self, Columns};
use super::{Popup, Scene, between, more, within};
use crate::app::Review;
use crate::model::{Role, SafeText};

/// What ending a session does not do.
const NOT_DONE: &str = "Does not revoke API or OAuth tokens and does not suspend: they can sign \
                        in again. An ended session cannot come back.";
/// Columns of the dialog where there is room.
const WIDTH: u16 = 116;
/// The least lines of the list; the notes give way before it does.
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
    let sessions = counted(plan.targets().len(), "session", "sessions");
    let people = counted(plan.people(), "person", "people");
    let title = format!("End {sessions} of {people}?");
    let popup = Popup {
        title: &title,
        account: Some(&plan.account),
        style: theme.danger,
    };
    let mut top = about::lines(scene, review, true);
    let mut notes = wrapped(
        NOT_DONE,
        usize::from(area.width.min(WIDTH)).saturating_sub(4),
    );
    let rows = (plan.targets().len() + plan.kept().len()).max(LIST);
    let height = top.len() + rows + notes.len() + 7;
    let inner = popup.draw(scene, buffer, area, (WIDTH, within(area, height)));

    let columns = usize::from(inner.width);
    let all = usize::from(inner.height);
    // The challenge and the line above it, and the headings of the list.
    let fixed = 4;
    if top.len() + notes.len() + fixed + LIST > all {
        notes = vec!["Tokens stay, and they can sign in again.".to_owned()];
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
    confirm::draw(
        scene,
        buffer,
        between(inner, all.saturating_sub(3), 0),
        review,
    )
}

/// Targets first, then what is kept, each on a line; returns which part is shown.
fn draw_list(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, review: &Review) -> String {
    let theme = scene.theme;
    let plan = &review.plan;
    let columns = Columns::of(area.width, 0);
    targets::headings(&mut targets::line(buffer, area, 0), columns, theme.heading);
    let rows = usize::from(area.height).saturating_sub(1);
    let all = plan.targets().len() + plan.kept().len();
    let first = review.scroll.min(all.saturating_sub(rows));
    let list = plan.targets().iter().map(|target| (target, None)).chain(
        plan.kept()
            .iter()
            .map(|kept| (&kept.target, Some(kept.because))),
    );
    for (n, (target, kept)) in list.skip(first).take(rows).enumerate() {
        let mut pen = targets::line(buffer, area, n + 1);
        if let Some(because) = kept {
            let text = format!("kept, {}: {} ", because.as_str(), target.key);
            let email = target.email.as_ref().map(SafeText::escaped);
            pen.put(&text, theme.warning);
            let room = pen.left();
            pen.put(&cut_middle(&email.unwrap_or_default(), room), theme.dim);
        } else {
            let style = if target.role == Some(Role::Admin) {
                theme.heading
            } else {
                theme.text
            };
            targets::draw(scene, &mut pen, columns, target, style);
        }
    }
    more(scene, first, rows, all)
}
