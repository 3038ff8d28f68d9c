//! The records of what a recovery found, and the ends of the runs of which nothing is unknown any more.

use std::collections::BTreeMap;
use std::path::Path;

use super::RecoverError;
use super::changes::RecoveredChange;
use super::findings::{Recovered, Recovery};
use super::left_open::records;
use crate::journal::{Entry, Journal, JournalError, Record, RecordEvent, RunId, State};
use crate::model::Clock;
use crate::operation::PlanUnderWay;

/// Records what was found of everything that was open, and closes what can be closed.
pub(super) fn close_all(
    recovery: &Recovery,
    path: &Path,
    open_journal: impl FnOnce() -> Result<Journal, JournalError>,
    clock: &Clock,
) -> Result<(), RecoverError> {
    let runs: Vec<&RunId> = recovery.runs.iter().map(|one| &one.run.run).collect();
    let is_open = |record: &Record| record.run.as_ref().is_some_and(|run| runs.contains(&run));
    let records = records(path, is_open, |all| all.collect::<Vec<Record>>())?;
    let mut journal = open_journal()?;
    for one in &recovery.looked_at {
        one.record(&mut journal, clock)?;
    }
    // One of which what is left could not be written stays open, and is told until it could.
    let is_unwritten = |one: &&Recovered| one.rest.as_ref().is_some_and(|rest| rest.is_unwritten);
    for one in recovery.runs.iter().filter(|one| !is_unwritten(one)) {
        close((&mut journal, path), one, &records, clock)?;
    }
    for one in &recovery.changes {
        close_change(&mut journal, one, clock)?;
    }
    Ok(())
}

/// Records what was found, and the end of the run if none of its items is unknown any more.
fn close(
    (journal, journal_path): (&mut Journal, &Path),
    recovered: &Recovered,
    records: &[Record],
    clock: &Clock,
) -> Result<(), JournalError> {
    let run = &recovered.run.run;
    let mut closed = BTreeMap::new();
    for (item, found) in recovered.run.items.iter().zip(&recovered.found) {
        if found.state == State::Unknown {
            continue;
        }
        let entry = Entry::Closed {
            run,
            item: item.item,
            state: found.state,
            detail: Some(&found.detail),
        };
        journal.append(&entry, clock())?;
        closed.insert(item.item, found.state);
    }
    if recovered.is_closed() {
        let counts = tally(run, records, &closed);
        journal.append(
            &Entry::Finished {
                run,
                counts: &counts,
            },
            clock(),
        )?;
        PlanUnderWay::forget(journal_path, run);
    }
    Ok(())
}

/// Records what was found of a change, if anything was.
fn close_change(
    journal: &mut Journal,
    recovered: &RecoveredChange,
    clock: &Clock,
) -> Result<(), JournalError> {
    if let (Some(change), Ok(found)) = (recovered.change.change(), &recovered.found) {
        let entry = Entry::ChangeClosed {
            change: &change,
            state: found.state,
            detail: &found.detail,
        };
        journal.append(&entry, clock())?;
    }
    Ok(())
}

/// The number of sessions of the run that ended each way; they sum to the number confirmed.
fn tally(run: &RunId, records: &[Record], closed: &BTreeMap<u32, State>) -> Vec<(State, u64)> {
    let mut confirmed = 0;
    let mut items: BTreeMap<u32, (u64, State)> = BTreeMap::new();
    for record in records
        .iter()
        .filter(|record| record.run.as_ref() == Some(run))
    {
        let item = record.item.unwrap_or_default();
        match record.event {
            RecordEvent::Confirmed => confirmed = record.of.unwrap_or_default().into(),
            RecordEvent::Intent => {
                let sessions = record.session_ids.len().max(1) as u64;
                items.insert(item, (sessions, State::Unknown));
            }
            RecordEvent::Outcome | RecordEvent::Closed => {
                let known = items.entry(item).or_insert((1, State::Unknown));
                known.1 = record.state.unwrap_or(State::Unknown);
                // It was not sent, and its items are among those of another request, or of none.
                if known.1 == State::NotAttempted {
                    items.remove(&item);
                }
            }
            _ => {}
        }
    }
    let mut counts = BTreeMap::new();
    for (item, (sessions, state)) in &items {
        let state = closed.get(item).unwrap_or(state);
        *counts.entry(*state).or_insert(0) += sessions;
    }
    let sent: u64 = counts.values().sum();
    if confirmed > sent {
        counts.insert(State::NotAttempted, confirmed - sent);
    }
    counts.into_iter().collect()
}
