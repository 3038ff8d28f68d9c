//! One session on one line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::super::pen::{Pen, cut_middle};
use super::super::words::{row_state, short_role, time};
use super::super::{Scene, Theme};
use super::columns::{Columns, Field};
use crate::app::App;
use crate::live::{AgeGrade, Lookup, Person, Slot};
use crate::model::{SentTime, User};
use crate::operation::ExcludedBecause;

/// Draws the session in a slot; `index` is its place among all rows.
pub(super) fn draw(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    columns: &Columns,
    slot: Slot,
    index: usize,
) {
    let Scene { app, now, theme } = scene;
    let snapshot = app.list().snapshot();
    let Some(session) = snapshot.row(slot) else {
        return;
    };
    let person = snapshot.person(session.person);
    let marked = snapshot
        .key(slot)
        .is_some_and(|key| app.marks().contains(key));
    let word = row_state(app.row_state(slot, now), person, theme);
    let stale = app.snapshot().age_grade(now) == AgeGrade::Stale;
    let base = if stale || snapshot.is_gone(slot) {
        theme.dim
    } else {
        theme.text
    };
    let base = if marked {
        base.add_modifier(Modifier::BOLD)
    } else {
        base
    };
    let mut pen = Pen::on(buffer, line);
    for (field, columns) in columns.iter() {
        match field {
            Field::Mark => {
                let guarded = person.and_then(|person| guard_sign(app, person, theme));
                let (sign, style) = if marked {
                    (theme.signs.mark, theme.mark)
                } else {
                    guarded.unwrap_or((" ", theme.mark))
                };
                pen.field(sign, columns, base.patch(style));
            }
            Field::State => {
                pen.field(&word.text(columns), columns, base.patch(word.style));
            }
            Field::User => {
                let number = person.map_or(0, |person| person.id.get());
                pen.field(&id_text(number, columns), columns, base);
            }
            Field::Session => {
                pen.field(&id_text(session.session.get(), columns), columns, base);
            }
            Field::SignedIn => {
                pen.right(&sent_time(scene, session.authenticated_at), columns, base);
            }
            Field::LastSeen => {
                let text = last_seen(scene, session.last_seen_at);
                pen.right(&text, columns, base);
            }
            Field::Role | Field::Email | Field::Name => {
                person_field(scene, &mut pen, field, columns, person, base);
            }
        }
        pen.gap(1);
    }
    if index == app.list().cursor_index() {
        buffer.set_style(line.intersection(buffer.area), theme.cursor);
    }
}

/// The sign of a person whose sessions stay, whatever is chosen.
fn guard_sign(app: &App, person: &Person, theme: &Theme) -> Option<(&'static str, Style)> {
    match app.guarded_as(person)? {
        ExcludedBecause::Yours => Some((theme.signs.own, theme.accent)),
        _ => Some((theme.signs.protected, theme.warning)),
    }
}

fn person_field(
    scene: Scene<'_>,
    pen: &mut Pen<'_>,
    field: Field,
    columns: usize,
    person: Option<&Person>,
    base: Style,
) {
    let theme = scene.theme;
    let missing = base.patch(theme.dim);
    let user: &User = match person.map(|person| &person.known) {
        Some(Lookup::User(user)) => user,
        Some(Lookup::NotAsked) => {
            pen.field(theme.signs.more, columns, missing);
            return;
        }
        Some(Lookup::Unreadable) => {
            pen.field("?", columns, base.patch(theme.warning));
            return;
        }
        Some(Lookup::Missing | Lookup::NoSuchUser) | None => {
            pen.field(theme.signs.none, columns, missing);
            return;
        }
    };
    match field {
        Field::Role => {
            let long = user.role.as_str();
            let word = if long.len() <= columns {
                long
            } else {
                short_role(user.role)
            };
            pen.field(word, columns, base);
        }
        Field::Email => match &user.email {
            Some(email) => {
                pen.field(&email.fit_email(columns), columns, base);
            }
            None => {
                pen.field(theme.signs.none, columns, missing);
            }
        },
        _ => {
            let style = if user.name.is_blank() {
                base.patch(theme.blank)
            } else {
                base
            };
            pen.field(&user.name.fit(columns), columns, style);
        }
    }
}

/// An id, or both its ends where it is too long.
fn id_text(number: u64, columns: usize) -> String {
    let digits = number.to_string();
    if digits.len() <= columns {
        return digits;
    }
    let cut = cut_middle(&digits, columns);
    cut.into_owned()
}

/// How long ago a session was last seen, marked as inexact: Zendesk does not note every request.
fn last_seen(scene: Scene<'_>, at: SentTime) -> String {
    let text = sent_time(scene, at);
    if at.readable().is_none() || scene.app.display().absolute_times {
        return text;
    }
    format!("{} {text:>6}", scene.theme.signs.at_least)
}

/// A time as Zendesk sent it; one that cannot be read is not shown as one that is missing.
fn sent_time(scene: Scene<'_>, at: SentTime) -> String {
    if at.is_unreadable() {
        return "?".to_owned();
    }
    time(scene, at.readable())
}
