//! What comes into the state machine, and what it asks for in return.

use std::sync::Arc;

use crossterm::event::KeyEvent;

use super::projection::{Projection, Request};
use crate::live::Snapshot;
use crate::model::SessionKey;
use crate::model::{Timestamp, UserId};
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
    /// What the screen shows was drawn.
    Drawn,
    /// A second passed.
    Second,
    /// Someone outside asks the program to end (a signal).
    Terminate,
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
    /// Write down what a later list said of ended sessions.
    RecordVerdicts(Vec<(SessionKey, Verdict)>),
    /// Put text on the clipboard.
    Copy(String),
    /// Ring.
    Bell,
    /// End the program.
    Quit,
}
