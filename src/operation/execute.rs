//! Carrying out what was confirmed: the only caller of the requests that end sessions,
//! suspend people and revoke tokens.
//!
//! For each step: the guardrails once more, a place in the request budget, the intent on
//! disk, the request, the outcome on disk. If the intent is not written, no request is sent. A
//! failure
//! is an outcome and the run goes on, unless everything would fail the same way.
//!
//! - here what a run needs, and the run from beginning to end
//! - `run` the loop over the steps; `settling` how each ended; `record` what is written into the
//!   journal, `disk` on which thread that is waited for
//! - `send` one step's request and its repeats; `sign_in` the wait for other credentials
//! - `health`, `breaker` whether to go on, and when to leave a failing server alone; `odd`, `look_up`
//!   answers that do not fit, and what Zendesk shows after them
//! - `heartbeat` whether the program stood still since it was confirmed
//! - `owner` the look at whose credentials these are, before the first request and whenever they may
//!   have changed hands
//! - `door` the look at the account's admins before one of them is suspended
//! - `since` whoever became protected or more powerful while the run went on, or waited
//! - `offboard` what is done to people who are offboarded, a few at a time
//! - `closing` the end of a run, and what a fault of the program itself means for it
//! - `progress` what a run reports while it goes on

mod breaker;
mod closing;
mod disk;
mod door;
mod health;
mod heartbeat;
mod look_up;
mod odd;
mod offboard;
mod owner;
mod progress;
mod record;
mod run;
mod send;
mod settling;
mod sign_in;
mod since;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::mpsc;

use self::run::Run;
use super::{Confirmed, Guardrails, LeftToDo, Reason, Report, StopSwitch};
use crate::journal::{Journal, JournalError, RunId};
use crate::model::{Clock, ClockOffset, Fault, UserId};
use crate::zendesk::Client;

pub use disk::DiskWork;
pub use progress::{ItemState, RunProgress};

/// The function that opens the journal for one run.
pub(crate) type OpenJournal = Box<dyn FnOnce() -> Result<Journal, JournalError> + Send>;

/// What a run needs; all of it is passed in.
pub struct Tools {
    /// The client of the API.
    pub client: Client,
    /// Opens the journal. It is called once, when the run begins.
    pub journal: OpenJournal,
    /// Where the run waits for the disk.
    pub disk: DiskWork,
    /// The guardrails, which are asked again before each request.
    pub guardrails: Guardrails,
    /// The person for whose credentials it was planned, where that is to be asked again.
    pub owner: Option<UserId>,
    /// The local time.
    pub clock: Clock,
    /// The server's clock minus that, where known.
    pub clock_offset: Option<ClockOffset>,
    /// The function that gives a number from 0 to 1 at each call, to spread retries.
    pub jitter: fn() -> f64,
    /// How long a run of more than one item waits before its first request, for second thoughts.
    pub grace: Duration,
    /// How long a run whose sign-in has ended waits for somebody to sign in again.
    pub sign_in_patience: Duration,
    /// What it leaves to do, which the end of the run writes down.
    pub left_to_do: LeftToDo,
    /// Stops the run.
    pub stop: StopSwitch,
    /// The channel that progress is sent to. A full channel holds the run back; a closed one does
    /// not.
    pub progress: mpsc::Sender<RunProgress>,
}

/// Carries out what was confirmed. It always returns a report with one outcome for each item, even
/// if the run itself panics.
pub async fn execute(
    confirmed: Confirmed,
    reason: Reason,
    run: RunId,
    tools: Tools,
) -> Arc<Report> {
    let plan = confirmed.plan();
    let grace = tools.grace;
    let steps = plan.steps();
    let (items, requests) = (plan.items().len(), steps.len());
    tracing::info!(run = run.as_str(), items, requests, "run begins");
    let mut run = Run::new(plan, reason, run, tools).await;
    let whole = AssertUnwindSafe(async {
        run.begin(plan).await;
        if items > 1 && !run.is_stopped() {
            run.hesitate(grace).await;
        }
        Box::pin(run.look_before_the_first(plan)).await;
        match plan.offboarding() {
            Some(offboarding) => run.offboard(steps, offboarding).await,
            None => run.steps(steps).await,
        }
        run.leave_open_steps();
    });
    if let Err(panic) = whole.catch_unwind().await {
        run.fail(&Fault::of(&*panic));
    }
    let report = run.finish().await;
    log_end(&report);
    report
}

fn log_end(report: &Report) {
    let counts = report.counts();
    let counts: Vec<String> = counts
        .iter()
        .map(|(_, word, count)| format!("{count} {word}"))
        .collect();
    let run = report.run.as_str();
    tracing::info!(run, "run ends: {}", counts.join(", "));
    if let Some(stopped) = &report.stopped {
        tracing::warn!(run, "run ends early: {}", stopped.for_log());
    }
}
