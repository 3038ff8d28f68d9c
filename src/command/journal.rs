//! `zentop journal`: the audit journal, read and checked.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::Path;

use super::cli::{Global, JournalVerb, ids};
use super::connect::{ConnectMode, account, chat_beside, connect, settings};
use super::exit::{Failure, SOMETHING_TO_SEE};
use super::guard::VerbGuard;
use super::left_open::tell_open_elsewhere;
use super::output::{self, Ids};
use super::reading::reader;
use super::report::talk;
use crate::files::quoted;
use crate::host::{system_clock, wall_clock};
use crate::journal::{
    self, ActingCredentials, Entry, Journal, JournalError, Place, Record, Redactor, RunMode,
    Unread, Who,
};
use crate::model::{SafeText, counted};
use crate::operation::RunContext;
use crate::settings::Settings;
use crate::zendesk::Account;

pub(super) async fn run(global: &Global, what: JournalVerb) -> Result<u8, Failure> {
    if matches!(what, JournalVerb::Recover) {
        return recover(global).await;
    }
    let settings = settings(global)?;
    let path = settings.journal_path.clone();
    let mut out = output::stdout();
    let status = match what {
        JournalVerb::Show {
            last,
            run,
            ids_as_strings,
        } => {
            let wanted = (last, run.as_deref());
            show(&mut out, &path, wanted, ids(ids_as_strings))?
        }
        JournalVerb::Verify { anchor } => verify(&mut out, &path, anchor.as_deref())?,
        JournalVerb::Export {
            redact,
            ids_as_strings,
        } => export(&mut out, &settings, redact, ids(ids_as_strings))?,
        JournalVerb::Recover => 0,
    };
    out.flush().map_err(Failure::system)?;
    Ok(status)
}

/// Looks up what a crash left open. It first asks whose credentials these are, so that a wrong
/// token is not mistaken for lists that cannot be read.
async fn recover(global: &Global) -> Result<u8, Failure> {
    let clock = system_clock();
    // Without a journal nothing is known of what is open.
    journal::read(&settings(global)?.journal_path).map_err(Failure::usage)?;
    let connection = connect(global, ConnectMode::Once, clock()).await?;
    let mut reader = reader(&connection.client, &clock);
    let guard = VerbGuard::of(&connection, &mut reader, &clock).await?;
    let guardrails = guard.guardrails;
    let known = RunContext::of(&reader.snapshot());
    let chat = chat_beside(&connection);
    let runner = connection.runner(&clock);
    let recovered = runner.recover((&known, &guardrails), chat.as_ref()).await;
    let recovered = recovered.map_err(Failure::usage)?;
    let rests = runner.open_rests((&known, &guardrails), &recovered);
    let rests = rests.await;
    let is_damaged = recovered.news.is_some() || warn(&connection.settings.journal_path);
    let mut out = output::stdout();
    for line in recovered.lines().into_iter().chain(rests.iter().cloned()) {
        writeln!(out, "{line}").map_err(Failure::system)?;
    }
    let is_all = recovered.is_empty() && rests.is_empty();
    if is_all {
        let account = connection.client.account().name();
        writeln!(out, "no run and no change of {account} is open").map_err(Failure::system)?;
    }
    out.flush().map_err(Failure::system)?;
    tell_open_elsewhere(&connection, &clock).await;
    Ok(if is_all && !is_damaged {
        0
    } else {
        SOMETHING_TO_SEE
    })
}

/// Warns that the journal is not as it was written. Returns whether it is damaged: a last line that
/// a crash cut short is accounted for by the next record, and is none.
fn warn(path: &Path) -> bool {
    let Ok(found) = journal::check(path) else {
        // Whoever reads the records reports it.
        return false;
    };
    let is_damaged = !found.is_only_unfinished();
    if let Some(warning) = found.warning().filter(|_| is_damaged) {
        talk(&warning);
    }
    is_damaged
}

/// The records that can be read; errors about the others go to stderr.
fn records(path: &Path) -> Result<impl Iterator<Item = Record>, Failure> {
    let reader = journal::read(path).map_err(Failure::usage)?;
    Ok(
        reader.filter_map(|record: Result<Record, Unread>| match record {
            Ok(record) => Some(record),
            Err(unread) => {
                talk(&unread.to_string());
                None
            }
        }),
    )
}

