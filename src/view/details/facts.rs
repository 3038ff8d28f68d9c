//! What is known of a person and of a session, as labelled lines.

use std::borrow::Cow;

use ratatui::style::Style;

use super::super::Scene;
use super::super::words::{
    NOT_READ, age, count, counted, day_and_clock, leaver_look, level_style, row_state, until,
    until_the_first_ends,
};
use crate::live::{
    FlagSet, Lookup, NamesUnread, OpenTime, Person, PersonIndex, PersonRow, Row, Slot, end_of,
};
use crate::model::{EndsBy, Forecast, LifeLimit, LimitSource, Role, SafeText, SentTime, Timestamp};
use crate::operation::ExcludedBecause;

/// One line: its label, and what it says.
pub(in crate::view) struct Fact<'a> {
    pub(in crate::view) label: &'static str,
    pub(in crate::view) value: Value<'a>,
}

pub(in crate::view) enum Value<'a> {
    /// Words of the program.
    Words(String, Style),
    /// Text that somebody else chose.
    Text(Cow<'a, SafeText>, Style),
    /// An e-mail address.
    Email(Cow<'a, SafeText>),
}

impl Fact<'_> {
    /// What it says, whole.
    pub(in crate::view) fn words(&self) -> &str {
        match &self.value {
            Value::Words(text, _) => text,
            Value::Text(text, _) => text.as_str(),
            Value::Email(email) => email.as_str(),
        }
    }
}

/// Who else is called or looks like a person, if anybody.
pub(super) fn of_twins<'a>(scene: Scene<'_>, place: PersonIndex) -> Option<Fact<'a>> {
    let twins = scene.app.list().flags()?.twins(place);
    let same = usize::from(twins.same_name);
    let alike = usize::from(twins.lookalikes);
    let same = (same > 0).then(|| counted(same, "of the same name", "of the same name"));
    let alike = (alike > 0).then(|| counted(alike, "looks alike", "look alike"));
    let staff = twins.has_staff.then(|| "staff too".to_owned());
    let parts: Vec<String> = same.into_iter().chain(alike).chain(staff).collect();
    twins.any().then(|| Fact {
        label: "alike",
        // That somebody has a namesake is no fault of theirs.
        value: Value::Words(parts.join(", "), scene.theme.text),
    })
}

/// The rules that hit, if any do.
pub(super) fn of_flags<'a>(scene: Scene<'_>, set: FlagSet) -> Option<Fact<'a>> {
    let flags = scene.app.list().flags()?;
    let level = flags.level(set)?;
    let rules = set.iter().filter_map(|flag| flags.rule(flag));
    let names: Vec<&str> = rules.map(|rule| &*rule.name).collect();
    Some(Fact {
        label: "flags",
        value: Value::Words(names.join(", "), level_style(level, scene.theme)),
    })
}

