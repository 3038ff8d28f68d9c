//! The handle by which the rest of the program makes requests of the poller.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use crate::live::{Snapshot, WalkProgress};
use crate::model::UserId;

/// The most requests that may wait while one is served; more than a person can press.
const COMMANDS: usize = 16;

/// The most readings that may wait to be taken in: a review has one at a time.
const READINGS: usize = 4;

/// Facts that were read beside the poller, which it takes in.
#[derive(Debug)]
pub(super) struct FactsForStore {
    /// The steps that the store takes in.
    pub(super) steps: Vec<WalkProgress>,
    /// Dropped when a snapshot with them is published.
    pub(super) taken: oneshot::Sender<()>,
}

/// The end at which the poller receives facts.
pub(super) type FactsEnd = mpsc::Receiver<FactsForStore>;

/// A request to the poller.
#[derive(Debug, Clone)]
pub(super) enum PollerCommand {
    Walk,
    Check(Vec<UserId>),
    AskAbout(Vec<UserId>),
    AskRoles,
}

/// The end at which the poller receives commands.
pub(super) type Commands = mpsc::Receiver<PollerCommand>;

/// The end at which the poller learns which people are on the screen.
pub(super) type Interest = watch::Receiver<Vec<UserId>>;

/// The other end of a [`Poller`](super::Poller): the shared state, and the way to ask for more.
#[derive(Clone)]
pub struct PollerHandle {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    commands: mpsc::Sender<PollerCommand>,
    interest: watch::Sender<Vec<UserId>>,
    facts: mpsc::Sender<FactsForStore>,
}

impl PollerHandle {
    /// A handle on these snapshots, and the ends at which the poller receives its requests.
    pub(super) fn new(
        snapshots: watch::Receiver<Arc<Snapshot>>,
    ) -> (Self, (Commands, Interest, FactsEnd)) {
        let (ask, commands) = mpsc::channel(COMMANDS);
        let (show, interest) = watch::channel(Vec::new());
        let (bring, facts) = mpsc::channel(READINGS);
        let handle = Self {
            snapshots,
            commands: ask,
            interest: show,
            facts: bring,
        };
        (handle, (commands, interest, facts))
    }

    /// The newest snapshot, and notice of each newer one.
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// Asks for a walk now. When the poller is busy anyway, the request may be dropped.
    pub(crate) fn walk_now(&self) {
        let _ = self.commands.try_send(PollerCommand::Walk);
    }

    /// Asks for these people's own lists soon, for proof that their sessions are gone.
    pub fn check(&self, people: Vec<UserId>) {
        let _ = self.commands.try_send(PollerCommand::Check(people));
    }

    /// Asks the directory about these people again soon, because something about them changed.
    pub(crate) fn ask_about(&self, people: Vec<UserId>) {
        let _ = self.commands.try_send(PollerCommand::AskAbout(people));
    }

    /// Asks for the account's custom roles soon: a review waits for them.
    pub(crate) fn ask_roles(&self) {
        let _ = self.commands.try_send(PollerCommand::AskRoles);
    }

    /// Hands facts over that were read beside the poller. When this returns, the newest snapshot has
    /// them, or the poller has ended.
    pub(crate) async fn take_in(&self, steps: Vec<WalkProgress>) {
        let (taken, published) = oneshot::channel();
        let _ = self.facts.send(FactsForStore { steps, taken }).await;
        let _ = published.await;
    }

    /// Tells the poller whose names are on the screen, so that they are asked about first.
    pub fn show(&self, people: Vec<UserId>) {
        self.interest.send_if_modified(|shown| {
            let changed = *shown != people;
            *shown = people;
            changed
        });
    }
}
