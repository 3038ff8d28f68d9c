//! What the journal tells of the runs of this account, as far as it was read.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::event::Effect;
use crate::journal::{PastRun, PastRuns};
use crate::live::{Person, Snapshot};
use crate::model::UserId;

/// The most people of past runs whose names are asked for: a few requests.
const NAMES_AT_MOST: usize = 300;

/// The runs in the journal, and whether they are being read.
#[derive(Debug, Default)]
pub struct Past {
    /// The runs, or why they are not known; `None` before anybody asked.
    pub answer: Option<Result<Arc<PastRuns>, String>>,
    /// Whether they are being read.
    pub is_reading: bool,
    /// Whether more was written since the reading under way began.
    is_outdated: bool,
    /// The people who were asked about since the runs were opened: whoever has no session left is on no
    /// list that would bring their name.
    asked_about: FxHashSet<UserId>,
}

impl Past {
    /// The runs, where they are known.
    pub fn runs(&self) -> Option<&PastRuns> {
        match &self.answer {
            Some(Ok(runs)) => Some(runs),
            Some(Err(_)) | None => None,
        }
    }

    /// Whether there are any that are known.
    pub(crate) fn has_runs(&self) -> bool {
        self.runs().is_some_and(|it| !it.runs.is_empty())
    }

    /// Asks for them, or for them once more as soon as the reading under way is over.
    pub(super) fn ask(&mut self) -> Option<Effect> {
        if self.is_reading {
            self.is_outdated = true;
            return None;
        }
        self.is_reading = true;
        Some(Effect::ReadPastRuns)
    }

    /// Forgets whom was asked about, so that a name that could not be read is asked for again.
    pub(super) fn ask_about_anew(&mut self) {
        self.asked_about.clear();
    }

    /// The people of the newest runs who have no name here and were not asked about yet.
    fn nameless(&mut self, snapshot: &Snapshot) -> Option<Effect> {
        let runs = self.runs()?.runs.iter();
        let mut wanted: FxHashSet<UserId> = FxHashSet::default();
        for user in runs.flat_map(PastRun::named) {
            if wanted.len() < NAMES_AT_MOST {
                wanted.insert(user);
            }
        }
        let people = snapshot.directory().iter().filter_map(Person::user);
        for user in people.filter(|user| user.legible_name().is_some()) {
            wanted.remove(&user.id);
        }
        let mut nameless: Vec<UserId> = wanted.difference(&self.asked_about).copied().collect();
        nameless.sort_unstable();
        self.asked_about.extend(&nameless);
        (!nameless.is_empty()).then_some(Effect::AskAbout(nameless))
    }

    /// Takes in what was read, and asks for what is still missing: the runs once more, or the names of
    /// their people who are on no list.
    pub(super) fn take(
        &mut self,
        answer: Result<Arc<PastRuns>, String>,
        snapshot: &Snapshot,
    ) -> Vec<Effect> {
        self.answer = Some(answer);
        self.is_reading = false;
        let is_outdated = std::mem::take(&mut self.is_outdated);
        let again = is_outdated.then(|| self.ask()).flatten();
        again.into_iter().chain(self.nameless(snapshot)).collect()
    }
}
