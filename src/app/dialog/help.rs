//! The help: the keys that work, how far it is scrolled, and the words that it is searched for.

use tui_input::Input;

use super::{Dialog, DialogContext, Reaction};
use crate::app::Action;
use crate::app::keymap::Mode;
use crate::app::press::{LONGEST_INPUT, Press, paste_into};
use crate::app::scroll::Scroll;

/// How far the help is scrolled, and what of it is shown.
#[derive(Debug, Clone, Default)]
pub struct HelpView {
    /// How far it is scrolled.
    pub scroll: Scroll,
    /// The words that it is searched for; all of it is shown where there are none.
    pub search: Input,
    is_typing: bool,
}

impl HelpView {
    /// Whether words are being typed.
    pub(crate) fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// The words that a line must have, in small letters.
    pub fn words(&self) -> Vec<String> {
        let text = self.search.value().to_lowercase();
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// The mode of the keymap.
    pub(in crate::app) const fn mode(&self) -> Mode {
        if self.is_typing {
            Mode::Search
        } else {
            Mode::Help
        }
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        if self.is_typing {
            match press.action {
                Some(Action::Keep) => self.is_typing = false,
                Some(Action::Back) => {
                    self.is_typing = false;
                    self.search = Input::default();
                }
                _ => {
                    press.type_into(&mut self.search, LONGEST_INPUT);
                    self.scroll = Scroll::default();
                }
            }
            return Reaction::stay(Dialog::Help(self));
        }
        if press.action == Some(Action::Filter) {
            self.is_typing = true;
            return Reaction::stay(Dialog::Help(self));
        }
        if self.scroll.by(press.action, context.extent) {
            return Reaction::stay(Dialog::Help(self));
        }
        Reaction::usual(Dialog::Help(self), press.action)
    }

    /// The field of the search, while it is typed into, and how much it takes.
    pub(in crate::app) fn field(&self) -> Option<(&Input, usize)> {
        self.is_typing.then_some((&self.search, LONGEST_INPUT))
    }

    /// Pastes text into the field; returns whether it is typed into.
    pub(in crate::app) fn paste(&mut self, text: &str) -> bool {
        if self.is_typing {
            paste_into(&mut self.search, text, LONGEST_INPUT);
            self.scroll = Scroll::default();
        }
        self.is_typing
    }
}
