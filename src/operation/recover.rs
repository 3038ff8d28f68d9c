//! After a crash: runs and changes that the journal leaves open are looked up and closed.
//!
//! This sends only reading requests (`recovery_reader`, and `changes` for what is no run) and
//! resumes nothing. An item of which nothing can be read stays unknown, and its run stays open
//! until it can be read; so does such a change.
//!
//! - `changes` changes that belong to no run: a sign-out, the end of an own token, the Chat account
//! - `offboarding` what is left to do of several operations for each person
//! - `recovery_reader` what Zendesk shows of the open items, read once for each list, person and
//!   token
//! - `unsent` what is left to do of any other run
//! - `unproved` runs that were answered, and that nobody looked at afterwards

mod changes;
mod offboarding;
mod recovery_reader;
mod unproved;
mod unsent;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use self::changes::ChangeReader;
pub(crate) use self::changes::RecoveredChange;
use self::recovery_reader::RecoveryReader;
use self::unproved::RunLookedAt;

use crate::journal::{
    self, Entry, Journal, JournalError, OpenChange, OpenChanges, OpenItem, OpenRun, Place, Record,
    RecordEvent, RunId, State, UnprovedRun, UnprovedRuns, Unread, Who,
};
use crate::model::{Clock, Fault, Timestamp, UserId, counted};
use crate::operation::{JournalOpener, PlanUnderWay};
use crate::zendesk::{Account, Client};

/// What a crash left open, and what was found out about it; oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// The runs that were open.
    pub runs: Vec<Recovered>,
    /// The open changes that belong to no run.
    pub changes: Vec<RecoveredChange>,
    /// The runs of the last day that nobody had looked at afterwards.
    pub looked_at: Vec<RunLookedAt>,
    /// What the next record will say of the journal itself, where it is not as it was left.
    pub news: Option<String>,
}

impl Recovery {
    /// Whether nothing was open, and nothing was left without proof.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.changes.is_empty() && self.looked_at.is_empty()
    }

    /// What to tell a person, line by line. Times are universal.
    pub fn lines(&self) -> Vec<String> {
        self.lines_in(Timestamp::to_string)
    }

    /// What to tell a person, line by line, with times as they are written here.
    pub(crate) fn lines_in(&self, time: impl Fn(&Timestamp) -> String) -> Vec<String> {
        let runs = self.runs.iter().flat_map(|run| run.lines_in(&time));
        let changes = self.changes.iter();
        let changes = changes.flat_map(|change| change.lines_in(&time));
        let news = self.news.iter().cloned();
        let looked_at = self.looked_at.iter().flat_map(RunLookedAt::lines);
        news.chain(runs).chain(changes).chain(looked_at).collect()
    }
}

/// What an unfinished run leaves to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RunRest {
    /// The file of what is left, if anything is.
    pub(crate) file: Option<PathBuf>,
    /// What to tell a person, line by line.
    pub(crate) lines: Vec<String>,
}

/// An open run and what was found out about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The run as the journal left it.
    pub run: OpenRun,
    /// The findings, one for each of the run's open items.
    pub found: Vec<Finding>,
    /// What is left to do, where the plan of the run is on disk.
    pub(crate) rest: Option<RunRest>,
}

/// What was found out about one open item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The state of the item: `EndedByList` or `StillListed`, for people `Suspended` or
    /// `NotSuspended`, or `Unknown` where that could not be read.
    pub state: State,
    /// The state in words.
    pub detail: String,
}

/// Why a recovery failed.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// The journal cannot be opened or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal cannot be read to its end, so it is not known what is open.
    #[error(transparent)]
    Unread(#[from] Unread),
    /// The program failed on the way.
    #[error(transparent)]
    Fault(Fault),
}

impl Recovered {
    /// Whether the run is closed now.
    pub(crate) fn is_closed(&self) -> bool {
        self.found.iter().all(|found| found.state != State::Unknown)
    }

