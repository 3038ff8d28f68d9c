//! Files that nobody else can read: opened without following links, checked by owner and
//! mode, and replaced whole, so that a crash leaves the old text or the new one.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::geteuid;

use crate::model::SafeText;

/// The most that a file with a secret may hold, in bytes.
pub const LARGEST: u64 = 64 * 1024;

const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;

/// Why a file is not read or written, and what to do. Never what is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct PrivateError {
    path: SafeText,
    message: String,
}

impl PrivateError {
    fn new(path: &Path, message: &(impl ToString + ?Sized)) -> Self {
        Self {
            path: SafeText::new(&path.to_string_lossy()),
            message: message.to_string(),
        }
    }
}

/// What the system said about the file.
pub fn failed(path: &Path, error: &io::Error) -> PrivateError {
    PrivateError::new(path, error)
}

/// What the file holds; `None` if there is none.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, PrivateError> {
    let failed = |error: io::Error| PrivateError::new(path, &error);
    let file = match open(path, OpenOptions::new().read(true)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unopened(path, &error)),
    };
    check_folder(path)?;
    check(path, &file.metadata().map_err(failed)?)?;
    let mut bytes = Vec::new();
    (&file)
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(PrivateError::new(path, "it is too large for a secret"));
    }
    Ok(Some(bytes))
}

/// Puts `bytes` in the place of what the file held. Returns when they would survive a power cut.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), PrivateError> {
    let new = prepare(path, bytes)?;
    let moved = fs::rename(&new, path).and_then(|()| sync_folder(path));
    moved.map_err(|error| {
        let _ = fs::remove_file(&new);
        PrivateError::new(path, &error)
    })
}

/// Creates the file with `bytes`, unless somebody did so first: then theirs stay.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), PrivateError> {
    let new = prepare(path, bytes)?;
    let linked = match fs::hard_link(&new, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked.and_then(|()| sync_folder(path)),
    };
    let _ = fs::remove_file(&new);
    linked.map_err(|error| PrivateError::new(path, &error))
}

/// Deletes the file; `false` if there was none.
pub fn remove(path: &Path) -> Result<bool, PrivateError> {
    match fs::remove_file(path).and_then(|()| sync_folder(path)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(PrivateError::new(path, &error)),
    }
}

/// Opens or creates a file that is there to be locked.
pub fn lockable(path: &Path) -> Result<File, PrivateError> {
    make_folder(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    let file = open(path, &mut options).map_err(|error| unopened(path, &error))?;
    let meta = file.metadata();
    check(
        path,
        &meta.map_err(|error| PrivateError::new(path, &error))?,
    )?;
    Ok(file)
}

/// A new file beside `path` that holds `bytes`, durably.
fn prepare(path: &Path, bytes: &[u8]) -> Result<PathBuf, PrivateError> {
    make_folder(path)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    // What a crash of a process of the same number left behind.
    let _ = fs::remove_file(&new);
    let written =
        open(&new, OpenOptions::new().write(true).create_new(true)).and_then(|mut file| {
            // The umask may have taken the owner's own bits away.
            file.set_permissions(Permissions::from_mode(FILE_MODE))?;
            file.write_all(bytes)?;
            file.sync_all()
        });
    match written {
        Ok(()) => Ok(new),
        Err(error) => {
            let _ = fs::remove_file(&new);
            Err(PrivateError::new(path, &error))
        }
    }
}

fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    // NONBLOCK so that a pipe in place of the file is refused instead of waited for.
    let flags = OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::NONBLOCK;
    let flags = i32::from_ne_bytes(flags.bits().to_ne_bytes());
    options.mode(FILE_MODE).custom_flags(flags).open(path)
}

fn unopened(path: &Path, error: &io::Error) -> PrivateError {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::LOOP) => PrivateError::new(path, "it is a symbolic link: name the file itself"),
        _ => PrivateError::new(path, error),
    }
}

