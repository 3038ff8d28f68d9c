//! Why a file with a secret is not used, and what to do.

use std::error::Error;
use std::fmt;
use std::path::Path;

use crate::files::{FileError, FileErrorKind, quoted};

/// The most that a file with a secret may hold, in bytes.
pub(in crate::auth) const LARGEST: u64 = 64 * 1024;

/// Why a file with a secret is not read or written, and what to do. It never holds the file's
/// content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SecretFileError(FileError);

impl From<FileError> for SecretFileError {
    fn from(error: FileError) -> Self {
        Self(error)
    }
}

/// The content of the file at `path`, if that is fit for a secret; `None` if there is no file.
pub(in crate::auth) fn read(path: &Path) -> Result<Option<Vec<u8>>, SecretFileError> {
    Ok(crate::files::read(path, LARGEST)?)
}

impl fmt::Display for SecretFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = &self.0;
        let path = || quoted(&error.path);
        write!(f, "{}: ", error.shown_path())?;
        match error.kind {
            FileErrorKind::SymbolicLink => {
                f.write_str("it is a symbolic link: name the file itself")
            }
            FileErrorKind::NotAFile => f.write_str("it is not a regular file"),
            FileErrorKind::OwnedByOther { owner } => write!(
                f,
                "it belongs to another user ({owner}): keep the secret in a file of yours"
            ),
            FileErrorKind::OpenToOthers { mode } => write!(
                f,
                "others can read or change it (mode {mode:04o}): run chmod 600 {}, and replace \
                 the secret if others have used this machine",
                path()
            ),
            FileErrorKind::FolderOwnedByOther { owner } => write!(
                f,
                "the folder belongs to another user ({owner}): use one of yours"
            ),
            FileErrorKind::FolderOpenToOthers { mode } => write!(
                f,
                "others can put another file in its place (mode {mode:04o}): run chmod go-w {}",
                path()
            ),
            FileErrorKind::TooLarge => f.write_str("it is too large for a secret"),
            FileErrorKind::Exists => f.write_str("it exists and is not overwritten"),
            FileErrorKind::Io(kind) => match &error.source {
                Some(source) => write!(f, "{source}"),
                None => write!(f, "{kind}"),
            },
        }
    }
}

impl Error for SecretFileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_remedy_can_be_pasted() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("it's");
        let path = folder.join("token");
        crate::files::write(&path, b"CANARY").unwrap();
        for (of_file, of_folder, remedy) in [
            (0o644, 0o700, "run chmod 600 '"),
            (0o600, 0o770, "run chmod go-w '"),
        ] {
            chmod(&path, of_file);
            chmod(&folder, of_folder);
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains(remedy), "{error}");
            assert!(error.contains(r"it'\''s"), "{error}");
            assert!(!error.contains("CANARY"));
        }
    }

    #[test]
    fn what_is_larger_than_a_secret_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("large");
        crate::files::write(&path, &vec![b'x'; 70_000]).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("too large"));
    }
}
