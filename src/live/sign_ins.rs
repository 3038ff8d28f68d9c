//! How many signed in during the last hour, of the sessions that are listed.

use super::Snapshot;
use super::columns::readable_time;
use crate::model::Timestamp;

/// The minutes that are counted.
pub(crate) const SIGN_IN_MINUTES: usize = 60;

/// The same in seconds.
const COUNTED: u32 = 60 * 60;

/// The seconds that are counted together, and how many such parts there are.
const PART: u32 = 10;
const PARTS: usize = 360;

/// The sessions that are passed over at once.
const BLOCK: usize = 256;

/// The sign-ins of each ten seconds, the present ones last. Whoever signed out since is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignIns([u32; PARTS]);

impl SignIns {
    /// Counts the sessions of a snapshot, for a moment of the server's clock.
    pub(crate) fn of(snapshot: &Snapshot, now: Timestamp) -> Self {
        let mut parts = [0; PARTS];
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
                    let age = readable_time(*signed_in).map(|at| now.saturating_sub(at) / PART);
                    let part = age.and_then(|age| parts.iter_mut().rev().nth(age as usize));
                    let is_gone = chunk.is_gone(n * BLOCK + within);
                    if let Some(part) = part.filter(|_| !is_gone) {
                        *part += 1;
                    }
                }
            }
        }
        Self(parts)
    }

    /// The sign-ins of the last so many minutes in so many bars, the present one last.
    pub(crate) fn bars(&self, minutes: usize, bars: usize) -> Vec<u32> {
        let parts = (PARTS / SIGN_IN_MINUTES * minutes).min(PARTS);
        let of_one = parts.div_ceil(bars.max(1)).max(1);
        let newest = &self.0[PARTS - parts..];
        newest.chunks(of_one).map(|bar| bar.iter().sum()).collect()
    }
}
