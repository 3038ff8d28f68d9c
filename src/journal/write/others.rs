//! What other processes are recorded to have ended.

use std::io;

use rustc_hash::FxHashSet;

use super::Journal;
use crate::journal::{Entry, JournalError, Receipt, Record};
use crate::model::{SessionKey, Timestamp};

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
    ///
    /// # Errors
    /// If the file cannot be locked or read.
    pub(crate) fn ended_by_others(&mut self) -> Result<&FxHashSet<SessionKey>, JournalError> {
        if !self.poisoned {
            self.locked(|_| Ok(()))?;
        }
        Ok(&self.ended_by_others)
    }

    /// Appends a record that claims these sessions, but for those that others are `known` to have ended.
    /// Where others are recorded to have ended more of them by now, nothing is written, and it returns
    /// `None`. It looks and writes under one lock, so that two processes never claim the same session.
    ///
    /// # Errors
    /// As [`Journal::append`].
    pub(crate) fn append_claim(
        &mut self,
        entry: &Entry<'_>,
        (claimed, known): (&FxHashSet<SessionKey>, &FxHashSet<SessionKey>),
        now: Timestamp,
    ) -> Result<Option<Receipt>, JournalError> {
        self.writing(|journal| {
            let mut others = claimed.intersection(&journal.ended_by_others);
            if !others.all(|key| known.contains(key)) {
                return Ok(None);
            }
            journal.extend(std::slice::from_ref(entry), now).map(Some)
        })
    }
}
