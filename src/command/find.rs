//! `zentop find`: who is that, and are they signed in, by the server's search and their own list.

use std::io::{self, Write};

use serde::Serialize;

use super::cli::{FindFormat, FindOptions, Global};
use super::connect::{ConnectMode, connect};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::output::{self, Ids};
use super::person_out::{PersonOut, shown_cells};
use super::reading::{identified, reader};
use super::report::{clock_in_doubt, talk};
use crate::host::system_clock;
use crate::live::{Findings, FoundBy, PersonFound, Sought};
use crate::model::{NOT_KNOWN, OrganizationId, SafeText, Timestamp, User, counted};

/// The most people of whom it is told one by one why something cannot be.
const TOLD_ALONE: usize = 5;

#[derive(Serialize)]
struct FindingsJson<'a> {
    account: &'a str,
    as_of: String,
    /// The text that was looked for.
    sought: &'a str,
    /// Whether the search found more people than are here.
    more: bool,
    /// The number of records of people that could not be read.
    unreadable: usize,
    people: Vec<FoundJson<'a>>,
}

/// One person under Zendesk's own names, with what their own list says.
#[derive(Serialize)]
struct FoundJson<'a> {
    #[serde(flatten)]
    person: PersonOut<'a>,
    organization_id: Option<u64>,
    found_by: &'static str,
    sessions: Option<usize>,
    signed_in_since: Option<String>,
    last_seen_at: Option<String>,
    cannot_be_told: Option<String>,
    /// Which of these times lie in the future, and so have no age.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_the_future: Vec<&'static str>,
}

pub(super) async fn run(global: &Global, options: FindOptions) -> Result<u8, Failure> {
    let ids = options.ids()?;
    let text = options.who.join(" ");
    let is_of_one = |word: &str| word.contains('@') || word.parse::<u64>().is_ok();
    let mut words = options.who.iter().flat_map(|word| word.split_whitespace());
    if words.clone().count() > 1
        && let Some(one) = words.find(|word| is_of_one(word))
    {
        return Err(Failure::usage(format!(
            "“{}” is sought as one text, in which {} is an id or an address: look for one person at a \
             time, put a name in quotes within ('\"{}\"'), or name several with zentop list --user and \
             --email",
            SafeText::new(&text),
            SafeText::new(one),
            SafeText::new(&text)
        )));
    }
    if text.trim().is_empty() {
        return Err(Failure::usage(
            "there is nothing to look for: name an id, an address or words, as in zentop find \
             ann@example.com",
        ));
    }
    let sought = Sought::parse(&text).map_err(|error| {
        let text = SafeText::new(&text);
        Failure::usage(format!(
            "“{text}”: {error}; name an id, an address or words"
        ))
    })?;
    let clock = system_clock();
    let connection = connect(global, ConnectMode::Once, clock()).await?;
    let mut reader = reader(&connection.client, &clock);
    identified(&mut reader).await?;
    let findings = reader.find(&sought).await?;
    let (snapshot, now) = (reader.snapshot(), clock());
    let as_of = snapshot.server_time(reader.began_at());
    let account = connection.client.account().name();
    let mut out = output::stdout();
    match options.format {
        FindFormat::Table if findings.people.is_empty() => Ok(()),
        FindFormat::Table => table(&mut out, &findings, snapshot.time_for_ages(now)),
        FindFormat::Json => {
            let times = (as_of, snapshot.time_for_ages(now), ids);
            json(&mut out, &findings, (account, text.trim()), times)
        }
    }
    .and_then(|()| out.flush())
    .map_err(Failure::system)?;
    tell(&findings, &sought);
    clock_in_doubt(&snapshot, now);
    if let Some(notice) = &connection.notice {
        talk(notice);
    }
    if let Some(error) = reader.nameless() {
        talk(&format!("some names and roles are missing: {error}"));
    }
    let is_answered = findings.has_anybody() && findings.is_whole() && reader.nameless().is_none();
    Ok(if is_answered { 0 } else { SOMETHING_TO_SEE })
}

fn json(
    out: &mut impl Write,
    findings: &Findings,
    (account, sought): (&str, &str),
    (as_of, now, ids): (Timestamp, Timestamp, Ids),
) -> io::Result<()> {
    let listing = FindingsJson {
        account,
        as_of: as_of.to_string(),
        sought,
        more: findings.are_more,
        unreadable: findings.unreadable,
        people: (findings.people.iter())
            .map(|found| FoundJson::of(found, now))
            .collect(),
    };
    output::json_with(out, ids, &listing)
}

impl<'a> FoundJson<'a> {
    fn of(found: &'a PersonFound, now: Timestamp) -> Self {
        let person = PersonOut::of(found.id, found.user());
        let sessions = found.sessions.as_ref().ok();
        let moment = |at: Option<Timestamp>| at.map(|at| at.to_string());
        let times = sessions.map(|sessions| {
            [
                ("signed_in_since", sessions.since),
                ("last_seen_at", sessions.last_seen),
            ]
        });
        let times = times.into_iter().flatten();
        let later = times.filter(|(_, at)| at.is_some_and(|at| at.lies_after(now)));
        Self {
            in_the_future: later.map(|(name, _)| name).collect(),
            organization_id: person.organization().map(OrganizationId::get),
            person,
            found_by: found.by.as_str(),
            sessions: sessions.map(|sessions| sessions.count),
            signed_in_since: sessions.and_then(|sessions| moment(sessions.since)),
            last_seen_at: sessions.and_then(|sessions| moment(sessions.last_seen)),
            cannot_be_told: cannot_be_told(found),
        }
    }
}

