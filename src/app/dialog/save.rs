//! The question where to save what is shown.

use tui_input::Input;

use super::{Dialog, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::{Press, paste_into};

/// The longest name of a file that can be typed, in characters: longer ones are no file's.
pub(super) const LONGEST_NAME: usize = 1024;

/// The name of the file as it is typed, and what stands in the way.
#[derive(Debug)]
pub struct SaveDialog {
    /// The field.
    pub input: Input,
    /// What is saved, in words.
    pub what: String,
    /// Why it was not saved, if it was not.
    pub problem: Option<String>,
    /// The name that is asked about, because there is such a file.
    asks_about: Option<String>,
    is_writing: bool,
}

impl SaveDialog {
    /// The dialog with a name to begin with.
    pub(in crate::app) fn of(name: String, what: String) -> Self {
        Self {
            input: Input::new(name),
            what,
            problem: None,
            asks_about: None,
            is_writing: false,
        }
    }

    /// Whether the file is being written.
    pub(crate) fn is_writing(&self) -> bool {
        self.is_writing
    }

    /// Whether another Enter replaces a file that is there.
    pub fn asks(&self) -> bool {
        self.asks_about.is_some()
    }

    pub(in crate::app) fn key(mut self, press: Press) -> Reaction {
        match press.action {
            Some(Action::Back) => return Reaction::close(),
            Some(Action::Keep) if self.is_writing => {}
            Some(Action::Keep) => {
                let typed = self.input.value().trim().to_owned();
                let replaces = self.asks_about.as_ref() == Some(&typed);
                self.problem = None;
                self.is_writing = true;
                return Reaction::stay(Dialog::Save(Box::new(self)))
                    .ask(Ask::Save { typed, replaces });
            }
            _ => {
                let before = self.input.value().to_owned();
                press.type_into(&mut self.input, LONGEST_NAME);
                self.changed_since(&before);
            }
        }
        Reaction::stay(Dialog::Save(Box::new(self)))
    }

    /// Pastes text into the field.
    pub(in crate::app) fn paste(&mut self, text: &str) {
        let before = self.input.value().to_owned();
        paste_into(&mut self.input, text, LONGEST_NAME);
        self.changed_since(&before);
    }

    /// Forgets what was asked about another name.
    fn changed_since(&mut self, before: &str) {
        if self.input.value() != before {
            (self.problem, self.asks_about) = (None, None);
        }
    }

    /// Takes in why a file of this name was not written.
    pub(in crate::app) fn not_saved(&mut self, typed: &str, why: String, asks: bool) {
        self.is_writing = false;
        self.problem = Some(why);
        self.asks_about = asks.then(|| typed.to_owned());
    }
}
