//! Files for everybody to read and nobody else to change, whatever the umask says.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;

/// Who may do what with a folder of such files.
const FOLDER_MODE: u32 = 0o755;

/// Who may do what with such a file.
const FILE_MODE: u32 = 0o644;

/// Makes a folder, and those on the way to it that are missing. Those that are there stay as they are.
///
/// # Errors
/// What the system said.
pub(crate) fn make_public_folder(folder: &Path) -> io::Result<()> {
    let mut missing: Vec<&Path> = (folder.ancestors())
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
        .collect();
    while let Some(folder) = missing.pop() {
        // A way back, as of a/../b, leads to one that is there by now.
        if !folder.is_dir() {
            fs::create_dir(folder)?;
            fs::set_permissions(folder, Permissions::from_mode(FOLDER_MODE))?;
        }
    }
    Ok(())
}

/// Writes a file in the place of what it held. A link is refused: what it leads to is somebody's file, which is
/// neither overwritten nor opened to others.
///
/// # Errors
/// What the system said, or that it is a link.
pub(crate) fn write_public(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let flags = i32::from_ne_bytes(OFlags::NOFOLLOW.bits().to_ne_bytes());
    let file = options.custom_flags(flags).open(path);
    let mut file = file.map_err(|error| {
        if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) {
            let words = format!("{} is a link; take it away first", path.display());
            io::Error::other(words)
        } else {
            error
        }
    })?;
    file.write_all(bytes)?;
    file.set_permissions(Permissions::from_mode(FILE_MODE))
}
