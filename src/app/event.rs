//! Events, which come into the state machine, and effects, which it asks for in return.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::KeyEvent;

use super::card::{Card, CardAnswer};
use super::dialog::TokensRead;
use super::export::{SaveRequest, Saved};
use super::folds::DialogExtent;
use super::going::{Arrival, Destination};
use super::guarded::GuardNews;
use super::scroll::Extent;
use super::update::App;
use crate::chat;
use crate::journal::{PastRuns, RunId};
use crate::live::{Column, NameEntry, Naming, Projection, ProjectionRequest, Snapshot};
use crate::model::{Timestamp, UserId};
use crate::operation::{
    Confirmed, LastDoor, NewPin, PersonLeft, PersonProof, Pins, ProofRequest, Reason, RunProgress,
    Verdict, Verdicts,
};
use crate::settings::ThemeChoice;
use crate::zendesk::AdminList;

/// The size of the screen and how many rows of the list fit on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Viewport {
    /// The columns of the screen.
    pub width: u16,
    /// The rows of the screen.
    pub height: u16,
    /// The rows of the list; 0 where the screen is too small to show it.
    pub list_rows: usize,
    /// Whether the details have a pane of their own when they are open.
    pub has_details: bool,
    /// Whether the news have a pane of their own.
    pub has_news: bool,
    /// How much of the pane that has the keys is shown on this screen.
    pub pane: PaneExtentOf,
    /// How much of the dialog on top is shown on this screen.
    pub measure: ExtentOf,
    /// What stands at a place of this screen.
    pub place: PlaceOf,
}

/// The function of the view that measures the pane that has the keys, with the same sums that draw
/// it.
#[derive(Clone, Copy)]
pub struct PaneExtentOf(pub fn(&App) -> Extent);

impl Default for PaneExtentOf {
    /// A screen on which no pane has to be scrolled.
    fn default() -> Self {
        Self(|_| Extent::default())
    }
}

impl fmt::Debug for PaneExtentOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaneExtentOf")
    }
}

/// The function of the view that measures the dialog on top with the same sums that draw it, so
/// that scrolling goes by what is visible.
#[derive(Clone, Copy)]
pub struct ExtentOf(pub fn(&App) -> DialogExtent);

impl Default for ExtentOf {
    /// A screen on which nothing has to be scrolled.
    fn default() -> Self {
        Self(|_| DialogExtent::default())
    }
}

impl fmt::Debug for ExtentOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtentOf")
    }
}

/// What was done with the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseAct {
    /// The wheel was turned up by one step.
    WheelUp,
    /// The wheel was turned down by one step.
    WheelDown,
    /// The first button was pressed.
    Click,
}

/// What stands at a place of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceOnScreen {
    /// A row of the list, counted from the first on the screen.
    Row(usize),
    /// The heading of a column by which the list can be sorted.
    Heading(Column),
}

/// The function of the view that tells what stands at a place, by the same sums that draw it.
#[derive(Clone, Copy)]
pub struct PlaceOf(pub fn(&App, u16, u16) -> Option<PlaceOnScreen>);

impl Default for PlaceOf {
    /// A screen on which nothing can be clicked.
    fn default() -> Self {
        Self(|_, _, _| None)
    }
}

impl fmt::Debug for PlaceOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlaceOf")
    }
}

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
}

/// An event that the state machine takes in.
#[derive(Debug, Clone)]
pub enum Event {
    /// A key was pressed.
    Key {
        /// The key that was pressed.
        key: KeyEvent,
        /// When it arrived, by the local clock; a dialog takes no key older than its first frame.
        at: Timestamp,
    },
    /// A key was pressed on a layout without Latin letters.
    LayoutKey {
        /// The key as the layout has it.
        key: KeyEvent,
        /// The key at the same place of a Latin layout, for which it stands where the first means
        /// nothing.
        latin: KeyEvent,
        /// When it arrived, by the local clock.
        at: Timestamp,
    },
    /// Text was pasted.
    Paste(String),
    /// Something was done with the mouse, at this place of the screen.
    Mouse {
        /// What was done.
        act: MouseAct,
        /// The column, from 0.
        x: u16,
        /// The row, from 0.
        y: u16,
    },
    /// The terminal was resized.
    Resized(Viewport),
    /// The terminal lost the focus.
    FocusLost,
    /// There is a newer snapshot.
    Snapshot(Arc<Snapshot>),
    /// A projection that was asked for is ready.
    Projected(Arc<Projection>),
    /// A run moved on.
    Run(RunProgress),
    /// The OAuth tokens that were asked for came in, or did not.
    Tokens(TokensRead),
    /// What Zendesk now shows of the people or tokens of a run, item by item.
    Proved {
        /// The run that the verdicts are about.
        run: RunId,
        /// The verdicts, in the order of the run's report.
        verdicts: Vec<Option<Verdict>>,
        /// The verdicts on the people whose sessions were to be ended.
        people: Vec<PersonProof>,
        /// What is left of people who were offboarded, once no further look follows.
        left: Vec<PersonLeft>,
        /// Whether no further look follows by itself.
        is_over: bool,
    },
    /// It is known whom the settings protect, and who is behind the credentials.
    Guarded(Box<GuardNews>),
    /// A task beside the loop reports something, in words: what a crash left open, or records that
    /// could not be written.
    Warned(Vec<String>),
    /// Something that was asked for was done beside the loop, in words.
    Told(String),
    /// Something that was asked for was done beside the loop, or was not, in words that name nobody.
    ToldOfNobody(String),
    /// What was to be saved is in a file, or is not.
    Saved(Box<Saved>),
    /// Something came of going to a person or an organisation.
    Arrived(Box<Arrival>),
    /// The runs of this account were read from the journal, or could not be.
    PastRunsRead(Result<Arc<PastRuns>, String>),
    /// The journal has more of this program's records.
    JournalGrew,
    /// A list of people was read from a file, or could not be.
    ListRead {
        /// The path as it was typed.
        path: String,
        /// What is in it, or why that is not known.
        answer: Result<Vec<u8>, String>,
    },
    /// The paths were looked for that begin as it was typed.
    PathCompleted {
        /// The path as it was typed.
        typed: String,
        /// Those that begin so, or why that is not known.
        paths: Result<Vec<String>, String>,
    },
    /// A card that was asked for got its answer.
    Card {
        /// The card that was asked for.
        card: Card,
        /// The answer, or why there is none.
        answer: CardAnswer,
    },
    /// Those on a list of people were looked up whom nobody known is, and the newest snapshot has them;
    /// or they could not be.
    ListLookedUp {
        /// The number of the request.
        id: u64,
        /// What they come to, or why that is not known.
        answer: Box<Result<Naming, String>>,
    },
    /// The facts of a review were read again, and the newest snapshot has them; or they were not,
    /// with the reason in words.
    Refreshed {
        /// The number of the request.
        id: u64,
        /// Whether all of it was read.
        answer: Result<(), String>,
        /// The admins of the account, or why they are not known, if they were asked for.
        admins: Option<Result<AdminList, LastDoor>>,
    },
    /// A change of the Chat account is over, or nothing was sent for it.
    ChatChanged(Arc<Result<chat::Report, chat::NotDone>>),
    /// The terminal took a frame: somebody can see it.
    Drawn {
        /// The revision of the state that the frame shows; see `App::revision`.
        revision: u64,
        /// When the terminal had taken it.
        at: Timestamp,
    },
    /// The program was stopped and goes on: whatever was open may have been open for hours, and
    /// what was typed meanwhile was meant for something else.
    Resumed,
    /// A second passed.
    Second,
    /// A signal asks the program to end.
    Terminate,
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
