//! One clock for everything, and the order of what happens in one virtual moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::time::Instant;
use zentop::model::{Clock, Timestamp};

/// Where virtual time begins: a whole minute, like the windows of the simulator's limit.
const BASE: Timestamp = Timestamp::from_seconds(1_795_317_300);

/// A time, and its place in the order of what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// The count of everything that is noted, which orders what happens at one time.
    pub(crate) turn: u64,
    /// The time.
    pub(crate) at: Timestamp,
}

/// The clock. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    began: Instant,
    turns: Arc<AtomicU64>,
}

impl Time {
    /// A clock that begins now.
    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
            turns: Arc::default(),
        }
    }

    /// The present time.
    pub(crate) fn now(&self) -> Timestamp {
        BASE.after(self.began.elapsed())
    }

    /// This moment, which comes after all moments that were taken before.
    pub(crate) fn moment(&self) -> Moment {
        Moment {
            turn: self.turns.fetch_add(1, Ordering::Relaxed),
            at: self.now(),
        }
    }

    /// The clock in the form that the program takes.
    pub(crate) fn clock(&self) -> Clock {
        let time = self.clone();
        Arc::new(move || time.now())
    }
}
