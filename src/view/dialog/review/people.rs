//! The list of a review: people first, by name, and under each of them what is done, by id.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::layout::row;
use super::super::super::pen::{Pen, width};
use super::super::super::words::{count, counted, last_used, short_role, time};
use super::super::{Scene, cursor_row, left_out, targets};
use crate::app::{Review, ReviewLine};
use crate::model::{Role, SafeText, UserId};
use crate::operation::{Item, Target, TargetKind};

/// Columns of a role.
const ROLE: usize = 6;
/// The least and the most columns of a name.
const NAME: (usize, usize) = (16, 32);
/// Columns before the ids under a person.
const INDENT: usize = 4;
/// Columns of a time behind an id, with the word before it.
const TIME: usize = 18;
/// The least columns of what tells somebody from others: a number.
const ADDRESS: usize = 17;
/// The least columns of names, and the targets whose names are measured: more than a screen shows.
const SHORTEST: usize = 8;
const MEASURED: usize = 400;
/// In fewer columns than this a name has no more than it needs.
const NARROW: usize = 60;
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
    let names = name_columns(review, usize::from(area.width).saturating_sub(2));
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
                person(scene, &mut pen, items, *has_namesake, (names, is_unfolded));
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

/// The columns of names: what the longest needs, as far as there is room.
fn name_columns(review: &Review, room: usize) -> usize {
    let most = if room < NARROW {
        NAME.0
    } else {
        (room / 3).clamp(NAME.0, NAME.1)
    };
    let names = review.plan.targets().take(MEASURED);
    let needed = names.filter_map(Target::name).map(SafeText::width).max();
    needed.unwrap_or(0).clamp(SHORTEST, most)
}

/// Somebody, by name and by an address or the number, and how much is done to them. Whoever has a
/// namesake has both.
fn person(
    scene: Scene<'_>,
    pen: &mut Pen<'_>,
    items: &[Item],
    has_namesake: bool,
    (name_columns, is_unfolded): (usize, bool),
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
    let [much, short] = how_much(items);
    let whom_of = |much: &str| room.saturating_sub(name_columns + 1 + ROLE + width(much) + 1);
    // What is done gives way to whom it is done to.
    let is_whole = |much: &str| {
        let columns = whom_of(much).saturating_sub(1);
        let least = target.email().map_or(0, |email| email.escaped().len());
        let id = target.user().to_string().len() + 1;
        columns >= least + if has_namesake { id } else { 0 }
    };
    let much = if is_whole(&much) { much } else { short };
    let most = room.saturating_sub(name_columns + 1 + ROLE + ADDRESS + 1);
    let much = SafeText::new(&much).fit(most).into_owned();
    let (behind, whom) = (width(&much) + 1, whom_of(&much));
    pen.put(sign, theme.dim).gap(1);
    name(scene, pen, target, name_columns, style);
    pen.gap(1).field(
        target.role().map_or(theme.signs.none, short_role),
        ROLE,
        style,
    );
    let dim = style.patch(theme.dim);
    let text = targets::whom(target, has_namesake, whom.saturating_sub(1));
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

/// How much is done to somebody, and the same in fewer words.
fn how_much(items: &[Item]) -> [String; 2] {
    let are_all = items.iter().any(Item::is_unlisted);
    [false, true].map(|is_short| {
        let mut parts = parts_of(items);
        if are_all {
            parts.push(
                if is_short {
                    "all sessions"
                } else {
                    "all sessions, 0 known"
                }
                .to_owned(),
            );
        }
        parts.join(", ")
    })
}

/// What is done to somebody, beside ending sessions of theirs that nobody knows of.
fn parts_of(items: &[Item]) -> Vec<String> {
    let of = |kind| {
        let such = items.iter().filter(|item| item.target.kind() == kind);
        such.filter(|item| !item.is_unlisted()).count()
    };
    let (sessions, tokens) = (of(TargetKind::Sessions), of(TargetKind::Tokens));
    let mut parts = Vec::new();
    for item in items.iter().filter(|item| !item.is_unlisted()) {
        match &item.target {
            Target::Person(target) if items.len() == 1 => {
                let known = target.sessions;
                parts.extend(known.map(|known| counted(known, "session", "sessions")));
            }
            Target::Person(_) => parts.push("suspend".to_owned()),
            Target::Session(_) | Target::Token(_) => {}
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
    parts
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
            format!("token {} {used}", target.token.named())
        }
        Target::Person(_) => return (String::new(), theme.dim),
    };
    if item.target.is_beyond() {
        return (format!("{text} +"), theme.warning);
    }
    (text, theme.text)
}
