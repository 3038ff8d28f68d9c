//! Files of what is shown.

use super::App;
use crate::app::dialog::Dialog;
use crate::app::event::Effect;
use crate::app::export::{NotSaved, SaveRequest, Saved, shown_path};
use crate::app::notices::{Level, NoticeWords};
use crate::app::table::TakenAs;
use crate::model::{SafeText, Timestamp};

impl App {
    /// Saves what is shown.
    pub(super) fn save(&mut self, typed: String, replaces: bool, now: Timestamp) -> Vec<Effect> {
        let taken_as = TakenAs::of(&self.setup, &self.equipment, self.display(), now);
        let Some(export) = self.table.export(taken_as) else {
            self.say(now, Level::Passing, "there is nothing to save any more");
            return Vec::new();
        };
        vec![Effect::Save(Box::new(SaveRequest {
            typed,
            export,
            replaces,
        }))]
    }

    /// Takes in what came of writing a file. Whoever closed the dialog reads it in a notice.
    pub(super) fn take_saved(&mut self, saved: Saved, now: Timestamp) {
        let is_masked = self.mask_in_force().is_some();
        let is_open = |dialog: &&mut Dialog| matches!(dialog, Dialog::Save(save) if save.input.value().trim() == saved.typed);
        let dialog = self.layers.top_mut().filter(is_open);
        match (saved.answer, dialog) {
            (Ok((path, what)), dialog) => {
                if dialog.is_some() {
                    self.layers.close();
                }
                let text = format!("saved to {}: {what}", shown_path(&path, is_masked));
                self.say(now, Level::Info, NoticeWords::of_nobody(text));
            }
            (Err(why), Some(Dialog::Save(save))) => {
                let asks = why == NotSaved::Exists;
                save.not_saved(&saved.typed, not_saved(why), asks);
            }
            (Err(why), _) => self.say(
                now,
                Level::Warning,
                format!("not saved: {}", not_saved(why)),
            ),
        }
    }
}

fn not_saved(why: NotSaved) -> String {
    match why {
        NotSaved::Exists => {
            "there is such a file: Enter again replaces it, another name leaves it".to_owned()
        }
        NotSaved::Failed(why) => SafeText::new(&why).as_str().to_owned(),
    }
}
