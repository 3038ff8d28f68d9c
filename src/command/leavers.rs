//! `zentop leavers`: people who should be gone and are still signed in.
//!
//! - `document` what is printed of them, by name for machines and in columns for people
//! - `listed` whoever is on the list that was given and is not signed in, or is not found

mod document;
mod listed;

use std::io::{self, Write as _};

use rustc_hash::FxHashMap;

use self::document::{CSV_COLUMNS, LeaversDocument};
use self::listed::OnTheList;
use super::cli::{Global, LeaversFormat, LeaversOptions};
use super::connect::{ConnectMode, Connection, connect};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::left_open::tell_left_open;
use super::list::broken_off;
use super::naming::{are_few, named};
use super::output::{self, Spreadsheet};
use super::reading::{identified, reader};
use super::report::{self, talk};
use crate::host::system_clock;
use crate::incident::WithGaps;
use crate::live::{Coverage, Leavers, NamesSought, Naming, ReadError, Snapshot};
use crate::model::{Timestamp, UserId, counted};
use crate::operation::{ChoicePart, unambiguous};
use crate::zendesk::{Purpose, TokenList};

/// The most people who are named one by one beside a table.
const NAMED_SINGLY: usize = 20;

/// The first of so many, and how many more there are.
fn some(names: impl Iterator<Item = String>, all: usize) -> String {
    let first: Vec<String> = names.take(NAMED_SINGLY).collect();
    let more = match all.saturating_sub(NAMED_SINGLY) {
        0 => String::new(),
        more => format!(" and {more} more; --format json has all"),
    };
    format!("{}{more}", first.join(", "))
}

/// What is known of tokens that go on.
enum TokensLeft {
    /// The number of tokens of each person that has any, and of records that could not be read.
    Counted(FxHashMap<UserId, usize>, usize),
    /// They could not be read, for this reason.
    NotLookedAt(String),
    /// Nobody was found whose tokens matter.
    NotNeeded,
}

pub(super) async fn run(global: &Global, options: LeaversOptions) -> Result<u8, Failure> {
    options.fits()?;
    let entries = match named(&options.naming)? {
        Some(ChoicePart::Named(naming)) => naming.not_asked,
        _ => Vec::new(),
    };
    let clock = system_clock();
    let connection = connect(global, ConnectMode::Once, clock()).await?;
    tell_left_open(&connection, &clock).await;
    let mut reader = reader(&connection.client, &clock)
        .with_organizations(options.format != LeaversFormat::Table);
    identified(&mut reader).await?;
    if reader.sees_only_own() {
        return Err(ReadError::OwnOnly.into());
    }
    let reading = reader.walk().await?;
    let naming = if entries.is_empty() {
        Naming::default()
    } else {
        // A list is read against the walk alone; somebody who is named is searched for.
        let is_named = entries.iter().any(|entry| entry.line.is_none());
        let is_searched = is_named && are_few(entries.len());
        let names = NamesSought::new(entries);
        let mut names = if is_searched {
            names.every_address()
        } else {
            names
        };
        reader.resolve(&mut names).await?
    };
    if reading.broke.is_none() {
        reader.look_beyond_the_walk(&naming.people(), &[]).await?;
    }
    let snapshot = reader.snapshot();
    if snapshot.is_empty()
        && let Some(error) = reading.broke
    {
        return Err(broken_off(error));
    }
    unambiguous(&naming, &snapshot)?;
    let listed = naming.people().into_iter().collect();
    let leavers = Leavers::of(&snapshot, &listed);
    let on_the_list = OnTheList::of(&naming, &leavers, &snapshot);
    let as_of = snapshot.server_time(reader.began_at());
    let tokens = tokens_of(&connection, &leavers, snapshot.server_time(clock())).await?;
    let account = connection.client.account().name();
    let document =
        LeaversDocument::new(account, &snapshot, (&leavers, &tokens, &on_the_list), as_of);
    let now = snapshot.time_for_ages(clock());
    print(&options, &document, (&snapshot, now)).map_err(Failure::system)?;
    let status = tell(&snapshot, (&leavers, &tokens), connection.notice.as_deref());
    let status = status.max(on_the_list.tell());
    report::not_read(&reader);
    report::clock_in_doubt(&snapshot, clock());
    if let Some(error) = &reading.nameless {
        talk(&format!("not everybody could be looked up: {error}"));
    }
    match reading.broke {
        Some(error) => Err(broken_off(error)),
        None => Ok(status),
    }
}

/// Counts the tokens of whoever was found that go on. That they cannot be read is told, and keeps
/// nobody from being found.
async fn tokens_of(
    connection: &Connection,
    leavers: &Leavers,
    now: Timestamp,
) -> Result<TokensLeft, Failure> {
    if leavers.found.is_empty() {
        return Ok(TokensLeft::NotNeeded);
    }
    match TokenList::read(&connection.client, Purpose::Asked).await {
        Ok(list) => Ok(TokensLeft::Counted(list.going_on(now), list.unreadable)),
        Err(error) if error.refuses_credentials() => Err(error.into()),
        Err(error) => Ok(TokensLeft::NotLookedAt(format!("{error}"))),
    }
}

fn print(
    options: &LeaversOptions,
    document: &LeaversDocument<'_>,
    (snapshot, as_of): (&Snapshot, Timestamp),
) -> io::Result<()> {
    let mut out = match options.format {
        LeaversFormat::Table => output::stdout(),
        LeaversFormat::Json | LeaversFormat::Csv => output::stdout_of_machines(),
    };
    match options.format {
        LeaversFormat::Json => {
            let document = WithGaps::of(document, snapshot);
            output::json_with(&mut out, options.style.ids(), &document)?;
        }
        LeaversFormat::Csv => {
            let mut sheet = Spreadsheet::new(&mut out, options.style.bom, &CSV_COLUMNS)?;
            for person in document.lines() {
                sheet.row(person.cells())?;
            }
            sheet.finish()?;
        }
        LeaversFormat::Table => document.table(&mut out, as_of)?,
    }
    out.flush()
}

/// Prints to stderr what a person must know to read the list correctly. Returns the status that
/// this and the list are worth.
fn tell(
    snapshot: &Snapshot,
    (leavers, tokens): (&Leavers, &TokensLeft),
    notice: Option<&str>,
) -> u8 {
    let mut status = report::unread(snapshot);
    if snapshot.coverage() != Coverage::Full || !leavers.found.is_empty() {
        status = SOMETHING_TO_SEE;
    }
    if !leavers.undecided.is_empty() {
        status = SOMETHING_TO_SEE;
        let people = counted(leavers.undecided.len(), "person", "people");
        talk(&format!(
            "{people} of whom it cannot be known whether they are suspended or deleted: {}; {}",
            document::reasons(&leavers.undecided),
            document::some_of(snapshot, &leavers.undecided)
        ));
    }
    match tokens {
        TokensLeft::NotLookedAt(why) => talk(&format!("tokens were not looked at: {why}")),
        TokensLeft::Counted(_, unreadable) if *unreadable > 0 => talk(&format!(
            "{} could not be read and may be theirs",
            counted(*unreadable, "token", "tokens")
        )),
        TokensLeft::Counted(..) | TokensLeft::NotNeeded => {}
    }
    if let Some(notice) = notice {
        talk(notice);
    }
    status
}
