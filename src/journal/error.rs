//! Errors of the journal: what happened, what that means, and what to do next.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::lock::LOCK_PATIENCE;
use crate::files::{FILE_MODE, FOLDER_MODE, FileError, FileErrorKind};

/// The step of an append at which the file failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Opening or creating the file or its directory.
    Open,
    /// Looking at the file or at its last lines.
    Read,
    /// Locking or unlocking it.
    Lock,
    /// Appending the line.
    Write,
    /// Forcing the line to the disk.
    Sync,
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "open",
            Self::Read => "read",
            Self::Lock => "lock",
            Self::Write => "write to",
            Self::Sync => "sync",
        })
    }
}

/// The journal cannot be used. Whoever gets this sends no request: without a durable
/// record nothing is ended (NIST SP 800-53 AU-5, ASVS 16.5.3).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// There is no file to read.
    #[error(
        "there is no journal at {}: nothing was recorded there yet, or it was moved",
        path.display()
    )]
    Missing {
        /// The path that was looked at.
        path: PathBuf,
    },
    /// The path is a symbolic link, which could lead the record elsewhere.
    #[error(
        "the journal {} is a symbolic link, and zentop does not record through one; \
         nothing is changed without a record. Put a file there or remove the link",
        path.display()
    )]
    SymbolicLink {
        /// The link.
        path: PathBuf,
    },
    /// A directory, device, pipe or socket.
    #[error(
        "the journal {} is not a regular file, so what is written there does not last; \
         nothing is changed without a record. Name another file",
        path.display()
    )]
    NotAFile {
        /// The path of what was found.
        path: PathBuf,
    },
    /// A file with something else in it.
    #[error(
        "the journal {} is a file of something else, and zentop does not write into that; \
         nothing is changed without a record. Name another file ([journal] path in the settings)",
        path.display()
    )]
    NotAJournal {
        /// The path of the file.
        path: PathBuf,
    },
    /// Someone else owns the file or its directory.
    #[error(
        "{} belongs to user {owner}, who could change the record; \
         nothing is changed without a record. Move it away or take it over with chown",
        path.display()
    )]
    OwnedByOther {
        /// The file or directory.
        path: PathBuf,
        /// The numeric owner.
        owner: u32,
    },
    /// Others may read the file, or write to it or to its directory.
    #[error(
        "{} is open to other users (mode {mode:04o}); nothing is changed without a record. \
         Close it with: chmod {wanted:o} '{}'",
        path.display(),
        path.display()
    )]
    OpenToOthers {
        /// The file or directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// The permission bits that it should have.
        wanted: u32,
    },
    /// Another process held the lock for longer than an append can take.
    #[error(
        "another process has kept the journal {} locked for {} s; no session is ended without \
         a record. Look for a stopped zentop (`fg`, or end it), then try again",
        path.display(),
        LOCK_PATIENCE.limit.as_secs()
    )]
    Busy {
        /// The journal.
        path: PathBuf,
    },
    /// The path names another file each time it is looked at.
    #[error(
        "the journal {} is being replaced again and again; no session is ended without a \
         record. Stop what moves it, then try again",
        path.display()
    )]
    Unsteady {
        /// The journal.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error(
        "could not {doing} the journal {}: {source}; nothing is changed without a record. \
         Fix the cause (free space, permissions, the disk), then open the journal again",
        path.display()
    )]
    Io {
        /// The journal.
        path: PathBuf,
        /// The step that failed.
        doing: Doing,
        /// What the system said.
        source: io::Error,
    },
    /// A plan that must be on disk before its run could not be put there.
    #[error(
        "could not write the plan to {}: {source}; a run of this size does not begin before \
         its plan is on disk. Fix the cause (free space, permissions), then start it again",
        path.display()
    )]
    Plan {
        /// The path that the plan was to have.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// An earlier append failed, so it is not known what the file holds.
    #[error(
        "the journal {} failed before and is not written to until it is opened again; \
         nothing is changed without a record. Fix the cause of the first error, then restart",
        path.display()
    )]
    Poisoned {
        /// The journal.
        path: PathBuf,
    },
}

impl From<FileError> for JournalError {
    fn from(error: FileError) -> Self {
        let path = error.path.clone();
        match error.kind {
            FileErrorKind::SymbolicLink => Self::SymbolicLink { path },
            FileErrorKind::NotAFile => Self::NotAFile { path },
            FileErrorKind::OwnedByOther { owner } | FileErrorKind::FolderOwnedByOther { owner } => {
                Self::OwnedByOther { path, owner }
            }
            FileErrorKind::OpenToOthers { mode } => Self::OpenToOthers {
                path,
                mode,
                wanted: FILE_MODE,
            },
            FileErrorKind::FolderOpenToOthers { mode } => Self::OpenToOthers {
                path,
                mode,
                wanted: FOLDER_MODE,
            },
            _ => Self::Io {
                path,
                doing: Doing::Open,
                source: error.into_io(),
            },
        }
    }
}
