//! The widest plans are on disk before they are carried out, whoever confirmed them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{PlanFile, PlanMade};
use crate::files::write_new;
use crate::journal::{JournalError, Place, RunId};
use crate::operation::{Challenge, Confirmed, OffboardDocument, Plan, Reason};

/// How long the file of a run can be carried out again, for what a stopped run has left.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// A plan that is to be on disk before its run begins.
#[derive(Debug)]
pub(crate) struct RunPlanFile {
    path: PathBuf,
    text: String,
}

impl RunPlanFile {
    /// The path of the plan of `run`: beside the journal, under the name of the run.
    pub(crate) fn path(journal: &Path, run: &RunId) -> PathBuf {
        beside(journal, "plans", run)
    }

    /// The file for what was confirmed, if that took a name and a number and did not come from a
    /// file already; and what was confirmed, which then bears the file's hash. A plan for
    /// containment is written to be read, not to be carried out again.
    pub(crate) fn of(
        confirmed: Confirmed,
        (journal, run): (&Path, &RunId),
        origin: &str,
        reason: &Reason,
    ) -> (Confirmed, Option<Self>) {
        let plan = confirmed.plan();
        let is_wide = matches!(plan.challenge(), Challenge::NameAndCount(..));
        // What a crash leaves open of an offboarding is found out by the plan beside the journal.
        let is_there = plan.is_from_file() && !plan.is_of_several();
        if is_there || !(is_wide || plan.is_of_several()) {
            return (confirmed, None);
        }
        let path = Self::path(journal, run);
        // Everything in a plan can be written as JSON; if not, the file would be empty and show it.
        if plan.is_of_several() {
            let text = OffboardDocument::of(plan).to_json().unwrap_or_default();
            return (confirmed, Some(Self { path, text }));
        }
        if plan.operation().ends() {
            let file = PlanFile::of_run(plan, (origin, reason), LIFETIME);
            let text = file.to_json().unwrap_or_default();
            let confirmed = confirmed.in_file(file.hash().to_owned());
            return (confirmed, Some(Self { path, text }));
        }
        let text = plan.to_json().unwrap_or_default();
        (confirmed, Some(Self { path, text }))
    }

    /// Writes the file, durably; only its owner may read it.
    ///
    /// # Errors
    /// If the file cannot be written. The run must not begin then.
    pub(crate) fn write(&self) -> Result<(), JournalError> {
        write_new(&self.path, self.text.as_bytes()).map_err(|error| JournalError::Plan {
            path: self.path.clone(),
            source: error.into_io(),
        })
    }
}

impl PlanFile {
    /// The file of the plan of a run that begins now, for what is left of it if it stops.
    pub(in crate::operation) fn of_run(
        plan: &Plan,
        (origin, reason): (&str, &Reason),
        lifetime: Duration,
    ) -> Self {
        let made = PlanMade {
            origin,
            reason,
            by: &Place::here().os_user,
            zone: None,
            lifetime,
        };
        Self::of(plan, &made)
    }
}

/// The path of the file of `run` in this folder beside the journal.
pub(super) fn beside(journal: &Path, folder: &str, run: &RunId) -> PathBuf {
    let home = journal.parent().unwrap_or(Path::new(""));
    home.join(folder).join(format!("{run}.json"))
}
