//! `zentop list`: every session once.

use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use super::choosing::{never_known, ready, shown, strangers};
use super::cli::{Global, ListFormat, ListOptions, ListStyle};
use super::connect::{ConnectMode, connect, guardrails, rules};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::expecting::tell_not_found;
use super::guard::{behind_or_told, pinned_before};
use super::left_open::tell_left_open;
use super::naming::{self, SoughtAmong};
use super::output::{self, COLUMNS, ListedSession, Spreadsheet};
use super::person_out::shown_cells;
use super::reading::{identified, reader_by_settings};
use super::report::{self, talk};
use crate::host::system_clock;
use crate::incident::WithGaps;
use crate::live::{
    Coverage, MatchContext, ProjectionRequest, Projector, ReadError, Reader, Reading, Slot,
    Snapshot,
};
use crate::model::{SafeText, SentTime, Timestamp, counted};
use crate::operation::{Choice, ChoicePart, ListedChoice, MissLine, select};
use crate::query::Query;
use crate::zendesk::{ApiError, Enrichment};

/// The widest that a name is printed in a table.
const WIDEST_NAME: usize = 40;

#[derive(Serialize)]
struct SessionListing<'a> {
    account: &'a str,
    as_of: String,
    coverage: &'static str,
    /// The number of records that could not be read, or not in every field.
    unreadable: usize,
    /// The number of sessions of which it cannot be known whether they match.
    undecided: usize,
    /// What was named and is not there.
    not_found: Vec<MissLine>,
    sessions: Vec<ListedSession<'a>>,
}

pub(super) async fn run(global: &Global, options: ListOptions) -> Result<u8, Failure> {
    options.style.fits(options.format)?;
    let clock = system_clock();
    let mut choice = shown(&options.whom)?;
    if choice.parts.is_empty() {
        choice.parts.push(ChoicePart::Everyone);
    }
    let connection = connect(global, ConnectMode::Once, clock()).await?;
    tell_left_open(&connection, &clock).await;
    let account = connection.client.account().clone();
    let mut reader = reader_by_settings(&connection, &clock)
        .with_organizations(options.format != ListFormat::Table);
    ready(&mut reader, &choice)?;
    identified(&mut reader).await?;
    let walk = naming::resolve(&mut reader, &mut choice, SoughtAmong::SignedIn).await?;
    let named = choice.named_people();
    let reading = if choice.means_all() || walk.is_some() {
        reader.names(&named).await?;
        let reading = match walk {
            Some(reading) => reading,
            None => reader.walk().await?,
        };
        if reading.broke.is_none() {
            let named = (choice.named_people(), choice.named_sessions());
            reader.look_beyond_the_walk(&named.0, &named.1).await?;
        }
        Reading {
            snapshot: reader.snapshot(),
            ..reading
        }
    } else {
        reader.people(&named).await?;
        Reading {
            snapshot: reader.sessions(&choice.named_sessions()).await?,
            broke: None,
            nameless: reader.nameless().cloned(),
        }
    };
    let snapshot = reading.snapshot;
    if snapshot.is_empty()
        && let Some(error) = reading.broke
    {
        return Err(broken_off(error));
    }
    if snapshot.is_empty()
        && let Some((user, why)) = snapshot.not_listed().next()
    {
        let doubt = format!("what user {user} has is not known");
        return Err(Failure::from(Arc::clone(why)).about(&doubt));
    }
    let (behind, not_known) = behind_or_told(&connection, &choice).await;
    let context = MatchContext {
        behind,
        pinned: pinned_before(&connection),
        protected: guardrails(&connection.settings).protected.into(),
        rules: rules(&connection.settings),
        is_for_a_list: true,
        ..MatchContext::at(clock())
    };
    never_known(&choice, &snapshot)?;
    let listed = select::listed(&choice, &snapshot, &context)?;
    let undecided = listed.undecided;
    let request = ProjectionRequest {
        snapshot: snapshot.clone(),
        query: Query::default(),
        context,
        sort: options.sort.unwrap_or_default(),
        grouping: crate::live::RowGrouping::default(),
    };
    let mut rows = Projector::default().project(request).rows;
    rows.retain(|slot| listed.yes.contains(slot));
    rows.truncate(options.limit.unwrap_or(usize::MAX));

    let format = (options.format, options.style);
    let times = (reader.began_at(), clock());
    print(format, &snapshot, (&rows, &listed), &account, times).map_err(Failure::system)?;
    report::clock_in_doubt(&snapshot, clock());
    let status = tell(&snapshot, &listed, connection.notice.as_deref()).max(not_known);
    let status = status.max(tell_roles_in_doubt(&choice, &reader, &snapshot));
    report::not_read(&reader);
    match (reading.broke, reading.nameless) {
        (Some(error), _) => Err(broken_off(error)),
        (None, Some(error)) if undecided > 0 => Err(ReadError::Nameless(error).into()),
        (None, Some(error)) => {
            talk(&format!("some names and roles are missing: {error}"));
            Ok(status)
        }
        (None, None) => Ok(status),
    }
}

