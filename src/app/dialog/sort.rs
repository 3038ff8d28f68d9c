//! The menu of columns to sort by.

use super::{Dialog, DialogContext, PaletteEntry, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::live::{Column, Sort};

/// What is offered: what deserves a look, and then the columns as they stand on the screen.
const OFFERED: [Column; 11] = [
    Column::Attention,
    Column::Name,
    Column::Role,
    Column::Organization,
    Column::Email,
    Column::LastSeen,
    Column::SignedIn,
    Column::Ends,
    Column::Sessions,
    Column::User,
    Column::Session,
];

/// The state of the menu.
#[derive(Debug, Clone, Copy)]
pub struct SortMenu {
    /// The column under the cursor, by its place among those offered.
    pub at: usize,
}

impl SortMenu {
    /// The menu with its cursor on the column that the list is sorted by.
    pub(in crate::app) fn on(column: Column) -> Self {
        let place = OFFERED.iter().position(|known| *known == column);
        Self {
            at: place.unwrap_or(0),
        }
    }

    /// The columns that are offered.
    pub(crate) const fn offered() -> [Column; 11] {
        OFFERED
    }

    pub(in crate::app) fn key(mut self, press: Press, context: &DialogContext<'_>) -> Reaction {
        match press.action {
            Some(Action::Down) => self.at = (self.at + 1) % OFFERED.len(),
            Some(Action::Up) => self.at = (self.at + OFFERED.len() - 1) % OFFERED.len(),
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
        now.chosen(OFFERED[self.at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_offered() {
        let is_missing = |column: &Column| !OFFERED.contains(column);
        assert_eq!(Column::ALL.into_iter().find(is_missing), None);
        assert_eq!(OFFERED.len(), Column::ALL.len() + 1);
    }
}
