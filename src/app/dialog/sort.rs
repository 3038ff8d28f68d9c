//! The menu of columns to sort by.

use super::{Dialog, DialogContext, PaletteEntry, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::live::{Column, Sort};

/// The state of the menu.
#[derive(Debug, Clone, Copy)]
pub struct SortMenu {
    /// The column under the cursor, by its place among those offered.
    pub at: usize,
}

impl SortMenu {
    /// The menu with its cursor on the column that the list is sorted by.
    pub(in crate::app) fn on(column: Column) -> Self {
        let place = Self::offered().iter().position(|known| *known == column);
        Self {
            at: place.unwrap_or(0),
        }
    }

    /// What is offered: what deserves a look, and then every column.
    pub(crate) fn offered() -> Vec<Column> {
        let first = std::iter::once(Column::Attention);
        first.chain(Column::ALL).collect()
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        let offered = Self::offered().len();
        match press.action {
            Some(Action::Down) => self.at = (self.at + 1) % offered,
            Some(Action::Up) => self.at = (self.at + offered - 1) % offered,
            Some(Action::Keep) => {
                return Reaction::close().ask(Ask::Sort(self.chosen(context.sort)));
            }
            Some(Action::Columns) => {
                return Reaction::close().ask(Ask::CarryOut(PaletteEntry::Action(Action::Columns)));
            }
            action => return Reaction::usual(Dialog::Sort(self), action),
        }
        Reaction::stay(Dialog::Sort(self))
    }

    /// The order by the column under the cursor. Choosing the same column again reverses it.
    fn chosen(self, now: Sort) -> Sort {
        now.chosen(Self::offered()[self.at])
    }
}
