//! The end of a run: its record is closed and its report is sent, also when the run failed.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;

use super::progress::{ItemState, RunProgress};
use super::record::StepAnswer;
use super::run::Run;
use crate::model::{Fault, Timestamp};
use crate::operation::{Outcome, OutcomeKind, Report, Stopped};
use crate::zendesk::ApiError;

impl Run {
    /// Takes in that the run itself failed. The items whose requests were under way are unknown,
    /// since they may have had an effect; items that were not begun stay not attempted.
    pub(super) fn fail(&mut self, fault: &Fault) {
        self.stop_at(fault.clone());
        let cause = Arc::new(ApiError::of_fault(fault.clone()));
        for item in self.open.iter().flat_map(|step| &step.items) {
            let outcome = &mut self.report.items[*item].outcome;
            if outcome.kind == OutcomeKind::NotAttempted {
                *outcome = Outcome::because(OutcomeKind::Unknown, Arc::clone(&cause));
            }
        }
    }

    /// Takes in that the run does not wait for the answers to requests under way, if it was told so.
    /// They may have had an effect, so their items are unknown.
    pub(super) fn leave_open_steps(&mut self) {
        if self.open.is_empty() {
            return;
        }
        self.stop(Stopped::Abandoned);
        self.report.stopped = Some(Stopped::Abandoned);
        for item in self.open.iter().flat_map(|step| &step.items) {
            let outcome = &mut self.report.items[*item].outcome;
            if outcome.kind == OutcomeKind::NotAttempted {
                *outcome = OutcomeKind::Unknown.into();
            }
        }
    }

    /// Stops the run because of a fault, which replaces any other reason, since it explains what is
    /// unknown.
    pub(super) fn stop_at(&mut self, fault: Fault) {
        self.stop(Stopped::ByHand);
        self.report.stopped = Some(Stopped::Fault(fault));
    }

    /// Closes the record and sends the report, which is sent whatever happens to the record.
    pub(super) async fn finish(mut self) -> Arc<Report> {
        let closing = AssertUnwindSafe(self.close()).catch_unwind().await;
        if let Err(panic) = closing {
            self.stop_at(Fault::of(&*panic));
        }
        let report = Arc::new(self.report);
        self.sender
            .progress
            .tell(RunProgress::Finished(Arc::clone(&report)))
            .await;
        report
    }

    async fn close(&mut self) {
        let now = (self.clock)();
        self.report.ended_at = now;
        let since = self.sender.since.as_ref();
        self.report.not_read_again = since.and_then(|since| since.not_read_again());
        if matches!(self.report.stopped, Some(Stopped::Fault(_))) {
            self.reopen().await;
        }
        for step in std::mem::take(&mut self.open) {
            for item in &step.items {
                self.report.items[*item].at = now;
            }
            let first = step.items.first().copied().unwrap_or_default();
            let outcome = &self.report.items[first].outcome;
            let why = || self.report.stopped.as_ref().map(Stopped::words);
            let detail = outcome.cause().map(ToString::to_string).or_else(why);
            let answer = StepAnswer {
                state: outcome.kind.state(self.operation_of(&step)),
                status: None,
                request_id: None,
                attempts: 1,
                took: Duration::ZERO,
                detail,
                others: None,
            };
            let state = ItemState::Done(outcome.clone());
            self.record(&step, Some(answer), now).await;
            self.sender.progress.tell_each(&step, &state).await;
        }
        self.leave_rest(now).await;
        self.conclude(now).await;
    }

    /// Writes what is left of the run before its end is on record, so that no end of it goes without.
    async fn leave_rest(&mut self, now: Timestamp) {
        let mut report = self.report.clone();
        let writing = self.disk.run(move || {
            report.leave_rest(now);
            report.left_to_do
        });
        if let Ok(left_to_do) = writing.await {
            self.report.left_to_do = left_to_do;
        }
    }
}
