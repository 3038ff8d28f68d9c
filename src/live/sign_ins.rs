//! How many signed in during each of the last sixty minutes, of the sessions that are listed.

use super::Snapshot;
use super::columns::readable_time;
use crate::model::Timestamp;

/// The minutes that are counted.
pub(crate) const SIGN_IN_MINUTES: usize = 60;

/// The same in seconds.
const COUNTED: u32 = 60 * 60;

/// The sessions that are passed over at once.
const BLOCK: usize = 256;

/// The sign-ins of each minute, the present one last. Whoever signed out since is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignIns(pub(crate) [u32; SIGN_IN_MINUTES]);

impl SignIns {
    /// Counts the sessions of a snapshot, for a moment of the server's clock.
    pub(crate) fn of(snapshot: &Snapshot, now: Timestamp) -> Self {
        let mut minutes = [0; SIGN_IN_MINUTES];
        let now = u32::try_from(now.seconds()).unwrap_or(0);
        // Nearly all signed in long before, and whole blocks of them are passed over at once.
        let first = now.saturating_sub(COUNTED).max(1);
        let is_recent = |at: &&u32| **at >= first;
        for (_, chunk) in snapshot.chunks() {
            let blocks = chunk.authenticated().chunks(BLOCK).enumerate();
            for (n, block) in blocks.filter(|(_, block)| block.iter().filter(is_recent).count() > 0)
            {
                let recent = block.iter().enumerate().filter(|(_, at)| is_recent(at));
                for (within, signed_in) in recent {
                    let age = readable_time(*signed_in).map(|at| now.saturating_sub(at) / 60);
                    let minute = age.and_then(|age| minutes.iter_mut().rev().nth(age as usize));
                    let is_gone = chunk.is_gone(n * BLOCK + within);
                    if let Some(minute) = minute.filter(|_| !is_gone) {
                        *minute += 1;
                    }
                }
            }
        }
        Self(minutes)
    }
}
