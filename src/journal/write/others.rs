//! What other processes are recorded to have ended.

use std::io;

use rustc_hash::FxHashSet;

use super::Journal;
use crate::journal::Record;
use crate::model::SessionKey;

impl Journal {
    /// Takes in which sessions the lines from this place on say were ended. They are others': what this
    /// journal has written is known before it is read.
    pub(super) fn learn_of_others(&mut self, from: u64) -> io::Result<()> {
        let new = self.tail.walk.len().saturating_sub(from);
        let mut text = vec![0; usize::try_from(new).unwrap_or_default()];
        if text.is_empty() {
            return Ok(());
        }
        self.storage.read_at(from, &mut text)?;
        let lines = text.split(|byte| *byte == b'\n');
        let records = lines.filter_map(|line| serde_json::from_slice::<Record>(line).ok());
        let here = &self.who.credentials;
        let is_here = |one: &Record| one.account == here.account && one.origin == here.origin;
        for record in records.filter(is_here) {
            self.ended_by_others.extend(record.ended());
        }
        Ok(())
    }

    /// The sessions of this account that other processes are recorded to have ended since this one opened
    /// the journal.
    pub(crate) fn ended_by_others(&mut self) -> &FxHashSet<SessionKey> {
        // A file that cannot be read now fails the next record, and what is not known is not claimed.
        if !self.poisoned
            && let Err(error) = self.locked(|_| Ok(()))
        {
            tracing::warn!("what others have recorded is not known: {error}");
        }
        &self.ended_by_others
    }
}
