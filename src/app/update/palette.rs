//! Keys of the palette.

use crossterm::event::KeyEvent;

use super::App;
use super::typing::{LONGEST_INPUT, type_into};
use crate::app::Action;
use crate::app::dialog::Dialog;
use crate::app::event::Effect;
use crate::app::palette::Entry;
use crate::model::Timestamp;

impl App {
    pub(super) fn palette_key(
        &mut self,
        action: Option<Action>,
        key: KeyEvent,
        now: Timestamp,
    ) -> Vec<Effect> {
        let Some(Dialog::Palette(palette)) = &mut self.dialog else {
            return Vec::new();
        };
        match action {
            Some(Action::Down) => palette.next(),
            Some(Action::Up) => palette.previous(),
            Some(Action::Keep) => {
                if let Some(entry) = palette.chosen() {
                    return self.run_entry(entry, now);
                }
            }
            Some(Action::Back) => {
                self.dialog = None;
                return self.catch_up();
            }
            _ => {
                let before = palette.input.value().to_owned();
                type_into(&mut palette.input, key, LONGEST_INPUT);
                if palette.input.value() != before {
                    palette.find();
                }
            }
        }
        Vec::new()
    }

    /// The palette gives way before anything happens, so that what follows is what the key
    /// would have done.
    fn run_entry(&mut self, entry: Entry, now: Timestamp) -> Vec<Effect> {
        self.dialog = None;
        let mut effects = match entry {
            Entry::Action(action) => self.list_action(action, now),
            Entry::Card(card) => self.open_card(card),
        };
        effects.extend(self.catch_up());
        effects
    }
}
