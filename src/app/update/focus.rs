//! Giving the keys to another pane, and what they do there.

use super::App;
use crate::app::Action;
use crate::app::dialog::{DetailsView, Dialog, HelpView};
use crate::app::event::{Effect, PaneExtentOf};
use crate::app::notices::Level;
use crate::app::panes::Pane;
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
            Pane::Details => self.viewport.has_details && !self.table.look.display.details_closed,
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
        if self.table.list.under_cursor().is_none() {
            self.say(now, Level::Passing, self.table.list.nothing_under_cursor());
            return;
        }
        self.layers.open(Dialog::Details(DetailsView::default()));
    }

    /// What an action does while a pane beside the list has the keys.
    pub(super) fn pane_action(&mut self, action: Action, now: Timestamp) -> Vec<Effect> {
        let PaneExtentOf(measure) = self.viewport.pane;
        let extent = measure(self);
        let is_scrolled = if self.focus() == Pane::News {
            self.panes.scroll_news(&self.news, action, extent)
        } else {
            let row = self.table.list.cursor_row();
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
            Action::Help => self.layers.open(Dialog::Help(HelpView::default())),
            Action::Quit => return self.ask_to_quit(),
            _ => {}
        }
        Vec::new()
    }
}
