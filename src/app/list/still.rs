//! Rows that stand still, and what waits meanwhile.

use super::List;
use crate::live::Snapshot;
use crate::model::Timestamp;

impl List {
    /// When a person paused the list, if it is paused.
    pub(crate) fn paused_at(&self) -> Option<Timestamp> {
        self.paused_at
    }

    /// Whether there are newer data that wait because the rows are held still.
    pub(crate) fn is_behind(&self) -> bool {
        self.behind
    }

    /// How many sessions came and went since the rows were found, which wait because they are held
    /// still; the last is whether there may be more of both.
    pub(crate) fn waiting(&self, newest: &Snapshot) -> (usize, usize, bool) {
        let shown = self.projection.as_ref();
        let before = shown.map_or(0, |shown| shown.request.snapshot.number_of_events());
        let (mut came, mut went, mut known) = (0, 0, 0);
        for event in newest.events_since(before) {
            known += 1;
            let (more, fewer) = event.kind.came_and_went();
            came += more;
            went += fewer;
        }
        let all = newest.number_of_events().saturating_sub(before);
        (came, went, all > known)
    }

    /// Pauses the list, or lets it go on.
    pub(in crate::app) fn toggle_pause(&mut self, now: Timestamp) {
        self.paused_at = match self.paused_at {
            Some(_) => None,
            None => Some(now),
        };
    }

    /// Notes that newer data wait.
    pub(in crate::app) fn fall_behind(&mut self) {
        self.behind = true;
    }
}
