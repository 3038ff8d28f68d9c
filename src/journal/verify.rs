//! The check that a journal is as it was written (`docs::safety`, promise 17; NIST SP 800-53 AU-9,
//! ASVS 16.4.2).

use std::fmt;
use std::io::{self, BufRead};

use super::walk::ChainWalk;
use super::{Damage, Receipt};

/// The finding of a check of the whole chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// The number of records that are as they were written.
    pub records: u64,
    /// The first line that is not as it was written.
    pub first_bad: Option<Bad>,
    /// The number of lines that are not as they were written.
    pub bad_lines: u64,
    /// Those of them that no record tells of yet; the next one will.
    pub untold: Option<Damage>,
    /// Whether the record that is looked for is missing.
    pub(super) lacks_head: bool,
    /// The last record.
    pub head: Option<Receipt>,
    /// The lines that a crash cut short and that a later record accounts for, byte by byte.
    pub torn_lines: u64,
    /// The heads of other files that this one took the place of, by its own account.
    pub follows: Vec<String>,
}

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

/// Checks the chain. It shows every change but one: records cut off the end, for which
/// [`verify_against`] needs a hash that was kept elsewhere.
///
/// # Errors
/// If the file cannot be read. A bad chain is no error but a finding.
pub fn verify(journal: impl BufRead) -> io::Result<Verification> {
    walk(journal, ChainWalk::default())
}

/// Checks the chain, and that the record with the hash `anchor` is in it.
///
/// # Errors
/// As [`verify`].
pub(crate) fn verify_against(journal: impl BufRead, anchor: &str) -> io::Result<Verification> {
    let anchor = anchor.trim().to_ascii_lowercase();
    walk(journal, ChainWalk::looking_for(&anchor))
}

/// Checks the chain, and that the record which zentop wrote last is in it, as far as that is known.
///
/// # Errors
/// As [`verify`].
pub(super) fn verify_with_head(
    journal: impl BufRead,
    head: Option<&Receipt>,
) -> io::Result<Verification> {
    let Some(head) = head else {
        return verify(journal);
    };
    let mut found = verify_against(journal, &head.hash)?;
    if let Some(bad) = &mut found.first_bad
        && bad.what == Flaw::AnchorMissing
    {
        bad.what = Flaw::HeadMissing;
    }
    Ok(found)
}

fn walk(mut journal: impl BufRead, mut walk: ChainWalk) -> io::Result<Verification> {
    let mut line = Vec::new();
    while journal.read_until(b'\n', &mut line)? > 0 {
        walk.take(&line);
        line.clear();
    }
    Ok(walk.end())
}
