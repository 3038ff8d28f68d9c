//! What there is to say of a person and of a session.

use ratatui::style::Style;

use super::super::Scene;
use super::super::words::{age, row_state};
use crate::live::{Known, Person, Slot};
use crate::model::{SafeText, Timestamp};

/// One line: what it is, and what it says.
pub(super) struct Fact<'a> {
    pub(super) label: &'static str,
    pub(super) value: Value<'a>,
}

pub(super) enum Value<'a> {
    /// The program's words.
    Words(String, Style),
    /// Somebody else's.
    Text(&'a SafeText, Style),
    /// An address.
    Email(&'a SafeText),
}

/// Who it is.
pub(super) fn of_person<'a>(scene: Scene<'_>, person: &'a Person) -> Vec<Fact<'a>> {
    let theme = scene.theme;
    let plain = |text: String| Value::Words(text, theme.text);
    let none = || Value::Words(theme.signs.none.to_owned(), theme.dim);
    let fact = |label, value| Fact { label, value };
    let id = fact("user", plain(person.id.to_string()));
    let user = match &person.known {
        Known::User(user) => user,
        Known::NotAsked => {
            let text = format!("not asked yet{}", theme.signs.more);
            return vec![id, fact("name", Value::Words(text, theme.dim))];
        }
        Known::Missing => {
            let text = "Zendesk does not tell who this is".to_owned();
            return vec![id, fact("name", Value::Words(text, theme.warning))];
        }
    };
    let state = if !user.active {
        Value::Words("deleted, and still signed in".to_owned(), theme.danger)
    } else if user.suspended {
        Value::Words("suspended, and still signed in".to_owned(), theme.danger)
    } else {
        plain("active".to_owned())
    };
    let role = user.custom_role.map_or_else(
        || user.role.as_str().to_owned(),
        |custom| format!("{}, custom role {custom}", user.role.as_str()),
    );
    let organization = user
        .organization
        .map_or_else(none, |organization| plain(organization.to_string()));
    let name = if user.name.is_blank() {
        theme.blank
    } else {
        theme.heading
    };
    vec![
        id,
        fact("name", Value::Text(&user.name, name)),
        fact(
            "e-mail",
            user.email.as_ref().map_or_else(none, Value::Email),
        ),
        fact("role", plain(role)),
        fact("status", state),
        fact("org", organization),
        fact(
            "time zone",
            user.time_zone
                .as_ref()
                .map_or_else(none, |zone| Value::Text(zone, theme.text)),
        ),
    ]
}

/// Which sign-in it is.
pub(super) fn of_session<'a>(
    scene: Scene<'_>,
    slot: Slot,
    person: Option<&Person>,
) -> Vec<Fact<'a>> {
    let Scene { app, now, theme } = scene;
    let mut facts = Vec::new();
    let Some(session) = app.list().seen().row(slot) else {
        return facts;
    };
    let told = |at: Option<Timestamp>, least: &str| match at {
        Some(at) => {
            let text = format!("{least}{} ago, {at}", age(at, app, now));
            Value::Words(text, theme.text)
        }
        None => Value::Words("Zendesk does not tell".to_owned(), theme.dim),
    };
    let at_least = format!("{} ", theme.signs.at_least);
    let state = row_state(app.row_state(slot, now), person, theme);
    let state = if state.long.is_empty() {
        Value::Words("listed".to_owned(), theme.text)
    } else {
        Value::Words(state.long.to_owned(), state.style)
    };
    let fact = |label, value| Fact { label, value };
    facts.push(fact(
        "session",
        Value::Words(session.session.to_string(), theme.text),
    ));
    facts.push(fact("signed in", told(session.authenticated_at, "")));
    facts.push(fact("last seen", told(session.last_seen_at, &at_least)));
    facts.push(fact("state", state));
    facts
}
