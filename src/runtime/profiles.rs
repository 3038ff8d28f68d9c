//! The way to the accounts of other profiles. What connecting means is passed in: the loop does not read
//! settings and knows no credentials.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use tokio::task::{AbortHandle, JoinHandle};

use super::cards::Cards;
use super::guarding::NamedByGuardrails;
use crate::app::{Equipment, Keymap, Setup};
use crate::live::PollerHandle;
use crate::operation::Runner;
use crate::settings::Accent;

/// The account of a profile, ready to be shown.
pub struct SwitchedAccount {
    /// What the screen is opened with.
    pub setup: Setup,
    /// The keys.
    pub keymap: Keymap,
    /// The account's own colour, if it has one.
    pub accent: Option<Accent>,
    /// What the screen has beside the account.
    pub equipment: Equipment,
    /// The poller, with its snapshots.
    pub poller: PollerHandle,
    /// The task of the poller.
    pub polling: JoinHandle<()>,
    /// The runner that carries out plans.
    pub runner: Runner,
    /// Whom the settings name for the guardrails.
    pub named: NamedByGuardrails,
    /// The clients that cards ask.
    pub cards: Cards,
}

impl fmt::Debug for SwitchedAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SwitchedAccount({})", self.setup.account)
    }
}

/// An account that is being connected to, or why it cannot be.
type Connecting = Pin<Box<dyn Future<Output = Result<Box<SwitchedAccount>, String>> + Send>>;

/// The way to the account of a profile, by its name.
pub struct Profiles {
    connect: Arc<dyn Fn(String) -> Connecting + Send + Sync>,
    /// The poller of the account that the screen is opened with.
    first: Option<AbortHandle>,
}

impl Profiles {
    /// The way that connects like this.
    pub fn new<F>(connect: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Box<SwitchedAccount>, String>> + Send + 'static,
    {
        Self {
            connect: Arc::new(move |name| Box::pin(connect(name))),
            first: None,
        }
    }

    /// The same way, with the poller of the account that the screen is opened with, which ends when
    /// another account takes its place.
    #[must_use]
    pub(crate) fn in_place_of(self, polling: &JoinHandle<()>) -> Self {
        Self {
            first: Some(polling.abort_handle()),
            ..self
        }
    }

    /// That poller, for its new owner.
    pub(super) fn take_first(&mut self) -> Option<AbortOnDrop> {
        self.first.take().map(AbortOnDrop)
    }

    /// Connects to the account of a profile.
    pub(super) fn connect(&self, name: String) -> Connecting {
        (self.connect)(name)
    }
}

impl Default for Profiles {
    /// No way to any.
    fn default() -> Self {
        Self::new(|_| async { Err("there are no other profiles here".to_owned()) })
    }
}

/// A task that ends with its owner.
pub(super) struct AbortOnDrop(AbortHandle);

impl AbortOnDrop {
    pub(super) fn of(task: &JoinHandle<()>) -> Self {
        Self(task.abort_handle())
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
