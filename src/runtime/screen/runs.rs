//! The runs of the screen: begun, followed, and collected for the report at the end.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tokio::sync::mpsc;

use super::Screen;
use crate::app::Event;
use crate::incident::{IncidentRun, ReadingGaps};
use crate::model::UserId;
use crate::operation::{
    Confirmed, Excluded, NotFound, PersonProof, Plan, Reason, RunContext, RunProgress, Runner,
    StopSwitch, Undecided, Verdict, Verdicts,
};
use crate::runtime::tasks::Job;

/// What the plan of the run under way leaves as it is.
#[derive(Default)]
pub(super) struct LeftByPlan {
    excluded: Vec<Excluded>,
    undecided: Vec<Undecided>,
    not_found: Vec<NotFound>,
}

impl LeftByPlan {
    fn of(plan: &Plan) -> Self {
        Self {
            excluded: plan.excluded().to_vec(),
            undecided: plan.undecided().to_vec(),
            not_found: plan.not_found().to_vec(),
        }
    }
}

impl Screen {
    pub(super) fn waiting_progress(&mut self) -> Option<RunProgress> {
        self.run.as_mut()?.0.try_recv().ok()
    }

    pub(super) fn progress(&mut self, progress: RunProgress) {
        let is_over = matches!(progress, RunProgress::Finished(_));
        if let RunProgress::Finished(report) = &progress {
            self.outcome.runs.push(IncidentRun {
                verdicts: report.unproved(),
                people: report.people_unproved(),
                report: Arc::clone(report),
                left: Vec::new(),
                excluded: std::mem::take(&mut self.left.excluded),
                undecided: std::mem::take(&mut self.left.undecided),
                not_found: std::mem::take(&mut self.left.not_found),
                plan_file: None,
                time_in_doubt: None,
                gaps: ReadingGaps::of(self.app.snapshot()),
            });
            self.run = None;
        }
        self.update(Event::Run(progress));
        if is_over && self.ends_after_run {
            self.update(Event::Terminate);
        }
    }

    /// Puts verdicts beside the items of the run that they are about.
    pub(super) fn note(&mut self, verdicts: &Verdicts) {
        let is_it = |run: &&mut IncidentRun| run.report.run == verdicts.run;
        if let Some(run) = self.outcome.runs.iter_mut().find(is_it) {
            let newer: FxHashMap<UserId, &PersonProof> = (verdicts.people.iter())
                .map(|newer| (newer.user, newer))
                .collect();
            for known in &mut run.people {
                if let Some(newer) = newer.get(&known.user) {
                    known.clone_from(newer);
                }
            }
            if !verdicts.left.is_empty() {
                run.left.clone_from(&verdicts.left);
            }
            for one in &verdicts.of {
                let known = one
                    .place
                    .checked_sub(1)
                    .and_then(|index| run.verdicts.get_mut(index));
                if let Some(known) = known
                    && one.verdict != Verdict::CameBack
                {
                    *known = Some(one.verdict);
                }
            }
        }
    }

    pub(super) fn execute(&mut self, confirmed: Confirmed, reason: Reason) {
        self.left = LeftByPlan::of(confirmed.plan());
        let now = || Arc::clone(&self.snapshots.borrow());
        self.outcome.before.get_or_insert_with(now);
        let (send, receive) = Runner::channel();
        let stop = StopSwitch::default();
        self.run = Some((receive, stop.clone()));
        let runner = self.ports.runner.clone();
        let guardrails = self.app.setup().guardrails.clone();
        let known = RunContext::of(self.app.snapshot());
        self.tasks.spawn(Job::Run, async move {
            // The report of the run comes with its progress.
            runner
                .run(confirmed, reason, guardrails, &known, stop, send)
                .await;
            None
        });
    }
}

/// The next progress of the run under way; it never comes while there is no run.
pub(super) async fn progress(
    run: &mut Option<(mpsc::Receiver<RunProgress>, StopSwitch)>,
) -> Option<RunProgress> {
    match run {
        Some((progress, _)) => progress.recv().await,
        None => std::future::pending().await,
    }
}
