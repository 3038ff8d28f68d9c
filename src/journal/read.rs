//! Reading a journal.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Take};
use std::path::Path;

use super::chain::CLOSING;
use super::disk::io_error;
use super::lock::LOCK_PATIENCE;
use super::{Doing, JournalError, Receipt, Record, head};
use crate::files::is_below_a_device;

/// The lines of the journal at `path`, up to where it ended when no one was appending:
/// what [`verify`](super::verify()) takes. A copy, or a journal of another user, will do.
///
/// # Errors
/// [`JournalError::Missing`] if there is none, else if it cannot be opened or stays locked.
pub fn lines(path: &Path) -> Result<BufReader<Take<File>>, JournalError> {
    Ok(lines_and_head(path)?.0)
}

/// The same, with the record that was written last as it is kept beside the journal. Both are of
/// one moment.
pub(super) fn lines_and_head(
    path: &Path,
) -> Result<(BufReader<Take<File>>, Option<Receipt>), JournalError> {
    let failed = |doing| move |source| io_error(path, doing, source);
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound || is_below_a_device(path) => {
            return Err(JournalError::Missing {
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(failed(Doing::Open)(error)),
        Ok(found) if !found.is_file() => {
            return Err(JournalError::NotAFile {
                path: path.to_owned(),
            });
        }
        Ok(_) => {}
    }
    let file = File::open(path).map_err(failed(Doing::Open))?;
    LOCK_PATIENCE
        .block(|| file.try_lock_shared())
        .map_err(failed(Doing::Lock))?;
    let len = file.metadata().map_err(failed(Doing::Read))?.len();
    let head = head::known_head(path);
    file.unlock().map_err(failed(Doing::Lock))?;
    Ok((BufReader::new(file.take(len)), head))
}

/// The records of the journal at `path`, in order.
///
/// # Errors
/// As [`lines`].
pub fn read(path: &Path) -> Result<RecordReader<BufReader<Take<File>>>, JournalError> {
    Ok(RecordReader::new(lines(path)?))
}

/// A line that gave no record.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The line is torn or was changed; those after it are read all the same.
    #[error(
        "line {line} of the journal {}",
        if *is_cut { "was cut short by a crash" } else { "is not a record" }
    )]
    NotARecord {
        /// The number of the line, from 1.
        line: u64,
        /// Whether a crash cut it short. Anything else is damage.
        is_cut: bool,
    },
    /// The file cannot be read any further.
    #[error("the journal cannot be read beyond line {line}: {source}")]
    Io {
        /// The last line that was read.
        line: u64,
        /// What the system said.
        source: io::Error,
    },
}

/// Records one after another. The chain is not checked here, so that a journal with one
/// bad line can still be shown.
#[derive(Debug)]
pub struct RecordReader<R> {
    lines: R,
    line: u64,
    is_over: bool,
}

impl<R: BufRead> RecordReader<R> {
    /// Reads from `lines`.
    pub const fn new(lines: R) -> Self {
        Self {
            lines,
            line: 0,
            is_over: false,
        }
    }
}

impl<R: BufRead> Iterator for RecordReader<R> {
    type Item = Result<Record, Unread>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = Vec::new();
        if self.is_over {
            return None;
        }
        match self.lines.read_until(b'\n', &mut text) {
            Ok(0) => None,
            Ok(_) => {
                self.line += 1;
                let line = self.line;
                let is_cut = text.ends_with(CLOSING.as_bytes()) || text.last() != Some(&b'\n');
                let unread = |_| Unread::NotARecord { line, is_cut };
                Some(serde_json::from_slice(&text).map_err(unread))
            }
            Err(source) => {
                self.is_over = true;
                Some(Err(Unread::Io {
                    line: self.line,
                    source,
                }))
            }
        }
    }
}
