//! Whether a journal is as it was written (promise 17; NIST SP 800-53 AU-9, ASVS 16.4.2).

use std::fmt;
use std::io::{self, BufRead};

use ring::digest::{Context, SHA256};

use super::chain::{Link, NOTHING, hex};
use super::{Event, Receipt};

/// What a check of the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many records are good, from the first on.
    pub records: u64,
    /// The first that is not; nothing after it is looked at.
    pub first_bad: Option<Bad>,
    /// The last good record.
    pub head: Option<Receipt>,
    /// Lines that a crash cut short and that a later record accounts for, byte by byte.
    pub torn_lines: u64,
    /// Heads of other files that this one says it took the place of.
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
    /// Not a record, and no later record accounts for it.
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
    /// The right number, but made after another record than the one before it.
    Unlinked,
    /// It accounts for torn text that is not there.
    TornTextGone,
    /// zentop itself noticed here that records had been cut off.
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
pub fn verify_against(journal: impl BufRead, anchor: &str) -> io::Result<Verification> {
    let anchor = anchor.trim().to_ascii_lowercase();
    let (mut found, mut lines) = (anchor == NOTHING, 0);
    let mut verification = walk(journal, |link| {
        lines += 1;
        found |= link.hash == anchor;
    })?;
    if !found && verification.first_bad.is_none() {
        verification.first_bad = Some(Bad {
            line: lines + verification.torn_lines + 1,
            seq: verification.records + 1,
            what: Flaw::AnchorMissing,
        });
    }
    Ok(verification)
}

/// Lines that are no record, waiting for the one that accounts for them.
struct Junk {
    line: u64,
    lines: u64,
    bytes: u64,
    sha256: Context,
}

fn walk(mut journal: impl BufRead, mut good: impl FnMut(&Link)) -> io::Result<Verification> {
    let mut found = Verification {
        records: 0,
        first_bad: None,
        head: None,
        torn_lines: 0,
        follows: Vec::new(),
    };
    let mut junk: Option<Junk> = None;
    let mut text = Vec::new();
    for line in 1.. {
        text.clear();
        if journal.read_until(b'\n', &mut text)? == 0 {
            break;
        }
        let is_ended = text.pop_if(|byte| *byte == b'\n').is_some();
        let judged = match Link::of(&text) {
            _ if !is_ended => Err(Flaw::Unfinished),
            None => {
                Junk::add(&mut junk, line, &text);
                continue;
            }
            Some(link) => found.judge(&link, junk.as_ref()).map(|()| link),
        };
        match judged {
            Ok(link) => {
                good(&link);
                found.accept(link, junk.take());
            }
            Err(what) => {
                // Junk that nothing accounts for is the first thing wrong.
                let (line, what) = junk.map_or((line, what), |junk| (junk.line, Flaw::Unreadable));
                found.first_bad = Some(Bad {
                    line,
                    seq: found.records + 1,
                    what,
                });
                return Ok(found);
            }
        }
    }
    if let Some(Junk { line, .. }) = junk {
        found.first_bad = Some(Bad {
            line,
            seq: found.records + 1,
            what: Flaw::Unreadable,
        });
    }
    Ok(found)
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
        let speaks_of = (link.event == Event::Torn)
            .then_some(())
            .and(link.torn_sha256.as_deref());
        match (junk, speaks_of) {
            (None, None) => {}
            (Some(junk), Some(sha256)) if junk.is(link.torn_bytes, sha256) => {}
            (Some(_), _) => return Err(Flaw::Unreadable),
            (None, Some(_)) => return Err(Flaw::TornTextGone),
        }
        if link.event == Event::Cut {
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
