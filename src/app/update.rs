//! The state machine: one event in, the state changed, effects out.

mod cards;
mod changing;
mod choosing;
mod containing;
mod data;
mod ending;
mod keys;
mod palette;
mod reviewing;
mod runs;
mod typing;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tui_input::Input;

use super::dialog::{Dialog, ReportView, RunView};
use super::event::{Effect, Event, Viewport};
use super::keymap::{Keymap, Mode};
use super::list::List;
use super::marks::Marks;
use super::notices::{Level, Notices};
use super::watch::Watch;
use crate::live::{Slot, Snapshot};
use crate::model::{SessionKey, Timestamp};
use crate::query::Query;
use crate::terminate::{Guardrails, ItemState, OutcomeKind, Verdict};

/// What the screen is opened with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The account, as it is shown and typed.
    pub account: String,
    /// The simulator is behind it, nothing real.
    pub demo: bool,
    /// The account is one that matters most.
    pub production: bool,
    /// The limits of ending.
    pub rails: Guardrails,
    /// A line to begin with, such as the end of API tokens.
    pub notice: Option<String>,
}

/// How the list looks; the person's choice for this session of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Session {
    /// Whether the details pane is closed.
    pub details_closed: bool,
    /// Times of day in place of ages.
    pub absolute_times: bool,
}

/// The state of one row, in the order of what matters most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// On the list, nothing else to say.
    Listed,
    /// It signed in after the first walk and within the last minute.
    New,
    /// Its request is under way or its turn will come.
    Ending,
    /// Somebody whose sessions were ended signed in again with it.
    CameBack,
    /// A run ended it this way, and a later list said this of it.
    After(OutcomeKind, Option<Verdict>),
    /// It left the list while the rows were held still.
    Gone,
}

/// All there is to know for drawing a frame.
#[derive(Debug)]
pub struct App {
    setup: Setup,
    keymap: Keymap,
    viewport: Viewport,
    snapshot: Arc<Snapshot>,
    list: List,
    marks: Marks,
    range_from: Option<SessionKey>,
    query: Query,
    input: Option<Input>,
    dialog: Option<Dialog>,
    run: Option<RunView>,
    report: Option<ReportView>,
    outcomes: FxHashMap<SessionKey, (OutcomeKind, Option<Verdict>)>,
    watch: Option<Watch>,
    checked_at: Timestamp,
    paused_at: Option<Timestamp>,
    behind: bool,
    session: Session,
    notices: Notices,
    /// A change of the Chat account is under way.
    changing: bool,
    quitting: bool,
}

impl App {
    /// The state before anything is known.
    pub fn new(setup: Setup, keymap: Keymap, snapshot: Arc<Snapshot>, now: Timestamp) -> Self {
        let mut notices = Notices::default();
        if let Some(notice) = &setup.notice {
            notices.say(now, Level::Warning, notice.clone());
        }
        Self {
            list: List::new(Arc::clone(&snapshot)),
            snapshot,
            setup,
            keymap,
            viewport: Viewport::default(),
            marks: Marks::default(),
            range_from: None,
            query: Query::default(),
            input: None,
            dialog: None,
            run: None,
            report: None,
            outcomes: FxHashMap::default(),
            watch: None,
            checked_at: Timestamp::from_millis(0),
            paused_at: None,
            behind: false,
            session: Session::default(),
            notices,
            changing: false,
            quitting: false,
        }
    }

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
    pub fn look(&self) -> Session {
        self.session
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
        self.setup.rails.read_only
    }

    /// How many marked sessions the filter hides.
    pub fn hidden_marks(&self) -> usize {
        if self.marks.is_empty() || self.query.is_empty() {
            return 0;
        }
        self.marks.len() - self.shown_marks().len()
    }

    fn shown_marks(&self) -> Vec<SessionKey> {
        let seen = self.list.seen();
        let keys = self.list.slots().iter().filter_map(|slot| seen.key(*slot));
        keys.filter(|key| self.marks.contains(*key)).collect()
    }

    /// What to say of a row.
    pub fn row_state(&self, slot: Slot, now: Timestamp) -> RowState {
        let seen = self.list.seen();
        let Some(session) = seen.session(slot) else {
            return RowState::Gone;
        };
        if self.run.is_some() && self.ending(session.key) {
            return RowState::Ending;
        }
        if self
            .watch
            .as_ref()
            .is_some_and(|watch| watch.returned().contains(&session.key))
        {
            return RowState::CameBack;
        }
        if let Some((kind, verdict)) = self.outcomes.get(&session.key) {
            return RowState::After(*kind, *verdict);
        }
        if seen.is_gone(slot) {
            return RowState::Gone;
        }
        let fresh = session
            .authenticated_at
            .is_some_and(|at| seen.walks() > 0 && at.age(seen.server_time(now)).seconds() < 60);
        if fresh {
            RowState::New
        } else {
            RowState::Listed
        }
    }

    fn ending(&self, key: SessionKey) -> bool {
        let Some(run) = &self.run else { return false };
        let mut items = run.subjects.iter().zip(&run.states);
        items.any(|(subject, state)| {
            subject.session() == Some(key) && !matches!(state, ItemState::Done(_))
        })
    }

    /// Takes in one event.
    pub fn update(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        match event {
            Event::Key { key, at } => self.key(key, at, now),
            Event::Paste(text) => self.paste(&text, now),
            Event::Resized(viewport) => self.resized(viewport, now),
            Event::FocusLost => self.cancel_review("cancelled: the terminal lost the focus", now),
            Event::Snapshot(snapshot) => self.take_snapshot(&snapshot, now),
            Event::Projected(projection) => {
                self.list.show(projection, now);
                self.show_people()
            }
            Event::Run(progress) => self.take_run(&progress, now),
            Event::Tokens(read) => self.take_tokens(&read),
            Event::Proved { run, verdicts } => self.take_proof(&run, verdicts, now),
            Event::Recovered(lines) => {
                for line in lines {
                    self.say(now, Level::Warning, line);
                }
                Vec::new()
            }
            Event::Card { card, told } => {
                self.take_card(card, told, now);
                Vec::new()
            }
            Event::ChatChanged(done) => self.take_change(&done, now),
            Event::Drawn => {
                if let Some(consent) = self.dialog.as_mut().and_then(Dialog::consent) {
                    consent.drawn(now);
                }
                Vec::new()
            }
            Event::Second => self.second(now),
            Event::Terminate => self.stop_and_quit(),
        }
    }

    fn say(&mut self, now: Timestamp, level: Level, text: impl Into<String>) {
        self.notices.say(now, level, text);
    }
}
