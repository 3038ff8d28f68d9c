//! From the records of a file to the runs of one account.

use std::collections::BTreeMap;
use std::path::Path;

use super::PastRuns;
use super::building::RunBuilder;
use super::later::LastWords;
use crate::journal::{JournalError, Record, RecordEvent, RunId, Unread, check, read};

/// The most requests of past runs that are kept in memory; of a longer journal the oldest runs are
/// only counted.
const MOST_REQUESTS: usize = 100_000;

/// The runs in the account with this name that the journal at `path` tells of. Blocks.
///
/// # Errors
/// If there is a file and it cannot be read. A journal that was never written tells of no run.
pub(crate) fn past_runs(path: &Path, account: &str) -> Result<PastRuns, JournalError> {
    let records = match read(path) {
        Err(JournalError::Missing { .. }) => return Ok(PastRuns::default()),
        records => records?,
    };
    let mut building = PastBuilder::default();
    let mut unread = None;
    for record in records {
        match record {
            Ok(record) if record.account == account => building.take(&record),
            Err(why @ Unread::Io { .. }) => unread = Some(why.to_string()),
            // Of what is no record the check tells.
            Ok(_) | Err(Unread::NotARecord { .. }) => {}
        }
    }
    let found = check(path)?;
    let damage = found.warning().filter(|_| !found.is_only_unfinished());
    Ok(PastRuns {
        damage: unread.or(damage),
        ..building.finish()
    })
}

/// The runs while their records are read.
#[derive(Default)]
struct PastBuilder {
    runs: BTreeMap<RunId, RunBuilder>,
    last_words: LastWords,
    /// The number of their requests.
    requests: usize,
    /// The number of runs that are too old to be kept.
    older: usize,
}

impl PastBuilder {
    fn take(&mut self, record: &Record) {
        let Some(id) = &record.run else {
            return;
        };
        if record.event == RecordEvent::Intent {
            self.requests += 1;
        }
        let place = self.last_words.place();
        let run = self.runs.entry(id.clone());
        let run = run.or_insert_with(|| RunBuilder::of(id, record, place));
        run.take(record);
        self.last_words.take(record, run);
        while self.requests > MOST_REQUESTS && self.runs.len() > 1 {
            if let Some((_, oldest)) = self.runs.pop_first() {
                self.requests -= oldest.run.items.len().min(self.requests);
                self.older += 1;
            }
        }
    }

    fn finish(self) -> PastRuns {
        let runs = self.runs.into_values().rev();
        let finished = runs.map(|run| {
            let place = run.place;
            let mut run = run.finish();
            self.last_words.settle(&mut run, place);
            run
        });
        PastRuns {
            runs: finished.collect(),
            older: self.older,
            damage: None,
        }
    }
}