    /// What to tell a person, line by line. Times are universal.
    pub fn lines(&self) -> Vec<String> {
        self.lines_in(Timestamp::to_string)
    }

    fn lines_in(&self, time: impl Fn(&Timestamp) -> String) -> Vec<String> {
        let OpenRun {
            run,
            started,
            items,
            ..
        } = &self.run;
        let close = if self.is_closed() {
            "closed now"
        } else {
            "still open"
        };
        let what = match items.len() {
            0 => "lacks only its end".to_owned(),
            count => format!(
                "has {} without an answer",
                counted(count, "request", "requests")
            ),
        };
        let started = time(started);
        let head = format!("run {run} of {started} was not finished and {what}; {close}");
        let lines = items.iter().zip(&self.found).map(|(item, found)| {
            let users: Vec<String> = item.users.iter().take(3).map(UserId::to_string).collect();
            let more = if item.users.len() > users.len() {
                " …"
            } else {
                ""
            };
            let (place, of, users) = (item.item, item.of, users.join(" "));
            format!(
                "  item {place} of {of}, user {users}{more}: {}",
                found.detail
            )
        });
        // What is left by the plan is told one by one.
        let unsent = self.run.unsent.filter(|_| self.rest.is_none());
        let unsent = unsent.filter(|unsent| *unsent > 0).map(|unsent| {
            let items = counted(unsent, "item was", "items were");
            let of = self.run.of.unwrap_or_default();
            format!("  {items} never sent, of {of}: nothing was done about what they are about")
        });
        let rest = self.rest.iter().flat_map(|rest| rest.lines.clone());
        let lines = std::iter::once(head).chain(lines);
        lines.chain(unsent).chain(rest).collect()
    }
}

/// Looks up what is open in the journal at `path` for the account of `client`, closes what can be
/// closed, and returns all of it. What another process began that may still be alive is left alone.
/// A process calls this before it begins a run of its own. `chat` is a client with Chat's own
/// token, if there is one.
///
/// # Errors
/// If the journal cannot be read to its end or written; what was closed until then stays so.
pub(crate) async fn recover(
    client: &Client,
    chat: Option<&Client>,
    path: &Path,
    who: Who,
    (open_journal, clock): (&JournalOpener, &Clock),
) -> Result<Recovery, RecoverError> {
    let opened = {
        let (account, path, place) = (client.account().clone(), path.to_owned(), who.place.clone());
        let now = clock();
        blocking(move || open(&account, &path, (&place, now))).await
    };
    let Opened {
        runs,
        changes,
        unproved,
        news,
    } = opened?;
    let mut recovery_reader = RecoveryReader::new(client, clock);
    let mut recovery = Recovery {
        news,
        ..Recovery::default()
    };
    let open = runs.iter().flat_map(|run| &run.items);
    let items: Vec<&OpenItem> = open
        .chain(unproved.iter().flat_map(|run| &run.items))
        .collect();
    let mut found_of_all = recovery_reader.judge(&items).await.into_iter();
    for run in runs {
        let found = found_of_all.by_ref().take(run.items.len()).collect();
        let mut recovered = Recovered {
            run,
            found,
            rest: None,
        };
        let rest = offboarding::rest(client, (path, clock), &recovered, &mut recovery_reader);
        recovered.rest = match rest.await {
            Some(rest) => Some(rest),
            None => unsent::rest(path, clock, &recovered),
        };
        recovery.runs.push(recovered);
    }
    for run in unproved {
        let found = found_of_all.by_ref().take(run.items.len()).collect();
        recovery.looked_at.push(RunLookedAt { run, found });
    }
    let mut reader = ChangeReader {
        client,
        chat,
        credentials: &who.credentials,
        recovery_reader: &mut recovery_reader,
    };
    for change in changes {
        let found = reader.judge(&change).await;
        recovery.changes.push(RecoveredChange { change, found });
    }
    if recovery.is_empty() {
        return Ok(recovery);
    }
    let (path, clock) = (path.to_owned(), Clock::clone(clock));
    let open_journal = JournalOpener::clone(open_journal);
    blocking(move || {
        close_all(&recovery, &path, || open_journal(&path, who), &clock)?;
        Ok(recovery)
    })
    .await
}

