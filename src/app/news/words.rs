//! An entry of the news in words, by the names that are known now.

use super::{NewsEntry, NewsFlag, NewsKind, NewsPerson};
use crate::live::{ShownNames, Snapshot};
use crate::model::{User, counted, grouped};
use crate::query::fold;
use crate::settings::RuleLevel;

/// What stands in place of a notice that may name somebody.
pub(crate) const NOTICE_HIDDEN: &str =
    "(a message that may name somebody is not shown while people are masked)";

/// The most people of one entry who are named in its line.
const NAMED: usize = 3;

/// Who is who, and by which names they are shown.
pub(crate) type NewsNames<'a> = (&'a Snapshot, ShownNames<'a>);

/// The entry in one line.
pub(crate) fn text(entry: &NewsEntry, (snapshot, names): NewsNames<'_>) -> String {
    match &entry.what {
        NewsKind::SignedIn(people) => format!("+ {}", all(people, 0, (snapshot, names))),
        NewsKind::Gone(people) => format!("- {}", all(people, 0, (snapshot, names))),
        NewsKind::More { signed_in, gone } => {
            let signed_in =
                (*signed_in > 0).then(|| format!("{} more signed in", grouped(*signed_in)));
            let gone = (*gone > 0).then(|| format!("{} more gone", grouped(*gone)));
            let more: Vec<String> = signed_in.into_iter().chain(gone).collect();
            format!("and {}", more.join(", "))
        }
        NewsKind::Walked(sessions) => format!("whole walk: {}", sessions_of(*sessions)),
        NewsKind::Broke(why) => format!("walk broke off: {}", names.words(why)),
        NewsKind::NamesUnread(why) => {
            format!("who people are could not be read: {}", names.words(why))
        }
        NewsKind::Said(_, _, masked) if names.are_masked() => {
            let shown = masked.as_deref().unwrap_or(NOTICE_HIDDEN);
            shown.to_owned()
        }
        NewsKind::Said(_, text, _) => text.clone(),
        NewsKind::Flag(flag) => of_flag(flag, (snapshot, names)),
    }
}

/// The entry in one line that names nobody: of a rule that turned, how many it is about.
pub(crate) fn without_names(entry: &NewsEntry) -> String {
    let people = entry.what.people();
    let sessions: usize = people.iter().map(|person| person.sessions.len()).sum();
    match &entry.what {
        NewsKind::Flag(flag) if !people.is_empty() => {
            let count = grouped(sessions.max(people.len()) + flag.more);
            format!("{} {}: {count}", level_word(flag), flag.rule)
        }
        _ => NOTICE_HIDDEN.to_owned(),
    }
}

fn level_word(flag: &NewsFlag) -> &'static str {
    match (flag.level, flag.is_on) {
        (_, false) => "no longer",
        (RuleLevel::Alarm, true) => "alarm",
        (RuleLevel::Warn, true) => "warning",
        (RuleLevel::Note, true) => "note",
    }
}

fn of_flag(flag: &NewsFlag, (snapshot, names): NewsNames<'_>) -> String {
    let level = level_word(flag);
    let rule = &flag.rule;
    if let Some(sessions) = flag.not_enforced {
        let sessions = sessions_of(sessions);
        return format!(
            "{level} {rule}: {sessions} of staff outlived 12 hours in two walks; is that limit not \
             enforced here?"
        );
    }
    match (flag.people.is_empty(), flag.more) {
        (true, 0) => match flag.in_all.filter(|_| flag.is_on) {
            Some(total) if total.sessions > 0 => {
                let sessions = sessions_of(total.sessions);
                let people = counted(total.people, "person", "people");
                format!("{level} {rule}: {sessions} of {people} in the account")
            }
            _ => format!("{level} {rule}"),
        },
        (true, more) => format!("{level} {rule}: {} more", grouped(more)),
        (false, more) => {
            let who = all(&flag.people, more, (snapshot, names));
            format!("{level} {rule}: {who}")
        }
    }
}

