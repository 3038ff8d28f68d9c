//! What the writer knows of its file: the chain over all whole lines, and what a crash left after
//! them.

use std::io::{self, BufRead, BufReader, Read};

use super::chain::{CLOSING, Link};
use super::walk::ChainWalk;
use super::{Receipt, Storage};

/// The number of bytes that are read at once.
const WINDOW: usize = 64 * 1024;

/// The file as it was when it was last looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail {
    /// The check of all whole lines.
    pub(super) walk: ChainWalk,
    /// The bytes after the last line end.
    rest: Vec<u8>,
}

/// How a last line without its end is brought to one, before anything is appended.
pub(super) struct Closed {
    /// The text that ends the line; empty where nothing has to be ended.
    pub(super) by: &'static str,
    /// The check, with that line.
    pub(super) walk: ChainWalk,
    /// Whether the line is a whole record that lacked its end alone.
    pub(super) is_record: bool,
}

impl Tail {
    pub(super) const fn at(walk: ChainWalk) -> Self {
        let rest = Vec::new();
        Self { walk, rest }
    }

    /// The length of the file.
    pub(super) fn len(&self) -> u64 {
        self.walk.len() + self.rest.len() as u64
    }

    pub(super) fn last(&self) -> Option<&Receipt> {
        self.walk.last()
    }

    /// Whether a file of `len` bytes still has the last known record at its place.
    pub(super) fn is_in(&self, storage: &dyn Storage, len: u64) -> io::Result<bool> {
        if len < self.len() {
            return Ok(false);
        }
        let Some((text, end)) = self.walk.last_text() else {
            return Ok(true);
        };
        let mut found = vec![0; text.len()];
        storage.read_at(end - text.len() as u64, &mut found)?;
        Ok(found == text)
    }

    /// Reads on to `len`.
    pub(super) fn read_on(&mut self, storage: &dyn Storage, len: u64) -> io::Result<()> {
        if len == self.len() {
            return Ok(());
        }
        let at = self.walk.len();
        let mut text = BufReader::with_capacity(WINDOW, StorageReader { storage, at, len });
        let mut line = Vec::new();
        loop {
            line.clear();
            text.read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                self.rest = line;
                return Ok(());
            }
            self.walk.take(&line);
        }
    }

    /// The end that the last line gets before anything is appended.
    pub(super) fn closed(&self) -> Closed {
        let mut walk = self.walk.clone();
        if self.rest.is_empty() {
            let (by, is_record) = ("", false);
            return Closed {
                by,
                walk,
                is_record,
            };
        }
        let is_record = Link::of(&self.rest).is_some();
        let by = if is_record { "\n" } else { CLOSING };
        walk.take(&[&self.rest, by.as_bytes()].concat());
        Closed {
            by,
            walk,
            is_record,
        }
    }
}

/// The bytes of a storage from one place to another.
struct StorageReader<'a> {
    storage: &'a dyn Storage,
    at: u64,
    len: u64,
}

impl Read for StorageReader<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let left = self.len.saturating_sub(self.at);
        let count = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if count > 0 {
            self.storage.read_at(self.at, &mut bytes[..count])?;
            self.at += count as u64;
        }
        Ok(count)
    }
}
