//! The report of an incident, written when the screen is closed.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::command::report_files::ReportFiles;
use crate::files::make_folder;
use crate::incident::{Counts, Incident};
use crate::live::Snapshot;
use crate::model::{ClockOffset, Timestamp};
use crate::operation::{RunContext, Runner};
use crate::runtime::ScreenOutcome;
use crate::settings::Settings;

/// Writes the report of an incident, as Markdown and as JSON, to the state folder.
pub(super) fn write(
    settings: &Settings,
    ticket: &str,
    runner: &Runner,
    outcome: &ScreenOutcome,
    now: Timestamp,
) -> Result<(), Failure> {
    if outcome.runs.is_empty() && outcome.chat.is_empty() {
        talk("no run, so there is no incident report");
        return Ok(());
    }
    let paths = paths(settings, ticket, now)?;
    let people = outcome
        .runs
        .iter()
        .flat_map(|run| run.report.people())
        .collect();
    let counts = |snapshot: &Option<Arc<Snapshot>>, since: Timestamp, at: Timestamp| {
        snapshot
            .as_ref()
            .and_then(|snapshot| Counts::of(snapshot, &people, since, at))
    };
    let began = outcome.runs.first().map_or(now, |run| run.report.began_at);
    let ended = outcome.runs.last().map_or(now, |run| run.report.ended_at);
    let known = outcome
        .after
        .as_deref()
        .map(RunContext::of)
        .unwrap_or_default();
    let are_whole = ReportFiles::create(&paths)?.write(&Incident {
        who: runner.who(&known),
        written_at: ClockOffset::said(known.clock_offset, now),
        before: counts(&outcome.before, Timestamp::from_millis(0), began),
        after: counts(&outcome.after, ended, now),
        runs: outcome.runs.clone(),
        chat: outcome.chat.clone(),
    });
    if !are_whole {
        let not_whole = io::Error::other("there is no whole report of the incident");
        return Err(Failure::system(not_whole));
    }
    for path in &paths {
        talk(&format!("incident report: {}", path.display()));
    }
    Ok(())
}

/// The paths of the report, in a folder that nobody else can read.
fn paths(settings: &Settings, ticket: &str, now: Timestamp) -> Result<[PathBuf; 2], Failure> {
    let folder = settings.state_dir.join("incidents");
    make_folder(&folder).map_err(|error| Failure::system(error.into_io()))?;
    let stem = format!("{}-{}", file_name(ticket), now.seconds());
    Ok(["md", "json"].map(|ending| folder.join(format!("{stem}.{ending}"))))
}

/// A ticket as a part of a file's name: everything but letters, digits and dashes is replaced.
fn file_name(ticket: &str) -> String {
    let plain = |sign: char| {
        if sign.is_ascii_alphanumeric() || sign == '-' {
            sign
        } else {
            '_'
        }
    };
    ticket.chars().map(plain).take(60).collect()
}
