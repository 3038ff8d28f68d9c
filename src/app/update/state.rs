//! The parts of the state that a frame, or anybody else, can read.

use super::App;
use crate::app::Action;
use crate::app::dialog::{Dialog, ReportView, RunView};
use crate::app::event::Viewport;
use crate::app::filter::Filter;
use crate::app::keymap::{Keymap, Mode};
use crate::app::list::List;
use crate::app::marks::Marks;
use crate::app::news::NewsLog;
use crate::app::notices::Notices;
use crate::app::panes::Pane;
use crate::app::past::Past;
use crate::app::runs::Runs;
use crate::app::setup::{DisplayOptions, Setup};
use crate::app::waits::WaitingFor;
use crate::app::widths::ColumnNeeds;
use crate::chat::Refusal;
use crate::live::{Coverage, SessionFlags, Snapshot};
use crate::model::Timestamp;
use crate::operation::Reason;

impl App {
    /// The settings that the screen was opened with.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The bindings of the keys.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// The size of the screen.
    pub(crate) const fn viewport(&self) -> Viewport {
        self.viewport
    }

    /// How wide the columns of the list have to be, by the rows that were on the screen.
    pub(crate) const fn column_needs(&self) -> &ColumnNeeds {
        self.needs.needs()
    }

    /// The newest snapshot. The rows may be those of an older one; see [`App::list`].
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The case that every run of this program belongs to, where there is one.
    pub(crate) const fn case(&self) -> &Reason {
        &self.case
    }

    /// Until when watching may use the share for everything, if it may.
    pub(crate) fn more_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.more_until.filter(|until| *until > now)
    }

    /// What readings wait for and until when, in words, if they do.
    pub(crate) fn waits(&self, which: WaitingFor, now: Timestamp) -> Option<(&str, Timestamp)> {
        self.waits.of(which, now)
    }

    /// The list of sessions.
    pub fn list(&self) -> &List {
        &self.list
    }

    /// The marked sessions.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// The filter of the list.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The dialog on top.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// The runs that were confirmed, and what is known of them.
    pub fn runs(&self) -> &Runs {
        &self.runs
    }

    /// The run under way.
    pub fn run(&self) -> Option<&RunView> {
        self.runs.run()
    }

    /// The last report.
    pub fn report(&self) -> Option<&ReportView> {
        self.runs.report()
    }

    /// The display options: how the list looks.
    pub fn display(&self) -> DisplayOptions {
        self.display
    }

    /// The notices of what happened.
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// The news since the program began.
    pub fn news(&self) -> &NewsLog {
        &self.news
    }

    /// What turned on and off of the rules, with the flags of the newest rows.
    pub(crate) fn flags(&self) -> Option<&SessionFlags> {
        self.flag_log.flags().map(AsRef::as_ref)
    }

    /// The runs of this profile, as far as the journal was read.
    pub fn past(&self) -> &Past {
        &self.past
    }

    /// The mode, which decides what keys mean now.
    pub fn mode(&self) -> Mode {
        match &self.dialog {
            Some(dialog) => dialog.mode(),
            None if self.filter.input().is_some() => Mode::Filter,
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
        self.list.paused_at().is_some()
            || !self.marks.is_empty()
            || self.marks.is_ranging()
            || is_choosing
    }

    /// Whether these settings and credentials forbid ending anything.
    pub(crate) fn is_read_only(&self) -> bool {
        self.setup.guardrails.read_only
    }

    /// Whether an action is refused whoever it is about: it is forbidden to change anything, or these
    /// credentials see nobody else.
    pub(crate) fn is_refused(&self, action: Action) -> bool {
        let is_own = self.is_own_only();
        action.leads_to_a_review() && (self.is_read_only() || is_own)
            || action == Action::Tokens && is_own
    }

    /// Whether these credentials see nobody else.
    pub(super) fn is_own_only(&self) -> bool {
        self.snapshot.coverage() == Coverage::Own
    }

    /// How many marked sessions the filter hides.
    pub(crate) fn hidden_marks(&self) -> usize {
        if self.marks.is_empty() || self.filter.query().is_empty() {
            return 0;
        }
        self.marks.len() - self.list.marked(&self.marks).len()
    }

    /// Whether the Chat account may be changed from its card; `None` where no card shows it.
    pub(crate) fn may_change_chat(&self) -> Option<Result<(), Refusal>> {
        match &self.dialog {
            Some(Dialog::Card(view)) => view.may_change(&self.setup, &self.snapshot),
            _ => None,
        }
    }
}
