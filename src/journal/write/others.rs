//! What other processes are recorded to have ended.

use std::io;

use rustc_hash::FxHashSet;

use super::{Doing, Journal};
use crate::journal::{Entry, JournalError, Receipt, Record};
use crate::model::{SessionKey, Timestamp};

/// How far it looks back at first, in bytes: a few hundred requests and their answers.
const LOOK_BACK: u64 = 512 * 1024;

impl Journal {
    /// Takes in which sessions the lines from this place on say were ended. They are others': what this
    /// journal has written is known before it is read.
    pub(super) fn learn_of_others(&mut self, from: u64) -> io::Result<()> {
        let records = self.records_here(from)?;
        self.ended_by_others
            .extend(records.iter().flat_map(Record::ended));
        Ok(())
    }

    /// The records of this account from this place on. A line that begins before it is none.
    fn records_here(&self, from: u64) -> io::Result<Vec<Record>> {
        let new = self.tail.walk.len().saturating_sub(from);
        let mut text = vec![0; usize::try_from(new).unwrap_or_default()];
        if text.is_empty() {
            return Ok(Vec::new());
        }
        self.storage.read_at(from, &mut text)?;
        let lines = text.split(|byte| *byte == b'\n');
        let records = lines.filter_map(|line| serde_json::from_slice::<Record>(line).ok());
        let here = &self.who.credentials;
        let is_here = |one: &Record| one.account == here.account && one.origin == here.origin;
        Ok(records.filter(is_here).collect())
    }

    /// Takes in which sessions others are recorded to have ended since `moment`, before this one was opened:
    /// a plan rests on what was read before its run begins.
    ///
    /// # Errors
    /// If the file cannot be locked or read.
    pub(crate) fn look_back_to(&mut self, moment: Timestamp) -> Result<(), JournalError> {
        self.writing(|journal| {
            let learned = journal.learn_since(moment);
            learned.map_err(journal.failed(Doing::Read))
        })
    }

    /// Reads back from the end, further and further, until a record is older than `moment`.
    fn learn_since(&mut self, moment: Timestamp) -> io::Result<()> {
        let end = self.tail.walk.len();
        let mut size = LOOK_BACK;
        loop {
            let from = end.saturating_sub(size);
            let records = self.records_here(from)?;
            let is_enough = records.first().is_some_and(|first| first.ts < moment);
            if is_enough || from == 0 {
                let newer = records.iter().filter(|record| record.ts >= moment);
                self.ended_by_others.extend(newer.flat_map(Record::ended));
                return Ok(());
            }
            size = size.saturating_mul(8);
        }
    }

    /// The sessions of this account that other processes are recorded to have ended since this one opened
    /// the journal, or since the moment to which it looked back.
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
