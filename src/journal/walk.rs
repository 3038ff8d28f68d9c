//! A check of the chain under way, line by line. It goes on after a flaw, so that what is damaged
//! later is found as well.

use serde::de::IgnoredAny;

use super::RecordEvent;
use super::chain::{CLOSING, HASH, Link, NOTHING, Receipt, sha256_hex};
use super::damage::{Damage, Preface};
use super::finding::Verification;
use super::flaw::{Bad, Flaw};

/// Fewer bytes than any record has.
const SHORTEST_RECORD: usize = 256;

/// A check under way.
#[derive(Clone, Debug, Default)]
pub(super) struct ChainWalk {
    found: Verification,
    line: u64,
    len: u64,
    last: Option<LastRecord>,
    junk: Junk,
    /// Whether the last line lacked its end.
    is_unfinished: bool,
    /// The damage that no record tells of so far.
    fresh: Option<Damage>,
    /// A hash that is looked for, and whether it was seen.
    anchor: Option<(String, bool)>,
}

/// The last record so far, which the next one has to name.
#[derive(Clone, Debug)]
struct LastRecord {
    receipt: Receipt,
    text: Vec<u8>,
    end: u64,
}

/// Lines that are no record, waiting for the one that accounts for them.
#[derive(Clone, Debug, Default)]
struct Junk {
    line: u64,
    text: Vec<u8>,
    lines: Vec<JunkLine>,
}

#[derive(Clone, Copy, Debug)]
struct JunkLine {
    /// Whether it bears the mark of a line that a crash cut short.
    is_marked: bool,
    /// Whether it is the beginning of a record. Versions before the mark left it like this.
    looks_cut: bool,
}

impl ChainWalk {
    /// A check that also looks for the record with this hash.
    pub(super) fn looking_for(anchor: &str) -> Self {
        Self {
            anchor: Some((anchor.to_owned(), anchor == NOTHING)),
            ..Self::default()
        }
    }

    /// The number of bytes so far.
    pub(super) const fn len(&self) -> u64 {
        self.len
    }

    /// The last record so far.
    pub(super) fn last(&self) -> Option<&Receipt> {
        self.last.as_ref().map(|last| &last.receipt)
    }

    /// The line of the last record, with its end, and the place where it ends.
    pub(super) fn last_text(&self) -> Option<(&[u8], u64)> {
        let last = self.last.as_ref()?;
        Some((&last.text, last.end))
    }

    /// Whether the hash that is looked for was not seen.
    pub(super) fn lacks_anchor(&self) -> bool {
        self.anchor.as_ref().is_some_and(|(_, is_there)| !is_there)
    }

    /// The highest number that a record in the file may have had.
    pub(super) fn reach(&self) -> u64 {
        let last = self.last().map_or(0, |last| last.seq);
        last.saturating_add(self.junk.records())
    }

    /// Looks at the next line, with its end.
    pub(super) fn take(&mut self, line: &[u8]) {
        let Some(text) = line.strip_suffix(b"\n") else {
            self.is_unfinished = !line.is_empty();
            return;
        };
        self.line += 1;
        self.len += line.len() as u64;
        let Some(link) = Link::of(text) else {
            return self.junk.add(self.line, text);
        };
        let untold = self.settle(&link);
        let place = self.place();
        let flaw = self.judge(&link, untold);
        match flaw {
            Some(what) => self.flaw(self.line, what, 1),
            None => self.accept(&link),
        }
        self.hear(&link, place);
        self.see(&link.hash);
        // The number of a record that was changed is not to be trusted.
        let seq = if link.intact { link.seq } else { place };
        let hash = link.hash;
        self.last = Some(LastRecord {
            receipt: Receipt { seq, hash },
            text: line.to_owned(),
            end: self.len,
        });
    }