/// Refuses what others can read, write or replace.
fn check(path: &Path, found: &Metadata) -> Result<(), PrivateError> {
    let (mode, owner) = (found.mode() & 0o7777, found.uid());
    if !found.is_file() {
        return Err(PrivateError::new(path, "it is not a regular file"));
    }
    if owner != geteuid().as_raw() {
        let message =
            format!("it belongs to another user ({owner}): keep the secret in a file of yours");
        return Err(PrivateError::new(path, &message));
    }
    if mode & 0o077 != 0 {
        let message = format!(
            "others can read or change it (mode {mode:04o}): run chmod 600 {}, and replace the \
             secret if others have used this machine",
            quoted(path)
        );
        return Err(PrivateError::new(path, &message));
    }
    Ok(())
}

/// Refuses a folder in which others could put another file in the place of `path`.
fn check_folder(path: &Path) -> Result<(), PrivateError> {
    let folder = folder_of(path);
    let found = fs::metadata(folder).map_err(|error| PrivateError::new(folder, &error))?;
    let (mode, owner) = (found.mode() & 0o7777, found.uid());
    // Root can replace anything anywhere, so a folder of root adds no risk.
    if owner != geteuid().as_raw() && owner != 0 {
        let message = format!("the folder belongs to another user ({owner}): use one of yours");
        return Err(PrivateError::new(folder, &message));
    }
    // In a sticky folder such as /tmp only owners can replace their files.
    if mode & 0o022 != 0 && mode & 0o1000 == 0 {
        let message = format!(
            "others can put another file in its place (mode {mode:04o}): run chmod go-w {}",
            quoted(folder)
        );
        return Err(PrivateError::new(folder, &message));
    }
    Ok(())
}

fn make_folder(path: &Path) -> Result<(), PrivateError> {
    let folder = folder_of(path);
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(FOLDER_MODE);
    let made = builder.create(folder);
    made.map_err(|error| PrivateError::new(folder, &error))?;
    check_folder(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// As a shell takes it.
fn quoted(path: &Path) -> String {
    let path = SafeText::new(&path.to_string_lossy()).to_string();
    format!("'{}'", path.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

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
    fn a_file_that_is_not_private_is_refused_with_the_remedy() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("it's");
        let path = folder.join("token");
        write(&path, b"CANARY").unwrap();
        for (file, of_folder, message) in [
            (0o644, 0o700, Some("run chmod 600 '")),
            (0o640, 0o700, Some("run chmod 600 '")),
            (0o602, 0o700, Some("run chmod 600 '")),
            (0o600, 0o777, Some("run chmod go-w '")),
            (0o600, 0o770, Some("run chmod go-w '")),
            (0o600, 0o1777, None),
            (0o600, 0o755, None),
            (0o400, 0o700, None),
        ] {
            chmod(&path, file);
            chmod(&folder, of_folder);
            let found = read(&path);
            match message {
                None => assert_eq!(found.unwrap().unwrap(), b"CANARY"),
                Some(message) => {
                    let error = found.unwrap_err().to_string();
                    assert!(error.contains(message), "{file:o} {of_folder:o}: {error}");
                    assert!(error.contains(r"it'\''s"), "{error}");
                    assert!(!error.contains("CANARY"));
                }
            }
        }
    }

    #[test]
    fn what_is_no_file_of_ours_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let secret = home.path().join("secret");
        write(&secret, b"x").unwrap();
        let link = home.path().join("link");
        symlink(&secret, &link).unwrap();
        let error = read(&link).unwrap_err().to_string();
        assert!(error.contains("symbolic link"), "{error}");
        assert!(lockable(&link).is_err());
        assert!(read(home.path()).is_err());
        let large = home.path().join("large");
        write(&large, &vec![b'x'; 70_000]).unwrap();
        assert!(read(&large).unwrap_err().to_string().contains("too large"));
        // A link is replaced and not followed.
        write(&link, b"new").unwrap();
        assert_eq!(read(&secret).unwrap().unwrap(), b"x");
        assert_eq!(read(&link).unwrap().unwrap(), b"new");
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
