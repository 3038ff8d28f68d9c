//! The row under the cursor in full. Keys that go by a row still move the cursor of the list below
//! it; those that go by a page scroll the facts.

use super::{Dialog, DialogContext, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::app::scroll::Scroll;

/// How far the facts are scrolled.
#[derive(Debug, Clone, Copy, Default)]
pub struct DetailsView {
    /// How far they are scrolled.
    pub scroll: Scroll,
}

impl DetailsView {
    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        let rows = match press.action {
            Some(Action::Down) => 1,
            Some(Action::Up) => -1,
            action => {
                self.scroll.by(action, context.extent);
                return Reaction::usual(Dialog::Details(self), action);
            }
        };
        // Another row begins at its first fact.
        Reaction::stay(Dialog::Details(Self::default())).ask(Ask::MoveCursor(rows))
    }
}
