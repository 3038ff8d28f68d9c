//! Sessions, people or tokens in a dialog, one on each line: what must be right comes first, the
//! name last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::pen::{Pen, cut_middle};
use super::super::words::{count, short_role, time};
use super::Scene;
use crate::model::SafeText;
use crate::operation::{BEYOND, Operation, Target, TargetKind};

/// Columns of a role, of an id and of a time. A longer id gets more: a target is known by its
/// number, which is never cut.
const ROLE: usize = 6;
const ID: usize = 20;
const ID_NARROW: usize = 15;
const TIME: usize = 10;
/// The least and the most columns of an address.
const EMAIL: (usize, usize) = (18, 40);
/// An address in fewer columns than this says nothing.
const STUMP: usize = 10;
/// The least number of columns that a name needs.
const NAME: usize = 10;

/// Columns of an item's state, which stands before its target.
pub(super) const fn state_columns(width: u16) -> usize {
    if width >= 100 { 16 } else { 12 }
}

/// The numbers that a line begins with: the user's, and the session's, the token's or how many
/// sessions there are.
pub(super) type Numbers = (u64, u64);

/// The numbers of a target.
pub(super) fn numbers(target: &Target) -> Numbers {
    let what = match target {
        Target::Session(target) => target.key.session.get(),
        Target::Person(target) => target.sessions.unwrap_or_default() as u64,
        Target::Token(target) => target.token.id.get(),
    };
    (target.user().get(), what)
}

/// The widths of the columns of one list.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    user: usize,
    what: usize,
    time: usize,
    email: usize,
    name: usize,
}

impl Columns {
    /// The columns that fit beside `before` columns of the dialog's own, in a list with these
    /// numbers. The ids and the address are always there; the time and the name give way. People
    /// have no time.
    pub(super) fn of(
        width: u16,
        before: usize,
        operation: Operation,
        list: impl Iterator<Item = Numbers>,
    ) -> Self {
        let width = usize::from(width).saturating_sub(before);
        let id = if width >= 100 { ID } else { ID_NARROW };
        let (user, what) = list.fold((0, 0), |(user, what), next| {
            (next.0.max(user), next.1.max(what))
        });
        let room = |longest: u64| id.max(longest.to_string().len() + 1);
        let (user, what) = (room(user), room(what));
        let fixed = ROLE + user + what;
        let mut rest = width.saturating_sub(fixed);
        let is_timed = operation.target_kind() != TargetKind::People;
        let time = if is_timed && rest >= TIME + EMAIL.0 {
            TIME
        } else {
            0
        };
        rest -= time.min(rest);
        let email = if rest >= EMAIL.0 + NAME {
            (rest * 2 / 3).clamp(EMAIL.0, EMAIL.1).min(rest - NAME)
        } else if rest >= STUMP {
            rest
        } else {
            0
        };
        Self {
            user,
            what,
            time,
            email,
            name: if email > 0 { rest - email } else { 0 },
        }
    }
}

/// Draws the headings.
pub(super) fn headings(pen: &mut Pen<'_>, columns: Columns, operation: Operation, style: Style) {
    let (what, when) = match operation.target_kind() {
        TargetKind::Sessions => ("SESSION", "SIGNED IN"),
        TargetKind::People => ("SESSIONS", ""),
        TargetKind::Tokens => ("TOKEN", "LAST USED"),
    };
    pen.field("ROLE", ROLE, style)
        .field("USER", columns.user, style)
        .field(what, columns.what, style);
    if columns.time > 0 {
        pen.field(when, columns.time, style);
    }
    pen.field("E-MAIL", columns.email, style)
        .field("NAME", columns.name, style);
}

/// Draws one target. The address is in ASCII, so that different addresses never look alike.
pub(super) fn draw(
    scene: Scene<'_>,
    pen: &mut Pen<'_>,
    columns: Columns,
    target: &Target,
    style: Style,
) {
    let theme = scene.theme;
    let dim = style.patch(theme.dim);
    let none = theme.signs.none;
    let (what, when) = match target {
        Target::Session(target) => {
            let when = time(scene, target.authenticated_at);
            (target.key.session.to_string(), when)
        }
        Target::Person(target) => {
            let sessions = target.sessions.map_or_else(|| none.to_owned(), count);
            (sessions, String::new())
        }
        Target::Token(target) => {
            let when = time(scene, target.token.used_at);
            (target.token.id.to_string(), when)
        }
    };
    pen.field(target.role().map_or(none, short_role), ROLE, style)
        .field(&target.user().to_string(), columns.user, style)
        .field(&what, columns.what, style);
    if columns.time > 0 {
        pen.field(&when, columns.time, dim);
    }
    let room = columns.email.saturating_sub(1);
    if target.is_beyond() && columns.name < BEYOND.len() {
        // There is room for it where the address is, which stands beside what was chosen as well.
        let room = columns.email + columns.name;
        pen.put(&SafeText::new(BEYOND).fit(room), theme.warning);
        return;
    }
    match target.email() {
        Some(email) => pen.field(&cut_middle(&email.escaped(), room), room, style),
        None => pen.field(none, room, dim),
    };
    pen.gap(1);
    match target.name() {
        _ if target.is_beyond() => {
            let text = SafeText::new(BEYOND);
            pen.field(&text.fit(columns.name), columns.name, theme.warning)
        }
        Some(name) if name.is_blank() => {
            pen.field(name.as_str(), columns.name, style.patch(theme.blank))
        }
        Some(name) => pen.field(&name.fit(columns.name), columns.name, style),
        None => pen.field(none, columns.name, dim),
    };
}

/// Draws one line of a list.
pub(super) fn line(buffer: &mut Buffer, area: Rect, n: usize) -> Pen<'_> {
    Pen::on(buffer, super::row(area, n))
}
