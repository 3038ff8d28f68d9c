//! What the loop is given, and how it ends.

use std::io;
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::app::Equipment;
use crate::host::{JobControl, Signal};
use crate::incident::{ChatChangeNote, IncidentRun};
use crate::live::{PollerHandle, Snapshot};
use crate::model::Clock;
use crate::operation::{Reason, Report, Runner};
use crate::runtime::cards::Cards;
use crate::runtime::clipboard::Clipboard;
use crate::runtime::guarding::NamedByGuardrails;
use crate::runtime::input::Input;
use crate::runtime::output::Output;
use crate::runtime::profiles::Profiles;
use crate::runtime::terminal::TerminalLender;
use crate::settings::OnLostTerminal;

/// Everything that the loop waits for and uses.
pub struct Ports {
    /// The channel of keys, pastes and changes of size.
    pub input: mpsc::Receiver<Input>,
    /// The channel of requests to end.
    pub signals: mpsc::Receiver<Signal>,
    /// The shell's job control.
    pub job: JobControl,
    /// The thread that frames are handed to.
    pub output: Output,
    /// The terminal while the program is stopped.
    pub lender: Box<dyn TerminalLender>,
    /// What becomes of a run whose terminal is lost.
    pub on_lost_terminal: OnLostTerminal,
    /// The poller, with its snapshots.
    pub poller: PollerHandle,
    /// The runner that carries out plans.
    pub runner: Runner,
    /// Whom the settings name for the guardrails.
    pub named: NamedByGuardrails,
    /// The clients that cards ask.
    pub cards: Cards,
    /// The reason for all runs of this process.
    pub reason: Reason,
    /// The local time.
    pub clock: Clock,
    /// Where copied text goes.
    pub clipboard: Clipboard,
    /// What the screen has beside the account.
    pub equipment: Equipment,
    /// The way to the accounts of other profiles.
    pub profiles: Profiles,
}

/// How the loop ended.
#[derive(Debug, Default)]
pub struct ScreenOutcome {
    /// Every run, oldest first, with the verdicts of later lists.
    pub runs: Vec<IncidentRun>,
    /// Every change of the Chat account that was sent, oldest first.
    pub chat: Vec<ChatChangeNote>,
    /// The snapshot that was current when the first run began.
    pub before: Option<Arc<Snapshot>>,
    /// The last snapshot.
    pub after: Option<Arc<Snapshot>>,
    /// The reasons why verdicts are not in the journal, if they are not.
    pub unrecorded: Vec<String>,
    /// The signal that asked it to end, if one did.
    pub signal: Option<Signal>,
    /// The error because of which nothing could be drawn any more, if that ended it.
    pub lost: Option<io::Error>,
    /// Whether the terminal is gone, so that nobody reads what is printed at the end.
    pub hung_up: bool,
}

impl ScreenOutcome {
    /// The last run's report, if there was a run.
    pub fn report(&self) -> Option<&Arc<Report>> {
        self.runs.last().map(|run| &run.report)
    }
}
