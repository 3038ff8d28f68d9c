//! Folders that nobody else can enter.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use super::FileError;
use super::access::{FOLDER_MODE, check_folder, folder_of};

/// Creates the folder and its parents where they are missing, each durable before anything is
/// put into it.
///
/// # Errors
/// What the system said.
pub(crate) fn make_folder(folder: &Path) -> Result<(), FileError> {
    make(folder).map_err(|error| FileError::io(folder, error))
}

/// Makes the folder of a file, and refuses one in which others could replace the file.
pub(super) fn ready_folder_of(path: &Path) -> Result<(), FileError> {
    let folder = folder_of(path);
    make_folder(folder)?;
    check_folder(folder)
}

/// Returns when what was put into the folder of `path`, or taken from it, would survive a power
/// cut.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    sync(folder_of(path))
}

fn make(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().unwrap_or(folder);
    make(parent)?;
    match DirBuilder::new().mode(FOLDER_MODE).create(folder) {
        Ok(()) => sync(folder_of(folder)),
        // Another process may have been faster. A file in its place is an error.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
