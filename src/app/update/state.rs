//! What a frame, or anybody else, can ask of the state.

use tui_input::Input;

use super::{App, DisplayOptions, Setup};
use crate::app::dialog::{Dialog, ReportView, RunView};
use crate::app::event::Viewport;
use crate::app::keymap::{Keymap, Mode};
use crate::app::list::List;
use crate::app::marks::Marks;
use crate::app::notices::Notices;
use crate::app::watch::Watch;
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp};
use crate::query::Query;

impl App {
    /// What it was opened with.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The keys.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// The size of the screen.
    pub fn viewport(&self) -> Viewport {
        self.viewport
    }

    /// The newest shared state. The rows may be those of an older one; see [`App::list`].
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The list.
    pub fn list(&self) -> &List {
        &self.list
    }

    /// The marks.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Whether a range is being marked.
    pub fn is_ranging(&self) -> bool {
        self.range_from.is_some()
    }

    /// The filter in force.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The filter as it is being typed.
    pub fn input(&self) -> Option<&Input> {
        self.input.as_ref()
    }

    /// What lies over the list.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// The run under way.
    pub fn run(&self) -> Option<&RunView> {
        self.run.as_ref()
    }

    /// The last report.
    pub fn report(&self) -> Option<&ReportView> {
        self.report.as_ref()
    }

    /// Who is watched after the last run, while they are.
    pub fn watch(&self) -> Option<&Watch> {
        self.watch.as_ref()
    }

    /// When the list was paused, if it is.
    pub fn paused_at(&self) -> Option<Timestamp> {
        self.paused_at
    }

    /// Whether newer data wait because the rows are held still.
    pub fn is_behind(&self) -> bool {
        self.behind
    }

    /// How the list looks.
    pub fn display(&self) -> DisplayOptions {
        self.display
    }

    /// What happened.
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// What keys mean now.
    pub fn mode(&self) -> Mode {
        match &self.dialog {
            Some(Dialog::Hidden { .. }) => Mode::Hidden,
            Some(Dialog::Review(_) | Dialog::Change(_)) => Mode::Review,
            Some(Dialog::Choose { .. }) => Mode::Choose,
            Some(Dialog::Quit) => Mode::Quit,
            Some(Dialog::Run) => Mode::Run,
            Some(Dialog::Report { .. }) => Mode::Report,
            Some(Dialog::Help(_)) => Mode::Help,
            Some(Dialog::Sort { .. }) => Mode::Sort,
            Some(Dialog::Palette(_)) => Mode::Palette,
            Some(Dialog::Tokens(_)) => Mode::Tokens,
            Some(Dialog::Card(_)) => Mode::Card,
            Some(Dialog::Edit(_)) => Mode::Edit,
            Some(Dialog::Details) => Mode::Details,
            None if self.input.is_some() => Mode::Filter,
            None => Mode::List,
        }
    }

    /// Whether the order of the rows is held still: somebody is choosing.
    pub fn is_held(&self) -> bool {
        let choosing = matches!(
            self.mode(),
            Mode::Review | Mode::Hidden | Mode::Choose | Mode::Run | Mode::Palette | Mode::Tokens
        );
        self.paused_at.is_some() || !self.marks.is_empty() || self.is_ranging() || choosing
    }

    /// Whether nothing may be ended with these settings and credentials.
    pub fn is_read_only(&self) -> bool {
        self.setup.guardrails.read_only
    }

    /// How many marked sessions the filter hides.
    pub fn hidden_marks(&self) -> usize {
        if self.marks.is_empty() || self.query.is_empty() {
            return 0;
        }
        self.marks.len() - self.shown_marks().len()
    }

    pub(super) fn shown_marks(&self) -> Vec<SessionKey> {
        let snapshot = self.list.snapshot();
        let keys = self
            .list
            .slots()
            .iter()
            .filter_map(|slot| snapshot.key(*slot));
        keys.filter(|key| self.marks.contains(*key)).collect()
    }
}
