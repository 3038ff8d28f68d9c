//! The time of a stage: the system's, with leaps, and able to stand still.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use zentop::host::system_clock;
use zentop::model::Timestamp;

/// The time that every clock of the stage reads.
#[derive(Default)]
pub(super) struct Time {
    skipped: AtomicI64,
    frozen_at: AtomicI64,
}

impl Time {
    pub(super) fn now(&self) -> Timestamp {
        let skipped = self.skipped.load(Ordering::SeqCst);
        match self.frozen_at.load(Ordering::SeqCst) {
            0 => system_clock()().shifted(skipped),
            at => Timestamp::from_millis(at + skipped),
        }
    }

    pub(super) fn skip(&self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap();
        self.skipped.fetch_add(millis, Ordering::SeqCst);
    }

    pub(super) fn freeze(&self) {
        let now = system_clock()().millis();
        self.frozen_at.store(now, Ordering::SeqCst);
    }
}
