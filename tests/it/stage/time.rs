//! The time of a stage: what passes, with leaps, able to stand still, and with a wall clock that can
//! be set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use zentop::host::{steady_clock, wall_clock};
use zentop::model::{Clock, Timestamp};

/// The time that every clock of the stage reads, made as the program makes its own: the wall clock
/// is read once, and what passes is counted.
pub(super) struct Time {
    skipped: Arc<AtomicI64>,
    stepped: AtomicI64,
    frozen_at: AtomicI64,
    steady: Clock,
}

impl Default for Time {
    fn default() -> Self {
        let skipped = Arc::<AtomicI64>::default();
        let (leaps, began) = (Arc::clone(&skipped), Instant::now());
        let elapsed = move || {
            let leaps = u64::try_from(leaps.load(Ordering::SeqCst)).unwrap();
            began.elapsed() + Duration::from_millis(leaps)
        };
        Self {
            skipped,
            stepped: AtomicI64::default(),
            frozen_at: AtomicI64::default(),
            steady: steady_clock(wall_clock()(), elapsed),
        }
    }
}

impl Time {
    pub(super) fn now(&self) -> Timestamp {
        match self.frozen_at.load(Ordering::SeqCst) {
            0 => (self.steady)(),
            at => Timestamp::from_millis(at + self.skipped.load(Ordering::SeqCst)),
        }
    }

    /// What the wall clock says.
    pub(super) fn wall(&self) -> Timestamp {
        self.now().shifted(self.stepped.load(Ordering::SeqCst))
    }

    pub(super) fn skip(&self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap();
        self.skipped.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets the wall clock, by milliseconds.
    pub(super) fn step(&self, millis: i64) {
        self.stepped.fetch_add(millis, Ordering::SeqCst);
    }

    pub(super) fn freeze(&self) {
        let skipped = self.skipped.load(Ordering::SeqCst);
        let now = (self.steady)().millis() - skipped;
        self.frozen_at.store(now, Ordering::SeqCst);
    }
}
