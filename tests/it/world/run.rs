//! A run on a stage: carried out, listened to, stopped, killed.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use zentop::journal::{Journal, RunId, RunMode};
use zentop::operation::{
    DiskWork, Guardrails, ItemState, LeftToDo, Plan, Reason, Report, RunProgress, Tools, execute,
};

use super::{Moment, World, who};

/// When somebody presses Esc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Esc {
    /// This many milliseconds after the run began.
    AfterMs(u64),
    /// As soon as this many items are done.
    Item(usize),
    /// This many milliseconds after the run reported a pause.
    PausedMs(u64),
}

/// The description of a run.
#[derive(Clone, Debug)]
pub(crate) struct RunSpec {
    pub(crate) grace: Duration,
    pub(crate) esc: Option<Esc>,
    /// The time after which the process dies.
    pub(crate) dies_after: Option<Duration>,
    /// The time in which nobody takes in the run's progress.
    pub(crate) input_closed: Duration,
    /// The steps that the run may be ahead of their receiver.
    pub(crate) ahead: usize,
}

impl Default for RunSpec {
    fn default() -> Self {
        Self {
            grace: Duration::ZERO,
            esc: None,
            dies_after: None,
            input_closed: Duration::ZERO,
            ahead: 256,
        }
    }
}

/// A run that is over, or died.
pub(crate) struct Run {
    pub(crate) id: RunId,
    pub(crate) plan: Plan,
    pub(crate) guardrails: Guardrails,
    pub(crate) began: Moment,
    pub(crate) ended: Moment,
    /// When Esc was pressed.
    pub(crate) stopped_at: Option<Moment>,
    /// The report; `None` if the run died.
    pub(crate) report: Option<Arc<Report>>,
    /// The progress that it reported.
    pub(crate) progress: Vec<RunProgress>,
}

impl World {
    /// Carries a plan out.
    pub(crate) async fn end(&self, plan: Plan, guardrails: Guardrails, orders: RunSpec) -> Run {
        let began = self.time.moment();
        let id = RunId::new(began.at, [7, 7, 7]);
        let count = plan.targets().len();
        let confirmed = plan.clone().confirm_count(count).unwrap();
        let (send, heard) = mpsc::channel(orders.ahead);
        let stop = CancellationToken::new();
        let disk = self.disk.clone();
        let tools = Tools {
            client: self.client.clone(),
            journal: Box::new(move || Journal::on(Box::new(disk), who(RunMode::Headless))),
            disk: DiskWork::AtOnce,
            guardrails: guardrails.clone(),
            owner: None,
            clock: self.time.clock(),
            jitter: fastrand::f64,
            grace: orders.grace,
            clock_offset: None,
            sign_in_patience: Duration::ZERO,
            left_to_do: LeftToDo::default(),
            stop: stop.clone().into(),
            progress: send,
        };
        let running = Box::pin(execute(confirmed, Reason::default(), id.clone(), tools));
        let running = async {
            match orders.dies_after {
                None => Some(running.await),
                Some(life) => timeout(life, running).await.ok(),
            }
        };
        let listening = self.listen(heard, stop, &orders);
        let (report, (progress, stopped_at)) = tokio::join!(running, listening);
        Run {
            id,
            plan,
            guardrails,
            began,
            ended: self.time.moment(),
            stopped_at,
            report,
            progress,
        }
    }

    /// Takes in the progress of a run, and presses Esc when it is time.
    async fn listen(
        &self,
        mut heard: mpsc::Receiver<RunProgress>,
        stop: CancellationToken,
        orders: &RunSpec,
    ) -> (Vec<RunProgress>, Option<Moment>) {
        let after = |ms| Instant::now() + Duration::from_millis(ms);
        let (esc, input_closed) = (orders.esc, Instant::now() + orders.input_closed);
        let mut due = match esc {
            Some(Esc::AfterMs(ms)) => Some(after(ms)),
            _ => None,
        };
        let (mut progress, mut stopped_at, mut done) = (Vec::new(), None, 0);
        loop {
            let alarm = sleep_until(due.unwrap_or_else(Instant::now));
            tokio::select! {
                biased;
                () = alarm, if due.is_some() => {
                    due = None;
                    stopped_at = Some(self.time.moment());
                    stop.cancel();
                }
                step = async { sleep_until(input_closed).await; heard.recv().await } => {
                    let Some(step) = step else { return (progress, stopped_at) };
                    done += usize::from(matches!(&step, RunProgress::Item { state: ItemState::Done(_), .. }));
                    due = match (esc, &step) {
                        _ if stopped_at.is_some() || due.is_some() => due,
                        (Some(Esc::Item(item)), _) if done >= item => Some(Instant::now()),
                        (Some(Esc::PausedMs(ms)), RunProgress::Paused { .. }) => Some(after(ms)),
                        _ => None,
                    };
                    progress.push(step);
                }
            }
        }
    }
}
