//! A run under way: step by step, a few requests side by side, until all is done or it stops.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::health::Health;
use super::heartbeat::Heartbeat;
use super::owner::RunOwner;
use super::progress::ProgressSender;
use super::record::Recorded;
use super::send::StepSender;
use super::since::PeopleSince;
use super::{DiskWork, Tools, breaker};
use crate::journal::{Journal, RunId};
use crate::model::{Clock, Timestamp, UserId};
use crate::operation::{
    Guardrails, LeftToDo, Operation, OutcomeKind, Plan, Reason, Report, ReportItem, Step,
    StopSwitch, Stopped,
};
use crate::zendesk::Permit;

/// The number of requests under way at once. It is enough to fill the budget over a slow line, and
/// so small that Esc leaves next to nothing in flight.
const IN_FLIGHT: usize = 4;

/// A run under way.
pub(super) struct Run {
    pub(super) report: Report,
    pub(super) journal: Option<Journal>,
    pub(super) disk: DiskWork,
    pub(super) guardrails: Guardrails,
    pub(super) clock: Clock,
    /// The switch by which somebody stops the run.
    pub(super) switch: StopSwitch,
    pub(super) sender: StepSender,
    /// The steps with an intent on record and no outcome yet.
    pub(super) open: Vec<Step>,
    pub(super) health: Health,
    pub(super) heartbeat: Heartbeat,
    /// Whether a request was sent, or is about to be.
    pub(super) has_sent: bool,
}

impl Run {
    /// Makes a run at its beginning. One that cannot be recorded is stopped before it begins.
    pub(super) async fn new(plan: &Plan, reason: Reason, id: RunId, tools: Tools) -> Self {
        let Tools {
            client,
            journal,
            disk,
            guardrails,
            owner,
            clock,
            clock_offset,
            jitter,
            sign_in_patience,
            left_to_do,
            stop,
            progress,
            ..
        } = tools;
        let began_at = clock();
        let (owner, client) = match owner {
            Some(user) => {
                let (owner, client) = RunOwner::of(user, plan, &client);
                (Some(owner), client)
            }
            None => (None, client),
        };
        let progress = ProgressSender::new(Arc::clone(&clock), progress);
        let client = client.telling(progress.teller());
        let since = PeopleSince::of(plan, &guardrails, &clock).map(Arc::new);
        let (journal, stopped) = match disk.run(journal).await {
            Ok(Ok(journal)) => (Some(journal), None),
            Ok(Err(error)) => (None, Some(Stopped::NoRecord(error.to_string()))),
            Err(fault) => (None, Some(Stopped::Fault(fault))),
        };
        Self {
            report: Report {
                clock_offset,
                left_to_do,
                ..blank(plan, reason, id, began_at, stopped)
            },
            journal,
            disk,
            guardrails: if plan.is_of_own() {
                guardrails.for_own_sessions()
            } else {
                guardrails
            },
            sender: StepSender {
                client,
                owner,
                jitter,
                sign_in_patience,
                halt: stop.stopping().child_token(),
                progress,
                since,
            },
            heartbeat: Heartbeat::new(&clock),
            clock,
            switch: stop,
            open: Vec::new(),
            health: Health::default(),
            has_sent: false,
        }
    }

    /// Stops the run: no further request is sent, and those under way finish.
    pub(super) fn stop(&mut self, why: Stopped) {
        self.report.stopped.get_or_insert(why);
        self.sender.halt.cancel();
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.report.stopped.is_some()
    }

