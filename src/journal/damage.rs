//! Damage: whole lines that are not as zentop wrote them, and the record that says so.

use std::fmt;
use std::path::Path;

use super::chain::{CLOSING, Receipt};
use super::flaw::Bad;
use super::{Record, RecordEvent};

/// Lines of a journal that are not as they were written, and of which no record tells yet. A
/// crash is none: it leaves one last line without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The number of such lines.
    pub lines: u64,
    /// The first of them.
    pub first: Bad,
    /// The last record before it; `None` if it is the first line.
    pub after: Option<Receipt>,
}

impl Damage {
    /// One more finding, of `lines` lines.
    pub(super) fn add(damage: &mut Option<Self>, lines: u64, bad: &Bad, after: Option<&Receipt>) {
        let damage = damage.get_or_insert_with(|| Self {
            lines: 0,
            first: bad.clone(),
            after: after.cloned(),
        });
        damage.lines = damage.lines.saturating_add(lines);
    }

    /// What was found, for a person, before a record tells of it.
    pub(super) fn news(&self, path: &Path) -> String {
        format!(
            "the journal {} is damaged: {self}. What those lines said is lost, and their requests \
             may be open. The next record says so, and recording goes on. Keep a copy of the file; \
             `zentop journal verify` checks it",
            path.display()
        )
    }
}

/// Writes what was found, without the file that it was found in.
impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            lines,
            first,
            after,
        } = self;
        match lines {
            1 => f.write_str("1 line is")?,
            lines => write!(f, "{lines} lines are")?,
        }
        write!(f, " not as zentop wrote them; the first is {first}")?;
        match after {
            Some(Receipt { seq, hash }) => write!(f, ", after record {seq} with the hash {hash}"),
            None => f.write_str(", with no record before it"),
        }
    }
}

/// What has to be said of the text before the next record.
#[derive(Clone, Debug, Default)]
pub(super) struct Preface {
    /// The text before it that is no record: its bytes, and their SHA-256.
    pub(super) text: Option<(u64, String)>,
    /// The damage of which no record tells.
    pub(super) damage: Option<Damage>,
    /// The number of damaged lines in the whole file.
    pub(super) damaged_lines: u64,
}

impl Preface {
    /// Fills the record that says it. `false` if there is nothing to say.
    pub(super) fn fill(&self, record: &mut Record) -> bool {
        if let Some((bytes, sha256)) = &self.text {
            record.event = RecordEvent::Torn;
            record.torn_bytes = Some(*bytes);
            record.torn_sha256 = Some(sha256.clone());
            let mark = CLOSING.trim_ascii();
            record.detail = Some(format!(
                "the text before this record is a write that was cut short; \"{mark}\" marks its end"
            ));
        }
        if let Some(damage) = &self.damage {
            record.event = RecordEvent::Damaged;
            record.damaged_lines = Some(self.damaged_lines);
            record.damaged_line = Some(damage.first.line);
            record.damaged_after = damage.after.as_ref().map(|last| last.hash.clone());
            record.detail = Some(format!("the file is damaged: {damage}"));
        }
        self.text.is_some() || self.damage.is_some()
    }
}
