//! What is wrong with a file, for other layers to say in their own words.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::quoted;
use crate::model::SafeText;

/// Why a file is not used. It never says what is in the file.
#[derive(Debug, Clone)]
pub struct FileError {
    /// The file, or the folder that holds it.
    pub path: PathBuf,
    /// What is wrong with it.
    pub kind: FileErrorKind,
    /// What the system said, where it refused. It is shared, so that errors can be cloned.
    pub source: Option<Arc<io::Error>>,
}

/// What is wrong with a file or with the folder that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// The path is a symbolic link, which could lead elsewhere.
    SymbolicLink,
    /// It is a folder, device, pipe or socket.
    NotAFile,
    /// Somebody else owns the file.
    OwnedByOther {
        /// The numeric owner.
        owner: u32,
    },
    /// Others may do with the file what they must not.
    OpenToOthers {
        /// Its permission bits.
        mode: u32,
    },
    /// Somebody else owns the folder, and could replace the file.
    FolderOwnedByOther {
        /// The numeric owner.
        owner: u32,
    },
    /// Others may write to the folder, and could replace the file.
    FolderOpenToOthers {
        /// Its permission bits.
        mode: u32,
    },
    /// The file holds more than it may.
    TooLarge,
    /// There is such a file, and it is not overwritten.
    Exists,
    /// The operating system refused.
    Io(io::ErrorKind),
}

impl FileError {
    pub(super) fn new(path: &Path, kind: FileErrorKind) -> Self {
        Self {
            path: path.to_owned(),
            kind,
            source: None,
        }
    }

    /// What the system said about the file at `path`.
    pub fn io(path: &Path, error: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            kind: FileErrorKind::Io(error.kind()),
            source: Some(Arc::new(error)),
        }
    }

    /// The path, safe to show.
    pub(crate) fn shown_path(&self) -> SafeText {
        SafeText::new(&self.path.to_string_lossy())
    }

    /// The same as an error of the system, for those who pass one on.
    pub(crate) fn into_io(self) -> io::Error {
        match self.source {
            Some(source) => Arc::try_unwrap(source)
                .unwrap_or_else(|shared| io::Error::new(shared.kind(), shared)),
            None => io::Error::other(self),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.shown_path();
        match (self.kind, &self.source) {
            (_, Some(source)) => write!(f, "{path}: {source}"),
            (FileErrorKind::SymbolicLink, _) => {
                write!(f, "{path} is a symbolic link: name the file itself")
            }
            (FileErrorKind::NotAFile, _) => {
                write!(f, "{path} is not a regular file: name another")
            }
            (
                FileErrorKind::OwnedByOther { owner } | FileErrorKind::FolderOwnedByOther { owner },
                _,
            ) => write!(
                f,
                "{path} belongs to another user ({owner}): use one of yours"
            ),
            (FileErrorKind::OpenToOthers { mode }, _) => write!(
                f,
                "{path} is open to other users (mode {mode:04o}): run chmod go-rwx {}",
                quoted(&self.path)
            ),
            (FileErrorKind::FolderOpenToOthers { mode }, _) => write!(
                f,
                "others can put files into {path} (mode {mode:04o}): run chmod go-w {}",
                quoted(&self.path)
            ),
            (FileErrorKind::TooLarge, _) => write!(f, "{path} is too large"),
            (FileErrorKind::Exists, _) => write!(f, "{path} exists and is not overwritten"),
            (FileErrorKind::Io(kind), None) => write!(f, "{path}: {kind}"),
        }
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// What the system said counts by its kind, since its errors cannot be compared.
impl PartialEq for FileError {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.kind == other.kind
    }
}

impl Eq for FileError {}
