//! What can be wrong with a line of the file.

use std::fmt;

/// A line that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The line in the file, from 1.
    pub line: u64,
    /// The record that belongs there.
    pub seq: u64,
    /// What is wrong with it.
    pub what: Flaw,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// The line is no record, and no later record accounts for it.
    Unreadable,
    /// The file ends in the middle of a line.
    Unfinished,
    /// The text does not match its own hash.
    Edited,
    /// A whole record, but not the one that belongs here: one was removed, repeated,
    /// inserted or moved.
    OutOfPlace {
        /// The number that stands there.
        found: u64,
    },
    /// The record has the right number, and was made after another record than the one before it.
    Unlinked,
    /// The record accounts for torn text that is not there.
    TornTextGone,
    /// zentop itself recorded here that records had been cut off.
    Cut,
    /// zentop itself recorded here that lines before it were damaged.
    Damaged,
    /// The record that zentop wrote last does not occur: the end was cut off, or the file was
    /// replaced.
    HeadMissing,
    /// The anchor does not occur: the file was cut before it, or it is from another file.
    AnchorMissing,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, seq, what } = self;
        write!(f, "line {line}, where record {seq} belongs: {what}")
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable => f.write_str("this is not a record"),
            Self::Unfinished => f.write_str(
                "the line is not finished: a crash that the next append would account for, or a cut",
            ),
            Self::Edited => f.write_str("the record was changed after it was written"),
            Self::OutOfPlace { found } => write!(
                f,
                "record {found} is here instead: records were removed, repeated, inserted or moved"
            ),
            Self::Unlinked => f.write_str("the record was not made after the one before it"),
            Self::TornTextGone => {
                f.write_str("it accounts for torn text before it, which was removed or changed")
            }
            Self::Cut => f.write_str("records before this one were cut off"),
            Self::Damaged => f.write_str("zentop recorded here that lines before it were damaged"),
            Self::HeadMissing => f.write_str(
                "the record that zentop wrote last is not in this file: its end was cut off, or the \
                 file was moved or replaced. Look for the file that was here",
            ),
            Self::AnchorMissing => f.write_str(
                "the anchor is not in this file: its end was cut off, or the anchor is of another file",
            ),
        }
    }
}
