//! Whether somebody else could have written the settings file, or one that it names.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::files::{FileErrorKind, check_trusted, quoted};

/// Whether a file may say which programs run, where credentials go, and who answers as Zendesk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileTrust {
    /// Only its owner, who runs zentop, or root could have written it.
    Trusted,
    /// Its group or everybody may write to it.
    WritableByOthers,
    /// Its folder may be written to by others, who could put another file in its place.
    FolderWritableByOthers(PathBuf),
    /// It belongs to somebody else.
    NotOurs,
    /// It was found relative to the folder that zentop was started in.
    CurrentDirectory,
}

impl FileTrust {
    /// Judges the file that was opened, and the folder that holds it.
    pub(crate) fn of(path: &Path, file: &File) -> std::io::Result<Self> {
        if path.is_relative() {
            return Ok(Self::CurrentDirectory);
        }
        let Err(error) = check_trusted(path, file) else {
            return Ok(Self::Trusted);
        };
        match error.kind {
            FileErrorKind::OwnedByOther { .. } => Ok(Self::NotOurs),
            FileErrorKind::OpenToOthers { .. } => Ok(Self::WritableByOthers),
            FileErrorKind::FolderOwnedByOther { .. } | FileErrorKind::FolderOpenToOthers { .. } => {
                Ok(Self::FolderWritableByOthers(error.path))
            }
            _ => Err(error.into_io()),
        }
    }

    /// Why the file is not trusted, and what to do about it.
    pub(crate) fn reason(&self, path: &Path) -> String {
        match self {
            Self::Trusted => "it is trusted".to_owned(),
            Self::WritableByOthers => {
                format!("others may write to it: run chmod go-w {}", quoted(path))
            }
            Self::FolderWritableByOthers(folder) => format!(
                "others may put another file in its place: run chmod go-w {}",
                quoted(folder)
            ),
            Self::NotOurs => format!(
                "it belongs to another user: look it through, then make it yours with chown \"$USER\" {}",
                quoted(path)
            ),
            Self::CurrentDirectory => {
                "it was found from the current folder: name it by its absolute path".to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn trust_with(file_mode: u32, folder_mode: u32) -> FileTrust {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().canonicalize().unwrap().join("settings.toml");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(file_mode)).unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(folder_mode)).unwrap();
        FileTrust::of(&path, &File::open(&path).unwrap()).unwrap()
    }

    #[test]
    fn others_must_not_be_able_to_write() {
        for (file, folder, trusted) in [
            (0o600, 0o700, true),
            (0o644, 0o755, true),
            (0o444, 0o1777, true),
            (0o664, 0o700, false),
            (0o602, 0o700, false),
            (0o600, 0o777, false),
            (0o600, 0o775, false),
        ] {
            let trust = trust_with(file, folder);
            assert_eq!(
                trust == FileTrust::Trusted,
                trusted,
                "{file:o} {folder:o} {trust:?}"
            );
        }
    }

    #[test]
    fn a_relative_path_is_the_current_folder_whatever_its_modes() {
        let path = Path::new("Cargo.toml");
        let trust = FileTrust::of(path, &File::open(path).unwrap()).unwrap();
        assert_eq!(trust, FileTrust::CurrentDirectory);
    }

    #[test]
    fn the_remedy_can_be_pasted() {
        assert_eq!(
            FileTrust::WritableByOthers.reason(Path::new("/it's/s.toml")),
            r"others may write to it: run chmod go-w '/it'\''s/s.toml'"
        );
    }
}