/// The failure of a walk that broke off: what was read is printed, and the status shows that it is
/// not all.
pub(super) fn broken_off(error: Arc<ApiError>) -> Failure {
    let failure = Failure::from(error);
    if failure.is_of_the_server() {
        return failure.about("the list is not whole");
    }
    failure
}

fn print(
    (format, style): (ListFormat, ListStyle),
    snapshot: &Snapshot,
    (rows, listed): (&[Slot], &ListedChoice<Slot>),
    account: &crate::zendesk::Account,
    (began_at, now): (Timestamp, Timestamp),
) -> io::Result<()> {
    let mut out = match format {
        ListFormat::Table => output::stdout(),
        _ => output::stdout_of_machines(),
    };
    let lines = || {
        rows.iter()
            .filter_map(|slot| ListedSession::of(snapshot, *slot))
            .map(|session| session.at(snapshot.time_for_ages(now)))
    };
    match format {
        ListFormat::Json => output::json_with(
            &mut out,
            style.ids(),
            &WithGaps::of(
                &SessionListing {
                    account: account.name(),
                    as_of: snapshot.server_time(began_at).to_string(),
                    coverage: snapshot.coverage().as_str(),
                    unreadable: snapshot.unreadable_in_any_list().records(),
                    undecided: listed.undecided,
                    not_found: listed.not_found.iter().map(MissLine::from).collect(),
                    sessions: lines().collect(),
                },
                snapshot,
            ),
        )?,
        ListFormat::Ndjson => {
            for line in lines() {
                output::json_with(&mut out, style.ids(), &line)?;
            }
        }
        ListFormat::Csv => {
            let mut sheet = Spreadsheet::new(&mut out, style.bom, &COLUMNS)?;
            for line in lines() {
                sheet.row(line.cells())?;
            }
            sheet.finish()?;
        }
        ListFormat::Table => table(&mut out, snapshot, rows, now)?,
    }
    out.flush()
}

fn table(
    out: &mut impl Write,
    snapshot: &Snapshot,
    rows: &[Slot],
    now: Timestamp,
) -> io::Result<()> {
    let server_now = snapshot.time_for_ages(now);
    let age = |time: SentTime| {
        SafeText::new(&match time {
            SentTime::At(time) => time.age_in_words(server_now),
            SentTime::Absent => "-".to_owned(),
            SentTime::Unreadable => "unreadable".to_owned(),
        })
    };
    let cells = |slot: &Slot| {
        let session = snapshot.session(*slot)?;
        let user = snapshot.person(snapshot.row(*slot)?.person)?.user();
        let [role, email, name] = shown_cells(user);
        Some(vec![
            SafeText::new(&session.key.user.to_string()),
            SafeText::new(&session.key.session.to_string()),
            role,
            age(session.authenticated_at),
            age(session.last_seen_at),
            email,
            name,
        ])
    };
    let header = [
        "USER",
        "SESSION",
        "ROLE",
        "SIGNED IN",
        "LAST SEEN",
        "E-MAIL",
        "NAME",
    ];
    let rows: Vec<Vec<SafeText>> = rows.iter().filter_map(cells).collect();
    let caps = [20, 20, 9, 13, 13, 48, WIDEST_NAME];
    output::table(out, &header, &rows, &caps)
}

/// Tells that it is not known whether there is a custom role that the choice names, where not all of them
/// were given. Returns the status that it is worth.
fn tell_roles_in_doubt(choice: &Choice, reader: &Reader, snapshot: &Snapshot) -> u8 {
    let mut not_read = reader.not_read().iter();
    if not_read.any(|(what, _)| *what == Enrichment::CustomRoles) {
        return 0;
    }
    let doubts = choice
        .queries()
        .filter_map(|query| snapshot.role_in_doubt(query));
    let lines = doubts.map(|condition| {
        talk(&format!(
            "{condition}: no custom role that was read has this name, and not all of them were read, so it is not \
             known whether there is one"
        ));
    });
    if lines.count() > 0 {
        SOMETHING_TO_SEE
    } else {
        0
    }
}

/// Prints to stderr what a person must know to read the list correctly.
/// Returns the status that it is worth.
fn tell(snapshot: &Snapshot, listed: &ListedChoice<Slot>, notice: Option<&str>) -> u8 {
    if snapshot.coverage() == Coverage::Own {
        talk("these credentials are not an admin's: only their own sessions are listed");
    }
    let missing = strangers(snapshot);
    let mut status = report::unread_but(snapshot, &missing).max(tell_not_found(&listed.not_found));
    if listed.undecided > 0 {
        let sessions = counted(listed.undecided, "session", "sessions");
        talk(&format!(
            "{sessions} not listed: whether they match cannot be known from what was read"
        ));
        status = SOMETHING_TO_SEE;
    }
    if let Some(notice) = notice {
        talk(notice);
    }
    status
}