/// Does something with the journal on a thread that may wait for the disk.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RecoverError> + Send + 'static,
) -> Result<T, RecoverError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(RecoverError::Fault(error.into())),
    }
}

fn close_all(
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
    for one in &recovery.runs {
        close((&mut journal, path), one, &records, clock)?;
    }
    for one in &recovery.changes {
        close_change(&mut journal, one, clock)?;
    }
    Ok(())
}

/// What is open for this account and was not begun by a process that may still be alive.
#[derive(Default)]
struct Opened {
    runs: Vec<OpenRun>,
    changes: Vec<OpenChange>,
    unproved: Vec<UnprovedRun>,
    news: Option<String>,
}

fn open(
    account: &Account,
    path: &Path,
    (place, now): (&Place, Timestamp),
) -> Result<Opened, RecoverError> {
    let news = journal::news(path)?;
    let opened = opened(account, path, (place, now))?;
    Ok(Opened { news, ..opened })
}

/// The same, whatever became of the journal itself.
fn opened(
    account: &Account,
    path: &Path,
    (place, now): (&Place, Timestamp),
) -> Result<Opened, RecoverError> {
    let is_ours =
        |record: &Record| record.account == account.name() && record.origin == account.origin();
    let (mut changes, mut unproved) = (OpenChanges::default(), UnprovedRuns::default());
    let read = records(path, is_ours, |all| {
        journal::open_runs(all.inspect(|record| {
            changes.take(record);
            unproved.take(record);
        }))
    });
    let mut runs = match read {
        Err(RecoverError::Journal(JournalError::Missing { .. })) => Vec::new(),
        read => read?,
    };
    let mut changes = changes.into_vec();
    runs.retain(|run| !run.may_still_run(place));
    let mut unproved = unproved.into_vec();
    unproved.retain(|run| unproved::is_due(run, &runs, (now, place)));
    changes.retain(|change| !change.may_still_run(place));
    Ok(Opened {
        runs,
        changes,
        unproved,
        news: None,
    })
}

/// That a crash left something of this account open, in one sentence, if it did. Nothing is looked up.
///
/// # Errors
/// If the journal cannot be read to its end.
pub(crate) fn left_open(
    account: &Account,
    path: &Path,
    (place, now): (&Place, Timestamp),
) -> Result<Option<String>, RecoverError> {
    let Opened { runs, changes, .. } = opened(account, path, (place, now))?;
    let newest = runs.last().map(|run| format!(" (the last is {})", run.run));
    let parts = [
        (runs.len(), "run was", "runs were"),
        (changes.len(), "change was", "changes were"),
    ];
    let parts: Vec<String> = (parts.into_iter())
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    Ok((!parts.is_empty()).then(|| {
        format!(
            "{} not finished{}; zentop journal recover looks up what became of it",
            parts.join(" and "),
            newest.unwrap_or_default()
        )
    }))
}

/// What `take` makes of the records that `keep` accepts, without holding the others in memory. A
/// line that a crash cut short was not durable, so no request followed it; what a damaged line said
/// is lost, and `news` says so.
fn records<T>(
    path: &Path,
    keep: impl Fn(&Record) -> bool,
    take: impl FnOnce(&mut dyn Iterator<Item = Record>) -> T,
) -> Result<T, RecoverError> {
    let mut broken = None;
    let lines = journal::read(path)?.map_while(|record| match record {
        Ok(record) => Some(Some(record)),
        Err(Unread::NotARecord { .. }) => Some(None),
        Err(error) => {
            broken = Some(error);
            None
        }
    });
    let taken = take(&mut lines.flatten().filter(keep));
    broken.map_or(Ok(taken), |error| Err(error.into()))
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

#[cfg(test)]
mod tests;