    /// Holds what `link` says of the text before it against that text. Returns the number of
    /// records that may have been in text that it does not account for.
    fn settle(&mut self, link: &Link) -> u64 {
        let claim = link.torn.as_ref().filter(|_| link.intact);
        let junk = std::mem::take(&mut self.junk);
        match (junk.lines.is_empty(), claim) {
            (true, None) => 0,
            (true, Some(_)) => {
                self.flaw(self.line, Flaw::TornTextGone, 1);
                0
            }
            (false, Some((bytes, sha256))) if junk.is(*bytes, sha256) => {
                let damaged = junk.damaged(link.event == RecordEvent::Torn);
                let lines = junk.lines.len() as u64;
                self.found.torn_lines += lines - damaged.lines;
                if damaged.lines > 0 {
                    self.flaw(damaged.first, Flaw::Unreadable, damaged.lines);
                }
                0
            }
            (false, _) => {
                let lines = junk.lines.len() as u64;
                self.flaw(junk.line, Flaw::Unreadable, lines);
                junk.records()
            }
        }
    }

    /// What is wrong with a record, given the number of records that may have been before it where
    /// nothing can be read.
    fn judge(&self, link: &Link, untold: u64) -> Option<Flaw> {
        let place = self.place();
        let prev = self.last().map_or(NOTHING, |last| &last.hash);
        if !link.intact {
            return Some(Flaw::Edited);
        }
        if link.seq == place {
            return (link.prev != prev).then_some(Flaw::Unlinked);
        }
        let is_in_reach = (place..=place.saturating_add(untold)).contains(&link.seq);
        (!is_in_reach).then_some(Flaw::OutOfPlace { found: link.seq })
    }

    fn accept(&mut self, link: &Link) {
        self.found.records += 1;
        self.found.follows.extend(link.follows.clone());
    }

    /// Takes in what a record says of the file itself, which stays true for ever.
    fn hear(&mut self, link: &Link, place: u64) {
        let what = match link.event {
            RecordEvent::Cut => Flaw::Cut,
            RecordEvent::Damaged => Flaw::Damaged,
            _ => return,
        };
        if link.intact && link.damaged_lines == Some(self.found.bad_lines) {
            self.fresh = None;
        }
        let line = self.line;
        let seq = place;
        (self.found.first_bad).get_or_insert(Bad { line, seq, what });
    }

    fn see(&mut self, hash: &str) {
        if let Some((anchor, is_there)) = &mut self.anchor {
            *is_there |= anchor == hash;
        }
    }

    /// The number of the record that belongs next.
    fn place(&self) -> u64 {
        self.last().map_or(1, |last| last.seq.saturating_add(1))
    }

    fn flaw(&mut self, line: u64, what: Flaw, lines: u64) {
        let seq = self.place();
        let bad = Bad { line, seq, what };
        self.found.bad_lines += lines;
        let after = self.last.as_ref().map(|last| &last.receipt);
        Damage::add(&mut self.fresh, lines, &bad, after);
        self.found.first_bad.get_or_insert(bad);
    }

    /// What the next record has to say of the lines before it.
    pub(super) fn preface(&self) -> Preface {
        let mut damage = self.fresh.clone();
        let junk = &self.junk;
        let damaged = junk.damaged(false);
        if damaged.lines > 0 {
            let (line, seq, what) = (damaged.first, self.place(), Flaw::Unreadable);
            let bad = Bad { line, seq, what };
            Damage::add(&mut damage, damaged.lines, &bad, self.last());
        }
        Preface {
            text: (!junk.lines.is_empty())
                .then(|| (junk.text.len() as u64, sha256_hex(&junk.text))),
            damage,
            damaged_lines: self.found.bad_lines + damaged.lines,
        }
    }

