//! Carrying out what was confirmed: the only caller of the deleting requests.
//!
//! For each step: the guardrails once more, a place in the request budget, the intent on
//! disk, the request, the outcome on disk. No intent written, no request sent. A failure
//! is an outcome and the run goes on, unless everything would fail the same way.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::journal::{self, Answer, Entry, Journal, JournalError, Receipt, RunId};
use super::plan::{Confirmed, Plan, Reason, Step};
use super::report::{Report, ReportItem, Stopped};
use super::{Guardrails, Outcome, OutcomeKind};
use crate::model::{Clock, SessionId, Timestamp};
use crate::zendesk::{ApiError, Client, Permit, Purpose, RetryPolicy, next_delay};

/// Requests under way at once. Enough to fill the budget over a slow line, few enough that
/// Esc leaves next to nothing in flight.
const IN_FLIGHT: usize = 4;

/// Refusals in a row from the first item on after which a run gives up: the token may not
/// end sessions at all, and hundreds of 403s would look like an attack.
const REFUSED_FROM_THE_START: usize = 3;

/// Failures in a row that open the breaker.
const BREAKER_AFTER: usize = 5;

/// How long an open breaker waits before it lets one request probe.
const BREAKER_REST: Duration = Duration::from_secs(30);

/// Probes that may fail before the run gives up.
const BREAKER_PROBES: u32 = 4;

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
    /// Stops new requests at once; those under way finish.
    pub stop: CancellationToken,
    /// Where progress is told. A full channel holds the run back; a closed one does not.
    pub progress: mpsc::Sender<RunProgress>,
}

/// Ends what was confirmed. Always returns a report with one outcome for each item.
pub async fn execute(
    confirmed: Confirmed,
    reason: Reason,
    run: RunId,
    tools: Tools,
) -> Arc<Report> {
    let plan = confirmed.plan();
    let began_at = (tools.clock)();
    let items = plan.targets().iter().map(|target| ReportItem {
        target: target.clone(),
        outcome: Outcome::NotAttempted,
        at: began_at,
    });
    let Tools {
        client,
        journal,
        rails,
        clock,
        jitter,
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
            account: plan.account.clone(),
            route: plan.route,
            reason,
            began_at,
            ended_at: began_at,
            items: items.collect(),
            stopped,
            journal_head: None,
        },
        client,
        journal,
        rails,
        clock,
        jitter,
        cancel: stop,
        progress,
        breaker: Breaker::default(),
        succeeded: false,
        refused: 0,
    };
    run.begin(plan);
    run.steps(plan.steps()).await;
    run.finish().await
}

struct Run {
    report: Report,
    client: Client,
    journal: Option<Journal>,
    rails: Guardrails,
    clock: Clock,
    jitter: fn() -> f64,
    cancel: CancellationToken,
    progress: mpsc::Sender<RunProgress>,
    breaker: Breaker,
    succeeded: bool,
    refused: usize,
}

/// Opens after failures in a row and lets one request through at a time until one succeeds.
#[derive(Default)]
struct Breaker {
    failures: usize,
    probes: u32,
}

impl Breaker {
    fn is_open(&self) -> bool {
        self.failures >= BREAKER_AFTER
    }

    fn note(&mut self, failing: bool) {
        if !failing {
            *self = Self::default();
        } else if self.is_open() {
            self.probes += 1;
        } else {
            self.failures += 1;
        }
    }
}

/// A step whose request was sent, and how it ended.
struct Done {
    step: Step,
    outcome: Outcome,
    status: Option<u16>,
    request_id: Option<String>,
    attempts: u32,
    took: Duration,
}

impl Run {
    fn stop(&mut self, why: Stopped) {
        self.report.stopped.get_or_insert(why);
    }

    fn is_stopped(&self) -> bool {
        self.report.stopped.is_some()
    }

    /// One record, durable on return. Without a journal there is no run.
    fn write(&mut self, entry: &Entry<'_>, now: Timestamp) -> Option<Receipt> {
        match self.journal.as_mut()?.append(entry, now) {
            Ok(receipt) => Some(receipt),
            Err(error) => {
                self.stop(Stopped::NoRecord(error.to_string()));
                None
            }
        }
    }

