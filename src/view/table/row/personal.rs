//! The cells that say who somebody is.

use ratatui::style::{Modifier, Style};

use super::super::super::Theme;
use super::super::super::pen::Pen;
use super::super::super::words::short_role;
use super::super::columns::Field;
use super::Cells;
use crate::live::Lookup;
use crate::model::{Role, User};

impl Cells<'_> {
    /// What the person's record says. Somebody whose record is not known is called by their number
    /// in place of the name.
    pub(super) fn personal(&self, pen: &mut Pen<'_>, field: Field, columns: usize) {
        let theme = self.scene.theme;
        let missing = self.base.patch(theme.dim);
        let (sign, style) = match self.person.map(|person| &person.known) {
            Some(Lookup::User(user)) => {
                let user = self.scene.names().user(user);
                return self.of_user(pen, field, columns, &user);
            }
            Some(Lookup::NotAsked) => (theme.signs.more, missing),
            Some(Lookup::Unreadable) => ("?", self.base.patch(theme.warning)),
            Some(Lookup::Missing | Lookup::NoSuchUser) | None => (theme.signs.none, missing),
        };
        match self.person {
            Some(person) if field == Field::Name => {
                let text = format!("{sign} id {}", self.scene.names().user_id(person.id));
                pen.field(&text, columns, style);
            }
            _ => {
                pen.field(sign, columns, style);
            }
        }
    }

    fn of_user(&self, pen: &mut Pen<'_>, field: Field, columns: usize, user: &User) {
        let theme = self.scene.theme;
        let missing = self.base.patch(theme.dim);
        let by_role = self.base.patch(of_role(user.role, theme));
        match field {
            Field::Role => {
                pen.field(&role_word(user.role, columns), columns, by_role);
            }
            Field::Organization => match user.organization.shown().copied() {
                Some(id) => {
                    let directory = self.scene.app.list().snapshot().directory();
                    let names = self.scene.names();
                    match names.organization(id, directory) {
                        Some(name) => pen.field(&name.fit(columns), columns, self.base),
                        None => pen.field(&id.to_string(), columns, missing),
                    };
                }
                None => {
                    pen.field(theme.signs.none, columns, missing);
                }
            },
            Field::Email => match user.email.shown() {
                Some(email) => {
                    pen.field(&email.fit_email(columns), columns, self.base);
                }
                None => {
                    pen.field(theme.signs.none, columns, missing);
                }
            },
            _ => match user.name.shown() {
                None => {
                    pen.field(theme.signs.none, columns, missing);
                }
                Some(name) if name.is_blank() => {
                    pen.field(&name.fit(columns), columns, self.base.patch(theme.blank));
                }
                Some(name) => {
                    let weight = match user.role {
                        Role::Admin => self.base.add_modifier(Modifier::BOLD),
                        _ => self.base,
                    };
                    pen.field(&name.fit(columns), columns, weight);
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
