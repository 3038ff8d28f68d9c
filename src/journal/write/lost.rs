//! A file that went away, or became shorter than it was left.

use std::fmt;
use std::path::Path;

use super::Journal;
use crate::journal::chain::Receipt;
use crate::journal::{Record, RecordEvent};

/// The last record known of a file that went away, or became shorter than it was left.
#[derive(Debug)]
pub(super) struct Lost {
    event: RecordEvent,
    last: Receipt,
}

impl Lost {
    /// Makes the record tell of it.
    pub(super) fn fill(&self, record: &mut Record) {
        record.event = self.event;
        record.follows = Some(self.last.hash.clone());
        record.detail = Some(self.to_string());
    }

    /// What was found, for a person.
    pub(super) fn news(&self, path: &Path) -> String {
        format!(
            "the journal {}: {self}. The next record says so, and recording goes on",
            path.display()
        )
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.event {
            RecordEvent::Cut => "the file became shorter than zentop left it",
            _ => "another file stood here, and was moved, deleted or replaced",
        };
        write!(
            f,
            "{what}; its last known record was number {}",
            self.last.seq
        )
    }
}

impl Journal {
    /// Turns to another file, which has taken the place of the one before.
    pub(super) fn leave(&mut self) {
        let then = std::mem::take(&mut self.tail);
        self.lose(RecordEvent::Continued, then.last().cloned());
    }

    /// The first loss is the one to name: what was known later is after it.
    pub(super) fn lose(&mut self, event: RecordEvent, last: Option<Receipt>) {
        if let (None, Some(last)) = (&self.lost, last) {
            let lost = Lost { event, last };
            self.tell(|path| lost.news(path));
            self.lost = Some(lost);
        }
    }
}
