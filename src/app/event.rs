//! Events, which come into the state machine, and effects, which it asks for in return.
//!
//! - here the events
//! - `effect` the effects
//! - `viewport` the size of the screen, and what the view knows of it

mod effect;
mod viewport;

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::KeyEvent;

pub use self::effect::{Copied, Effect, FactsRequest, ListsWanted};
pub use self::viewport::PlaceOnScreen;
pub(crate) use self::viewport::{ExtentOf, NeedsOf, PaneExtentOf, PlaceOf, Viewport};
use super::card::{Card, CardAnswer};
use super::dialog::TokensRead;
use super::export::Saved;
use super::going::Arrival;
use super::guarded::GuardNews;
use super::waits::WaitingFor;
use crate::chat;
use crate::journal::{PastRuns, RunId};
use crate::live::{Naming, Projection, Snapshot};
use crate::model::Timestamp;
use crate::operation::{LastDoor, PersonLeft, PersonProof, RunProgress, RunRest, Verdict};
use crate::zendesk::{AdminList, TokenList};

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
    /// What a run leaves to do, by what Zendesk shows of it.
    RunLeaves {
        /// The run.
        run: RunId,
        /// What is left of it, if anything is.
        rest: Option<RunRest>,
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
    /// Readings that somebody looks at wait.
    Waits {
        /// Which ones.
        which: WaitingFor,
        /// Why, in words.
        why: String,
        /// How long they still wait.
        left: Duration,
    },
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
        /// The tokens of the account, if they were asked for and could be read.
        tokens: Option<TokenList>,
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
