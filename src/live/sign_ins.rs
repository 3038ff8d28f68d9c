//! How many signed in during each of the last sixty minutes, of the sessions that are listed.

use super::Snapshot;
use super::columns::readable_time;
use crate::model::Timestamp;

/// The minutes that are counted.
pub(crate) const SIGN_IN_MINUTES: usize = 60;

/// The same in seconds.
const COUNTED: u32 = 60 * 60;

/// The sign-ins of each minute, the present one last. Whoever signed out since is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignIns(pub(crate) [u32; SIGN_IN_MINUTES]);

impl SignIns {
    /// Counts the sessions of a snapshot, for a moment of the server's clock.
    pub(crate) fn of(snapshot: &Snapshot, now: Timestamp) -> Self {
        let mut minutes = [0; SIGN_IN_MINUTES];
        let now = u32::try_from(now.seconds()).unwrap_or(0);
        // Nearly all signed in long before, and are passed over by one comparison.
        let first = now.saturating_sub(COUNTED).max(1);
        for (_, chunk) in snapshot.chunks() {
            let recent = chunk.authenticated().iter().enumerate();
            for (offset, signed_in) in recent.filter(|(_, at)| **at >= first) {
                let age = readable_time(*signed_in).map(|at| now.saturating_sub(at) / 60);
                let minute = age.and_then(|age| minutes.iter_mut().rev().nth(age as usize));
                if let Some(minute) = minute.filter(|_| !chunk.is_gone(offset)) {
                    *minute += 1;
                }
            }
        }
        Self(minutes)
    }
}
