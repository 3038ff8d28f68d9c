//! What a run leaves to do, however it ends: with its report goes the plan of it, so that the end of the run
//! writes the file of what is left, and whoever looks afterwards writes it anew by what is known then.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{
    Guardrails, Here, PersonLeft, Plan, PlanOfRun, ProtectedNow, Reason, Report, RunRest, Verdict,
    forget_done,
};
use crate::model::{Clock, Timestamp, UserId, on_a_thread};
use crate::zendesk::{Account, Client};

/// What a run was to do, and what of it is left as its answers say.
#[derive(Debug, Clone, Default)]
pub struct LeftToDo {
    plan: Option<Arc<RunAim>>,
    rest: Option<RunRest>,
}

/// The plan of a run, and where what is left of it is written.
#[derive(Debug)]
struct RunAim {
    plan: PlanOfRun,
    journal: PathBuf,
    account: Account,
}

impl LeftToDo {
    /// What a run with this plan leaves to do, beside this journal; nothing so far.
    pub(crate) fn of(plan: &Plan, journal: &Path, account: &Account, reason: &Reason) -> Self {
        let aim = RunAim {
            plan: PlanOfRun::of(plan, account.origin(), reason),
            journal: journal.to_owned(),
            account: account.clone(),
        };
        Self {
            plan: Some(Arc::new(aim)),
            rest: None,
        }
    }

    /// What was left when the run ended.
    pub(crate) const fn rest(&self) -> Option<&RunRest> {
        self.rest.as_ref()
    }

    /// Whether something is left that could not be written.
    pub(crate) fn is_unwritten(&self) -> bool {
        self.rest.as_ref().is_some_and(|rest| rest.is_unwritten)
    }
}

impl Report {
    /// Writes what is left by the answers alone, and notes it. A run that was cut short has looked at nobody,
    /// so everybody of an offboarding is in it.
    pub(crate) fn leave_rest(&mut self, now: Timestamp) {
        let Some(aim) = self.left_to_do.plan.clone() else {
            return;
        };
        let left = PersonLeft::not_looked_at(self, now);
        let mut open = aim.plan.open_people(self, &left);
        let unfinished: BTreeSet<UserId> = self.unfinished_people();
        open.retain(|user| self.stopped.is_some() || unfinished.contains(user));
        let nobody = ProtectedNow::default();
        self.left_to_do.rest = aim.write(self, &left, (&open, &nobody), now);
    }

    /// Writes what is left by what was seen afterwards, in place of what was written before, and takes away
    /// the files of earlier runs that this one did the rest of. Returns what is left.
    pub(crate) async fn settle_rest(
        self: &Arc<Self>,
        (verdicts, left): (&[Option<Verdict>], &[PersonLeft]),
        (client, guardrails): (&Client, &Guardrails),
        clock: &Clock,
    ) -> Option<RunRest> {
        let aim = self.left_to_do.plan.clone()?;
        let open = aim.plan.open_people(self, left);
        let protected = aim.plan.protected((client, guardrails), &open).await;
        let (report, now) = (Arc::clone(self), clock());
        let (verdicts, left) = (verdicts.to_vec(), left.to_vec());
        let writing = on_a_thread(move || {
            let rest = aim.write(&report, &left, (&open, &protected), now);
            if rest.as_ref().is_none_or(RunRest::is_nothing) {
                RunRest::forget(&aim.journal, &report.run);
            }
            forget_done(&aim.account, &aim.journal, (&report, &verdicts), &left);
            rest
        });
        writing
            .await
            .unwrap_or_else(|fault| Some(RunRest::not_known(&fault)))
    }
}

impl RunAim {
    fn write(
        &self,
        report: &Report,
        left: &[PersonLeft],
        people: (&BTreeSet<UserId>, &ProtectedNow),
        now: Timestamp,
    ) -> Option<RunRest> {
        let here = Here {
            account: self.account.name(),
            origin: self.account.origin(),
        };
        (self.plan).rest((&self.journal, here), (report, left), people, now)
    }
}
