//! The help: the keys that work, and how far it is scrolled.

use super::{Dialog, Reaction};
use crate::app::Action;
use crate::app::press::Press;

/// How far the help is scrolled.
#[derive(Debug, Clone, Copy, Default)]
pub struct HelpView {
    /// The first line that is shown.
    pub scroll: usize,
}

impl HelpView {
    pub(in crate::app) fn key(mut self, press: Press) -> Reaction {
        match press.action {
            Some(Action::PageDown) => self.scroll += 5,
            Some(Action::PageUp) => self.scroll = self.scroll.saturating_sub(5),
            action => return Reaction::usual(Dialog::Help(self), action),
        }
        Reaction::stay(Dialog::Help(self))
    }
}
