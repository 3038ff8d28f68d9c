//! How many signed in during each of the last sixty minutes, of the sessions that are listed.

use super::Snapshot;
use super::columns::readable_time;
use crate::model::Timestamp;

/// The minutes that are counted.
pub(crate) const SIGN_IN_MINUTES: usize = 60;

/// The sign-ins of each minute, the present one last. Whoever signed out since is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignIns(pub(crate) [u32; SIGN_IN_MINUTES]);

impl SignIns {
    /// Counts the sessions of a snapshot, for a moment of the server's clock.
    pub(crate) fn of(snapshot: &Snapshot, now: Timestamp) -> Self {
        let mut minutes = [0; SIGN_IN_MINUTES];
        let now = u32::try_from(now.seconds()).unwrap_or(0);
        for (_, chunk) in snapshot.chunks() {
            let has_gone = chunk.has_gone();
            for (offset, signed_in) in chunk.authenticated().iter().enumerate() {
                let age = readable_time(*signed_in).map(|at| now.saturating_sub(at) / 60);
                if let Some(age) = age.filter(|age| (*age as usize) < SIGN_IN_MINUTES)
                    && !(has_gone && chunk.is_gone(offset))
                {
                    minutes[SIGN_IN_MINUTES - 1 - age as usize] += 1;
                }
            }
        }
        Self(minutes)
    }
}
