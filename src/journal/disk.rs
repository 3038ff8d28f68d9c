//! The few calls of an append that can fail, and the file behind them.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::lock::LOCK_PATIENCE;
use super::{Doing, JournalError, Receipt, head};
use crate::files::{self, is_same};

/// How a record begins.
const RECORD: &[u8] = b"{\"v\":";

/// The bytes at the beginning of a file by which it is told from something else: some records.
const LOOKED_AT: u64 = 64 << 10;

/// What the journal asks of a file. Every call may fail, and none is tried twice.
pub trait Storage: Debug + Send + Sync {
    /// The path that errors name.
    fn path(&self) -> &Path;
    /// Opens what the path names now, creating it if need be, and lets the file held so far
    /// go with its lock; `true` if that is another file.
    fn reopen(&mut self) -> Result<bool, JournalError>;
    /// Waits until no other process appends; [`io::ErrorKind::WouldBlock`] if that takes too long.
    fn lock(&mut self) -> io::Result<()>;
    /// Gives the lock back, so that others can append.
    fn unlock(&mut self) -> io::Result<()>;
    /// Whether the path still names the file that is open.
    fn in_place(&self) -> io::Result<bool>;
    /// The size in bytes.
    fn size(&self) -> io::Result<u64>;
    /// Fills `bytes` from `offset`.
    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()>;
    /// Appends `bytes` in one call. A part of them may be in the file after an error.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns when what was appended would survive a power cut.
    fn sync(&mut self) -> io::Result<()>;
    /// The record that was written last, if something remembers it.
    fn known_head(&self) -> Option<Receipt> {
        None
    }
    /// Remembers the record that was written last.
    fn keep_head(&mut self, _head: &Receipt) -> io::Result<()> {
        Ok(())
    }
}

/// The journal's file.
#[derive(Debug)]
pub struct DiskFile {
    path: PathBuf,
    file: File,
}

/// Whether the file at `path` could be opened or created as a journal. Nothing is created.
///
/// # Errors
/// As [`DiskFile::open`].
pub(crate) fn may_open(path: &Path) -> Result<(), JournalError> {
    match files::may_append(path)? {
        Some(file) => DiskFile::of(path, file).map(drop),
        None => Ok(()),
    }
}

impl DiskFile {
    /// Opens or creates the file at `path`.
    ///
    /// # Errors
    /// If it is a symbolic link, is no regular file, belongs to someone else, is open to
    /// others, stands in a directory where others could replace it, or has something else in it.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Self::of(path, files::append(path)?)
    }

    fn of(path: &Path, file: File) -> Result<Self, JournalError> {
        let disk = Self {
            path: path.to_owned(),
            file,
        };
        let failed = |source| io_error(path, Doing::Open, source);
        if disk.has_something_else().map_err(failed)? {
            return Err(JournalError::NotAJournal {
                path: path.to_owned(),
            });
        }
        Ok(disk)
    }

    /// Whether the file is somebody's who keeps something else in it: nothing at its beginning looks
    /// like a record, and nothing remembers one.
    fn has_something_else(&self) -> io::Result<bool> {
        let size = self.size()?.min(LOOKED_AT);
        if size == 0 || self.known_head().is_some() {
            return Ok(false);
        }
        let mut beginning = vec![0; usize::try_from(size).unwrap_or_default()];
        self.read_at(0, &mut beginning)?;
        let mut lines = beginning.split(|byte| *byte == b'\n');
        Ok(!lines.any(|line| line.starts_with(RECORD)))
    }
}

impl Storage for DiskFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn reopen(&mut self) -> Result<bool, JournalError> {
        let file = files::append(&self.path)?;
        let failed = |source| io_error(&self.path, Doing::Open, source);
        let (old, new) = (
            self.file.metadata().map_err(failed)?,
            file.metadata().map_err(failed)?,
        );
        self.file = file;
        Ok(!is_same(&old, &new))
    }

    fn lock(&mut self) -> io::Result<()> {
        LOCK_PATIENCE.block(|| self.file.try_lock())
    }

    fn unlock(&mut self) -> io::Result<()> {
        self.file.unlock()
    }

    fn in_place(&self) -> io::Result<bool> {
        match fs::symlink_metadata(&self.path) {
            Ok(named) => Ok(is_same(&named, &self.file.metadata()?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.file.read_exact_at(bytes, offset)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = loop {
            match self.file.write(bytes) {
                // A signal came before the first byte: nothing was written.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        if written < bytes.len() {
            let cut = format!("only {written} of {} bytes were written", bytes.len());
            return Err(io::Error::new(io::ErrorKind::WriteZero, cut));
        }
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn known_head(&self) -> Option<Receipt> {
        head::known_head(&self.path)
    }

    fn keep_head(&mut self, head: &Receipt) -> io::Result<()> {
        head::keep(&self.path, head)
    }
}

pub(super) fn io_error(path: &Path, doing: Doing, source: io::Error) -> JournalError {
    let path = path.to_owned();
    match (doing, source.kind()) {
        (Doing::Lock, io::ErrorKind::WouldBlock) => JournalError::Busy { path },
        _ => JournalError::Io {
            path,
            doing,
            source,
        },
    }
}
