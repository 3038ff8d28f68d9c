//! The list of a review: people first, by name, and under each of them what is done, by id.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::layout::row;
use super::super::super::pen::Pen;
use super::super::super::words::{and_expired, last_used, short_role, time};
use super::super::{Scene, cursor_row, left_out, targets};
use super::columns::{GAP, INDENT, ROLE, ReviewColumns};
use crate::app::{Review, ReviewLine};
use crate::model::{Role, UserId};
use crate::operation::{Item, Target};

/// Draws some lines of the list.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    review: &Review,
    (lines, columns): (&[ReviewLine<'_>], ReviewColumns),
    cursor: Option<usize>,
) {
    for (n, line) in lines.iter().enumerate() {
        let mut pen = targets::line(buffer, area, n);
        match line {
            ReviewLine::Person {
                user,
                items,
                has_namesake,
            } => {
                let is_unfolded = review.folds.shows_items_of(*user);
                let whom = (*items, *has_namesake);
                person(scene, &mut pen, (review, whom), (columns, is_unfolded));
            }
            ReviewLine::Items { user, items } => ids(scene, &mut pen, (*user, items), columns.cell),
            ReviewLine::LeftAlone(line) => {
                left_out::draw(scene, &mut pen, *line, left_out::WhichNames::Real);
            }
        }
        if cursor == Some(n) {
            cursor_row(scene, buffer, row(area, n));
        }
    }
}

/// Somebody, by name and by an address or the number, and what is done to them.
fn person(
    scene: Scene<'_>,
    pen: &mut Pen<'_>,
    (review, (items, has_namesake)): (&Review, (&[Item], bool)),
    (columns, is_unfolded): (ReviewColumns, bool),
) {
    let theme = scene.theme;
    let Some(first) = items.first() else { return };
    let target = &first.target;
    let style = if target.role() == Some(Role::Admin) {
        theme.heading
    } else {
        theme.text
    };
    let sign = if !columns.has_below(items, has_namesake) {
        " "
    } else if is_unfolded {
        theme.signs.unfolded
    } else {
        theme.signs.folded
    };
    pen.put(sign, theme.dim).gap(1);
    name(scene, pen, target, columns.name, style);
    let role = target.role().map_or(theme.signs.none, short_role);
    pen.gap(1).field(role, ROLE, style);
    let before = pen.left();
    columns.draw_whom(pen, (target, has_namesake), style.patch(theme.dim));
    let used = before - pen.left();
    pen.gap(columns.all_of_whom.saturating_sub(used));
    let what = columns.what(review, items);
    if review.plan.is_of_several() {
        pen.gap(GAP).put(&what, style);
    } else {
        let room = pen.left();
        pen.right(&what, room, style);
    }
}

fn name(scene: Scene<'_>, pen: &mut Pen<'_>, target: &Target, columns: usize, style: Style) {
    let theme = scene.theme;
    match target.name() {
        Some(name) if name.is_blank() => {
            pen.field(name.as_str(), columns, style.patch(theme.blank));
        }
        Some(name) => {
            pen.field(&name.fit(columns), columns, style);
        }
        None => {
            pen.field(theme.signs.none, columns, style.patch(theme.dim));
        }
    }
}

/// The number of somebody, and the ids of what is done to them, each with its time.
fn ids(scene: Scene<'_>, pen: &mut Pen<'_>, (user, items): (Option<UserId>, &[Item]), cell: usize) {
    let theme = scene.theme;
    pen.gap(INDENT);
    if let Some(user) = user {
        pen.field(&format!("user {user}"), cell, theme.dim);
    }
    for item in items {
        let style = if item.target.is_beyond() {
            theme.warning
        } else {
            theme.text
        };
        pen.field(&id_of(scene, item), cell, style);
    }
}

/// The number of a thing that something is done to, with its time; whether it goes beyond the choice.
fn id_of(scene: Scene<'_>, item: &Item) -> String {
    let text = match &item.target {
        Target::Session(target) => {
            let since = time(scene, target.authenticated_at);
            format!("{} since {since}", target.key.session)
        }
        Target::Token(target) => {
            let used = last_used(scene, &target.token);
            let expired = and_expired(scene, &target.token);
            format!("token {} {used}{expired}", target.token.named())
        }
        Target::Person(_) => return String::new(),
    };
    if item.target.is_beyond() {
        format!("{text} +")
    } else {
        text
    }
}
