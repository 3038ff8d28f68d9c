//! The list of a review: people first, by name, and under each of them what is done, by id.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::layout::row;
use super::super::super::pen::{Pen, width};
use super::super::super::words::{count, counted, last_used, short_role, time};
use super::super::{Scene, cursor_row, left_out, targets};
use crate::app::{Review, ReviewLine};
use crate::model::{Role, SafeText, UserId, cut_middle};
use crate::operation::{Item, Target, TargetKind};

/// Columns of a role.
const ROLE: usize = 6;
/// The least and the most columns of a name.
const NAME: (usize, usize) = (16, 32);
/// Columns before the ids under a person.
const INDENT: usize = 4;
/// Columns of a time behind an id, with the word before it.
const TIME: usize = 18;
/// The least columns of an address or a number.
const ADDRESS: usize = 15;
/// In fewer columns than this a name has no more than it needs.
const NARROW: usize = 60;
/// From so many columns on there is room for an address and the number.
const BOTH: usize = 46;
/// From so many columns on there is room for whole sentences behind somebody.
const WIDE: usize = 90;

/// The number of columns that an item takes under its person.
fn cell(review: &Review) -> usize {
    let ids = review.plan.targets().map(targets::number);
    let longest = ids.max().unwrap_or_default().to_string().len();
    let has_token = review
        .plan
        .targets()
        .any(|it| it.kind() == TargetKind::Tokens);
    let word = if has_token { width("token ") } else { 0 };
    (word + longest + TIME).max(width("user ") + longest + 2)
}

/// How many items fit beside each other in so many columns.
pub(super) fn beside(columns: usize, review: &Review) -> usize {
    (columns.saturating_sub(INDENT) / cell(review)).max(1)
}

/// Draws some lines of the list.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    area: Rect,
    review: &Review,
    lines: &[ReviewLine<'_>],
) {
    let cell = cell(review);
    let cursor = review.folds.under_cursor(&review.people());
    for (n, line) in lines.iter().enumerate() {
        let mut pen = targets::line(buffer, area, n);
        match line {
            ReviewLine::Person {
                user,
                items,
                has_namesake,
            } => {
                let is_unfolded = review.folds.is_unfolded(*user);
                person(scene, &mut pen, items, *has_namesake, is_unfolded);
                if cursor == Some(*user) {
                    cursor_row(scene, buffer, row(area, n));
                }
            }
            ReviewLine::Items { user, items } => ids(scene, &mut pen, (*user, items), cell),
            ReviewLine::LeftAlone(one) => {
                left_out::draw(scene, &mut pen, one, left_out::WhichNames::Real);
            }
        }
    }
}

/// Somebody, by name and by an address or the number, and how much is done to them. Whoever has a
/// namesake has both.
fn person(
    scene: Scene<'_>,
    pen: &mut Pen<'_>,
    items: &[Item],
    has_namesake: bool,
    is_unfolded: bool,
) {
    let theme = scene.theme;
    let Some(first) = items.first() else { return };
    let target = &first.target;
    let style = if target.role() == Some(Role::Admin) {
        theme.heading
    } else {
        theme.text
    };
    let sign = if is_unfolded {
        theme.signs.unfolded
    } else {
        theme.signs.folded
    };
    let room = pen.left().saturating_sub(2);
    let name_columns = if room < NARROW {
        NAME.0
    } else {
        (room / 3).clamp(NAME.0, NAME.1)
    };
    let much = how_much(items, room >= WIDE);
    let most = room.saturating_sub(NAME.0 + 1 + ROLE + ADDRESS);
    let much = SafeText::new(&much)
        .fit(most.saturating_sub(1))
        .into_owned();
    let behind = width(&much) + 1;
    let whom = room.saturating_sub(name_columns + 1 + ROLE + behind);
    pen.put(sign, theme.dim).gap(1);
    name(scene, pen, target, name_columns, style);
    pen.gap(1).field(
        target.role().map_or(theme.signs.none, short_role),
        ROLE,
        style,
    );
    let dim = style.patch(theme.dim);
    let text = address(target, has_namesake, whom);
    pen.field(&text, whom, dim).right(&much, behind, style);
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

/// What tells somebody from others: the address in ASCII, so that different addresses never look
/// alike, or the number; both for namesakes, and where there is room.
fn address(target: &Target, has_namesake: bool, columns: usize) -> String {
    let id = target.user().to_string();
    let Some(email) = target.email().map(SafeText::escaped) else {
        return format!("id {id}");
    };
    if !has_namesake && columns < BOTH {
        return cut_middle(&email, columns.saturating_sub(1)).into_owned();
    }
    let room = columns.saturating_sub(id.len() + 2);
    let email: Cow<'_, str> = cut_middle(&email, room);
    format!("{email} {id}")
}

/// How much is done to somebody, in full where there is room.
fn how_much(items: &[Item], in_full: bool) -> String {
    let of = |kind| {
        let such = items.iter().filter(|item| item.target.kind() == kind);
        such.filter(|item| !item.is_unlisted()).count()
    };
    let (sessions, tokens) = (of(TargetKind::Sessions), of(TargetKind::Tokens));
    let mut parts = Vec::new();
    for item in items {
        match (&item.target, item.is_unlisted()) {
            (_, true) if in_full => {
                parts.push("0 known sessions, and whatever is there then".to_owned());
            }
            (_, true) => parts.push("0 known".to_owned()),
            (Target::Person(target), false) if items.len() == 1 => {
                let known = target.sessions;
                parts.extend(known.map(|known| counted(known, "session", "sessions")));
            }
            (Target::Person(_), false) => parts.push("suspend".to_owned()),
            (Target::Session(_) | Target::Token(_), false) => {}
        }
    }
    if tokens > 0 {
        parts.push(counted(tokens, "token", "tokens"));
    }
    if sessions > 0 {
        parts.push(counted(sessions, "session", "sessions"));
    }
    let beyond = items.iter().filter(|item| item.target.is_beyond()).count();
    if beyond > 0 {
        parts.push(format!("{} beyond", count(beyond)));
    }
    parts.join(", ")
}

/// The number of somebody, and the ids of what is done to them, each with its time.
fn ids(scene: Scene<'_>, pen: &mut Pen<'_>, (user, items): (Option<UserId>, &[Item]), cell: usize) {
    let theme = scene.theme;
    pen.gap(INDENT);
    if let Some(user) = user {
        pen.field(&format!("user {user}"), cell, theme.dim);
    }
    for item in items {
        let (text, style) = id(scene, item);
        pen.field(&text, cell, style);
    }
}

fn id(scene: Scene<'_>, item: &Item) -> (String, Style) {
    let theme = scene.theme;
    let text = match &item.target {
        Target::Session(target) => {
            let since = time(scene, target.authenticated_at);
            format!("{} since {since}", target.key.session)
        }
        Target::Token(target) => {
            let used = last_used(scene, &target.token);
            format!("token {} {used}", target.token.id)
        }
        Target::Person(_) => return (String::new(), theme.dim),
    };
    if item.target.is_beyond() {
        return (format!("{text} +"), theme.warning);
    }
    (text, theme.text)
}
