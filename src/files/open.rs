//! Files that nobody else can read, opened without following links.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::{Access, OFlags};
use rustix::io::Errno;
use rustix::process::geteuid;

use super::access::{FILE_MODE, check_folder, check_private, folder_of};
use super::folder::{ready_folder_of, sync_folder_of};
use super::{FileError, FileErrorKind};

/// Opens a file to read and append to. It and its folders are created where they are missing.
///
/// # Errors
/// If it is no regular file of ours, is open to others, or stands where others could replace it.
pub(crate) fn append(path: &Path) -> Result<File, FileError> {
    open_or_create(path, OpenOptions::new().read(true).append(true))
}

/// Opens a file to read and append to if it is there, and looks whether it could be created if it is
/// not. Nothing is created.
///
/// # Errors
/// As [`append`].
pub(crate) fn may_append(path: &Path) -> Result<Option<File>, FileError> {
    if fs::symlink_metadata(path).is_ok() {
        has_room(path)?;
        return private(path, OpenOptions::new().read(true).append(true)).map(Some);
    }
    let mut folder = folder_of(path);
    if folder.is_dir() {
        check_folder(folder)?;
    }
    // Those that are missing are made, and are private. What is there and is no folder stays in the way.
    while fs::symlink_metadata(folder).is_err() && folder != folder_of(folder) {
        folder = folder_of(folder);
    }
    if !folder.is_dir() {
        let error = io::Error::from(io::ErrorKind::NotADirectory);
        return Err(FileError::io(folder, error));
    }
    let access = rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK);
    access.map_err(|error| FileError::io(folder, error.into()))?;
    has_room(folder)?;
    Ok(None)
}

/// Looks whether the disk that has this path has room for anything more. One that does not tell has.
fn has_room(path: &Path) -> Result<(), FileError> {
    let Ok(disk) = rustix::fs::statvfs(path) else {
        return Ok(());
    };
    let free = if geteuid().is_root() {
        disk.f_bfree
    } else {
        disk.f_bavail
    };
    if is_full(disk.f_blocks, free) {
        let error = io::Error::from(io::ErrorKind::StorageFull);
        return Err(FileError::io(path, error));
    }
    Ok(())
}

/// Whether a disk of so many blocks, so many of which are free, is full.
const fn is_full(blocks: u64, free: u64) -> bool {
    blocks > 0 && free == 0
}

/// Opens a file that is there to be locked. It and its folders are created where they are
/// missing.
///
/// # Errors
/// As [`append`].
pub(crate) fn lockable(path: &Path) -> Result<File, FileError> {
    open_or_create(path, OpenOptions::new().read(true).write(true))
}

/// Creates a file in a folder that is there. One that exists is never overwritten, and no link
/// is followed.
///
/// # Errors
/// [`FileErrorKind::Exists`], or what the system said.
pub(crate) fn create_new(path: &Path) -> Result<File, FileError> {
    create(path, OpenOptions::new().write(true)).map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            return FileError::new(path, FileErrorKind::Exists);
        }
        FileError::io(path, error)
    })
}

/// Opens the file that is there, if it is a private one.
pub(super) fn private(path: &Path, options: &mut OpenOptions) -> Result<File, FileError> {
    let opened = options.custom_flags(flags()).open(path);
    let file = opened.map_err(|error| unopened(path, error))?;
    let found = file.metadata();
    check_private(path, &found.map_err(|error| FileError::io(path, error))?)?;
    Ok(file)
}

fn open_or_create(path: &Path, options: &mut OpenOptions) -> Result<File, FileError> {
    ready_folder_of(path)?;
    match create(path, &mut options.clone()) {
        Ok(file) => {
            sync_folder_of(path).map_err(|error| FileError::io(path, error))?;
            Ok(file)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => private(path, options),
        Err(error) => Err(FileError::io(path, error)),
    }
}

fn create(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let options = options.create_new(true).mode(FILE_MODE);
    let file = options.custom_flags(flags()).open(path)?;
    // The umask may have taken the owner's own bits away.
    if file.metadata()?.permissions().mode() & FILE_MODE != FILE_MODE {
        file.set_permissions(Permissions::from_mode(FILE_MODE))?;
    }
    Ok(file)
}

/// NONBLOCK so that a pipe in place of the file is refused instead of waited for.
fn flags() -> i32 {
    let flags = OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::NONBLOCK;
    i32::from_ne_bytes(flags.bits().to_ne_bytes())
}

fn unopened(path: &Path, error: io::Error) -> FileError {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::LOOP) => FileError::new(path, FileErrorKind::SymbolicLink),
        // A socket in its place is the second in Linux and the third in macOS.
        Some(Errno::ISDIR | Errno::NXIO | Errno::OPNOTSUPP) => {
            FileError::new(path, FileErrorKind::NotAFile)
        }
        _ => FileError::io(path, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A dry run tells that a run could not be recorded; a disk that tells no size has room.
    #[test]
    fn a_disk_without_a_free_block_is_full() {
        for (blocks, free, expected) in [(100, 0, true), (100, 1, false), (0, 0, false)] {
            assert_eq!(is_full(blocks, free), expected, "{free} of {blocks}");
        }
    }
}
