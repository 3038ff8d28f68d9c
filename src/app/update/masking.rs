//! Whether people are shown by name.

use super::App;
use crate::app::event::Effect;
use crate::app::notices::{Level, NoticeWords};
use crate::app::setup::MaskOrWhyNot;
use crate::live::{Mask, ShownNames};
use crate::model::Timestamp;

impl App {
    /// The names of people as they are shown: whoever draws or takes away a name asks here.
    pub(crate) fn names(&self) -> ShownNames<'_> {
        self.mask_in_force()
            .map_or(ShownNames::REAL, ShownNames::masked)
    }

    /// The pseudonyms, while they stand in place of people.
    pub(super) fn mask_in_force(&self) -> Option<&Mask> {
        let is_masked = self.table.look.display.masked;
        self.equipment.mask_in_force(is_masked)
    }

    /// Masks people whatever is open, for tests of what is drawn.
    #[cfg(test)]
    pub(crate) fn mask_for_tests(&mut self) {
        self.table.look.display.masked = true;
    }

    /// Puts pseudonyms in place of people, or ends that.
    pub(super) fn toggle_mask(&mut self, now: Timestamp) -> Vec<Effect> {
        let text = match &self.equipment.mask {
            MaskOrWhyNot::Not(why) => {
                let text = format!("people cannot be masked: {why}");
                self.say(now, Level::Warning, NoticeWords::of_nobody(text));
                return Vec::new();
            }
            MaskOrWhyNot::Mask(_) if self.table.look.display.masked => {
                "people are shown by name again"
            }
            MaskOrWhyNot::Mask(_) => {
                "people are masked on the screen and in what is taken; reviews show real names"
            }
        };
        self.table.look.display.masked = !self.table.look.display.masked;
        self.say(now, Level::Info, text);
        Vec::new()
    }
}
