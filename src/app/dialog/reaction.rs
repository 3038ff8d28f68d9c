//! The answer of a dialog to a key: the dialog that is open next, and what else is asked for.

use super::{Dialog, ReviewHindrance};
use crate::app::Action;
use crate::app::ask::Ask;

/// The answer of a dialog to one key.
#[derive(Debug)]
pub(in crate::app) struct Reaction {
    /// The dialog that is open from now on.
    pub(in crate::app) dialog: Option<Dialog>,
    /// The things that the dialog asks for, in this order.
    pub(in crate::app) asks: Vec<Ask>,
}

impl Reaction {
    /// Leaves this dialog open: the same one, or one in its place.
    pub(in crate::app) fn stay(dialog: Dialog) -> Self {
        Self {
            dialog: Some(dialog),
            asks: Vec::new(),
        }
    }

    /// Closes the dialog.
    pub(in crate::app) fn close() -> Self {
        Self {
            dialog: None,
            asks: Vec::new(),
        }
    }

    /// Adds something that is asked for.
    pub(in crate::app) fn ask(mut self, ask: Ask) -> Self {
        self.asks.push(ask);
        self
    }

    /// The meaning of a key in most dialogs that have none of their own for it: Esc closes the
    /// dialog, and quitting is possible from each.
    pub(in crate::app) fn usual(dialog: Dialog, action: Option<Action>) -> Self {
        match action {
            Some(Action::Back) => Self::close(),
            Some(Action::Quit) => Self::stay(dialog).ask(Ask::Quit),
            _ => Self::stay(dialog),
        }
    }

    /// Says why no review can be opened from this dialog now.
    pub(in crate::app) fn hindered(dialog: Dialog, by: ReviewHindrance) -> Self {
        let dialog = by.shows().unwrap_or(dialog);
        Self::stay(dialog).ask(Ask::warn(by.words()))
    }
}
