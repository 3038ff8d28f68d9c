//! Small files read, created and replaced as a whole, so that a crash leaves the old text or the
//! new one.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use super::access::{check_folder, folder_of};

use super::folder::{make_folder, ready_folder_of, sync_folder_of};
use super::link::is_below_a_device;
use super::open::{create_new, private};
use super::{FileError, FileErrorKind};

/// What a private file of at most `limit` bytes holds; `None` if there is none.
///
/// # Errors
/// If others can read, change or replace it, or it holds more.
pub fn read(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, FileError> {
    let file = match private(path, OpenOptions::new().read(true)) {
        Err(error) if error.kind == FileErrorKind::Io(io::ErrorKind::NotFound) => return Ok(None),
        Err(_) if is_below_a_device(path) => return Ok(None),
        opened => opened?,
    };
    check_folder(folder_of(path))?;
    let bytes = read_bounded(&file, limit).map_err(|error| FileError::io(path, error))?;
    let bytes = bytes.ok_or_else(|| FileError::new(path, FileErrorKind::TooLarge))?;
    Ok(Some(bytes))
}

/// Everything that `from` gives, if that is at most `limit` bytes; `None` if it is more.
///
/// # Errors
/// What the system said.
pub(crate) fn read_bounded(from: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    from.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Puts `bytes` in the place of what the file held. Returns when they would survive a power cut.
///
/// # Errors
/// What the system said; the old file stays then.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let new = prepare(path, bytes)?;
    let moved = fs::rename(&new, path).and_then(|()| sync_folder_of(path));
    moved.map_err(|error| {
        let _ = fs::remove_file(&new);
        FileError::io(path, error)
    })
}

/// Creates the file with `bytes`, unless somebody did so first: then theirs stay.
///
/// # Errors
/// What the system said.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let new = prepare(path, bytes)?;
    let linked = match fs::hard_link(&new, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked.and_then(|()| sync_folder_of(path)),
    };
    let _ = fs::remove_file(&new);
    linked.map_err(|error| FileError::io(path, error))
}

/// Writes a file that does not exist yet, and its folders. Returns when it would survive a power
/// cut. Where it cannot be written whole, none is left.
///
/// # Errors
/// [`FileErrorKind::Exists`], or what the system said.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    make_folder(folder_of(path))?;
    let mut file = create_new(path)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| sync_folder_of(path))
        .map_err(|error| {
            let _ = fs::remove_file(path);
            FileError::io(path, error)
        })
}

/// Deletes the file; `false` if there was none.
///
/// # Errors
/// What the system said.
pub(crate) fn remove(path: &Path) -> Result<bool, FileError> {
    match fs::remove_file(path).and_then(|()| sync_folder_of(path)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(FileError::io(path, error)),
    }
}

/// A new file beside `path` that holds `bytes`, durably.
fn prepare(path: &Path, bytes: &[u8]) -> Result<PathBuf, FileError> {
    ready_folder_of(path)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    // What a crash of a process of the same number left behind.
    let _ = fs::remove_file(&new);
    let written = create_new(&new).and_then(|mut file| {
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        written.map_err(|error| FileError::io(path, error))
    });
    match written {
        Ok(()) => Ok(new),
        Err(mut error) => {
            let _ = fs::remove_file(&new);
            path.clone_into(&mut error.path);
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;
    use crate::files::{append, lockable};

    /// Enough for what these tests write, in bytes.
    const LIMIT: u64 = 64 * 1024;

    fn read(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
        super::read(path, LIMIT)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_was_written_is_read_and_is_the_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b/secret");
        assert_eq!(read(&path), Ok(None));
        assert_eq!(remove(&path), Ok(false));
        for text in ["one", "another"] {
            write(&path, text.as_bytes()).unwrap();
            assert_eq!(read(&path).unwrap().unwrap(), text.as_bytes());
        }
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
        let files = fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(files, 1, "nothing is left beside it");
        assert_eq!(remove(&path), Ok(true));
        assert_eq!(read(&path), Ok(None));
    }

    #[test]
    fn the_first_to_create_a_file_decides() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("key");
        create(&path, b"first").unwrap();
        create(&path, b"second").unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), b"first");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_not_private_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("folder");
        let path = folder.join("token");
        write(&path, b"CANARY").unwrap();
        let of_file = |mode| Some(FileErrorKind::OpenToOthers { mode });
        let of_folder = |mode| Some(FileErrorKind::FolderOpenToOthers { mode });
        for (file_mode, folder_mode, kind) in [
            (0o644, 0o700, of_file(0o644)),
            (0o640, 0o700, of_file(0o640)),
            (0o602, 0o700, of_file(0o602)),
            (0o600, 0o777, of_folder(0o777)),
            (0o600, 0o770, of_folder(0o770)),
            (0o600, 0o1777, None),
            (0o600, 0o755, None),
            (0o600, 0o700, None),
        ] {
            chmod(&path, file_mode);
            chmod(&folder, folder_mode);
            assert_eq!(read(&path).err().map(|error| error.kind), kind);
            // What is locked and what is appended to is judged the same.
            assert_eq!(lockable(&path).err().map(|error| error.kind), kind);
            assert_eq!(append(&path).err().map(|error| error.kind), kind);
        }
    }

    #[test]
    fn what_is_no_file_of_ours_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let secret = home.path().join("secret");
        write(&secret, b"x").unwrap();
        let link = home.path().join("link");
        symlink(&secret, &link).unwrap();
        let kind = |error: FileError| error.kind;
        assert_eq!(read(&link).map_err(kind), Err(FileErrorKind::SymbolicLink));
        let refused = lockable(&link).map(drop).map_err(kind);
        assert_eq!(refused, Err(FileErrorKind::SymbolicLink));
        let refused = read(home.path()).map_err(kind);
        assert_eq!(refused, Err(FileErrorKind::NotAFile));
        let large = home.path().join("large");
        write(&large, &vec![b'x'; 70_000]).unwrap();
        assert_eq!(read(&large).map_err(kind), Err(FileErrorKind::TooLarge));
        // A link is replaced and not followed.
        write(&link, b"new").unwrap();
        assert_eq!(read(&secret).unwrap().unwrap(), b"x");
        assert_eq!(read(&link).unwrap().unwrap(), b"new");
    }

    #[test]
    fn a_new_file_replaces_none() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("plans/plan.json");
        write_new(&path, b"first").unwrap();
        let refused = write_new(&path, b"second").unwrap_err();
        assert_eq!(refused.kind, FileErrorKind::Exists);
        assert_eq!(read(&path).unwrap().unwrap(), b"first");
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_old_one() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("secret");
        write(&path, b"old").unwrap();
        // The name for the new file is taken by what cannot be removed as a file.
        let taken = home
            .path()
            .join(format!("secret.{}.new", std::process::id()));
        fs::create_dir(&taken).unwrap();
        assert!(write(&path, b"new").is_err());
        assert_eq!(read(&path).unwrap().unwrap(), b"old");
    }
}
