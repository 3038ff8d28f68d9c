//! What the journal leaves open for an account and was not begun by a process that may still be alive.
//! Nothing is looked up.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::rests::LeftFile;
use super::{RecoverError, unproved};
use crate::journal::{
    self, JournalError, OpenChange, OpenChanges, OpenRun, Place, Record, RunId, UnprovedRun,
    UnprovedRuns, Unread,
};
use crate::model::{SafeText, Timestamp, counted};
use crate::zendesk::Account;

/// What is open for this account and was not begun by a process that may still be alive.
#[derive(Default)]
pub(super) struct Opened {
    pub(super) runs: Vec<OpenRun>,
    pub(super) changes: Vec<OpenChange>,
    pub(super) unproved: Vec<UnprovedRun>,
    pub(super) news: Option<String>,
}

impl Opened {
    /// Whether there is nothing to look up.
    pub(super) const fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.changes.is_empty() && self.unproved.is_empty()
    }
}

/// What is open for this account, and what the next record will say of the journal itself.
pub(super) fn open(
    account: &Account,
    path: &Path,
    (place, now): (&Place, Timestamp),
) -> Result<Opened, RecoverError> {
    let news = journal::news(path)?;
    let opened = opened(account, path, (place, now))?;
    Ok(Opened { news, ..opened })
}

/// What is open for this account, whatever became of the journal itself.
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

/// That a crash left something of this account open, in one sentence, if it did: what it cut short, and
/// what was done and never looked at. Nothing is looked up.
///
/// # Errors
/// If the journal cannot be read to its end.
pub(crate) fn left_open(
    account: &Account,
    path: &Path,
    (place, now): (&Place, Timestamp),
) -> Result<Option<String>, RecoverError> {
    let Opened {
        runs,
        changes,
        unproved,
        ..
    } = opened(account, path, (place, now))?;
    let newest = runs.last().map(|run| format!(" (the last is {})", run.run));
    let parts = [
        (runs.len(), "run was", "runs were"),
        (changes.len(), "change was", "changes were"),
    ];
    let parts: Vec<String> = (parts.into_iter())
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    let cut_short = (!parts.is_empty()).then(|| {
        format!(
            "{} not finished{}",
            parts.join(" and "),
            newest.unwrap_or_default()
        )
    });
    let not_looked_at = unproved.iter().filter(|run| {
        // One that was cut short is among those.
        runs.iter().all(|open| open.run != run.run)
    });
    let not_looked_at = (Some(not_looked_at.count()).filter(|count| *count > 0))
        .map(|count| format!("{} not proved", counted(count, "run is", "runs are")));
    let rests = match LeftFile::all(account, path, now) {
        Ok(files) if files.is_empty() => None,
        Ok(files) => {
            let runs = counted(files.len(), "run", "runs");
            Some(format!("what is left of {runs} is not carried out"))
        }
        Err(why) => Some(format!("what earlier runs left to do is not known: {why}")),
    };
    let open: Vec<String> = (cut_short.into_iter())
        .chain(not_looked_at)
        .chain(rests)
        .collect();
    Ok((!open.is_empty()).then(|| {
        format!(
            "{}; zentop journal recover looks up what became of it",
            open.join("; ")
        )
    }))
}

/// That runs or changes of other accounts are open in the same journal, in one sentence, if any are.
///
/// # Errors
/// If the journal cannot be read to its end.
pub(crate) fn open_elsewhere(
    account: &Account,
    path: &Path,
    (place, now): (&Place, Timestamp),
) -> Result<Option<String>, RecoverError> {
    let is_of_another =
        |record: &Record| record.account != account.name() || record.origin != account.origin();
    let mut origins: BTreeMap<RunId, String> = BTreeMap::new();
    let runs = records(path, is_of_another, |all| {
        journal::open_runs(all.inspect(|record| {
            if let Some(run) = &record.run {
                let origin = || record.origin.clone();
                origins.entry(run.clone()).or_insert_with(origin);
            }
        }))
    })?;
    let left = LeftFile::of_others(account, path, now);
    let open = runs.iter().filter(|run| !run.may_still_run(place));
    let open: Vec<Option<&String>> = open.map(|run| origins.get(&run.run)).collect();
    let of: BTreeSet<SafeText> = open
        .iter()
        .flatten()
        .map(|origin| SafeText::new(origin))
        .collect();
    let of: Vec<&str> = of.iter().map(SafeText::as_str).collect();
    let runs = counted(open.len(), "run", "runs");
    let are = if open.len() == 1 { "is" } else { "are" };
    let open = (!open.is_empty())
        .then(|| format!("{runs} of {} {are} open in the same journal", of.join(", ")));
    let rests: usize = left.values().sum();
    let left = (rests > 0).then(|| {
        let of = left.keys().map(SafeText::as_str);
        let runs = counted(rests, "run", "runs");
        let of = of.collect::<Vec<&str>>().join(", ");
        format!("what is left of {runs} of {of} is not carried out")
    });
    let words: Vec<String> = open.into_iter().chain(left).collect();
    Ok((!words.is_empty()).then(|| {
        format!(
            "{}; recover with that account to look up what became of it",
            words.join("; ")
        )
    }))
}

/// What `take` makes of the records that `keep` accepts, without holding the others in memory. A
/// line that a crash cut short was not durable, so no request followed it; what a damaged line said
/// is lost, and `news` says so.
pub(super) fn records<T>(
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