fn table(out: &mut impl Write, findings: &Findings, now: Timestamp) -> io::Result<()> {
    let dash = || SafeText::new("-");
    let age =
        |at: Option<Timestamp>| at.map_or_else(dash, |at| SafeText::new(&at.age_in_words(now)));
    let cells = |found: &PersonFound| {
        let user = found.user();
        let sessions = found.sessions.as_ref().ok();
        let count = sessions.map_or(NOT_KNOWN.to_owned(), |sessions| sessions.count.to_string());
        let [role, email, name] = shown_cells(user);
        vec![
            SafeText::new(&found.id.to_string()),
            role,
            SafeText::new(standing(user)),
            SafeText::new(&count),
            age(sessions.and_then(|sessions| sessions.since)),
            age(sessions.and_then(|sessions| sessions.last_seen)),
            SafeText::new(found.by.as_str()),
            email,
            name,
        ]
    };
    let header = [
        "USER",
        "ROLE",
        "STATE",
        "SESSIONS",
        "SIGNED IN",
        "LAST SEEN",
        "FOUND BY",
        "E-MAIL",
        "NAME",
    ];
    let rows: Vec<Vec<SafeText>> = findings.people.iter().map(cells).collect();
    output::table(out, &header, &rows, &[20, 9, 9, 9, 13, 13, 13, 48, 40])
}

/// What cannot be told of somebody, and why, if so.
fn cannot_be_told(found: &PersonFound) -> Option<String> {
    let sessions = found.sessions.as_ref().err().map(ToString::to_string);
    let standing = (!found.tells_standing())
        .then(|| "whether they are suspended or deleted could not be read".to_owned());
    let reasons: Vec<String> = sessions.into_iter().chain(standing).collect();
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// Whether somebody may sign in.
fn standing(user: Option<&User>) -> &'static str {
    match user {
        None => NOT_KNOWN,
        Some(user) if user.is_deleted() => "deleted",
        Some(user) if user.is_suspended() => "suspended",
        Some(user) if user.suspended.is_none() || user.active.is_none() => NOT_KNOWN,
        Some(_) => "active",
    }
}

/// Says on stderr what the table does not.
fn tell(findings: &Findings, sought: &Sought) {
    if !findings.has_anybody() {
        talk(&nobody(findings, sought));
    }
    let perhaps = findings.people.iter();
    let perhaps = perhaps.filter(|found| found.by == FoundBy::PerhapsAddress);
    for found in perhaps.take(TOLD_ALONE) {
        talk(&format!(
            "user {}: found by the search, and whether this address is theirs could not be read",
            found.id
        ));
    }
    let untold = findings.people.iter();
    let mut untold = untold.filter_map(|found| Some((found, cannot_be_told(found)?)));
    for (found, why) in untold.by_ref().take(TOLD_ALONE) {
        let what = match found.sessions {
            Ok(_) => "",
            Err(_) => "whether they are signed in cannot be told: ",
        };
        talk(&format!("user {}: {what}{why}", found.id));
    }
    match untold.count() {
        0 => {}
        more => talk(&format!(
            "of {} more not everything can be told either, as --format json says of each",
            counted(more, "person", "people")
        )),
    }
    if !(findings.unanswered.is_empty() || matches!(sought, Sought::Id(_))) {
        let people = counted(findings.unanswered.len(), "person", "people");
        let ids: Vec<String> = (findings.unanswered.iter())
            .take(TOLD_ALONE)
            .map(ToString::to_string)
            .collect();
        talk(&format!(
            "the search found {people} more of whom Zendesk tells nothing (user {}); try again",
            ids.join(", ")
        ));
    }
    if findings.unreadable > 0 {
        let records = counted(findings.unreadable, "record", "records");
        talk(&format!("{records} of people could not be read"));
    }
    if findings.are_more {
        talk("the search found more people than these; say more about whom you mean");
    }
}

fn nobody(findings: &Findings, sought: &Sought) -> String {
    match sought {
        Sought::Id(id) if !findings.unanswered.is_empty() => format!(
            "Zendesk did not answer for user {id}, so whether there is such a user is not known; try again"
        ),
        Sought::Id(id) => format!("Zendesk knows no user {id}, also among the deleted"),
        Sought::Address(_) if !findings.people.is_empty() => {
            format!("nobody active was found who has the address {sought}; these have similar ones")
        }
        Sought::Address(_) | Sought::Words(_) => format!(
            "nobody active was found by {sought}. The search learns of new people after a while, and \
             finds the deleted by their id alone; zentop list shows who is signed in"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_of_somebody_is_not_called_active() {
        let mut user = User::example(7, "Ann", crate::model::Role::Agent);
        assert_eq!(standing(Some(&user)), "active");
        user.suspended = None;
        assert_eq!(standing(Some(&user)), "not known");
        user.active = Some(false);
        assert_eq!(standing(Some(&user)), "deleted");
        assert_eq!(standing(None), "not known");
    }
}