fn show(
    out: &mut impl Write,
    path: &Path,
    (last, run): (Option<usize>, Option<&str>),
    ids: Ids,
) -> Result<u8, Failure> {
    let keep = last.unwrap_or(usize::MAX);
    let mut is_known = run.is_none();
    let mut newest = VecDeque::new();
    for record in records(path)? {
        let is_of = |run: &str| record.run.as_ref().is_some_and(|id| id.as_str() == run);
        if run.is_none_or(is_of) {
            is_known = true;
            newest.push_back(record);
            if newest.len() > keep {
                newest.pop_front();
            }
        }
    }
    for record in newest {
        output::json_with(out, ids, &record).map_err(Failure::system)?;
    }
    out.flush().map_err(Failure::system)?;
    let is_damaged = warn(path);
    if !is_known {
        let run = SafeText::new(run.unwrap_or_default());
        talk(&format!(
            "no record in {} is of run {run}: reports and `zentop journal show` name the runs",
            quoted(path)
        ));
    }
    Ok(if is_damaged || !is_known {
        SOMETHING_TO_SEE
    } else {
        0
    })
}

/// The hash that somebody kept of the journal's last record, as it is compared.
///
/// # Errors
/// If it is none, which would look like a journal whose end was cut off.
fn anchor_of(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text.to_ascii_lowercase());
    }
    Err(Failure::usage(
        "--anchor takes a whole hash, 64 characters of 0 to 9 and a to f, as `head` of `zentop journal \
         verify` and the end of each report have it",
    ))
}

fn verify(out: &mut impl Write, path: &Path, anchor: Option<&str>) -> Result<u8, Failure> {
    let found = match anchor {
        Some(anchor) => {
            let anchor = anchor_of(anchor)?;
            let lines = journal::lines(path).map_err(Failure::usage)?;
            journal::verify_against(lines, &anchor).map_err(Failure::system)?
        }
        None => journal::check(path).map_err(Failure::usage)?,
    };
    let print = || -> io::Result<()> {
        if let Some(bad) = &found.first_bad {
            writeln!(out, "broken: {bad}")?;
            let (records, lines) = (found.records, found.bad_lines);
            let records = counted(
                number(records),
                "record is as it was",
                "records are as they were",
            );
            writeln!(out, "{records} written; damaged lines: {lines}")?;
            if found.untold.is_some() {
                writeln!(out, "no record tells of the damage yet; the next one will")?;
            }
        } else {
            let records = counted(number(found.records), "record", "records");
            writeln!(out, "unbroken: {records}")?;
        }
        if let Some(head) = &found.head {
            writeln!(out, "head {} {}", head.seq, head.hash)?;
        }
        if found.torn_lines > 0 {
            writeln!(out, "{} lines were cut short by a crash", found.torn_lines)?;
        }
        for hash in &found.follows {
            writeln!(out, "continues a file that ended with {hash}")?;
        }
        Ok(())
    };
    let mut print = print;
    print().map_err(Failure::system)?;
    Ok(if found.first_bad.is_some() {
        SOMETHING_TO_SEE
    } else {
        0
    })
}

/// So many, as they are written in sentences.
fn number(records: u64) -> usize {
    usize::try_from(records).unwrap_or(usize::MAX)
}

/// Prints every record, and then records the export in the journal. A copy of a journal that cannot
/// be written to is exported all the same.
fn export(
    out: &mut impl Write,
    settings: &Settings,
    redact: bool,
    ids: Ids,
) -> Result<u8, Failure> {
    let path = &settings.journal_path;
    let is_damaged = warn(path);
    let redactor = redact
        .then(Redactor::new)
        .transpose()
        .map_err(|error| Failure::system(io::Error::other(error)))?;
    let mut count = 0;
    for record in records(path)? {
        let record = match &redactor {
            Some(redactor) => redactor.redact(record),
            None => record,
        };
        output::json_with(out, ids, &record).map_err(Failure::system)?;
        count += 1;
    }
    out.flush().map_err(Failure::system)?;
    if count > 0
        && let Err(error) = note_export(settings, count, redact)
    {
        talk(&format!(
            "that this was exported is not in the journal: {error}"
        ));
    }
    Ok(if is_damaged { SOMETHING_TO_SEE } else { 0 })
}

fn note_export(settings: &Settings, records: u64, redacted: bool) -> Result<(), JournalError> {
    // Reading a journal takes no credentials and often no account.
    let account = account(settings).ok();
    let named = |say: fn(&Account) -> &str| account.as_ref().map(say).unwrap_or_default();
    let who = Who {
        place: Place::here(),
        credentials: ActingCredentials {
            account: named(Account::name).to_owned(),
            origin: named(Account::origin).to_owned(),
            proxy: None,
            zd_user_id: None,
            zd_email_claimed: None,
            auth_kind: "none",
            token_fingerprint: None,
        },
        config_hash: Some(settings.fingerprint()),
        mode: RunMode::Headless,
        skew_ms: None,
    };
    let mut journal = Journal::open(&settings.journal_path, who)?;
    let entry = Entry::Exported { records, redacted };
    journal.append(&entry, wall_clock()()).map(|_| ())
}
