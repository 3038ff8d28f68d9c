//! Lines of the log about what was recorded of a run, or was not.

use std::collections::BTreeMap;
use std::error::Error;

use crate::journal::JournalError;
use crate::model::Fault;
use crate::operation::Verdicts;
use crate::zendesk::logged;

/// Writes to the log what a remark of the journal was that is not there, if it is not.
pub(super) fn log_unwritten<T>(what: &str, written: &Result<Result<T, JournalError>, Fault>) {
    let error: &(dyn Error + 'static) = match written {
        Ok(Ok(_)) => return,
        Ok(Err(error)) => error,
        Err(fault) => fault,
    };
    tracing::warn!("{what} is not in the journal: {}", logged(error));
}

/// Writes to the log how many items of a run a later list shows how.
pub(super) fn log_verdicts(verdicts: &Verdicts) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &verdicts.of {
        *counts.entry(one.verdict.for_log()).or_default() += 1;
    }
    let counts: Vec<String> = counts
        .iter()
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    if !counts.is_empty() {
        let run = verdicts.run.as_str();
        tracing::info!(run, "run looked at: {}", counts.join(", "));
    }
}