    fn begin(&mut self, plan: &Plan) {
        let (id, reason) = (self.report.run.clone(), self.report.reason.clone());
        let entry = Entry::Confirmed {
            run: &id,
            route: plan.route.into(),
            of: count(plan.targets().len()),
            people: count(plan.people()),
            reason: reason.text.as_deref(),
            ticket: reason.ticket.as_deref(),
            plan_hash: &plan.fingerprint(),
        };
        self.write(&entry, self.report.began_at);
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
                        if let Some(step) = steps.next() && self.intend(&step).await {
                            in_flight.push(send(
                                self.client.clone(),
                                permit,
                                step,
                                self.jitter,
                                self.cancel.clone(),
                            ));
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
        let kept = |item: &usize| rails.keeps(&self.report.items[*item].target).is_some();
        rails.read_only || step.items().iter().any(kept)
    }

    /// A place in the budget, after the breaker's rest if it is open.
    async fn permit(&self) -> Permit {
        if self.breaker.is_open() {
            self.pause("Zendesk keeps failing", BREAKER_REST).await;
            tokio::time::sleep(BREAKER_REST).await;
            self.tell(RunProgress::Resumed).await;
        }
        let reading = self.client.budget().reading();
        if let Some(wait) = reading.paused_until {
            self.pause("the account's requests are used up", wait).await;
            let permit = self.client.budget().acquire(Purpose::Ending).await;
            self.tell(RunProgress::Resumed).await;
            return permit;
        }
        self.client.budget().acquire(Purpose::Ending).await
    }

    async fn pause(&self, why: &str, wait: Duration) {
        let until = (self.clock)().after(wait);
        self.tell(RunProgress::Paused {
            why: why.to_owned(),
            until,
        })
        .await;
    }

    async fn tell(&self, progress: RunProgress) {
        // Nobody listening is no reason to leave a run half recorded.
        let _ = self.progress.send(progress).await;
    }

    /// Writes the intent of a step. `false`: not written, so nothing may be sent.
    async fn intend(&mut self, step: &Step) -> bool {
        let now = (self.clock)();
        if !self.record(step, None, now) {
            return false;
        }
        for item in step.items() {
            self.tell(RunProgress::Item {
                item: *item,
                state: ItemState::Sent,
            })
            .await;
        }
        true
    }

    /// The intent of a step, or its outcome where there is an answer, on disk. `false`: it
    /// could not be written, and the run stops.
    fn record(&mut self, step: &Step, answer: Option<&Answer<'_>>, now: Timestamp) -> bool {
        let run = self.report.run.clone();
        let first = step.items().first().copied().unwrap_or_default();
        let target = &self.report.items[first].target;
        let sessions: Vec<SessionId> = step
            .items()
            .iter()
            .map(|item| self.report.items[*item].target.key.session)
            .collect();
        let step = journal::Step {
            run: &run,
            item: count(first + 1),
            of: count(self.report.items.len()),
            role: target.role.filter(|_| !matches!(step, Step::Users { .. })),
            target: match step {
                Step::Session { key, .. } => journal::Target::Session {
                    key: *key,
                    authenticated_at: target.authenticated_at,
                    last_seen_at: target.last_seen_at,
                },
                Step::User { user, .. } => journal::Target::User {
                    user: *user,
                    sessions: &sessions,
                },
                Step::Users { users, .. } => journal::Target::Many {
                    users,
                    sessions: &sessions,
                },
            },
        };
        let entry = match answer {
            None => Entry::Intent(&step),
            Some(answer) => Entry::Outcome(&step, answer),
        };
        self.write(&entry, now).is_some()
    }

    /// Takes in how a step ended: on disk, in the report, on the screen, and for the run.
    async fn done(&mut self, done: Done) {
        let now = (self.clock)();
        for item in done.step.items() {
            let item = &mut self.report.items[*item];
            (item.outcome, item.at) = (done.outcome.clone(), now);
        }
        let cause = done.outcome.cause().map(ToString::to_string);
        let answer = Answer {
            state: done.outcome.kind().into(),
            http_status: done.status,
            request_id: done.request_id.as_deref(),
            attempts: done.attempts,
            duration: done.took,
            detail: cause.as_deref(),
        };
        self.record(&done.step, Some(&answer), now);
        self.judge(&done.outcome);
        for item in done.step.items() {
            let state = ItemState::Done(done.outcome.clone());
            self.tell(RunProgress::Item { item: *item, state }).await;
        }
    }

    /// Whether the run should go on after this outcome.
    fn judge(&mut self, outcome: &Outcome) {
        let kind = outcome.kind();
        let failing = matches!(kind, OutcomeKind::Failed | OutcomeKind::Unknown);
        self.breaker.note(failing);
        match outcome {
            Outcome::Refused(error) => {
                self.refused += usize::from(!self.succeeded);
                if error.refuses_credentials() || self.refused >= REFUSED_FROM_THE_START {
                    self.stop(Stopped::Refused(Arc::clone(error)));
                }
            }
            Outcome::Failed(error) if leads_away(error, self.client.account().origin()) => {
                self.stop(Stopped::Refused(Arc::clone(error)));
            }
            Outcome::Failed(error) | Outcome::Unknown(error) => {
                if self.breaker.probes >= BREAKER_PROBES {
                    self.stop(Stopped::Failing(Arc::clone(error)));
                }
            }
            Outcome::Ended | Outcome::Accepted | Outcome::Gone => self.succeeded = true,
            Outcome::NotAttempted => {}
        }
    }

    async fn finish(mut self) -> Arc<Report> {
        let now = (self.clock)();
        self.report.ended_at = now;
        let run = self.report.run.clone();
        let counts = self.report.counts();
        if matches!(self.report.stopped, Some(Stopped::ByHand)) {
            let left = counts
                .iter()
                .find(|(kind, _)| *kind == OutcomeKind::NotAttempted);
            let left = left.map_or(0, |(_, count)| *count as u64);
            self.write(&Entry::Cancelled { run: &run, left }, now);
        }
        let counts: Vec<(journal::State, u64)> = counts
            .into_iter()
            .map(|(kind, count)| (kind.into(), count as u64))
            .collect();
        let receipt = self.write(
            &Entry::Finished {
                run: &run,
                counts: &counts,
            },
            now,
        );
        self.report.journal_head = receipt.map(|receipt| receipt.hash);
        let report = Arc::new(self.report);
        let _ = self
            .progress
            .send(RunProgress::Finished(Arc::clone(&report)))
            .await;
        report
    }
}

/// Items fit 32 bits: a plan is bounded by `guard.max_per_run`.
fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

/// Whether a redirect points at another origin: then everything else would be sent astray too.
fn leads_away(error: &ApiError, origin: &str) -> bool {
    let ApiError::Redirected { to, .. } = error else {
        return false;
    };
    let to = to.original();
    let same = to
        .strip_prefix(origin)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    !same && (!to.starts_with('/') || to.starts_with("//"))
}

/// Sends one step's request, again where that is safe: the exact route may be repeated after
/// a clear failure, the other two are sent once, since a repeat could end a newer sign-in.
async fn send(
    client: Client,
    mut permit: Permit,
    step: Step,
    jitter: fn() -> f64,
    cancel: CancellationToken,
) -> Done {
    let policy = RetryPolicy::default();
    let began = tokio::time::Instant::now();
    let mut attempts = 0;
    loop {
        attempts += 1;
        let answer = match &step {
            Step::Session { key, .. } => client.end_session(permit, *key).await,
            Step::User { user, .. } => client.end_sessions_of(permit, *user).await,
            Step::Users { users, .. } => client.logout_many(permit, users).await,
        };
        let took = began.elapsed();
        let done = |outcome, status, request_id| Done {
            step: step.clone(),
            outcome,
            status,
            request_id,
            attempts,
            took,
        };
        let error = match answer {
            Ok(answer) => {
                let id = answer.request_id.map(|id| id.as_str().to_owned());
                let outcome = match step {
                    Step::Session { .. } | Step::User { .. } => Outcome::Ended,
                    Step::Users { .. } => Outcome::Accepted,
                };
                return done(outcome, Some(answer.status), id);
            }
            Err(error) => error,
        };
        let again = may_repeat(&step, &error)
            .then(|| next_delay(attempts, &error, took, &policy, jitter()))
            .flatten();
        if let Some(delay) = again {
            // The account may be locked for longer than the delay; a stop ends either wait.
            let turn = async {
                tokio::time::sleep(delay).await;
                client.budget().acquire(Purpose::Ending).await
            };
            if let Some(next) = cancel.run_until_cancelled(turn).await {
                permit = next;
                continue;
            }
        }
        let (status, id) = (
            error.status(),
            error.request_id().map(|id| id.as_str().to_owned()),
        );
        return done(Outcome::of_failure(Arc::new(error)), status, id);
    }
}

/// A request that Zendesk turned away unread, or that never left, may always be repeated;
/// one that failed on the server's side only where repeating has the same effect.
fn may_repeat(step: &Step, error: &ApiError) -> bool {
    match error {
        ApiError::RateLimited { .. } | ApiError::Unreachable { .. } => true,
        ApiError::Failing { .. } => matches!(step, Step::Session { .. }),
        _ => false,
    }
}
