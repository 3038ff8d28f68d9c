//! What the server and the journal recorded, also after the loop is over.

use std::path::PathBuf;

use tempfile::TempDir;
use zentop::journal::{Record, RecordEvent, read};
use zentop::model::SessionKey;
use zentop::simulator::{LedgerEntry, Simulator};

/// What the server and the journal recorded.
pub(crate) struct Witness {
    pub(super) simulator: Simulator,
    pub(crate) journal: PathBuf,
    /// The folder, removed with its files when nobody asks any more.
    pub(super) _folder: TempDir,
}

impl Witness {
    /// The deleting requests that arrived, oldest first.
    pub(crate) fn deletes(&self) -> Vec<LedgerEntry> {
        let mut ledger = self.simulator.ledger();
        ledger.retain(|entry| entry.method != "GET");
        ledger
    }

    /// The sessions that were ended, in order of id.
    pub(crate) fn ended(&self) -> Vec<SessionKey> {
        let mut ended: Vec<_> = self.deletes().into_iter().flat_map(|e| e.ended).collect();
        ended.sort_unstable();
        ended
    }

    /// Whether nothing was ever recorded.
    pub(crate) fn is_blank(&self) -> bool {
        !self.journal.exists()
    }

    /// The journal, record by record.
    pub(crate) fn journal(&self) -> Vec<Record> {
        read(&self.journal).unwrap().map(Result::unwrap).collect()
    }

    /// The sessions that records of one kind are about, in order of id.
    pub(crate) fn recorded(&self, event: RecordEvent) -> Vec<SessionKey> {
        let records = self.journal().into_iter();
        let key = |record: Record| {
            let (user, session) = (record.user_id?, record.session_id?);
            format!("{user}/{session}").parse().ok()
        };
        let mut keys: Vec<_> = records
            .filter(|r| r.event == event)
            .filter_map(key)
            .collect();
        keys.sort_unstable();
        keys
    }
}
