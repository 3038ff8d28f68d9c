//! What the journal tells of the runs of this account, as far as it was read.

use std::sync::Arc;

use super::event::Effect;
use crate::journal::PastRuns;

/// The runs in the journal, and whether they are being read.
#[derive(Debug, Default)]
pub struct Past {
    /// The runs, or why they are not known; `None` before anybody asked.
    pub answer: Option<Result<Arc<PastRuns>, String>>,
    /// Whether they are being read.
    pub is_reading: bool,
    /// Whether more was written since the reading under way began.
    is_outdated: bool,
}

impl Past {
    /// The runs, where they are known.
    pub fn runs(&self) -> Option<&PastRuns> {
        match &self.answer {
            Some(Ok(runs)) => Some(runs),
            Some(Err(_)) | None => None,
        }
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

    /// Takes in what was read.
    pub(super) fn take(&mut self, answer: Result<Arc<PastRuns>, String>) -> Option<Effect> {
        self.answer = Some(answer);
        self.is_reading = false;
        std::mem::take(&mut self.is_outdated)
            .then(|| self.ask())
            .flatten()
    }
}
