//! What comes into the state machine, and what it asks for in return.

use std::sync::Arc;

use crossterm::event::KeyEvent;

use super::card::{Card, CardAnswer};
use super::dialog::TokensRead;
use crate::chat;
use crate::journal::RunId;
use crate::live::{Projection, ProjectionRequest, Snapshot};
use crate::model::{Timestamp, UserId};
use crate::operation::{Confirmed, Report, RunProgress, Verdict, Verdicts};

/// The size of the screen and how many rows of the list fit on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Viewport {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// Rows of the list; 0 where the screen is too small to show it.
    pub list_rows: usize,
    /// Whether the details have a pane of their own when they are open.
    pub has_details: bool,
}

/// Something happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// A key was pressed.
    Key {
        /// The key.
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
    /// The OAuth tokens that were asked for came in, or did not.
    Tokens(TokensRead),
    /// What Zendesk shows of the people or tokens of a run, item by item.
    Proved {
        /// The run.
        run: RunId,
        /// In the order of its report.
        verdicts: Vec<Option<Verdict>>,
    },
    /// What work beside the loop has to say, in words: of what a crash left open, of records
    /// that could not be written.
    Warned(Vec<String>),
    /// A card that was asked for was answered.
    Card {
        /// The card.
        card: Card,
        /// The answer, or why there is none.
        answer: CardAnswer,
    },
    /// A change of the Chat account is over, or nothing was sent for it.
    ChatChanged(Arc<Result<chat::Report, chat::NotDone>>),
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
    Project(ProjectionRequest),
    /// Carry out what was confirmed.
    Execute(Box<Confirmed>),
    /// Stop the run that is under way.
    StopRun,
    /// Walk now.
    WalkNow,
    /// Read these people's own lists.
    Check(Vec<UserId>),
    /// Ask the directory about these people again.
    AskAbout(Vec<UserId>),
    /// Read the OAuth tokens of these people.
    ReadTokens(Vec<UserId>),
    /// Look a few times what Zendesk shows of the people or tokens of this run.
    Prove(Arc<Report>),
    /// These people's names are on the screen.
    Show(Vec<UserId>),
    /// Ask for what a card shows.
    AskCard(Card),
    /// Change the Chat account as it was confirmed.
    ChangeChat(Box<chat::Confirmed>),
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
