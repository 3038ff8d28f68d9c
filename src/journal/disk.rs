//! The few calls of an append that can fail, and the file behind them.

use std::fmt::Debug;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::geteuid;

use super::{Doing, JournalError};

/// How long to wait for another process: an append takes milliseconds, so whoever holds
/// the lock for this long is stopped or stuck.
pub(super) const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// How often to look whether the lock is free: about the time of one append.
const LOCK_PAUSE: Duration = Duration::from_millis(2);

/// Files 0600 and directories 0700: the record names people (ASVS 16.4.2, NIST AU-9).
const FILE_MODE: u32 = 0o600;
const DIRECTORY_MODE: u32 = 0o700;

/// What the journal asks of a file. Every call may fail, and none is tried twice.
pub trait Storage: Debug + Send + Sync {
    /// What the file is called in errors.
    fn path(&self) -> &Path;
    /// Opens what the path names now, creating it if need be, and lets the file held so far
    /// go with its lock; `true` if that is another file.
    fn reopen(&mut self) -> Result<bool, JournalError>;
    /// Waits until no other process appends; [`io::ErrorKind::WouldBlock`] after long.
    fn lock(&mut self) -> io::Result<()>;
    /// Lets others append.
    fn unlock(&mut self) -> io::Result<()>;
    /// The path still names the file that is open.
    fn in_place(&self) -> io::Result<bool>;
    /// The size in bytes.
    fn size(&self) -> io::Result<u64>;
    /// Fills `bytes` from `offset`.
    fn read_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()>;
    /// Appends `bytes` in one call. A part of them may be in the file after an error.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns when what was appended would survive a power cut.
    fn sync(&mut self) -> io::Result<()>;
}

/// The journal's file.
#[derive(Debug)]
pub struct DiskFile {
    path: PathBuf,
    file: File,
}

impl DiskFile {
    /// Opens or creates the file at `path`.
    ///
    /// # Errors
    /// If it is a symbolic link, is no regular file, belongs to someone else, is open to
    /// others, or stands in a directory where others could replace it.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let file = open(path)?;
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }
}

impl Storage for DiskFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn reopen(&mut self) -> Result<bool, JournalError> {
        let file = open(&self.path)?;
        let failed = |source| io_error(&self.path, Doing::Open, source);
        let (old, new) = (
            self.file.metadata().map_err(failed)?,
            file.metadata().map_err(failed)?,
        );
        self.file = file;
        Ok(!is_same(&old, &new))
    }

    fn lock(&mut self) -> io::Result<()> {
        patiently(|| self.file.try_lock())
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
}

/// Asks for a lock until it is given or [`LOCK_PATIENCE`] has run out.
pub(super) fn patiently(ask: impl Fn() -> Result<(), TryLockError>) -> io::Result<()> {
    let began = Instant::now();
    loop {
        match ask() {
            Err(TryLockError::WouldBlock) if began.elapsed() < LOCK_PATIENCE => sleep(LOCK_PAUSE),
            asked => return asked.map_err(io::Error::from),
        }
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

/// Writes a file that does not exist yet, durably, for its owner alone.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    make_directory(directory)?;
    let mut options = OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(FILE_MODE)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    sync_directory(directory)
}

fn is_same(a: &Metadata, b: &Metadata) -> bool {
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

fn open(path: &Path) -> Result<File, JournalError> {
    let failed = |source| io_error(path, Doing::Open, source);
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    make_directory(directory).map_err(failed)?;
    check(directory, &fs::metadata(directory).map_err(failed)?)?;

    let mut options = OpenOptions::new();
    options.read(true).append(true).mode(FILE_MODE);
    // NONBLOCK so that a pipe in place of the file is refused instead of waited for.
    let flags = OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::NONBLOCK;
    options.custom_flags(i32::from_ne_bytes(flags.bits().to_ne_bytes()));
    match options.clone().create_new(true).open(path) {
        Ok(file) => {
            // The umask may have taken the owner's own bits away.
            file.set_permissions(Permissions::from_mode(FILE_MODE))
                .map_err(failed)?;
            sync_directory(directory).map_err(failed)?;
            return Ok(file);
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(failed(error)),
    }
    let file = options.open(path).map_err(|error| {
        let path = path.to_owned();
        match error.raw_os_error().map(Errno::from_raw_os_error) {
            Some(Errno::LOOP) => JournalError::SymbolicLink { path },
            // A socket in its place is the second in Linux and the third in macOS.
            Some(Errno::ISDIR | Errno::NXIO | Errno::OPNOTSUPP) => JournalError::NotAFile { path },
            _ => failed(error),
        }
    })?;
    check(path, &file.metadata().map_err(failed)?)?;
    Ok(file)
}

/// Refuses what other users could read or change.
fn check(path: &Path, found: &Metadata) -> Result<(), JournalError> {
    let path = path.to_owned();
    let (mode, owner, us) = (found.mode() & 0o7777, found.uid(), geteuid().as_raw());
    if found.is_dir() {
        // In a sticky directory such as /tmp only owners can replace their files.
        if mode & 0o022 != 0 && mode & 0o1000 == 0 {
            return Err(JournalError::OpenToOthers {
                path,
                mode,
                wanted: DIRECTORY_MODE,
            });
        }
        // Root can replace anything anywhere, so a directory of root adds no risk.
        if owner != us && owner != 0 {
            return Err(JournalError::OwnedByOther { path, owner });
        }
        return Ok(());
    }
    if !found.is_file() {
        return Err(JournalError::NotAFile { path });
    }
    if owner != us {
        return Err(JournalError::OwnedByOther { path, owner });
    }
    if mode & 0o077 != 0 {
        return Err(JournalError::OpenToOthers {
            path,
            mode,
            wanted: FILE_MODE,
        });
    }
    Ok(())
}

/// Creates `directory` and its parents, each durable before anything is put into it.
fn make_directory(directory: &Path) -> io::Result<()> {
    if directory.as_os_str().is_empty() || directory.is_dir() {
        return Ok(());
    }
    let parent = directory.parent().unwrap_or(directory);
    make_directory(parent)?;
    match DirBuilder::new().mode(DIRECTORY_MODE).create(directory) {
        Ok(()) if !parent.as_os_str().is_empty() => sync_directory(parent),
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}
