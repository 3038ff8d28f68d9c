//! The state machine: one event in, the state changed, effects out.
//!
//! - here the whole state, and which part of it an event goes to
//! - `state` what can be asked of it, and `rows` of one row of the list
//! - `keys`, `typing`, `palette` what keys do: everywhere, in the filter, in the palette
//! - `data` what the poller brings, and what time does
//! - `marking` which sessions are chosen
//! - `ending`, `containing`, `reviewing` from a choice to a plan to its confirmation
//! - `runs` a run under way, its report, and what proves it
//! - `cards` what the API says beyond the list; `changing` the Chat account, by its owner
//!
//! Nothing here asks for the time, and nothing is done: what is to be done is an [`Effect`].

mod cards;
mod changing;
mod containing;
mod data;
mod ending;
mod keys;
mod marking;
mod palette;
mod reviewing;
mod rows;
mod runs;
mod state;
mod typing;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tui_input::Input;

use super::dialog::{Dialog, ReportView, RunView};
use super::event::{Effect, Event, Viewport};
use super::keymap::Keymap;
use super::list::List;
use super::marks::Marks;
use super::notices::{Level, Notices};
use super::watch::Watch;
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp};
use crate::operation::{Guardrails, OutcomeKind, Verdict};
use crate::query::Query;

pub use rows::RowState;

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
    pub guardrails: Guardrails,
    /// A line to begin with, such as the end of API tokens.
    pub notice: Option<String>,
}

/// How the list looks; the person's choice for this session of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DisplayOptions {
    /// Whether the details pane is closed.
    pub details_closed: bool,
    /// Times of day in place of ages.
    pub absolute_times: bool,
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
    display: DisplayOptions,
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
            display: DisplayOptions::default(),
            notices,
            changing: false,
            quitting: false,
        }
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
            Event::Warned(lines) => {
                for line in lines {
                    self.say(now, Level::Warning, line);
                }
                Vec::new()
            }
            Event::Card { card, answer } => {
                self.take_card(card, answer, now);
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
