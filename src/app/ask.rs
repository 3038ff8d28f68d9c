//! The requests of dialogs and runs to the state machine, for what belongs to other parts of it.

use std::sync::Arc;

use super::dialog::{Dialog, NextStep, RunView};
use super::event::Effect;
use super::notices::{Level, NoticeWords};
use super::{Action, Copied, Destination, PaletteEntry};
use crate::live::Sort;
use crate::model::{OAuthToken, SafeText, SessionKey, Timestamp, TokenId, UserId};
use crate::operation::{Choice, Route};
use crate::settings::ListColumn;

/// One thing that is asked for. A closed set; the state machine carries it out.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "an ask is carried out as soon as it is made, and few of them are there at once"
)]
pub(super) enum Ask {
    /// An effect is to be carried out.
    Do(Effect),
    /// A notice is to be shown.
    Say(Level, NoticeWords),
    /// A notice that the dialog which opens says itself: it is news, and not shown beside that.
    Note(Level, NoticeWords),
    /// A notice that the last report says itself: while that is shown it is news, and not shown beside it.
    OfReport(Level, NoticeWords),
    /// What is typed on from this moment, without a pause, was meant for a dialog that closed.
    IgnoreTyping(Timestamp),
    /// A dialog is to lie over the list.
    Open(Dialog),
    /// This text is to be copied.
    Copy(Copied),
    /// What is shown is to be saved to a file of this name.
    Save {
        /// The name as it was typed.
        typed: String,
        /// Whether a file of that name may be replaced.
        replaces: bool,
    },
    /// The cursor of the list is to move by so many rows.
    MoveCursor(isize),
    /// The rows of the newest snapshot are to be found.
    Project,
    /// The same, unless the rows are held still.
    CatchUp,
    /// The list is to be in this order.
    Sort(Sort),
    /// The list is to have these columns; the usual ones where there are none.
    Columns(Vec<ListColumn>),
    /// The entry of the palette that was chosen is to be carried out.
    CarryOut(PaletteEntry),
    /// These sessions are no longer to be marked.
    DropMarks(Vec<SessionKey>),
    /// Some sessions were chosen for what comes next.
    GoOn(NextStep, Vec<SessionKey>),
    /// The people whom a choice names were chosen for what comes next.
    Contain(NextStep, Choice),
    /// The people whom this column of a list names were given.
    TakeList {
        /// The list.
        list: Arc<[u8]>,
        /// The name of the column.
        column: SafeText,
    },
    /// Whoever on the list that is open is not known is to be looked up once more.
    LookUpAgain,
    /// Somebody wants to go to a person or an organisation.
    GoTo(Destination),
    /// What matches a filter of the program's own is to be shown.
    Filter(String),
    /// The server is to be asked for a person or an organisation.
    Seek(Destination),
    /// Ending everything of this person, newer sessions too, is to be reviewed.
    EndAllOf(UserId),
    /// The page of this person is to be shown, and this dialog again when it closes.
    Page {
        /// The person.
        user: UserId,
        /// The dialog that it is opened from.
        from: Box<Dialog>,
    },
    /// This action of the list, which shows something else, is to be carried out there.
    Show(Action),
    /// The journal is to be read again for the runs of this profile.
    PastRuns,
    /// Ending these sessions is to be reviewed.
    Review(Choice),
    /// Ending this by a route is to be reviewed.
    EndBy(Choice, Route),
    /// Revoking some of these tokens is to be reviewed.
    Revoke {
        /// The tokens that are chosen.
        chosen: Vec<TokenId>,
        /// All tokens that are listed.
        listed: Vec<OAuthToken>,
    },
    /// Offboarding these people is to be reviewed.
    Offboard {
        /// The people.
        choice: Choice,
        /// All tokens that are listed; `None` where that is not known, and tokens stay.
        listed: Option<Vec<OAuthToken>>,
    },
    /// A run that was confirmed begins.
    BeginRun(Box<RunView>),
    /// The list of the run is to be shown from this item on.
    ScrollRun(usize),
    /// The run under way is to stop.
    StopRun,
    /// A change of the Chat account that was confirmed begins.
    BeginChange,
    /// Somebody wants to quit.
    Quit,
    /// Somebody wants to quit even if that stops a run.
    StopAndQuit,
}

impl Ask {
    /// A key is answered, and nothing was done.
    pub(super) fn answer(words: impl Into<NoticeWords>) -> Self {
        Self::Say(Level::Passing, words.into())
    }

    /// Something worked, or is good to know.
    pub(super) fn tell(words: impl Into<NoticeWords>) -> Self {
        Self::Say(Level::Info, words.into())
    }

    /// Something did not work, or needs a look.
    pub(super) fn warn(words: impl Into<NoticeWords>) -> Self {
        Self::Say(Level::Warning, words.into())
    }

    /// Something is as it must not be.
    pub(super) fn alarm(words: impl Into<NoticeWords>) -> Self {
        Self::Say(Level::Alarm, words.into())
    }
}
