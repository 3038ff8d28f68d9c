//! The parts of the state that a frame, or anybody else, can read.

use super::App;
use crate::app::Action;
use crate::app::dialog::Dialog;
use crate::app::event::Viewport;
use crate::app::filter::Filter;
use crate::app::keymap::{Keymap, Mode};
use crate::app::list::List;
use crate::app::marks::Marks;
use crate::app::news::NewsLog;
use crate::app::notices::Notices;
use crate::app::panes::{Pane, PaneFocus};
use crate::app::past::Past;
use crate::app::runs::Runs;
use crate::app::setup::{DisplayOptions, Setup};
use crate::app::table::Table;
use crate::app::waits::CurrentWaits;
use crate::live::{Coverage, SessionFlags, Snapshot};

impl App {
    /// The settings that the screen was opened with.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The bindings of the keys.
    pub fn keymap(&self) -> &Keymap {
        &self.keyboard.keymap
    }

    /// The size of the screen.
    pub(crate) const fn viewport(&self) -> Viewport {
        self.viewport
    }

    /// The newest snapshot. The rows may be those of an older one; see [`App::list`].
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What the readings wait for, and what they may use.
    pub(crate) const fn waits(&self) -> &CurrentWaits {
        &self.waits
    }

    /// The list, and what somebody does to it.
    pub(crate) const fn table(&self) -> &Table {
        &self.table
    }

    /// How the panes are scrolled.
    pub(crate) const fn panes(&self) -> &PaneFocus {
        &self.panes
    }

    /// The list of sessions.
    pub fn list(&self) -> &List {
        &self.table.list
    }

    /// The marked sessions.
    pub fn marks(&self) -> &Marks {
        &self.table.marks
    }

    /// The filter of the list.
    pub fn filter(&self) -> &Filter {
        &self.table.filter
    }

    /// The dialog on top.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.layers.top()
    }

    /// The runs that were confirmed, and what is known of them.
    pub fn runs(&self) -> &Runs {
        &self.runs
    }

    /// The switches of how the list looks.
    pub fn display(&self) -> DisplayOptions {
        self.table.look.display
    }

    /// The notices of what happened.
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// The news since the program began.
    pub(crate) fn news(&self) -> &NewsLog {
        &self.news
    }

    /// What turned on and off of the rules, with the flags of the newest rows.
    pub(crate) fn flags(&self) -> Option<&SessionFlags> {
        self.rule_hits.log.flags().map(AsRef::as_ref)
    }

    /// The runs of this profile, as far as the journal was read.
    pub fn past(&self) -> &Past {
        &self.past
    }

    /// The mode, which decides what keys mean now.
    pub fn mode(&self) -> Mode {
        match self.layers.top() {
            Some(dialog) => dialog.mode(),
            None if self.table.filter.input().is_some() => Mode::Filter,
            None if self.focus() != Pane::List => Mode::Pane,
            None => Mode::List,
        }
    }

    /// Whether the order of the rows is held still, because somebody is choosing.
    pub(crate) fn is_held(&self) -> bool {
        let is_choosing = matches!(
            self.mode(),
            Mode::Review
                | Mode::Hidden
                | Mode::Choose
                | Mode::ListFile
                | Mode::OnList
                | Mode::Run
                | Mode::Palette
                | Mode::Leavers
                | Mode::PastRuns
                | Mode::Tokens
        );
        self.table.is_held() || is_choosing
    }

    /// Whether an action is refused whoever it is about: it is forbidden to change anything, or these
    /// credentials see nobody else.
    pub(crate) fn is_refused(&self, action: Action) -> bool {
        let is_own = self.is_own_only();
        action.leads_to_a_review() && (self.setup.is_read_only() || is_own)
            || action == Action::Tokens && is_own
    }

    /// Whether these credentials see nobody else.
    pub(super) fn is_own_only(&self) -> bool {
        self.snapshot.coverage() == Coverage::Own
    }
}
