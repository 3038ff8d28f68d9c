//! The help: the keys that work, and how far it is scrolled.

use super::{Dialog, DialogContext, Reaction};
use crate::app::press::Press;
use crate::app::scroll::Scroll;

/// How far the help is scrolled.
#[derive(Debug, Clone, Copy, Default)]
pub struct HelpView {
    /// How far it is scrolled.
    pub scroll: Scroll,
}

impl HelpView {
    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        if self.scroll.by(press.action, context.extent) {
            return Reaction::stay(Dialog::Help(self));
        }
        Reaction::usual(Dialog::Help(self), press.action)
    }
}
