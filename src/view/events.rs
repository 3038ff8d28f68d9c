//! The event log: notices of the program and changes of the list, by name, newest last.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Scene;
use super::details::rule;
use super::layout::row;
use super::pen::Pen;
use super::words::{clock, count, counted, short_role};
use crate::app::{Level, Notice};
use crate::live::{LiveEvent, LiveEventKind, PersonIndex};
use crate::model::{SafeText, Timestamp, User, UserId};

/// What stands in place of a notice that may name somebody.
const NOTICE_HIDDEN: &str =
    "(a message that may name somebody is not shown while people are masked)";

/// The most people of one entry who are named.
const NAMED: usize = 3;

/// One line of the log.
pub(super) struct Entry {
    at: Timestamp,
    text: String,
    style: Style,
}

/// Draws the log under a line.
pub(super) fn draw(scene: Scene<'_>, buffer: &mut Buffer, area: Rect) {
    rule(scene, buffer, row(area, 0), "events", scene.theme.dim);
    let room = usize::from(area.height).saturating_sub(1);
    for (n, entry) in newest(scene, room).iter().enumerate() {
        draw_entry(scene, buffer, row(area, n + 1), entry);
    }
}

/// Draws one entry: the time, then the words.
pub(super) fn draw_entry(scene: Scene<'_>, buffer: &mut Buffer, line: Rect, entry: &Entry) {
    let mut pen = Pen::on(buffer, line);
    pen.gap(1)
        .field(&clock(entry.at), 8, scene.theme.dim)
        .gap(1)
        .last(&SafeText::new(&entry.text), entry.style);
}

/// The newest entries, newest last. Changes of one kind in the same second are one entry, and of
/// the whole walks only the last has one.
pub(super) fn newest(scene: Scene<'_>, most: usize) -> Vec<Entry> {
    let mut notices = scene.app.notices().iter().rev().peekable();
    let mut has_walk = false;
    let is_shown = |event: &&LiveEvent| {
        !matches!(event.kind, LiveEventKind::Walked { .. })
            || !std::mem::replace(&mut has_walk, true)
    };
    let events = scene.app.snapshot().events().rev();
    let mut events = events.filter(is_shown).peekable();
    let mut entries = Vec::with_capacity(most);
    while entries.len() < most {
        let notice_is_newer = match (notices.peek(), events.peek()) {
            (Some(notice), Some(event)) => notice.at >= event.at,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => break,
        };
        if notice_is_newer {
            entries.extend(notices.next().map(|notice| of_notice(scene, notice)));
        } else if let Some(event) = events.next() {
            let mut alike = vec![event];
            while let Some(next) = events.next_if(|next| is_alike(event, next)) {
                alike.push(next);
            }
            entries.push(of_event(scene, event, &alike));
        }
    }
    entries.reverse();
    entries
}

/// Whether two changes happened in the same second and are of one kind.
fn is_alike(one: &LiveEvent, other: &LiveEvent) -> bool {
    let is_change = matches!(
        one.kind,
        LiveEventKind::SignedIn(..) | LiveEventKind::Gone(..)
    );
    is_change
        && one.at.seconds() == other.at.seconds()
        && std::mem::discriminant(&one.kind) == std::mem::discriminant(&other.kind)
}

/// The words of a notice, unless they may name somebody while people are masked.
pub(super) fn notice_words<'a>(scene: Scene<'_>, notice: &'a Notice) -> &'a str {
    if notice.names_nobody || !scene.names().are_masked() {
        &notice.text
    } else {
        NOTICE_HIDDEN
    }
}

pub(super) fn of_notice(scene: Scene<'_>, notice: &Notice) -> Entry {
    let style = match notice.level {
        Level::Info => scene.theme.text,
        Level::Warning => scene.theme.warning,
    };
    Entry {
        at: notice.at,
        text: notice_words(scene, notice).to_owned(),
        style,
    }
}

/// The entry for a change and those that are alike, itself included.
fn of_event(scene: Scene<'_>, event: &LiveEvent, alike: &[&LiveEvent]) -> Entry {
    let theme = scene.theme;
    let (text, style) = match &event.kind {
        LiveEventKind::SignedIn(..) => (format!("+ {}", people(scene, alike)), theme.text),
        LiveEventKind::Gone(..) => (format!("- {}", people(scene, alike)), theme.text),
        LiveEventKind::Many { signed_in, gone } => {
            let signed_in =
                (*signed_in > 0).then(|| format!("{} more signed in", count(*signed_in)));
            let gone = (*gone > 0).then(|| format!("{} more gone", count(*gone)));
            let more: Vec<String> = signed_in.into_iter().chain(gone).collect();
            (format!("and {}", more.join(", ")), theme.text)
        }
        LiveEventKind::Walked { sessions } => (
            format!("whole walk: {}", counted(*sessions, "session", "sessions")),
            theme.dim,
        ),
        LiveEventKind::Broke(why) => {
            let text = format!("walk broke off: {}", scene.names().words(why));
            (text, theme.warning)
        }
    };
    Entry {
        at: event.at,
        text,
        style,
    }
}

/// The people of changes that are alike: one with what is known of them, several by name.
fn people(scene: Scene<'_>, alike: &[&LiveEvent]) -> String {
    let mut of: Vec<(UserId, PersonIndex)> = Vec::new();
    for event in alike {
        if let LiveEventKind::SignedIn(key, place) | LiveEventKind::Gone(key, place) = event.kind
            && of.last().is_none_or(|last| last.0 != key.user)
        {
            of.push((key.user, place));
        }
    }
    match of.as_slice() {
        [one] if alike.len() == 1 => introduced(scene, *one),
        [one] => format!(
            "{}, {}",
            introduced(scene, *one),
            counted(alike.len(), "session", "sessions")
        ),
        many => {
            let mut names: Vec<String> = many
                .iter()
                .take(NAMED)
                .map(|one| name(scene, *one))
                .collect();
            if many.len() > NAMED {
                names.push(format!("{} more", count(many.len() - NAMED)));
            }
            format!("{}: {}", count(alike.len()), names.join(", "))
        }
    }
}

/// Somebody's name, or their number where the name is not known.
fn name(scene: Scene<'_>, (id, place): (UserId, PersonIndex)) -> String {
    match user(scene, place).filter(|user| !user.name.is_blank()) {
        Some(user) => scene.names().name(user.id, &user.name).as_str().to_owned(),
        None => format!("id {}", scene.names().user_id(id)),
    }
}

/// Somebody's name with role and organisation.
fn introduced(scene: Scene<'_>, one: (UserId, PersonIndex)) -> String {
    let name = name(scene, one);
    let Some(user) = user(scene, one.1) else {
        return name;
    };
    let role = short_role(user.role);
    let directory = scene.app.snapshot().directory();
    let organization = user.organization;
    match organization.and_then(|id| scene.names().organization(id, directory)) {
        Some(organization) => format!("{name} ({role}, {})", organization.as_str()),
        None => format!("{name} ({role})"),
    }
}

fn user(scene: Scene<'_>, place: PersonIndex) -> Option<&User> {
    scene.app.snapshot().person(place)?.user()
}
