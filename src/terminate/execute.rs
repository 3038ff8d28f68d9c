//! Carrying out what was confirmed: the only caller of the requests that end sessions,
//! suspend people and revoke tokens.
//!
//! For each step: the guardrails once more, a place in the request budget, the intent on
//! disk, the request, the outcome on disk. No intent written, no request sent. A failure
//! is an outcome and the run goes on, unless everything would fail the same way.

mod breaker;
mod record;
mod send;
mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::breaker::Breaker;
use self::send::{Done, Sender, Telling, USED_UP, leads_away};
use super::journal::{Answer, Journal, JournalError, RunId};
use super::report::{Report, ReportItem, Stopped};
use super::{Guardrails, Orders, Outcome, OutcomeKind, Reason, Step};
use crate::model::{Clock, Timestamp};
use crate::zendesk::{Client, PauseReason, Permit, Purpose};

/// Requests under way at once. Enough to fill the budget over a slow line, few enough that
/// Esc leaves next to nothing in flight.
const IN_FLIGHT: usize = 4;

/// Refusals in a row after which a run gives up if nothing was done before: the token may
/// not do such things at all, and hundreds of 403s would look like an attack.
const REFUSED_FROM_THE_START: usize = 3;

/// The same once something was done: the right to do so was taken away meanwhile. More than
/// one protected person has sessions, so that these do not stop the run.
const REFUSED_IN_A_ROW: usize = 10;

/// How one item is doing.
#[derive(Debug, Clone)]
pub enum ItemState {
    /// Its turn has not come.
    Waiting,
    /// Its request is under way.
    Sent,
    /// It ended.
    Done(Outcome),
}

/// What a run tells while it goes on.
#[derive(Debug, Clone)]
pub enum RunProgress {
    /// One item moved on.
    Item {
        /// Its place in the plan's targets.
        item: usize,
        /// How it is doing now.
        state: ItemState,
    },
    /// The account or the breaker makes the run wait; it keeps its place.
    Paused {
        /// Why, in words.
        why: String,
        /// Until when, by the local clock.
        until: Timestamp,
    },
    /// The run goes on after a pause.
    Resumed,
    /// The run is over.
    Finished(Arc<Report>),
}

/// Opens the journal for one run.
pub type OpenJournal = Box<dyn FnOnce() -> Result<Journal, JournalError> + Send>;

/// What a run works with; everything is handed in.
pub struct Tools {
    /// The API.
    pub client: Client,
    /// Opens the record. Called once, when the run begins.
    pub journal: OpenJournal,
    /// The limits, asked again before each request.
    pub rails: Guardrails,
    /// The local time.
    pub clock: Clock,
    /// A number from 0 to 1 for each call, to spread retries.
    pub jitter: fn() -> f64,
    /// How long a run of more than one waits before its first request, for second thoughts.
    pub grace: Duration,
    /// How long a run waits for somebody to sign in again when its sign-in has ended.
    pub sign_in_patience: Duration,
    /// Stops new requests at once; those under way finish.
    pub stop: CancellationToken,
    /// Where progress is told. A full channel holds the run back; a closed one does not.
    pub progress: mpsc::Sender<RunProgress>,
}

/// Carries out what was confirmed. Always returns a report with one outcome for each item.
pub async fn execute(
    confirmed: impl Into<Orders>,
    reason: Reason,
    run: RunId,
    tools: Tools,
) -> Arc<Report> {
    let orders = confirmed.into();
    let began_at = (tools.clock)();
    let items = orders.subjects.iter().map(|subject| ReportItem {
        subject: subject.clone(),
        outcome: Outcome::NotAttempted,
        at: began_at,
        request_id: None,
    });
    let Tools {
        client,
        journal,
        rails,
        clock,
        jitter,
        grace,
        sign_in_patience,
        stop,
        progress,
    } = tools;
    let (journal, stopped) = match journal() {
        Ok(journal) => (Some(journal), None),
        Err(error) => (None, Some(Stopped::NoRecord(error.to_string()))),
    };
    let mut run = Run {
        report: Report {
            run,
            account: orders.account.clone(),
            work: orders.work,
            reason,
            began_at,
            ended_at: began_at,
            items: items.collect(),
            stopped,
            journal_head: None,
        },
        journal,
        rails,
        sender: Sender {
            client,
            jitter,
            sign_in_patience,
            halt: stop.child_token(),
            telling: Telling {
                clock: Arc::clone(&clock),
                progress,
            },
        },
        clock,
        cancel: stop,
        breaker: Breaker::default(),
        succeeded: false,
        permitted: false,
        refused: 0,
    };
    run.begin(&orders);
    if orders.subjects.len() > 1 && !run.is_stopped() {
        run.hesitate(grace).await;
    }
    run.steps(orders.steps).await;
    run.finish().await
}

struct Run {
    report: Report,
    journal: Option<Journal>,
    rails: Guardrails,
    clock: Clock,
    /// Somebody wants it stopped.
    cancel: CancellationToken,
    sender: Sender,
    breaker: Breaker,
    /// An answer came that said how things are, so requests may go side by side.
    succeeded: bool,
    /// Something was done, so the credentials may do such things.
    permitted: bool,
    /// Refusals in a row.
    refused: usize,
}

impl Run {
    fn stop(&mut self, why: Stopped) {
        self.report.stopped.get_or_insert(why);
        self.sender.halt.cancel();
    }

