//! The text of records before it is written.

use std::io;

use super::Journal;
use crate::journal::chain::Receipt;
use crate::journal::chain::seal;
use crate::journal::tail::Closed;
use crate::journal::walk::ChainWalk;
use crate::journal::who::RecordTime;
use crate::journal::{Entry, Record, RecordEvent};

/// The text that is appended in one call.
pub(super) struct AppendedText {
    pub(super) text: String,
    /// The check of the file with this text.
    pub(super) walk: ChainWalk,
    pub(super) last: Receipt,
}

impl AppendedText {
    /// These records after the text that closes what a crash left, each naming the one before it.
    fn of(closing: &str, mut walk: ChainWalk, records: Vec<Record>) -> io::Result<Self> {
        let mut text = closing.to_owned();
        let mut last = walk.last().cloned();
        for record in records {
            let began = text.len();
            last = Some(seal(record, last.as_ref(), &mut text)?);
            walk.take(&text.as_bytes()[began..]);
        }
        let nothing = || io::Error::new(io::ErrorKind::InvalidInput, "nothing to record");
        let last = last.ok_or_else(nothing)?;
        Ok(Self { text, walk, last })
    }
}

impl Journal {
    /// The text of these entries, after what has to be said about the file itself.
    pub(super) fn page(&self, entries: &[Entry<'_>], now: RecordTime) -> io::Result<AppendedText> {
        let Closed {
            by,
            walk,
            is_record,
        } = self.tail.closed();
        let mut records = Vec::new();
        let mut about_text = self.who.record(now);
        if walk.preface().fill(&mut about_text) {
            records.push(about_text);
        } else if is_record {
            about_text.event = RecordEvent::Torn;
            let what = "the record before this one lacked its end of line and is whole";
            about_text.detail = Some(what.to_owned());
            records.push(about_text);
        }
        if let Some(lost) = &self.lost {
            let mut record = self.who.record(now);
            lost.fill(&mut record);
            records.push(record);
        }
        for entry in entries {
            let mut record = self.who.record(now);
            entry.fill(&mut record);
            records.push(record);
        }
        AppendedText::of(by, walk, records)
    }
}
