//! Whether the program runs at all. A machine that slept, or a program that was stopped, goes on as if
//! no time had passed: on facts that are old by then, and with nobody at the keys.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::model::Clock;

/// The longest that the program may stand still between what was confirmed and the first request.
pub(super) const BEFORE_THE_FIRST: Duration = Duration::from_secs(5);

/// The longest that it may stand still between two requests of a run.
pub(super) const UNDER_WAY: Duration = Duration::from_secs(5 * 60);

/// How often it is looked at.
const BEAT: Duration = Duration::from_secs(1);

/// The last moment at which the program is known to have run.
#[derive(Clone)]
pub(super) struct Heartbeat {
    clock: Clock,
    last: Arc<AtomicI64>,
}

impl Heartbeat {
    pub(super) fn new(clock: &Clock) -> Self {
        Self {
            last: Arc::new(AtomicI64::new(clock().millis())),
            clock: Arc::clone(clock),
        }
    }

    /// Notes that the program runs. Returns for how long it did not, if that was longer than `most`.
    pub(super) fn beat(&self, most: Duration) -> Option<Duration> {
        let now = (self.clock)().millis();
        let before = self.last.swap(now, Ordering::Relaxed);
        let gap = Duration::from_millis(u64::try_from(now - before).unwrap_or(0));
        (gap > most + BEAT).then_some(gap)
    }

    /// Waits until the program stood still for longer than `most`, and returns for how long it did.
    pub(super) async fn missed(&self, most: Duration) -> Duration {
        loop {
            tokio::time::sleep(BEAT).await;
            if let Some(gap) = self.beat(most) {
                return gap;
            }
        }
    }
}
