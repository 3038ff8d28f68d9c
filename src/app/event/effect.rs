//! Effects, which the state machine asks for and cannot carry out itself.

use std::path::PathBuf;
use std::time::Duration;

use crate::app::card::Card;
use crate::app::export::SaveRequest;
use crate::app::going::Destination;
use crate::chat;
use crate::live::{NameEntry, ProjectionRequest};
use crate::model::UserId;
use crate::operation::{Confirmed, NewPin, Pins, ProofRequest, Reason, Verdicts};
use crate::settings::ThemeChoice;

/// Text for the clipboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The text.
    pub text: String,
    /// What it is, in words that name nobody: `3 addresses`.
    pub what: String,
    /// The text itself where it is short enough to be shown, for whoever selects it by hand.
    pub shown: Option<String>,
}

/// The people whose facts a review asks for again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each kind of fact is read or not, whatever becomes of the others"
)]
pub struct FactsRequest {
    /// The number of the request: an answer to an older one is dropped.
    pub id: u64,
    /// The people.
    pub people: Vec<UserId>,
    /// Whether it is read who they are.
    pub names: bool,
    /// Whether each one's own list is read.
    pub lists: bool,
    /// Whether the admins of the account are listed, since some may be suspended.
    pub admins: bool,
    /// Whether the OAuth tokens of the account are listed.
    pub tokens: bool,
}

/// Which own lists are read of people who are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListsWanted {
    /// None: the walk said who is signed in.
    None,
    /// All, if they are few: the walk has nobody of the list, and may be older than their sessions.
    IfFew,
    /// All: the first walk is not over, so nothing else says who is signed in.
    All,
}

/// An effect that the state machine asks for and cannot carry out itself.
#[derive(Debug)]
pub enum Effect {
    /// Compute the rows of the list; the newest request replaces older ones.
    Project(ProjectionRequest),
    /// Carry out a confirmed plan.
    Execute(Box<Confirmed>, Reason),
    /// Stop the run that is under way.
    StopRun,
    /// Write into this file how the list looks.
    Remember(PathBuf, String),
    /// Begin a walk now.
    WalkNow,
    /// Let watching use the share for everything for so long, or no longer.
    WatchMore(Option<Duration>),
    /// Look for a person or an organisation, and read the own lists that show them.
    GoTo(Destination),
    /// Read the list of people in the file of this path, which may begin with `~`.
    ReadList(String),
    /// Look for the paths that begin so.
    CompletePath(String),
    /// Read the runs of this account from the journal.
    ReadPastRuns,
    /// Look up people of a list whom nobody known is.
    LookUpList {
        /// The number of the request.
        id: u64,
        /// The people.
        entries: Vec<NameEntry>,
        /// Which of their own lists are read as well.
        lists: ListsWanted,
    },
    /// Read these people's own lists.
    Check(Vec<UserId>),
    /// Ask the directory about these people again.
    AskAbout(Vec<UserId>),
    /// Ask for the account's custom roles, which a review needs.
    AskRoles,
    /// Read the facts of a review again. The newest request replaces older ones.
    Refresh(FactsRequest),
    /// Read the OAuth tokens of these people.
    ReadTokens(Vec<UserId>),
    /// Read a few times what Zendesk shows of the people or tokens of this run.
    Prove(Box<ProofRequest>),
    /// The poller is to ask for the names of these people, who are on the screen.
    Show(Vec<UserId>),
    /// Record that these people are protected from now on, beside those who were before.
    Pin(Vec<NewPin>, Box<Pins>),
    /// Ask for what a card shows.
    AskCard(Card),
    /// Change the Chat account as it was confirmed.
    ChangeChat(Box<chat::Confirmed>),
    /// Record in the journal what a later list said of ended sessions.
    RecordVerdicts(Verdicts),
    /// Put text on the clipboard.
    Copy(Copied),
    /// Write what is shown to a file.
    Save(Box<SaveRequest>),
    /// Let the terminal report the mouse, or no longer.
    Mouse(bool),
    /// Switch to the account of another profile.
    Switch(String),
    /// Put the report of the last run on the clipboard, as a page of Markdown.
    CopyReport,
    /// Save the report of the last run, as Markdown and as JSON.
    SaveReport,
    /// Ring the terminal's bell.
    Bell,
    /// The layout changed: compute again how many rows fit.
    Relayout,
    /// Draw the screen in this theme from now on.
    Theme(ThemeChoice),
    /// Write all of the screen anew: something else wrote on it.
    Redraw,
    /// Leave the terminal to the shell until it lets the program go on.
    ToShell,
    /// End the program.
    Quit,
}
