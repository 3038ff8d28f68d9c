//! The way to confirm, the same for every plan: the field for the answer, keys that come too early,
//! and the end of a review that nobody answers.

use tui_input::Input;

use crate::model::Timestamp;

/// A review that nobody answers for this long, in milliseconds, is cancelled.
const PATIENCE: i64 = 60_000;

/// The state of the confirmation of a dialog.
#[derive(Debug)]
pub struct Consent {
    /// The text that was typed so far.
    pub answer: Input,
    /// Whether the last answer was wrong.
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

    /// Whether a key that arrived at `at` was typed by somebody who could see this dialog.
    pub(in crate::app) fn was_visible(&self, at: Timestamp) -> bool {
        self.first_drawn.is_some_and(|drawn| at >= drawn)
    }

    pub(in crate::app) fn drawn(&mut self, now: Timestamp) {
        self.first_drawn.get_or_insert(now);
    }

    /// Starts the time until cancelling again, since somebody is typing, and forgets that the last
    /// answer was wrong.
    pub(in crate::app) fn touch(&mut self, now: Timestamp) {
        self.touched = now;
        self.wrong = false;
    }

    /// The seconds until the review cancels itself.
    pub(crate) fn seconds_left(&self, now: Timestamp) -> i64 {
        ((self.touched.millis() + PATIENCE - now.millis()) / 1000).max(0)
    }

    pub(in crate::app) fn is_over(&self, now: Timestamp) -> bool {
        now.millis() - self.touched.millis() >= PATIENCE
    }
}
