//! The menu of columns: which of them the list shows, and in which order.

use super::{Dialog, DialogContext, Reaction};
use crate::app::Action;
use crate::app::ask::Ask;
use crate::app::press::Press;
use crate::settings::ListColumn;

/// The state of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnsMenu {
    /// The columns in their order, each with whether it is shown.
    pub columns: Vec<(ListColumn, bool)>,
    /// The place of the column under the cursor.
    pub at: usize,
}

impl ColumnsMenu {
    /// The menu over these columns; none are the usual ones, which are all.
    pub(in crate::app) fn on(chosen: &[ListColumn]) -> Self {
        let shown = chosen.iter().map(|column| (*column, true));
        let rest = ListColumn::USUAL.into_iter();
        let rest = rest.filter(|column| !chosen.contains(column));
        let is_usual = chosen.is_empty();
        Self {
            columns: shown.chain(rest.map(|column| (column, is_usual))).collect(),
            at: 0,
        }
    }

    /// The columns that are shown; none where those are the usual ones.
    fn chosen(&self) -> Vec<ListColumn> {
        let shown = self.columns.iter().filter(|(_, is_shown)| *is_shown);
        let chosen: Vec<ListColumn> = shown.map(|(column, _)| *column).collect();
        if chosen == ListColumn::USUAL {
            return Vec::new();
        }
        chosen
    }

    /// Shows or hides a column. Names are always shown: people are known by them.
    fn toggle(&mut self) -> Option<&'static str> {
        let (column, is_shown) = &mut self.columns[self.at];
        if *column == ListColumn::Name {
            return Some("the name is always shown");
        }
        *is_shown = !*is_shown;
        None
    }

    /// Moves the column under the cursor by one place.
    fn carry(&mut self, to: Option<usize>) {
        if let Some(to) = to.filter(|to| *to < self.columns.len()) {
            self.columns.swap(self.at, to);
            self.at = to;
        }
    }

    pub(in crate::app) fn key(mut self, press: Press, _: &DialogContext<'_>) -> Reaction {
        let count = self.columns.len();
        let before = self.chosen();
        let mut why = None;
        match press.action {
            Some(Action::Down) => self.at = (self.at + 1) % count,
            Some(Action::Up) => self.at = (self.at + count - 1) % count,
            Some(Action::Mark) => why = self.toggle(),
            Some(Action::Fold) => self.carry(self.at.checked_sub(1)),
            Some(Action::Unfold) => self.carry(Some(self.at + 1)),
            Some(Action::SortDefault) => self = Self::on(&[]),
            Some(Action::Keep) => return Reaction::close(),
            action => return Reaction::usual(Dialog::Columns(self), action),
        }
        let chosen = self.chosen();
        let reaction = Reaction::stay(Dialog::Columns(self));
        match why {
            Some(why) => reaction.ask(Ask::tell(why)),
            None if chosen != before => reaction.ask(Ask::Columns(chosen)),
            None => reaction,
        }
    }
}
