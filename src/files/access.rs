//! Who may read, write and replace a file: its owner, its mode bits, and those of its folder.

use std::fs::{self, File, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rustix::process::geteuid;

use super::{FileError, FileErrorKind};

/// The mode of a file that only its owner can read (ASVS 16.4.2, NIST AU-9).
pub(crate) const FILE_MODE: u32 = 0o600;

/// The mode of a folder that only its owner can enter.
pub(crate) const FOLDER_MODE: u32 = 0o700;

const ANY_USE_BY_OTHERS: u32 = 0o077;
const WRITING_BY_OTHERS: u32 = 0o022;
const STICKY: u32 = 0o1000;
const ROOT: u32 = 0;

/// Refuses a file that others can read or change. A file of root is refused as well: what
/// belongs to another is not ours to rely on as private.
pub(super) fn check_private(path: &Path, found: &Metadata) -> Result<(), FileError> {
    if !found.is_file() {
        return Err(FileError::new(path, FileErrorKind::NotAFile));
    }
    if !is_ours(found) {
        let owner = found.uid();
        return Err(FileError::new(path, FileErrorKind::OwnedByOther { owner }));
    }
    refuse(path, found, ANY_USE_BY_OTHERS)
}

/// Refuses a folder in which others could put another file in the place of one.
pub(super) fn check_folder(folder: &Path) -> Result<(), FileError> {
    let found = fs::metadata(folder).map_err(|error| FileError::io(folder, error))?;
    let owner = found.uid();
    if !is_ours_or_roots(&found) {
        let kind = FileErrorKind::FolderOwnedByOther { owner };
        return Err(FileError::new(folder, kind));
    }
    // In a sticky folder such as /tmp only owners can replace their files.
    let mode = mode(&found);
    if mode & WRITING_BY_OTHERS != 0 && mode & STICKY == 0 {
        let kind = FileErrorKind::FolderOpenToOthers { mode };
        return Err(FileError::new(folder, kind));
    }
    Ok(())
}

/// Refuses an open file that others could have written or put there. Everybody may read it, and
/// it may be root's.
///
/// # Errors
/// What others could have done, or what the system said.
pub(crate) fn check_trusted(path: &Path, file: &File) -> Result<(), FileError> {
    let found = file
        .metadata()
        .map_err(|error| FileError::io(path, error))?;
    if !is_ours_or_roots(&found) {
        let owner = found.uid();
        return Err(FileError::new(path, FileErrorKind::OwnedByOther { owner }));
    }
    refuse(path, &found, WRITING_BY_OTHERS)?;
    // The folder that counts is the one in which a link ends.
    let resolved = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    check_folder(folder_of(&resolved))
}

/// The folder that a path is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Whether both are the same file.
pub(crate) fn is_same(a: &Metadata, b: &Metadata) -> bool {
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

fn refuse(path: &Path, found: &Metadata, bits: u32) -> Result<(), FileError> {
    let mode = mode(found);
    if mode & bits == 0 {
        return Ok(());
    }
    Err(FileError::new(path, FileErrorKind::OpenToOthers { mode }))
}

fn mode(found: &Metadata) -> u32 {
    found.mode() & 0o7777
}

fn is_ours(found: &Metadata) -> bool {
    found.uid() == geteuid().as_raw()
}

/// Root can replace anything anywhere, so what is root's adds no risk.
fn is_ours_or_roots(found: &Metadata) -> bool {
    is_ours(found) || found.uid() == ROOT
}
