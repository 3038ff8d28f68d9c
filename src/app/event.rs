//! What comes into the state machine, and what it asks for in return.

use std::sync::Arc;

use crossterm::event::KeyEvent;

use super::card::{Card, Told};
use super::projection::{Projection, Request};
use crate::live::Snapshot;
use crate::model::{SessionKey, Timestamp, UserId};
use crate::terminate::journal::RunId;
use crate::terminate::{Confirmed, RunProgress, Verdict};

/// The size of the screen and how many rows of the list fit on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Viewport {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// Rows of the list; 0 where the screen is too small to show it.
    pub list_rows: usize,
}

/// Something happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A key was pressed.
    Key {
        /// Which.
        key: KeyEvent,
        /// When it arrived, by the local clock; a dialog takes no key older than its first frame.
        at: Timestamp,
    },
    /// Text was pasted.
    Paste(String),
    /// The terminal has this size now.
    Resized(Viewport),
    /// The terminal lost the focus.
    FocusLost,
    /// The shared state changed.
    Snapshot(Arc<Snapshot>),
    /// A projection that was asked for is ready.
    Projected(Arc<Projection>),
    /// A run moved on.
    Run(RunProgress),
    /// Runs that a crash left open were looked into; in words.
    Recovered(Vec<String>),
    /// A card that was asked for was answered.
    Card {
        /// Which.
        card: Card,
        /// What it says.
        told: Told,
    },
    /// What the screen shows was drawn.
    Drawn,
    /// A second passed.
    Second,
    /// Someone outside asks the program to end (a signal).
    Terminate,
}

/// What a later list said of the sessions of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// The run.
    pub run: RunId,
    /// Each session's place in the run, from 1, the session, and what the list said.
    pub of: Vec<(usize, SessionKey, Verdict)>,
}

/// Something is to be done that the state machine cannot do.
#[derive(Debug)]
pub enum Effect {
    /// Compute the rows of the list; the newest request wins.
    Project(Request),
    /// Carry out what was confirmed.
    Execute(Box<Confirmed>),
    /// Stop the run that is under way.
    StopRun,
    /// Walk now.
    WalkNow,
    /// Read these people's own lists.
    Check(Vec<UserId>),
    /// These people's names are on the screen.
    Show(Vec<UserId>),
    /// Ask for what a card shows.
    AskCard(Card),
    /// Write down what a later list said of ended sessions.
    RecordVerdicts(Verdicts),
    /// Put text on the clipboard.
    Copy(String),
    /// Ring.
    Bell,
    /// The layout changed: measure the screen again.
    Relayout,
    /// End the program.
    Quit,
}
