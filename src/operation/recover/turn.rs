//! Of several processes that find something open at once, one looks it up, and the others find it
//! closed.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use super::RecoverError;
use crate::files::{self, LockPatience};

/// How long to wait for another process that looks it up: it reads lists, and may wait for a limit. A
/// pause is about the time of one request.
const LOCK_PATIENCE: LockPatience = LockPatience {
    limit: Duration::from_secs(60),
    pause: Duration::from_millis(50),
};

/// The right to look up what is open in a journal, as long as it lives.
#[derive(Debug)]
pub(super) struct RecoveryTurn {
    _lock: File,
}

impl RecoveryTurn {
    /// Waits until no other process looks up what is open in this journal. This blocks.
    ///
    /// # Errors
    /// If another process takes too long, or the file of the lock cannot be used.
    pub(super) fn take(journal: &Path) -> Result<Self, RecoverError> {
        let path = journal.with_extension("recovering");
        let lock = files::lockable(&path).map_err(files::FileError::into_io)?;
        LOCK_PATIENCE.block(|| lock.try_lock())?;
        Ok(Self { _lock: lock })
    }
}
