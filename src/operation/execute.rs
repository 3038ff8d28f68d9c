//! Carrying out what was confirmed: the only caller of the requests that end sessions,
//! suspend people and revoke tokens.
//!
//! For each step: the guardrails once more, a place in the request budget, the intent on
//! disk, the request, the outcome on disk. No intent written, no request sent. A failure
//! is an outcome and the run goes on, unless everything would fail the same way.
//!
//! - here what a run works with, and the run from beginning to end
//! - `run` the loop over the steps; `record` what it writes into the journal
//! - `send` one step's request and its repeats; `sign_in` waiting for other credentials
//! - `health`, `breaker` whether to go on, and when to leave a failing server alone
//! - `progress` what a run tells while it goes on

mod breaker;
mod health;
mod progress;
mod record;
mod run;
mod send;
mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use self::run::Run;
use super::{Confirmed, Guardrails, Reason, Report};
use crate::journal::{Journal, JournalError, RunId};
use crate::model::Clock;
use crate::zendesk::Client;

pub use progress::{ItemState, RunProgress};

/// Opens the journal for one run.
pub type OpenJournal = Box<dyn FnOnce() -> Result<Journal, JournalError> + Send>;

/// What a run works with; everything is handed in.
pub struct Tools {
    /// The API.
    pub client: Client,
    /// Opens the record. Called once, when the run begins.
    pub journal: OpenJournal,
    /// The limits, asked again before each request.
    pub guardrails: Guardrails,
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
    confirmed: Confirmed,
    reason: Reason,
    run: RunId,
    tools: Tools,
) -> Arc<Report> {
    let plan = confirmed.plan();
    let grace = tools.grace;
    let mut run = Run::new(plan, reason, run, tools);
    run.begin(plan);
    if plan.count() > 1 && !run.is_stopped() {
        run.hesitate(grace).await;
    }
    run.steps(plan.steps()).await;
    run.finish().await
}
