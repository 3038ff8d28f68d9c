//! The circuit breaker: when a failing server is left alone for a while.

use std::time::Duration;

/// The number of failures in a row that opens the breaker.
const AFTER: usize = 5;

/// How long an open breaker waits before it lets one request probe.
pub(super) const REST: Duration = Duration::from_secs(30);

/// The number of probes that may fail before the run gives up.
const PROBES: u32 = 4;

/// The breaker. It opens after failures in a row, and then lets one request through at a time until
/// one succeeds.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: usize,
    probes: u32,
}

impl Breaker {
    /// Whether requests have to wait.
    pub(super) fn is_open(&self) -> bool {
        self.failures >= AFTER
    }

    /// Whether enough probes have failed for the run to give up.
    pub(super) fn gives_up(&self) -> bool {
        self.probes >= PROBES
    }

    /// Takes in how one request ended. Only a request that was sent after a rest is a probe; those
    /// that were under way when the breaker opened prove nothing new.
    pub(super) fn note(&mut self, failing: bool, is_probe: bool) {
        if !failing {
            *self = Self::default();
        } else if is_probe {
            self.probes += 1;
        } else {
            self.failures += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_after_failures_in_a_row_and_closes_with_one_success() {
        let mut breaker = Breaker::default();
        for _ in 0..AFTER - 1 {
            breaker.note(true, false);
        }
        assert!(!breaker.is_open());
        breaker.note(false, false);
        for _ in 0..AFTER {
            breaker.note(true, false);
        }
        assert!(breaker.is_open() && !breaker.gives_up());
        breaker.note(false, true);
        assert!(!breaker.is_open());
        for _ in 0..AFTER + PROBES as usize {
            breaker.note(true, false);
        }
        assert!(breaker.is_open() && !breaker.gives_up());
        for _ in 0..PROBES {
            breaker.note(true, true);
        }
        assert!(breaker.gives_up());
    }
}
