//! The menu of columns to sort by.

use super::{Dialog, DialogContext, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::live::{Column, Sort};

/// The state of the menu.
#[derive(Debug, Clone, Copy)]
pub struct SortMenu {
    /// The column under the cursor, by its place in [`Column::ALL`].
    pub at: usize,
}

impl SortMenu {
    /// The menu with its cursor on the column that the list is sorted by.
    pub(in crate::app) fn on(column: Column) -> Self {
        let place = Column::ALL.iter().position(|known| *known == column);
        Self {
            at: place.unwrap_or(0),
        }
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        match press.action {
            Some(Action::Down) => self.at = (self.at + 1) % Column::ALL.len(),
            Some(Action::Up) => self.at = (self.at + Column::ALL.len() - 1) % Column::ALL.len(),
            Some(Action::Keep) => {
                return Reaction::close().ask(Ask::Sort(self.chosen(context.sort)));
            }
            action => return Reaction::usual(Dialog::Sort(self), action),
        }
        Reaction::stay(Dialog::Sort(self))
    }

    /// The order by the column under the cursor. Choosing the same column again reverses it.
    fn chosen(self, now: Sort) -> Sort {
        let column = Column::ALL[self.at];
        let descending = if now.column == column {
            !now.descending
        } else {
            matches!(column, Column::SignedIn | Column::LastSeen)
        };
        Sort { column, descending }
    }
}