/// The facts about the person, of whom sessions may be listed or not.
pub(in crate::view) fn of_person<'a>(
    scene: Scene<'a>,
    person: &'a Person,
    is_signed_in: bool,
) -> Vec<Fact<'a>> {
    let theme = scene.theme;
    let still = if is_signed_in {
        ", and still signed in"
    } else {
        ""
    };
    let snapshot = scene.app.list().snapshot();
    let plain = |text: String| Value::Words(text, theme.text);
    let none = || Value::Words(theme.signs.none.to_owned(), theme.dim);
    let fact = |label, value| Fact { label, value };
    let names = scene.names();
    let number = names.user_id(person.id);
    let id = match guarded(scene, person) {
        None => plain(number.to_string()),
        Some((words, style)) => Value::Words(format!("{number}, {words}"), style),
    };
    let id = fact("user", id);
    let user = match &person.known {
        Lookup::User(user) => user,
        Lookup::NotAsked => {
            let value = match &snapshot.names_unread {
                Some(unread) => Value::Words(names_unread(scene, unread), theme.warning),
                None => Value::Words(format!("not asked yet{}", theme.signs.more), theme.dim),
            };
            return vec![id, fact("name", value)];
        }
        Lookup::Missing | Lookup::NoSuchUser => {
            let text = "Zendesk does not tell who this is".to_owned();
            return vec![id, fact("name", Value::Words(text, theme.warning))];
        }
        Lookup::Unreadable => {
            let text = "unreadable: the record came and could not be read".to_owned();
            return vec![id, fact("name", Value::Words(text, theme.warning))];
        }
    };
    // Whether somebody may sign in can change at any time, so it says how old it is.
    let read = person.asked_at.map_or_else(String::new, |at| {
        format!(", read {} ago", at.age(scene.now))
    });
    let should_be_gone = || {
        let flags = scene.app.flags().map(|flags| leaver_look(flags, theme));
        flags.map_or(theme.warning, |(_, style)| style)
    };
    let state = if user.is_deleted() {
        Value::Words(format!("deleted{still}{read}"), should_be_gone())
    } else if user.is_suspended() {
        Value::Words(format!("suspended{still}{read}"), should_be_gone())
    } else if user.suspended.is_none() || user.active.is_none() {
        let text = "Zendesk does not tell whether they may sign in".to_owned();
        Value::Words(text, theme.warning)
    } else {
        plain(format!("active{read}"))
    };
    let role = user.role.word();
    let role = match user.custom_role.shown().copied() {
        None => plain(role.to_owned()),
        Some(id) => match snapshot.extras().custom_role(id) {
            None => plain(format!("{role}, custom role {id}")),
            Some(name) => {
                let text = SafeText::new(&format!("{role}, {name}"));
                Value::Text(Cow::Owned(text), theme.text)
            }
        },
    };
    let organization = user.organization.shown().copied().map_or_else(none, |id| {
        match names.organization(id, snapshot.directory()) {
            None if snapshot.may_name(id) => plain(format!("{id}, not named yet")),
            None => plain(id.to_string()),
            Some(name) => Value::Text(name, theme.text),
        }
    });
    let name = user.name.shown().map_or_else(none, |name| {
        let style = if name.is_blank() {
            theme.blank
        } else {
            theme.heading
        };
        Value::Text(names.name(user.id, name), style)
    });
    vec![
        id,
        fact("name", name),
        fact(
            "e-mail",
            user.email
                .shown()
                .map_or_else(none, |email| Value::Email(names.email(user.id, email))),
        ),
        fact("role", role),
        fact("status", state),
        fact("org", organization),
        fact(
            "time zone",
            user.time_zone
                .as_ref()
                .map_or_else(none, |zone| Value::Text(Cow::Borrowed(zone), theme.text)),
        ),
    ]
}

/// Why the sessions of a person stay, in words that end the line of their number: whoever has no
/// name is told as well.
fn guarded(scene: Scene<'_>, person: &Person) -> Option<(&'static str, Style)> {
    match scene.app.setup().guarded_as(person)? {
        ExcludedBecause::Yours => Some(("yourself", scene.theme.accent)),
        _ => Some(("protected", scene.theme.warning)),
    }
}

/// The facts about all sessions of a person together, as their row says them; `row` is its place.
pub(super) fn of_sessions<'a>(scene: Scene<'_>, sums: &PersonRow, row: u32) -> Vec<Fact<'a>> {
    let Scene { app, now, theme } = scene;
    let list = app.list();
    let fact = |label, text: String, style| Fact {
        label,
        value: Value::Words(text, style),
    };
    let slots = list.grouped().map_or(&[][..], |it| it.sessions_of(row));
    let without = |time: fn(&Row) -> SentTime| {
        let rows = slots.iter().filter_map(|slot| list.snapshot().row(*slot));
        rows.filter(|row| time(row).readable().is_none()).count()
    };
    let when = |sum: OpenTime, (least, without): (&str, usize)| match sum.at {
        None => ("Zendesk does not tell".to_owned(), theme.dim),
        Some(at) => {
            let since = age(at, app, now);
            let when = format!("{least}{since} ago, {}", day_and_clock(scene, at));
            match without {
                0 => (when, theme.text),
                // One of the others may be later.
                _ => (
                    format!(
                        "{since}{NOT_READ} ago; {} has none",
                        count_of(without, sums)
                    ),
                    theme.text,
                ),
            }
        }
    };
    let (oldest, oldest_style) = when(sums.since(), ("", without(|row| row.authenticated_at)));
    let at_least = format!("{} ", theme.signs.at_least);
    let (last_seen, last_seen_style) = when(
        sums.last_seen(),
        (&at_least, without(|row| row.last_seen_at)),
    );
    let role = sums.user(list.snapshot()).ok().map(|user| user.role);
    let (ends, ends_style) = until_the_first_ends(scene, slots, role);
    let ends = match ends.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("the first in {ends}"),
        Some(first) if first.is_alphabetic() => format!("the first is {ends}"),
        _ => ends,
    };
    vec![
        fact("sessions", count(sums.sessions()), theme.text),
        fact("oldest", oldest, oldest_style),
        fact("last seen", last_seen, last_seen_style),
        fact("ends", ends, ends_style),
    ]
}

/// How many of a person's sessions: `1 of 3`.
fn count_of(some: usize, all: &PersonRow) -> String {
    format!("{} of {}", count(some), count(all.sessions()))
}

