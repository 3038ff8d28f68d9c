//! What gives a review up from outside it, and what ends the program.

use super::App;
use crate::app::dialog::Dialog;
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::model::Timestamp;

impl App {
    /// Closes a review without sending anything, if there is one, and tells why.
    pub(super) fn give_review_up(&mut self, why: &str, now: Timestamp) -> Vec<Effect> {
        match self.dialog.take().map(Dialog::without_review) {
            Some(Ok(below)) => self.dialog = below,
            Some(Err(other)) => {
                self.dialog = Some(other);
                return Vec::new();
            }
            None => return Vec::new(),
        }
        self.say(now, Level::Info, why);
        self.catch_up()
    }

    /// Quitting ends a run under way, so it asks first.
    pub(super) fn ask_to_quit(&mut self) -> Vec<Effect> {
        if self.runs.run().is_none() {
            return self.runs.stop_and_quit();
        }
        self.dialog = Some(Dialog::Quit);
        Vec::new()
    }
}
