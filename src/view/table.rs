//! The list: headings, the rows in the window, the scrollbar, or why there is nothing.
//!
//! - `columns` which columns there are at which width

mod columns;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use self::columns::{Columns, Field};
use super::Scene;
use super::layout::row;
use super::pen::{Pen, cut_middle, typed, width};
use super::words::{age, count, heading, key, moment, row_state, short_role};
use crate::app::{Action, Mode};
use crate::live::{Coverage, Freshness, Known, Person, Slot};
use crate::model::{Timestamp, User};

pub(super) use self::columns::shows;

/// Draws headings and rows.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    let columns = Columns::of(area.width, scene.app.look().absolute_times);
    headings(scene, buffer, row(area, 0), &columns);
    let rows = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    let list = scene.app.list();
    if list.is_empty() {
        nothing(scene, buffer, rows);
        return;
    }
    for (n, slot) in list.window().iter().enumerate() {
        draw_row(
            scene,
            buffer,
            row(rows, n),
            &columns,
            *slot,
            list.offset() + n,
        );
    }
    scrollbar(scene, buffer, rows);
}

fn headings(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, columns: &Columns) {
    let Scene { app, theme, .. } = scene;
    let sort = app.list().sort;
    let mut pen = Pen::on(buffer, line);
    for (field, columns) in columns.iter() {
        let word = field.heading(app.look().absolute_times);
        let column = field.column();
        let text = column.map_or_else(
            || word.to_owned(),
            |column| heading(word, column, sort, theme),
        );
        let style = if column == Some(sort.column) {
            theme.sorted
        } else {
            theme.heading
        };
        if field.is_right() {
            let blank = columns.saturating_sub(width(&text));
            pen.gap(blank).field(&text, columns - blank, style);
        } else {
            let used = width(&text).min(columns);
            pen.field(&text, used, style).gap(columns - used);
        }
        pen.gap(1);
    }
}

fn draw_row(
    scene: Scene<'_>,
    buffer: &mut Buffer,
    line: Rect,
    columns: &Columns,
    slot: Slot,
    index: usize,
) {
    let Scene { app, now, theme } = scene;
    let seen = app.list().seen();
    let (Some(session), Some(place)) = (seen.row(slot), seen.row(slot).map(|row| row.person))
    else {
        return;
    };
    let person = seen.person(place);
    let marked = seen.key(slot).is_some_and(|key| app.marks().contains(key));
    let state = row_state(app.row_state(slot, now), person, theme);
    let stale = matches!(app.snapshot().freshness, Freshness::Stale { .. });
    let base = if stale || seen.is_gone(slot) {
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
                let sign = if marked { theme.signs.mark } else { " " };
                pen.field(sign, columns, base.patch(theme.mark));
            }
            Field::State => {
                pen.field(&state.text(columns), columns, base.patch(state.style));
            }
            Field::User => {
                let number = person.map_or(0, |person| person.id.get());
                pen.field(&last_digits(number, columns), columns, base);
            }
            Field::Session => {
                pen.field(&last_digits(session.session.get(), columns), columns, base);
            }
            Field::SignedIn => {
                pen.right(&time(scene, session.authenticated_at), columns, base);
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
        Some(Known::User(user)) => user,
        Some(Known::NotAsked) => {
            pen.field(theme.signs.more, columns, missing);
            return;
        }
        Some(Known::Missing) | None => {
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

/// An id; where it is too long its end, which differs most, after a sign of the cut.
fn last_digits(number: u64, columns: usize) -> String {
    let digits = number.to_string();
    if digits.len() <= columns {
        return digits;
    }
    let cut = cut_middle(&digits, columns);
    cut.into_owned()
}

fn time(scene: Scene<'_>, at: Option<Timestamp>) -> String {
    let Some(at) = at else {
        return scene.theme.signs.none.to_owned();
    };
    if scene.app.look().absolute_times {
        moment(at, scene.app.snapshot().server_time(scene.now))
    } else {
        age(at, scene.app, scene.now).to_string()
    }
}

/// Zendesk notices a session now and then, so the age is a lower bound.
fn last_seen(scene: Scene<'_>, at: Option<Timestamp>) -> String {
    let text = time(scene, at);
    if at.is_none() || scene.app.look().absolute_times {
        return text;
    }
    format!("{} {text:>6}", scene.theme.signs.at_least)
}

fn scrollbar(scene: Scene<'_>, buffer: &mut Buffer, rows: Rect) {
    let Scene { app, theme, .. } = scene;
    let (total, shown) = (app.list().len(), usize::from(rows.height));
    if total <= shown || shown == 0 {
        return;
    }
    let length = (shown * shown / total).max(1);
    let last = total - shown;
    let from = (app.list().offset().min(last) * (shown - length)).div_ceil(last);
    let x = rows.right().saturating_sub(1);
    for n in 0..shown {
        let line = Rect {
            x,
            width: 1,
            ..row(rows, n)
        };
        let (sign, style) = if (from..from + length).contains(&n) {
            (theme.signs.thumb, theme.text)
        } else {
            (theme.signs.side, theme.dim)
        };
        Pen::on(buffer, line).put(sign, style);
    }
}

/// Why there are no rows.
fn nothing(scene: Scene<'_>, buffer: &mut Buffer, rows: Rect) {
    let Scene { app, theme, .. } = scene;
    let seen = app.list().seen();
    let mut lines = Vec::new();
    if !seen.is_empty() && !app.query().is_empty() {
        let query = typed(app.query().text());
        let back = key(app.keymap(), Mode::List, Action::Back);
        let dot = theme.signs.dot;
        let total = count(seen.len());
        lines.push(format!("0 of {total} match /{query} {dot} {back} clears"));
    } else {
        match &app.snapshot().freshness {
            Freshness::Waiting => {
                lines.push(format!("waiting for the first page{}", theme.signs.more));
            }
            Freshness::Current { .. } if app.snapshot().coverage() == Coverage::Own => {
                lines.push("no sessions that these credentials may see".to_owned());
            }
            Freshness::Current { .. } => lines.push("no sessions in this account".to_owned()),
            Freshness::Stale { because, .. } => {
                lines.push("no data from Zendesk".to_owned());
                lines.push(because.to_string());
                lines.push(because.advice().to_owned());
            }
        }
    }
    let top = usize::from(rows.height / 3);
    for (n, text) in lines.iter().enumerate() {
        let text = crate::model::SafeText::new(text);
        let room = usize::from(rows.width);
        let shown = text.fit(room);
        let style = if n == 0 { theme.text } else { theme.dim };
        Pen::on(buffer, row(rows, top + n))
            .gap((room - width(&shown)) / 2)
            .put(&shown, style);
    }
}
