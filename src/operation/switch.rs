//! The switch that stops a run from outside.

use tokio_util::sync::CancellationToken;

use super::Stopped;

/// Stops a run: by hand, because its terminal is gone, or at once and whatever is under way.
#[derive(Debug, Clone, Default)]
pub struct StopSwitch {
    stop: CancellationToken,
    lost: CancellationToken,
    abandon: CancellationToken,
}

impl From<CancellationToken> for StopSwitch {
    fn from(stop: CancellationToken) -> Self {
        Self {
            stop,
            ..Self::default()
        }
    }
}

impl StopSwitch {
    /// Stops new requests. Those under way finish.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Stops new requests, because nobody can see the run any more.
    pub fn lose(&self) {
        if !self.stop.is_cancelled() {
            self.lost.cancel();
        }
        self.stop.cancel();
    }

    /// Stops the run without waiting for requests under way, whose items are then unknown.
    pub(crate) fn abandon(&self) {
        self.abandon.cancel();
        self.stop.cancel();
    }

    /// The token that is cancelled when no further request may be sent.
    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.stop
    }

    /// The token that is cancelled when not even answers are waited for.
    pub(crate) fn abandoning(&self) -> &CancellationToken {
        &self.abandon
    }

    /// Why the run stops, if it was stopped.
    pub(crate) fn why(&self) -> Option<Stopped> {
        if self.abandon.is_cancelled() {
            Some(Stopped::Abandoned)
        } else if self.lost.is_cancelled() {
            Some(Stopped::TerminalLost)
        } else {
            self.stop.is_cancelled().then_some(Stopped::ByHand)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reason_to_stop_is_told_unless_answers_are_not_waited_for() {
        let switch = StopSwitch::default();
        assert!(switch.why().is_none());
        switch.stop();
        switch.lose();
        assert!(matches!(switch.why(), Some(Stopped::ByHand)));
        let switch = StopSwitch::default();
        switch.lose();
        assert!(matches!(switch.why(), Some(Stopped::TerminalLost)));
        switch.abandon();
        assert!(matches!(switch.why(), Some(Stopped::Abandoned)));
    }
}
