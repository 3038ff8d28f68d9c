//! What is typed to confirm, what is too early for that, and when nobody answers: the same
//! whatever is confirmed.

use tui_input::Input;

use crate::model::Timestamp;

/// A review that nobody answers for this long, in milliseconds, is cancelled.
const PATIENCE: i64 = 60_000;

/// The way to confirm what a dialog shows.
#[derive(Debug)]
pub struct Consent {
    /// What was typed so far.
    pub answer: Input,
    /// Whether what was typed was wrong.
    pub wrong: bool,
    first_drawn: Option<Timestamp>,
    touched: Timestamp,
}

impl Consent {
    pub(in crate::app) fn new(now: Timestamp) -> Self {
        Self {
            answer: Input::default(),
            wrong: false,
            first_drawn: None,
            touched: now,
        }
    }

    /// Whether a key that arrived at `at` was typed by somebody who could see this.
    pub(in crate::app) fn was_visible(&self, at: Timestamp) -> bool {
        self.first_drawn.is_some_and(|drawn| at >= drawn)
    }

    pub(in crate::app) fn drawn(&mut self, now: Timestamp) {
        self.first_drawn.get_or_insert(now);
    }

    /// Somebody is there, and types something else than what was wrong.
    pub(in crate::app) fn touch(&mut self, now: Timestamp) {
        self.touched = now;
        self.wrong = false;
    }

    /// Seconds until it cancels itself.
    pub(crate) fn seconds_left(&self, now: Timestamp) -> i64 {
        ((self.touched.millis() + PATIENCE - now.millis()) / 1000).max(0)
    }

    pub(in crate::app) fn is_over(&self, now: Timestamp) -> bool {
        now.millis() - self.touched.millis() >= PATIENCE
    }
}
