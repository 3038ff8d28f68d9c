//! What is done something to, as it is shown: under the names that are shown, and by a name first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::pen::Pen;
use super::Scene;
use crate::model::{SafeText, cut_middle};
use crate::operation::Target;

/// The least and the most columns of a name.
const NAME: (usize, usize) = (16, 28);

/// The columns of a name in a list of so many columns.
pub(super) fn name_columns(columns: usize) -> usize {
    (columns / 4).clamp(NAME.0, NAME.1)
}

/// The name of somebody, or what stands for it where there is none: the address, else the number.
pub(super) fn name(target: &Target, columns: usize) -> String {
    match target.name().filter(|name| !name.is_blank()) {
        Some(name) => name.fit(columns).into_owned(),
        None => target.email().map_or_else(
            || format!("user {}", target.user()),
            |email| cut_middle(&email.escaped(), columns).into_owned(),
        ),
    }
}

/// The least columns of an address that is cut, which says less than nothing when it is shorter.
const STUMP: usize = 8;

/// What tells somebody from others: the address in ASCII, so that different addresses never look alike,
/// and the number. Where there is no room for both it is the whole address, and where that must be cut, or
/// a namesake is there too, the number stands beside what is left of it.
pub(super) fn whom(target: &Target, has_namesake: bool, columns: usize) -> String {
    let id = target.user().to_string();
    let Some(email) = target.email().map(SafeText::escaped) else {
        return format!("id {id}");
    };
    let room = columns.saturating_sub(id.len() + 1);
    if email.len() > room && email.len() <= columns && !has_namesake {
        email
    } else if room < STUMP {
        format!("id {id}")
    } else {
        format!("{} {id}", cut_middle(&email, room))
    }
}

/// A target under the names that are shown.
pub(super) fn named(scene: Scene<'_>, target: &Target) -> Target {
    let names = scene.names();
    let mut target = target.clone();
    match &mut target {
        Target::Session(it) => {
            let user = it.key.user;
            it.name = it
                .name
                .as_ref()
                .map(|name| names.name(user, name).into_owned());
            it.email = it
                .email
                .as_ref()
                .map(|email| names.email(user, email).into_owned());
            it.key = names.key(it.key);
        }
        Target::Person(it) => {
            it.user = it.user.as_ref().map(|user| names.user(user).into_owned());
            it.id = names.user_id(it.id);
        }
        Target::Token(it) => {
            it.owner = it.owner.as_ref().map(|user| names.user(user).into_owned());
            it.token.user = names.user_id(it.token.user);
            it.token.id = names.token_id(it.token.id);
        }
    }
    target
}

/// Draws one line of a list.
pub(super) fn line(buffer: &mut Buffer, area: Rect, n: usize) -> Pen<'_> {
    Pen::on(buffer, super::row(area, n))
}
