//! The lock by which one process at a time appends.

use std::time::Duration;

use crate::files::LockPatience;

/// How long to wait for another process: an append takes milliseconds, so whoever holds the
/// lock for this long is stopped or stuck. A pause is about the time of one append.
pub(super) const LOCK_PATIENCE: LockPatience = LockPatience {
    limit: Duration::from_secs(10),
    pause: Duration::from_millis(2),
};
