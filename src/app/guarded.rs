//! Who is protected and who counts as oneself, as it becomes known while the screen is open.

use crate::app::event::Effect;
use crate::live::{Directory, Snapshot};
use crate::operation::{Guardrails, PersonBehind, Pins};

/// What was found out about the people whom the settings name.
#[derive(Debug, Clone)]
pub struct GuardNews {
    /// Whom the protected addresses lead to.
    pub pins: Pins,
    /// Who is behind the credentials, if the settings name somebody.
    pub behind: Option<PersonBehind>,
    /// What a person must know about it, in words.
    pub words: Vec<String>,
    /// Whether everything was answered.
    pub is_whole: bool,
}

impl GuardNews {
    /// The news where the question itself failed.
    pub(crate) fn failed(why: &str) -> Self {
        Self {
            pins: Pins::default(),
            behind: None,
            words: vec![format!("who is protected was not looked up: {why}")],
            is_whole: false,
        }
    }
}

/// The pins of the screen.
#[derive(Debug)]
pub(super) struct Guarded {
    pins: Pins,
    /// The directory that was looked at last.
    looked_at: Directory,
    /// What was said last, which is not said again.
    said: Vec<String>,
}

impl Guarded {
    pub(super) fn new(guardrails: &Guardrails) -> Self {
        Self {
            pins: Pins::of(&guardrails.protected),
            looked_at: Directory::default(),
            said: Vec::new(),
        }
    }

    /// Pins whoever a snapshot shows with a protected address.
    pub(super) fn see(
        &mut self,
        snapshot: &Snapshot,
        guardrails: &mut Guardrails,
    ) -> Option<Effect> {
        let directory = snapshot.directory();
        if !self.pins.is_wanted() || self.looked_at.version() == directory.version() {
            return None;
        }
        let before = std::mem::replace(&mut self.looked_at, directory.clone());
        let new = self.pins.take_seen(snapshot, &before);
        if new.is_empty() {
            return None;
        }
        self.show(guardrails);
        Some(Effect::Pin(new, Box::new(self.pins.clone())))
    }

    /// Takes in what was found out; returns what is to be said.
    pub(super) fn take(&mut self, news: GuardNews, guardrails: &mut Guardrails) -> Vec<String> {
        self.pins.take_others(news.pins);
        guardrails.is_seeking = false;
        self.show(guardrails);
        if let Some(behind) = news.behind {
            guardrails.behind = behind;
        }
        if news.words == self.said {
            return Vec::new();
        }
        self.said.clone_from(&news.words);
        news.words
    }

    /// Whoever was pinned before the screen was opened stays so.
    fn show(&self, guardrails: &mut Guardrails) {
        guardrails.pinned = guardrails.pinned.with(&self.pins.ids());
    }
}