/// One with what is known of them, several by name; with a number of further ones who have no names
/// here.
fn all(people: &[NewsPerson], more: usize, (snapshot, names): NewsNames<'_>) -> String {
    let count: usize = people.iter().map(|person| person.sessions.len()).sum();
    match people {
        [] => String::new(),
        [one] if count <= 1 && more == 0 => introduced(one, (snapshot, names)),
        [one] if more == 0 => format!(
            "{}, {}",
            introduced(one, (snapshot, names)),
            sessions_of(count)
        ),
        several => {
            let found = some_names(several, (snapshot, names));
            let named: usize = found.iter().map(|(_, people)| people).sum();
            let further = several.len() - named + more;
            if count > several.len() {
                // There are people with several, so that people and sessions are two numbers.
                let others = if further > 0 { " and others" } else { "" };
                let how_many = sessions_of(count + more);
                let each = found.into_iter().map(|(name, people)| match people {
                    1 => name,
                    several => format!("{name} ({several} people)"),
                });
                let each: Vec<String> = each.collect();
                return format!("{how_many}: {}{others}", each.join(", "));
            }
            let found = found.into_iter().map(|(name, people)| match people {
                1 => name,
                several => format!("{name} ({several})"),
            });
            let mut named: Vec<String> = found.collect();
            if further > 0 {
                named.push(format!("{} more", grouped(further)));
            }
            let how_many = grouped(several.len() + more);
            format!("{how_many}: {}", named.join(", "))
        }
    }
}

/// The first few names of these people, each once, with how many of them have it.
fn some_names(people: &[NewsPerson], names: NewsNames<'_>) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for person in people {
        let name = name(person, names);
        match found.iter().position(|(listed, _)| *listed == name) {
            Some(at) => found[at].1 += 1,
            None if found.len() < NAMED => found.push((name, 1)),
            None => {}
        }
    }
    found
}

/// Somebody of an entry on a line of their own.
pub(crate) fn person_line(person: &NewsPerson, (snapshot, names): NewsNames<'_>) -> String {
    let address = user(person, snapshot).and_then(|user| user.email.shown());
    let address = address.map(|email| names.email(person.user, email));
    let address = address.map_or_else(String::new, |email| format!("  {}", email.as_str()));
    let who = introduced(person, (snapshot, names));
    match &person.sessions[..] {
        [] => format!("{who}{address}"),
        [one] => format!("{who}{address}  session {}", names.session_id(*one)),
        several => format!("{who}{address}  {} sessions", grouped(several.len())),
    }
}

/// Whether an entry has a text in its words, or in those on anybody of it. The text is folded.
pub(crate) fn is_in(sought: &str, entry: &NewsEntry, (snapshot, names): NewsNames<'_>) -> bool {
    let mut people = entry.what.people().iter();
    fold(&text(entry, (snapshot, names))).contains(sought)
        || people.any(|person| {
            fold(&person_line(person, (snapshot, names))).contains(sought)
                || names.user_id(person.user).to_string().contains(sought)
        })
}

fn name(person: &NewsPerson, (snapshot, names): NewsNames<'_>) -> String {
    match user(person, snapshot).and_then(User::legible_name) {
        Some(name) => names.name(person.user, name).as_str().to_owned(),
        None => format!("id {}", names.user_id(person.user)),
    }
}

/// Somebody's name with role and organisation.
fn introduced(person: &NewsPerson, (snapshot, names): NewsNames<'_>) -> String {
    let name = name(person, (snapshot, names));
    let Some(user) = user(person, snapshot) else {
        return name;
    };
    let role = user.role.word();
    let directory = snapshot.directory();
    match user
        .organization
        .shown()
        .and_then(|id| names.organization(*id, directory))
    {
        Some(organization) => format!("{name} ({role}, {})", organization.as_str()),
        None => format!("{name} ({role})"),
    }
}

fn user<'a>(person: &NewsPerson, snapshot: &'a Snapshot) -> Option<&'a User> {
    let known = snapshot.person(person.place?)?;
    known.user().filter(|_| known.id == person.user)
}

fn sessions_of(count: usize) -> String {
    let noun = if count == 1 { "session" } else { "sessions" };
    format!("{} {noun}", grouped(count))
}