/// The facts about the session.
pub(super) fn of_session<'a>(scene: Scene<'_>, slot: Slot) -> Vec<Fact<'a>> {
    let Scene { app, now, theme } = scene;
    let mut facts = Vec::new();
    let Some(session) = app.list().snapshot().row(slot) else {
        return facts;
    };
    let answer = |at: SentTime, least: &str| match at {
        SentTime::At(at) => {
            let text = format!(
                "{least}{} ago, {}",
                age(at, app, now),
                day_and_clock(scene, at)
            );
            Value::Words(text, theme.text)
        }
        SentTime::Absent => Value::Words("Zendesk does not tell".to_owned(), theme.dim),
        SentTime::Unreadable => Value::Words("unreadable".to_owned(), theme.warning),
    };
    let at_least = format!("{} ", theme.signs.at_least);
    // That the person is suspended or deleted is said of the person.
    let state = row_state(app.row_state(slot, now), theme);
    let state = if state.long.is_empty() {
        Value::Words("listed".to_owned(), theme.text)
    } else {
        Value::Words(state.long.to_owned(), state.style)
    };
    let fact = |label, value| Fact { label, value };
    facts.push(fact(
        "session",
        Value::Words(
            scene.names().session_id(session.session).to_string(),
            theme.text,
        ),
    ));
    facts.push(fact("signed in", answer(session.authenticated_at, "")));
    facts.push(fact("last seen", answer(session.last_seen_at, &at_least)));
    let snapshot = app.list().snapshot();
    let person = snapshot.person(session.person);
    let role = person.and_then(Person::user).map(|user| user.role);
    facts.extend(lifetime(scene, slot, role));
    facts.push(fact("state", state));
    let origin = snapshot.session(slot);
    let origin = origin.and_then(|session| snapshot.extras().probable_origin(&session).copied());
    if let Some(sighting) = origin {
        let words = format!(
            "probable: {}, by the {}",
            scene.names().words(&sighting.address.to_string()),
            sighting.log.words()
        );
        facts.push(fact("IP", Value::Words(words, theme.text)));
    }
    facts
}

/// When Zendesk ends a session by itself, by which limit, and where that limit comes from.
fn lifetime<'a>(scene: Scene<'_>, slot: Slot, role: Option<Role>) -> Vec<Fact<'a>> {
    let Scene { app, now, theme } = scene;
    let snapshot = app.list().snapshot();
    let fact = |label, text: String, style| Fact {
        label,
        value: Value::Words(text, style),
    };
    if role.is_none() {
        let text = "not known before their role is".to_owned();
        return vec![fact("ends", text, theme.dim)];
    }
    let Ok(forecast) = end_of(snapshot, slot) else {
        let text = "not known: Zendesk does not tell its times".to_owned();
        return vec![fact("ends", text, theme.dim)];
    };
    let server = snapshot.server_time(now);
    // What an old list shows may be gone since.
    let listed = snapshot.listed_at(slot);
    let (when, style) = if listed.is_some_and(|at| forecast.is_overdue(at)) {
        let text = format!("overdue: {} ago by its limit", forecast.at.age(server));
        (text, theme.warning)
    } else if forecast.at <= server {
        ("now".to_owned(), theme.text)
    } else {
        let latest = if forecast.is_at_latest {
            " at the latest"
        } else {
            ""
        };
        (
            format!("in {}{latest}", server.age(forecast.at)),
            theme.text,
        )
    };
    vec![
        fact("ends", when, style),
        fact("by", limit_words(&forecast, now), theme.text),
    ]
}

fn limit_words(forecast: &Forecast, now: Timestamp) -> String {
    let LifeLimit { minutes, source } = forecast.limit;
    let limit = match minutes {
        120.. if minutes.is_multiple_of(60) => format!("{} h", minutes / 60),
        _ => format!("{minutes} min"),
    };
    let what = match forecast.by {
        EndsBy::Idle => "idle",
        EndsBy::LongestLife => "after sign-in",
    };
    let source = match source {
        LimitSource::SecuritySettings { read_at } => {
            format!("{}, read {} ago", source.words(), read_at.age(now))
        }
        _ => source.words().to_owned(),
    };
    format!("{limit} {what}, {source}")
}

/// Why nobody knows who somebody is, and when that is asked again.
fn names_unread(scene: Scene<'_>, unread: &NamesUnread) -> String {
    let why = scene.names().words(&unread.because.to_string()).to_owned();
    let left = until(unread.again_at, scene.now);
    format!("could not be read: {why}; asked again in {left}")
}
