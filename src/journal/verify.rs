//! The check that a journal is as it was written (`docs::safety`, promise 17; NIST SP 800-53 AU-9,
//! ASVS 16.4.2).

use std::fmt;
use std::io::{self, BufRead};

use ring::digest::{Context, SHA256};

use super::chain::{Link, NOTHING};
use super::{Receipt, RecordEvent};
use crate::model::hex;

/// The finding of a check of the whole chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// The number of good records, from the first on.
    pub records: u64,
    /// The first record that is not good; nothing after it is checked.
    pub first_bad: Option<Bad>,
    /// The last good record.
    pub head: Option<Receipt>,
    /// The lines that a crash cut short and that a later record accounts for, byte by byte.
    pub torn_lines: u64,
    /// The heads of other files that this one took the place of, by its own account.
    pub follows: Vec<String>,
}

/// The first record that is not as it was written.
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
            Self::Cut => f.write_str("records before this one were cut off while zentop ran"),
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
    walk(journal, |_| ())
}

/// Checks the chain, and that the record with the hash `anchor` is in it.
///
/// # Errors
/// As [`verify`].
pub(crate) fn verify_against(journal: impl BufRead, anchor: &str) -> io::Result<Verification> {
    let anchor = anchor.trim().to_ascii_lowercase();
    let mut is_there = anchor == NOTHING;
    let mut found = walk(journal, |head| is_there |= head.hash == anchor)?;
    if !is_there && found.first_bad.is_none() {
        let line = found.records + found.torn_lines + 1;
        let seq = found.records + 1;
        found.first_bad = Some(Bad {
            line,
            seq,
            what: Flaw::AnchorMissing,
        });
    }
    Ok(found)
}

fn walk(mut journal: impl BufRead, mut good: impl FnMut(&Receipt)) -> io::Result<Verification> {
    let mut walk = ChainWalk::default();
    let mut text = Vec::new();
    while walk.found.first_bad.is_none() && journal.read_until(b'\n', &mut text)? > 0 {
        walk.take(&text);
        if let Some(head) = &walk.found.head {
            good(head);
        }
        text.clear();
    }
    Ok(walk.end())
}

/// A check under way.
#[derive(Clone, Default)]
pub(super) struct ChainWalk {
    found: Verification,
    line: u64,
    junk: Option<Junk>,
}

/// Lines that are no record, waiting for the one that accounts for them.
#[derive(Clone)]
struct Junk {
    line: u64,
    lines: u64,
    bytes: u64,
    sha256: Context,
}

impl ChainWalk {
    /// Looks at the next line, with its end. Nothing can be said of those after a bad one.
    pub(super) fn take(&mut self, text: &[u8]) {
        if self.found.first_bad.is_some() {
            return;
        }
        self.line += 1;
        let Some(text) = text.strip_suffix(b"\n") else {
            return self.stop(Flaw::Unfinished);
        };
        let Some(link) = Link::of(text) else {
            return Junk::add(&mut self.junk, self.line, text);
        };
        match self.found.judge(&link, self.junk.as_ref()) {
            Ok(()) => self.found.accept(link, self.junk.take()),
            Err(what) => self.stop(what),
        }
    }

    /// The finding, once there are no more lines.
    pub(super) fn end(mut self) -> Verification {
        if self.junk.is_some() {
            self.stop(Flaw::Unreadable);
        }
        self.found
    }

    /// Lines that nothing accounts for are the first flaw.
    fn stop(&mut self, what: Flaw) {
        let junk = self.junk.take().map(|junk| (junk.line, Flaw::Unreadable));
        let (line, what) = junk.unwrap_or((self.line, what));
        self.found.first_bad = Some(Bad {
            line,
            seq: self.found.records + 1,
            what,
        });
    }
}

impl Verification {
    fn judge(&self, link: &Link, junk: Option<&Junk>) -> Result<(), Flaw> {
        let prev = self
            .head
            .as_ref()
            .map_or(NOTHING, |head| head.hash.as_str());
        if !link.intact {
            return Err(Flaw::Edited);
        }
        if link.seq != self.records + 1 {
            return Err(Flaw::OutOfPlace { found: link.seq });
        }
        if link.prev != prev {
            return Err(Flaw::Unlinked);
        }
        let speaks_of = (link.event == RecordEvent::Torn)
            .then_some(())
            .and(link.torn_sha256.as_deref());
        match (junk, speaks_of) {
            (None, None) => {}
            (Some(junk), Some(sha256)) if junk.is(link.torn_bytes, sha256) => {}
            (Some(_), _) => return Err(Flaw::Unreadable),
            (None, Some(_)) => return Err(Flaw::TornTextGone),
        }
        if link.event == RecordEvent::Cut {
            return Err(Flaw::Cut);
        }
        Ok(())
    }

    fn accept(&mut self, link: Link, junk: Option<Junk>) {
        self.records = link.seq;
        self.torn_lines += junk.map_or(0, |junk| junk.lines);
        self.follows.extend(link.follows);
        self.head = Some(Receipt {
            seq: link.seq,
            hash: link.hash,
        });
    }
}

impl Junk {
    fn add(junk: &mut Option<Self>, line: u64, text: &[u8]) {
        let is_first = junk.is_none();
        let junk = junk.get_or_insert_with(|| Self {
            line,
            lines: 0,
            bytes: 0,
            sha256: Context::new(&SHA256),
        });
        if !is_first {
            junk.sha256.update(b"\n");
            junk.bytes += 1;
        }
        junk.sha256.update(text);
        junk.bytes += text.len() as u64;
        junk.lines += 1;
    }

    fn is(&self, bytes: Option<u64>, sha256: &str) -> bool {
        bytes == Some(self.bytes) && hex(self.sha256.clone().finish().as_ref()) == sha256
    }
}
