//! People or organisations where it is not clear which is meant, with what tells them apart.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::row;
use super::super::pen::{Pen, whole_words, width};
use super::{Popup, Scene, cursor_row, keys, more, within};
use crate::app::{Destination, Extent, FoundLine, FoundMenu, OrganizationSought};
use crate::live::Sought;
use crate::model::SafeText;

/// Columns of the dialog where there is room.
const WIDTH: u16 = 116;
/// Columns of a role and of a number, and the least of an address.
const ROLE: usize = 9;
const NUMBER: usize = 17;
const ABOUT: usize = 24;
/// The same where there is little room, and the columns up to which there is.
const SHORT_ROLE: usize = 6;
const SHORT_NUMBER: usize = 15;
const SHORT_ABOUT: usize = 14;
const NARROW: usize = 64;
/// Columns of the notes where there is room.
const NOTE: usize = 21;

/// Draws the menu.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect, menu: &FoundMenu) {
    let theme = scene.theme;
    let popup = Popup {
        title: if menu.are_more {
            "Which is meant? There are more than these"
        } else {
            "Which is meant?"
        },
        account: Some(&scene.app.setup().account),
        style: theme.border,
    };
    let lines = &menu.lines;
    let inner = popup.draw(scene, buffer, area, (WIDTH, within(area, lines.len() + 4)));
    let shown = usize::from(inner.height).saturating_sub(2).max(1);
    let extent = Extent::around(menu.at, shown, lines.len());
    let has_roles = lines.iter().any(|found| !found.role.is_empty());
    for (n, found) in extent.rows().zip(&lines[extent.rows()]) {
        let place = row(inner, n - extent.first());
        if found.asks_server {
            ask_line(scene, buffer, place, found);
        } else {
            line(scene, buffer, place, found, has_roles);
        }
        if n == menu.at {
            cursor_row(scene, buffer, place);
        }
    }
    keys(scene, buffer, inner, &more(scene, extent));
}

/// Draws the line that asks the server: in words, which need no columns of their own.
fn ask_line(scene: Scene<'_>, buffer: &mut Buffer, place: Rect, found: &FoundLine) {
    let mut pen = Pen::on(buffer, place);
    pen.gap(1).put(found.name.as_str(), scene.theme.text);
    let room = pen.left().saturating_sub(3);
    let about = whole_words(found.about.as_str(), room);
    pen.gap(2)
        .field(&about, width(&about).min(room), scene.theme.dim);
}

/// Draws one line: the number and the address are never cut for the sake of the name.
fn line(scene: Scene<'_>, buffer: &mut Buffer, place: Rect, found: &FoundLine, has_roles: bool) {
    let theme = scene.theme;
    let columns = usize::from(place.width);
    let note = if columns > 100 || found.note.is_empty() {
        NOTE
    } else {
        found.note.chars().count() + 1
    };
    let note = if found.note.is_empty() && columns <= 100 {
        0
    } else {
        note
    };
    let (role, role_columns, number, about) = if columns <= NARROW {
        let role = found.role.strip_prefix("end-").unwrap_or(found.role);
        (role, SHORT_ROLE, SHORT_NUMBER, SHORT_ABOUT)
    } else {
        (found.role, ROLE, NUMBER, ABOUT)
    };
    let role_columns = if has_roles { role_columns } else { 0 };
    let name = columns
        .saturating_sub(1 + role_columns + number + about + note)
        .clamp(8, 30);
    let shown = shown(scene, found);
    let mut pen = Pen::on(buffer, place);
    pen.gap(1)
        .field(&shown.name.fit(name - 1), name, theme.text)
        .field(role, role_columns, theme.dim)
        .field(&shown.number, number, theme.text);
    let room = pen.left().saturating_sub(note + 1);
    let about = if found.has_address {
        shown.about.fit_email(room)
    } else {
        whole_words(shown.about.as_str(), room)
    };
    pen.field(&about, room, theme.text)
        .gap(1)
        .field(&found.note, note, theme.warning);
}

/// What tells somebody or something from the others, by the names that are shown.
struct FoundAs<'a> {
    name: Cow<'a, SafeText>,
    number: String,
    about: Cow<'a, SafeText>,
}

/// While people are masked, the pseudonyms tell them apart as everywhere else.
fn shown<'a>(scene: Scene<'a>, found: &'a FoundLine) -> FoundAs<'a> {
    let names = scene.names();
    let as_it_is = || FoundAs {
        name: Cow::Borrowed(&found.name),
        number: found.number.clone(),
        about: Cow::Borrowed(&found.about),
    };
    if found.asks_server || !names.are_masked() {
        return as_it_is();
    }
    let hidden = |text: &SafeText| Cow::Owned(SafeText::new(names.words(text.as_str())));
    match &found.destination {
        Destination::Person(Sought::Id(id)) => FoundAs {
            name: names.name(*id, &found.name),
            number: names.user_id(*id).to_string(),
            about: if found.has_address {
                names.email(*id, &found.about)
            } else {
                Cow::Borrowed(&found.about)
            },
        },
        Destination::Organization(OrganizationSought::Id(id)) => {
            let name = names.organization(*id, scene.app.snapshot().directory());
            FoundAs {
                name: name.unwrap_or_else(|| hidden(&found.name)),
                number: names.organization_id(*id).to_string(),
                about: hidden(&found.about),
            }
        }
        _ => FoundAs {
            name: hidden(&found.name),
            number: names.words(&found.number).to_owned(),
            about: hidden(&found.about),
        },
    }
}
