//! Waiting for the lock of another process. There is no way to wait for the lock of a file with
//! a deadline but to ask again and again.

use std::fs::TryLockError;
use std::io;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long to wait for a lock, and how often to ask for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LockPatience {
    /// How long to wait for another process.
    pub limit: Duration,
    /// How long to wait before the next try.
    pub pause: Duration,
}

impl LockPatience {
    /// What a try comes to after `waited`: `None` with the lock, else how long to wait before
    /// the next one.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] if the limit has run out, else what the system said.
    pub(crate) fn after(
        self,
        waited: Duration,
        tried: Result<(), TryLockError>,
    ) -> io::Result<Option<Duration>> {
        match tried {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) if waited < self.limit => Ok(Some(self.pause)),
            Err(error) => Err(error.into()),
        }
    }

    /// Blocks until `ask` was given the lock.
    ///
    /// # Errors
    /// As [`Self::after`].
    pub(crate) fn block(self, ask: impl Fn() -> Result<(), TryLockError>) -> io::Result<()> {
        let began = Instant::now();
        while let Some(pause) = self.after(began.elapsed(), ask())? {
            sleep(pause);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_asked_for_until_the_limit_has_run_out() {
        let patience = LockPatience {
            limit: Duration::from_secs(1),
            pause: Duration::from_millis(2),
        };
        let tried = |waited, tried| patience.after(Duration::from_millis(waited), tried);
        assert_eq!(tried(0, Ok(())).unwrap(), None);
        let next = tried(999, Err(TryLockError::WouldBlock)).unwrap();
        assert_eq!(next, Some(patience.pause));
        let late = tried(1000, Err(TryLockError::WouldBlock)).unwrap_err();
        assert_eq!(late.kind(), io::ErrorKind::WouldBlock);
        let refused = TryLockError::Error(io::ErrorKind::Unsupported.into());
        let refused = tried(0, Err(refused)).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::Unsupported);
    }
}
