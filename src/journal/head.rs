//! The record that was written last, kept beside the journal: it shows at the next start whether
//! the journal ends before it. Whoever can change the one can change the other.

use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use super::Receipt;
use crate::files;

/// The most that such a file holds, in bytes: a number, a hash and what stands between them.
const LIMIT: u64 = 256;

/// The file beside the journal at `journal`.
fn beside(journal: &Path) -> PathBuf {
    let mut name = journal.file_name().unwrap_or_default().to_owned();
    name.push(".head");
    journal.with_file_name(name)
}

/// The record that was written last to the journal at `journal`. `None` if that is not known, or
/// not to be trusted.
pub(crate) fn known_head(journal: &Path) -> Option<Receipt> {
    let text = files::read(&beside(journal), LIMIT).ok().flatten()?;
    let text = String::from_utf8(text).ok()?;
    let (seq, hash) = text.strip_suffix('\n')?.rsplit_once(' ')?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hash = Some(hash.to_owned()).filter(|_| is_hash)?;
    let seq = seq.trim_ascii_start().parse().ok()?;
    Some(Receipt { seq, hash })
}

/// Keeps `head`. It is written after the record is durable, and in one call, so that a crash
/// leaves the old one, the new one or nothing that can be read.
pub(super) fn keep(journal: &Path, head: &Receipt) -> io::Result<()> {
    let file = files::lockable(&beside(journal)).map_err(files::FileError::into_io)?;
    let Receipt { seq, hash } = head;
    // Always the same length, so that nothing of the one before is left.
    file.write_all_at(format!("{seq:20} {hash}\n").as_bytes(), 0)
}
