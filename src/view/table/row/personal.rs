//! The cells that say who somebody is.

use std::borrow::Cow;

use ratatui::style::{Modifier, Style};

use super::super::super::pen::{Pen, width};
use super::super::super::words::{NOT_READ, short_role};
use super::super::super::{Scene, Theme};
use super::super::columns::Field;
use super::Cells;
use crate::live::Lookup;
use crate::model::{Role, SafeText, User};

/// The letters of an address before its domain that begin to tell whose it is.
const LETTERS: usize = 4;

/// What a cell says of somebody, before it is cut to its column.
pub(super) enum CellText<'a> {
    /// A sign, or words of the program.
    Words(Cow<'a, str>),
    /// A name, of a person or of an organisation.
    Name(Cow<'a, SafeText>),
    Address(Cow<'a, SafeText>),
    Role(Role),
}

impl CellText<'_> {
    /// The columns in which nothing of it is cut.
    pub(super) fn columns(&self) -> usize {
        match self {
            Self::Words(words) => width(words),
            Self::Name(text) | Self::Address(text) => text.width(),
            Self::Role(_) => 0,
        }
    }

    /// The columns in which it tells anything: of an address the domain and a few letters before it.
    pub(super) fn telling(&self) -> usize {
        let Self::Address(address) = self else {
            return 0;
        };
        let host = address.as_str().rsplit_once('@');
        let host = host.map_or(0, |(_, host)| width(host) + 1);
        address.width().min(LETTERS + 1 + host)
    }

    fn draw(&self, pen: &mut Pen<'_>, columns: usize, style: Style) {
        match self {
            Self::Words(words) => pen.field(words, columns, style),
            Self::Name(name) => pen.field(&name.fit(columns), columns, style),
            Self::Address(address) => pen.field(&address.fit_email(columns), columns, style),
            Self::Role(role) => pen.field(&role_word(*role, columns), columns, style),
        };
    }
}

impl<'a> Cells<'a> {
    /// Draws a cell that says who somebody is.
    pub(super) fn personal(&self, pen: &mut Pen<'_>, field: Field, columns: usize) {
        let (said, style) = self.who(field);
        said.draw(pen, columns, style);
    }

    /// What the person's record says. Somebody whose record is not known is called by their number
    /// in place of the name.
    pub(super) fn who(&self, field: Field) -> (CellText<'a>, Style) {
        let theme = self.scene.theme;
        let missing = self.base.patch(theme.dim);
        let (sign, style) = match self.person.map(|person| &person.known) {
            Some(Lookup::User(user)) => return self.of_user(field, user),
            Some(Lookup::NotAsked) => (NOT_READ, missing),
            Some(Lookup::Unreadable) => (NOT_READ, self.base.patch(theme.warning)),
            Some(Lookup::Missing | Lookup::NoSuchUser) | None => (theme.signs.none, missing),
        };
        let words = match self.person {
            Some(person) if field == Field::Name => {
                format!("{sign} id {}", self.scene.names().user_id(person.id)).into()
            }
            _ => sign.into(),
        };
        (CellText::Words(words), style)
    }

    fn of_user(&self, field: Field, user: &'a User) -> (CellText<'a>, Style) {
        let Scene { app, theme, .. } = self.scene;
        let names = self.scene.names();
        let missing = self.base.patch(theme.dim);
        let nothing = || (CellText::Words(theme.signs.none.into()), missing);
        match field {
            Field::Role => (
                CellText::Role(user.role),
                self.base.patch(of_role(user.role, theme)),
            ),
            Field::Organization => match user.organization.shown().copied() {
                Some(id) => match names.organization(id, app.list().snapshot().directory()) {
                    Some(name) => (CellText::Name(name), self.base),
                    None if app.list().snapshot().may_name(id) => {
                        (CellText::Words(NOT_READ.into()), missing)
                    }
                    None => (CellText::Words(id.to_string().into()), missing),
                },
                None => nothing(),
            },
            Field::Email => match user.email.shown() {
                Some(email) => (CellText::Address(names.email(user.id, email)), self.base),
                None => nothing(),
            },
            _ => match user.name.shown() {
                None => nothing(),
                Some(name) => {
                    let name = names.name(user.id, name);
                    let style = match user.role {
                        _ if name.is_blank() => self.base.patch(theme.blank),
                        Role::Admin => self.base.add_modifier(Modifier::BOLD),
                        _ => self.base,
                    };
                    (CellText::Name(name), style)
                }
            },
        }
    }
}

/// Admins stand out, and end users recede.
const fn of_role(role: Role, theme: &Theme) -> Style {
    match role {
        Role::Admin => theme.accent,
        Role::EndUser => theme.dim,
        _ => theme.text,
    }
}

/// The word for a role. An admin is written in capitals, so that weight and colour are not all
/// that tells them.
fn role_word(role: Role, columns: usize) -> String {
    let word = match role {
        Role::Admin => "ADMIN",
        _ => short_role(role),
    };
    if word.len() <= columns {
        return word.to_owned();
    }
    word.chars().take(1).collect()
}