    /// The finding, once there are no more lines.
    pub(super) fn end(mut self) -> Verification {
        let damaged = self.junk.damaged(false);
        let first = self.junk.line;
        if damaged.lines > 0 {
            self.flaw(damaged.first, Flaw::Unreadable, damaged.lines);
        } else if first > 0 {
            self.unfinished(first);
        } else if self.is_unfinished {
            self.unfinished(self.line + 1);
        }
        self.found.head = self.last().cloned();
        self.found.untold = self.fresh.take();
        self.found.lacks_head = self.lacks_anchor();
        if self.lacks_anchor() {
            let (line, seq) = (self.line + 1, self.place());
            let what = Flaw::AnchorMissing;
            (self.found.first_bad).get_or_insert(Bad { line, seq, what });
        }
        self.found
    }

    /// A crash that the next append accounts for is no damage.
    fn unfinished(&mut self, line: u64) {
        let (seq, what) = (self.place(), Flaw::Unfinished);
        (self.found.first_bad).get_or_insert(Bad { line, seq, what });
    }
}

/// Lines among those that are no record which no crash left.
struct Damaged {
    lines: u64,
    first: u64,
}

impl Junk {
    fn add(&mut self, line: u64, text: &[u8]) {
        if self.lines.is_empty() {
            self.line = line;
        } else {
            self.text.push(b'\n');
        }
        self.text.extend_from_slice(text);
        self.lines.push(JunkLine {
            is_marked: text.ends_with(CLOSING.trim_ascii_end().as_bytes()),
            looks_cut: looks_cut(text),
        });
    }

    /// The number of records that the text may have been: one for each line, and more where the
    /// ends of lines are gone.
    fn records(&self) -> u64 {
        let by_length = self.text.len() / SHORTEST_RECORD;
        self.lines.len().max(by_length) as u64
    }

    fn is(&self, bytes: Option<u64>, sha256: &str) -> bool {
        bytes == Some(self.text.len() as u64) && sha256_hex(&self.text) == sha256
    }

    /// The lines that no crash left. `by_look` is for files of versions that set no mark.
    fn damaged(&self, by_look: bool) -> Damaged {
        let is_damaged = |line: &JunkLine| !(line.is_marked || by_look && line.looks_cut);
        let first = self.lines.iter().position(is_damaged).unwrap_or_default();
        Damaged {
            lines: self.lines.iter().filter(|line| is_damaged(line)).count() as u64,
            first: self.line + first as u64,
        }
    }
}

/// Whether a line is the beginning of a record, perhaps with the zeros that a file system puts
/// where it never wrote, and not a whole one that was changed.
fn looks_cut(text: &[u8]) -> bool {
    /// The rest of a line after the name of its hash: 64 digits, a quote and a brace.
    const REST: usize = 66;
    let zeros = text.iter().rev().take_while(|byte| **byte == 0).count();
    let text = &text[..text.len() - zeros];
    let is_whole = memchr::memmem::rfind(text, HASH)
        .is_some_and(|at| text.len() - at - HASH.len() >= REST - 1);
    let read = serde_json::from_slice::<IgnoredAny>(text);
    (text.is_empty() || text.starts_with(b"{"))
        && !is_whole
        && read.is_err_and(|error| error.is_eof())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"seq":7,"event":"intent","counts":{"ended":1},"prev":"p","hash":"0123456789012345678901234567890123456789012345678901234567890123"}"#;

    #[test]
    fn the_beginning_of_a_record_looks_cut_and_a_changed_one_does_not() {
        for length in 0..LINE.len() - 1 {
            assert!(looks_cut(&LINE.as_bytes()[..length]), "{length}");
            let mut zeros = LINE.as_bytes()[..length].to_vec();
            zeros.resize(LINE.len(), 0);
            assert!(looks_cut(&zeros), "{length} and zeros");
        }
        for at in 0..LINE.len() {
            for byte in [b'X', b'"', b' ', 0] {
                let mut changed = LINE.as_bytes().to_vec();
                changed[at] = byte;
                assert!(!looks_cut(&changed), "{at}");
            }
        }
        assert!(!looks_cut(b"hello"));
    }
}
