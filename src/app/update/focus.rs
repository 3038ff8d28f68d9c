//! Giving the keys to another pane, and what they do there.

use super::App;
use crate::app::Action;
use crate::app::dialog::{DetailsView, Dialog, HelpView};
use crate::app::event::{Effect, PaneExtentOf};
use crate::app::notices::Level;
use crate::app::panes::Pane;
use crate::app::scroll::Extent;
use crate::model::Timestamp;

impl App {
    /// The pane that has the keys, as long as it is on the screen.
    pub(crate) fn focus(&self) -> Pane {
        let pane = self.panes.pane;
        if self.is_there(pane) {
            pane
        } else {
            Pane::List
        }
    }

    fn is_there(&self, pane: Pane) -> bool {
        match pane {
            Pane::List => true,
            Pane::Details => self.viewport.has_details && !self.display.details_closed,
            Pane::News => self.viewport.has_news,
        }
    }

    /// Gives the keys to the next pane. Where there is none the details lie over the list.
    pub(super) fn next_pane(&mut self, now: Timestamp) {
        let mut panes = [Pane::Details, Pane::News, Pane::List].into_iter();
        if self.focus() != Pane::List {
            let here = self.focus();
            panes.by_ref().find(|pane| *pane == here);
        }
        let next = panes.find(|pane| self.is_there(*pane));
        self.panes.pane = next.unwrap_or_default();
        if self.panes.pane != Pane::List || self.viewport.has_news {
            return;
        }
        if self.list.under_cursor().is_none() {
            self.say(now, Level::Passing, self.list.nothing_under_cursor());
            return;
        }
        self.dialog = Some(Dialog::Details(DetailsView::default()));
    }

    /// What an action does while a pane beside the list has the keys.
    pub(super) fn pane_action(&mut self, action: Action, now: Timestamp) -> Vec<Effect> {
        let extent = self.pane_extent();
        let is_scrolled = if self.focus() == Pane::News {
            self.panes.scroll_news(&self.news, action, extent)
        } else {
            let row = self.list.cursor_row();
            self.panes.scroll_details(row, action, extent)
        };
        if is_scrolled {
            return Vec::new();
        }
        match action {
            Action::NextPane => self.next_pane(now),
            Action::Back => self.panes.pane = Pane::List,
            Action::Person if self.focus() == Pane::News => self.show_news(),
            Action::Person => return self.page_under_cursor(now),
            Action::News => self.show_news(),
            Action::Help => self.dialog = Some(Dialog::Help(HelpView::default())),
            Action::Quit => return self.ask_to_quit(),
            _ => {}
        }
        Vec::new()
    }

    /// The part of the pane that is shown.
    fn pane_extent(&self) -> Extent {
        let PaneExtentOf(measure) = self.viewport.pane;
        measure(self)
    }

    /// The part of the details of the row under the cursor that is shown.
    pub(crate) fn details_extent(&self, shown: usize, all: usize) -> Extent {
        self.panes.details(self.list.cursor_row(), shown, all)
    }

    /// The part of the news of the pane, oldest first, that is shown.
    pub(crate) fn news_extent(&self, shown: usize) -> Extent {
        self.panes.news(&self.news, shown)
    }
}