    /// Carries out the steps until there are none left or the run is stopped.
    pub(super) async fn steps(&mut self, steps: Vec<Step>) {
        let mut steps = VecDeque::from(steps);
        let mut in_flight = FuturesUnordered::new();
        let heartbeat = self.heartbeat.clone();
        heartbeat.beat(self.may_stand_still());
        loop {
            if let Some(why) = self.switch.why() {
                self.stop(why);
            }
            let at_once = if self.health.is_good() { IN_FLIGHT } else { 1 };
            let is_free = !steps.front().is_some_and(|step| self.must_wait(step));
            let may_send = is_free && !self.is_stopped() && in_flight.len() < at_once;
            if may_send && let Some(step) = steps.front() {
                if self.is_excluded(step) {
                    steps.pop_front();
                    continue;
                }
                tokio::select! {
                    biased;
                    Some(done) = in_flight.next() => first(&mut steps, self.done(done).await),
                    () = self.switch.stopping().cancelled() => {}
                    gap = heartbeat.missed(self.may_stand_still()) => {
                        self.stop(Stopped::StoodStill(gap));
                    }
                    permit = self.permit(step) => {
                        if self.goes_on() && let Some(step) = steps.pop_front() && self.intend(&step).await {
                            let is_probe = self.health.is_failing();
                            in_flight.push(self.sender.clone().send(permit, step, is_probe));
                        }
                    }
                }
            } else {
                let abandoned = self.switch.abandoning().clone();
                tokio::select! {
                    biased;
                    answer = abandoned.run_until_cancelled(in_flight.next()) => match answer {
                        Some(Some(done)) => first(&mut steps, self.done(done).await),
                        Some(None) | None => return,
                    },
                    gap = heartbeat.missed(self.may_stand_still()) => {
                        self.stop(Stopped::StoodStill(gap));
                    }
                }
            }
        }
    }

    /// Whether no request before in a row was refused.
    pub(super) fn is_first_refusal(&self) -> bool {
        self.health.refused_in_a_row() == 0
    }

    /// Whether another operation on a person of this step is under way. What is done to a person is
    /// done one operation after the other, however each ends.
    fn must_wait(&self, step: &Step) -> bool {
        let operation = self.operation_of(step);
        let others = self.open.iter();
        let mut others = others.filter(|open| self.operation_of(open) != operation);
        let people = |step: &Step| -> Vec<UserId> {
            let items = step.items.iter();
            items
                .map(|item| self.report.items[*item].target.user())
                .collect()
        };
        let mine = people(step);
        others.any(|open| people(open).iter().any(|user| mine.contains(user)))
    }

    /// Whether the guardrails, asked once more, exclude a target of this step. Such a step is never
    /// sent.
    fn is_excluded(&self, step: &Step) -> bool {
        let guardrails = &self.guardrails;
        let excluded = |item: &usize| {
            let target = &self.report.items[*item].target;
            guardrails.excludes(target).is_some()
        };
        guardrails.read_only || step.items.iter().any(excluded)
    }

    /// Waits for a place in the budget, after the breaker's rest if it is open. A wait that is worth
    /// a word is told first; that it is over is told beside the request.
    async fn permit(&self, step: &Step) -> Permit {
        if self.health.is_failing() {
            self.rest("Zendesk keeps failing", breaker::REST).await;
        }
        self.sender.place(step).await
    }

    async fn rest(&self, why: &str, wait: Duration) {
        self.sender.progress.pause(why, wait).await;
        tokio::time::sleep(wait).await;
        self.sender.progress.resume().await;
    }

    /// The operation of a step, which is the same for all of its items.
    pub(super) fn operation_of(&self, step: &Step) -> Operation {
        let first = step
            .items
            .first()
            .and_then(|item| self.report.items.get(*item));
        first.map_or(self.report.operation, |item| item.operation)
    }

    /// Writes the intent of a step. `false` means that it was not written, so nothing may be sent.
    async fn intend(&mut self, step: &Step) -> bool {
        let now = (self.clock)();
        let is_written = self.record(step, None, now).await == Recorded::Written;
        if is_written {
            self.open.push(step.clone());
            self.has_sent = true;
        }
        is_written
    }
}

/// Puts what is to be sent again before all others.
fn first(steps: &mut VecDeque<Step>, again: Option<Step>) {
    if let Some(step) = again {
        steps.push_front(step);
    }
}

/// The report of a run in which nothing was attempted yet.
fn blank(
    plan: &Plan,
    reason: Reason,
    run: RunId,
    began_at: Timestamp,
    stopped: Option<Stopped>,
) -> Report {
    let items = plan.items().iter().map(|item| ReportItem {
        operation: item.operation,
        target: item.target.clone(),
        outcome: OutcomeKind::NotAttempted.into(),
        at: began_at,
        server_at: None,
        request_id: None,
    });
    Report {
        run,
        account: plan.account().to_owned(),
        operation: plan.operation(),
        judged: plan.judged(),
        reason,
        clock_offset: None,
        began_at,
        ended_at: began_at,
        items: items.collect(),
        stopped,
        offboarding: plan.offboarding().cloned(),
        not_read_again: None,
        journal_head: None,
        left_to_do: LeftToDo::default(),
    }
}
