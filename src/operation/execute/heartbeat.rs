//! Whether the program runs at all. A machine that slept, or a program that was stopped, goes on as if
//! no time had passed: on facts that are old by then, and with nobody at the keys.
//!
//! Here also what a run waits for and looks at before its first request, while that is watched.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::run::Run;
use crate::model::Clock;
use crate::operation::{Plan, Stopped};

/// The longest that the program may stand still between what was confirmed and the first request.
const BEFORE_THE_FIRST: Duration = Duration::from_secs(5);

/// The longest that it may stand still between two requests of a run.
const UNDER_WAY: Duration = Duration::from_secs(5 * 60);

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

impl Run {
    /// Waits before the first request. Until it is over, Esc stops everything; afterwards there is
    /// no undo.
    pub(super) async fn hesitate(&mut self, grace: Duration) {
        if grace.is_zero() {
            return;
        }
        self.sender
            .progress
            .pause("begins in a moment; Esc stops it", grace)
            .await;
        let heartbeat = self.heartbeat.clone();
        heartbeat.beat(BEFORE_THE_FIRST);
        tokio::select! {
            biased;
            gap = heartbeat.missed(BEFORE_THE_FIRST) => self.stop(Stopped::StoodStill(gap)),
            () = self.switch.stopping().cancelled() => {}
            () = tokio::time::sleep(grace) => {}
        }
        self.goes_on();
        self.sender.progress.resume().await;
    }

    /// Looks at what must hold before the first request.
    pub(super) async fn look_before_the_first(&mut self, plan: &Plan) {
        let heartbeat = self.heartbeat.clone();
        heartbeat.beat(BEFORE_THE_FIRST);
        tokio::select! {
            biased;
            gap = heartbeat.missed(BEFORE_THE_FIRST) => self.stop(Stopped::StoodStill(gap)),
            () = async {
                self.look_at_the_owner().await;
                self.look_at_the_last_door(plan).await;
            } => {}
        }
    }

    /// How long the program may stand still.
    pub(super) const fn may_stand_still(&self) -> Duration {
        if self.has_sent {
            UNDER_WAY
        } else {
            BEFORE_THE_FIRST
        }
    }

    /// Whether the run goes on: it is stopped if the program stood still, since nobody watched then, and
    /// what was reviewed may be different by now.
    pub(super) fn goes_on(&mut self) -> bool {
        if let Some(gap) = self.heartbeat.beat(self.may_stand_still()) {
            self.stop(Stopped::StoodStill(gap));
        }
        !self.is_stopped()
    }
}