    fn is_stopped(&self) -> bool {
        self.report.stopped.is_some()
    }

    /// Esc still stops everything; afterwards there is no undo.
    async fn hesitate(&mut self, grace: Duration) {
        if grace.is_zero() {
            return;
        }
        self.sender
            .telling
            .pause("begins in a moment; Esc stops it", grace)
            .await;
        tokio::select! {
            () = tokio::time::sleep(grace) => {}
            () = self.cancel.cancelled() => {}
        }
        self.sender.telling.tell(RunProgress::Resumed).await;
    }

    async fn steps(&mut self, steps: Vec<Step>) {
        let mut steps = steps.into_iter().peekable();
        let mut in_flight = FuturesUnordered::new();
        loop {
            if self.cancel.is_cancelled() {
                self.stop(Stopped::ByHand);
            }
            let at_once = if self.breaker.is_open() || !self.succeeded {
                1
            } else {
                IN_FLIGHT
            };
            let may_send = !self.is_stopped() && in_flight.len() < at_once;
            if may_send && let Some(step) = steps.peek() {
                if self.is_kept(step) {
                    steps.next();
                    continue;
                }
                tokio::select! {
                    biased;
                    Some(done) = in_flight.next() => self.done(done).await,
                    () = self.cancel.cancelled() => {}
                    permit = self.permit() => {
                        if let Some(step) = steps.next() && self.intend(&step) {
                            let is_probe = self.breaker.is_open();
                            in_flight.push(self.sender.clone().send(permit, step, is_probe));
                        }
                    }
                }
            } else if let Some(done) = in_flight.next().await {
                self.done(done).await;
            } else {
                return;
            }
        }
    }

    /// The guardrails, once more. What they keep is never sent, whatever was planned.
    fn is_kept(&self, step: &Step) -> bool {
        let rails = &self.rails;
        let kept = |item: &usize| {
            let subject = &self.report.items[*item].subject;
            rails.keeps_subject(subject).is_some()
        };
        rails.read_only || step.items().iter().any(kept)
    }

    /// A place in the budget, after the breaker's rest if it is open. Telling comes first,
    /// because it takes as long as the listener likes and a place counts from when it is given.
    async fn permit(&self) -> Permit {
        if self.breaker.is_open() {
            self.rest("Zendesk keeps failing", breaker::REST).await;
        }
        let reading = self.sender.client.budget().reading();
        let pauses_all = reading.paused_for != Some(PauseReason::Reserve);
        if let Some(wait) = reading.paused_until.filter(|_| pauses_all) {
            self.rest(USED_UP, wait).await;
        }
        self.sender.client.budget().acquire(Purpose::Ending).await
    }

    async fn rest(&self, why: &str, wait: Duration) {
        self.sender.telling.pause(why, wait).await;
        tokio::time::sleep(wait).await;
        self.sender.telling.tell(RunProgress::Resumed).await;
    }

    /// Writes the intent of a step. `false`: not written, so nothing may be sent.
    fn intend(&mut self, step: &Step) -> bool {
        let now = (self.clock)();
        self.record(step, None, now)
    }

    /// Takes in how a step ended: on disk, in the report, on the screen, and for the run.
    async fn done(&mut self, done: Done) {
        let now = (self.clock)();
        for item in done.step.items() {
            let item = &mut self.report.items[*item];
            (item.outcome, item.at) = (done.outcome.clone(), now);
            item.request_id.clone_from(&done.request_id);
        }
        let cause = done.detail();
        let answer = Answer {
            state: done.outcome.kind().into(),
            http_status: done.status,
            request_id: done.request_id.as_deref(),
            attempts: done.attempts,
            duration: done.took,
            detail: cause.as_deref(),
        };
        self.record(&done.step, Some(&answer), now);
        self.judge(&done);
        let state = ItemState::Done(done.outcome.clone());
        self.sender.telling.tell_each(&done.step, &state).await;
    }

    /// Whether the run should go on after this.
    fn judge(&mut self, done: &Done) {
        let kind = done.outcome.kind();
        let failing = matches!(kind, OutcomeKind::Failed | OutcomeKind::Unknown);
        self.breaker.note(failing, done.is_probe);
        match (kind, &done.error) {
            (kind, _) if kind.is_done() => {
                (self.succeeded, self.permitted) = (true, true);
                self.refused = 0;
            }
            // Says nothing about what the credentials may do.
            (OutcomeKind::Gone, _) => self.succeeded = true,
            (_, Some(error))
                if error.refuses_credentials()
                    || leads_away(error, self.sender.client.account().origin()) =>
            {
                self.stop(Stopped::Refused(Arc::clone(error)));
            }
            (OutcomeKind::Refused, Some(error)) => {
                self.refused += 1;
                let most = if self.permitted {
                    REFUSED_IN_A_ROW
                } else {
                    REFUSED_FROM_THE_START
                };
                if self.refused >= most {
                    self.stop(Stopped::Refused(Arc::clone(error)));
                }
            }
            (_, Some(error)) if self.breaker.gives_up() => {
                self.stop(Stopped::Failing(Arc::clone(error)));
            }
            _ => {}
        }
    }

    async fn finish(mut self) -> Arc<Report> {
        let now = (self.clock)();
        self.report.ended_at = now;
        self.conclude(now);
        let report = Arc::new(self.report);
        self.sender
            .telling
            .tell(RunProgress::Finished(Arc::clone(&report)))
            .await;
        report
    }
}
