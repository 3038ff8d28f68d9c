//! Which part takes a key or a paste: the dialog on top, the filter while it is typed, or the list.

use crossterm::event::{KeyEvent, KeyEventKind};

use super::App;
use crate::app::Action;
use crate::app::dialog::DialogContext;
use crate::app::event::Effect;
use crate::app::notices::Level;
use crate::app::press::Press;
use crate::model::Timestamp;

impl App {
    pub(super) fn key(&mut self, key: KeyEvent, at: Timestamp, now: Timestamp) -> Vec<Effect> {
        if key.kind != KeyEventKind::Press {
            return Vec::new();
        }
        let action = self.keymap.resolve(self.mode(), key);
        let press = Press { action, key, at };
        if let Some(dialog) = self.dialog.take() {
            let reaction = dialog.key(press, &self.context(now));
            self.dialog = reaction.dialog;
            let mut effects = self.carry_out(reaction.asks, now);
            effects.extend(self.catch_up());
            return effects;
        }
        if self.filter.input().is_some() {
            return self.filter_key(press);
        }
        action.map_or_else(Vec::new, |action| self.list_action(action, now))
    }

    /// The state that dialogs may look at.
    pub(super) fn context(&self, now: Timestamp) -> DialogContext<'_> {
        DialogContext {
            now,
            setup: &self.setup,
            snapshot: &self.snapshot,
            sort: self.list.sort,
            viewport: self.viewport,
            runs: &self.runs,
        }
    }

    fn filter_key(&mut self, press: Press) -> Vec<Effect> {
        match press.action {
            Some(Action::Keep | Action::Back) => {
                self.filter.close();
                Vec::new()
            }
            Some(Action::Quit) => self.ask_to_quit(),
            _ if self.filter.type_in(press) => vec![self.project()],
            _ => Vec::new(),
        }
    }

    pub(super) fn paste(&mut self, text: &str, now: Timestamp) -> Vec<Effect> {
        let is_taken = match &mut self.dialog {
            Some(dialog) => dialog.paste(text),
            None if self.filter.input().is_some() => {
                if self.filter.paste(text) {
                    return vec![self.project()];
                }
                true
            }
            None => false,
        };
        if !is_taken {
            let text = "paste ignored: it is taken only while a filter or a field is typed";
            self.say(now, Level::Info, text);
        }
        Vec::new()
    }
}
