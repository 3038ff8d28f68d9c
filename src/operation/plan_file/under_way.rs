//! The plan of a run under way, on disk for as long as it lasts: the record of a run has only what was
//! sent, so after a crash this tells what was not.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::PlanFile;
use super::of_run::beside;
use crate::files;
use crate::journal::RunId;
use crate::operation::{Plan, Reason};
use crate::zendesk::logged;

/// How long the file of what is left can be carried out: somebody comes back to it after a crash.
pub(crate) const REST_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The most that is read as such a plan, in bytes.
const LARGEST: u64 = 64 << 20;

/// The plan of a run under way.
#[derive(Debug, Clone)]
pub(crate) struct PlanUnderWay {
    path: PathBuf,
    text: String,
}

impl PlanUnderWay {
    /// The path of the plan of `run` while it is under way.
    fn path(journal: &Path, run: &RunId) -> PathBuf {
        beside(journal, "under-way", run)
    }

    /// The file of a plan of several items. One's own sessions and several operations for each person
    /// are found out in other ways.
    pub(crate) fn of(
        plan: &Plan,
        (journal, run): (&Path, &RunId),
        origin: &str,
        reason: &Reason,
    ) -> Option<Self> {
        if plan.items().len() < 2 || plan.is_of_several() || plan.is_of_own() {
            return None;
        }
        let file = PlanFile::of_run(plan, (origin, reason), REST_LIFETIME);
        let text = file.to_json().ok()?;
        let path = Self::path(journal, run);
        Some(Self { path, text })
    }

    /// Writes it. If that cannot be done, a crash leaves less to tell, and nothing else.
    pub(crate) fn write(&self) {
        if let Err(error) = files::write_new(&self.path, self.text.as_bytes()) {
            tracing::warn!(
                "the plan of the run under way is not on disk: {}",
                logged(&error)
            );
        }
    }

    /// Takes it away, since the run is over and its record says how.
    pub(crate) fn remove(&self) {
        remove(&self.path);
    }

    /// The plan of a run that was left, if there is one.
    pub(crate) fn left(journal: &Path, run: &RunId) -> Option<PlanFile> {
        let bytes = files::read(&Self::path(journal, run), LARGEST).ok()??;
        PlanFile::parse(&bytes).ok()
    }

    /// Takes away the plan of a run that was left, since it is closed.
    pub(crate) fn forget(journal: &Path, run: &RunId) {
        remove(&Self::path(journal, run));
    }
}

fn remove(path: &Path) {
    if let Err(error) = files::remove(path) {
        tracing::warn!(
            "the plan of a run that is over stays on disk: {}",
            logged(&error)
        );
    }
}
