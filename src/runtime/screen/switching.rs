//! The account of another profile takes the place of the one that is shown. Nothing of the old one is
//! left: its poller, its tasks, its rows, marks, plans and dialogs go.

use tokio::sync::mpsc;

use super::{ANSWERS, Screen, first_of, runs, telling};
use crate::app::{App, Event};
use crate::runtime::profiles::{AbortOnDrop, SwitchedAccount};
use crate::runtime::projecting::Projecting;
use crate::runtime::tasks::{Job, Tasks};

/// An account that was connected to, or why it could not be, under the name of its profile.
pub(super) struct Switched {
    name: String,
    answer: Result<Box<SwitchedAccount>, String>,
}

/// The accounts that were connected to; one at a time.
pub(super) struct Switches {
    send: mpsc::Sender<Switched>,
    receive: mpsc::Receiver<Switched>,
}

impl Default for Switches {
    fn default() -> Self {
        // One is connected to at a time.
        let (send, receive) = mpsc::channel(1);
        Self { send, receive }
    }
}

impl Switches {
    /// Waits for the next account.
    pub(super) async fn next(&mut self) -> Option<Switched> {
        self.receive.recv().await
    }
}

impl Screen {
    /// Connects to the account of another profile beside the loop; this one stays until that is done.
    pub(super) fn switch(&mut self, name: String) {
        if self.tasks.is_switching() {
            self.told_of_switch("another account is being connected to; wait for it");
            return;
        }
        let connecting = self.ports.profiles.connect(name.clone());
        let send = self.switches.send.clone();
        self.tasks.spawn(Job::Switch(name.clone()), async move {
            let answer = connecting.await;
            let _ = send.send(Switched { name, answer }).await;
            None
        });
    }

    fn told_of_switch(&mut self, words: &str) {
        self.update(Event::Warned(vec![words.to_owned()]));
    }

    /// Shows the account that was connected to, unless something began meanwhile that belongs to this
    /// one.
    pub(super) fn switched(&mut self, switched: Switched) {
        let name = switched.name;
        let account = match switched.answer {
            Ok(account) => account,
            Err(why) => {
                let words = format!("profile “{name}”: {why}; the account stays");
                return self.told_of_switch(&words);
            }
        };
        let why = if self.run.is_some() || self.app.runs().run().is_some() {
            "a run began meanwhile"
        } else if self.app.runs().is_changing() {
            "a change of the Chat account began meanwhile"
        } else if self.tasks.is_recording() {
            "what a run did is still being recorded; try again"
        } else {
            return self.take_over(*account);
        };
        account.polling.abort();
        self.told_of_switch(&format!("profile “{name}”: {why}; the account stays"));
    }

    fn take_over(&mut self, account: SwitchedAccount) {
        let projecting = match Projecting::start() {
            Ok(projecting) => projecting,
            Err(error) => {
                account.polling.abort();
                return self.told_of_switch(&format!("the account stays: {error}"));
            }
        };
        let display = self.app.display();
        let now = (self.ports.clock)();
        self.polling = Some(AbortOnDrop::of(&account.polling));
        // Whatever the old tasks bring is about the old account.
        self.tasks = Tasks::default();
        self.answers = mpsc::channel(ANSWERS);
        self.projecting = projecting;
        self.refreshing = None;
        self.recovers = false;
        self.guarding = account.named.begin();
        self.left = runs::LeftByPlan::default();
        self.shown_at = None;
        self.poller_ended = false;
        self.themes.accent = account.accent;
        self.dress(self.theme_choice);
        self.ports.poller = account.poller;
        self.ports.runner = account.runner;
        self.ports.runner.open = telling(self.ports.runner.open.clone(), &self.answers.0);
        self.ports.named = account.named;
        self.ports.cards = account.cards;
        self.snapshots = self.ports.poller.snapshots();
        let snapshot = first_of(&mut self.snapshots);
        let mut setup = account.setup;
        setup.guardrails.is_seeking = self.ports.named.seeks();
        self.app = App::new(setup, account.keymap, snapshot, now)
            .of_case(self.ports.reason.clone())
            .equipped(account.equipment)
            .displayed(display);
        self.resized();
    }
}
