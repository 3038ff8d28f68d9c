//! Which pane of the screen has the keys, and how far the panes are scrolled.

use super::list::{List, RowKey};
use super::scroll::{Extent, Scroll};
use super::{Action, news::NewsLog};

/// A pane of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pane {
    /// The list.
    #[default]
    List,
    /// The details of the row under the cursor.
    Details,
    /// The news.
    News,
}

/// Which pane has the keys, and how far each is scrolled.
#[derive(Debug, Default)]
pub(crate) struct PaneFocus {
    pub(super) pane: Pane,
    details: Scroll,
    /// The row whose details were scrolled; those of another begin at their first line.
    row: Option<RowKey>,
    /// The first entry of the news that is shown; `None` where that is the newest.
    first_news: Option<u64>,
}

impl PaneFocus {
    /// The part of the details of the row under the cursor that is shown.
    pub(crate) fn details(&self, list: &List, shown: usize, all: usize) -> Extent {
        self.details_of(list.cursor_row(), shown, all)
    }

    fn details_of(&self, row: Option<RowKey>, shown: usize, all: usize) -> Extent {
        let scroll = if self.row == row {
            self.details
        } else {
            Scroll::default()
        };
        scroll.extent(shown, all)
    }

    /// Scrolls the details of this row, of which that part is shown; returns whether the action does
    /// so.
    pub(super) fn scroll_details(
        &mut self,
        row: Option<RowKey>,
        action: Action,
        extent: Extent,
    ) -> bool {
        if self.row != row {
            (self.row, self.details) = (row, Scroll::default());
        }
        self.details.by(Some(action), extent)
    }

    /// The part of the news of the pane that is shown.
    pub(crate) fn news(&self, news: &NewsLog, shown: usize) -> Extent {
        let numbers: Vec<u64> = news.of_pane().map(|(number, _)| number).collect();
        let newer = self.first_news.map_or(0, |first| {
            numbers.iter().take_while(|number| **number > first).count()
        });
        Extent::of(newer, shown, numbers.len())
    }

    /// Scrolls the news, of which that part is shown; returns whether the action does so.
    pub(super) fn scroll_news(&mut self, news: &NewsLog, action: Action, extent: Extent) -> bool {
        let Some(first) = extent.after(Some(action)) else {
            return false;
        };
        let number = news.of_pane().nth(first).map(|(number, _)| number);
        self.first_news = number.filter(|_| first > 0);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_of_another_row_begin_at_their_first_line() {
        let row = |user| Some(RowKey::Person(crate::model::UserId::new(user).unwrap()));
        let mut focus = PaneFocus::default();
        let extent = focus.details_of(row(1), 4, 12);
        assert!(focus.scroll_details(row(1), Action::Bottom, extent));
        assert_eq!(focus.details_of(row(1), 4, 12).first(), 8);
        assert_eq!(focus.details_of(row(2), 4, 12).first(), 0);
        assert!(!focus.scroll_details(row(1), Action::Filter, extent));
    }
}
