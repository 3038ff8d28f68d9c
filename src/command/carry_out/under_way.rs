//! While a run is under way: signals stop it, and its pauses are told.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::host::{Insistence, signals};
use crate::model::Timestamp;
use crate::operation::{
    Confirmed, Guardrails, Reason, Report, RunContext, RunProgress, Runner, StopSwitch,
};

/// A switch that signals turn as long as the task is held, and by which the program ends when it has
/// told what became of the run. A second one waits for no answers.
pub(super) fn stopped_by_signals() -> Result<(StopSwitch, JoinSet<()>), Failure> {
    let stop = StopSwitch::default();
    let mut asked_to_end = signals().map_err(Failure::system)?;
    let stopper = stop.clone();
    let mut task = JoinSet::new();
    task.spawn(async move {
        let mut insistence = Insistence::default();
        while let Some(signal) = asked_to_end.recv().await {
            stopper.stop();
            signal.ends_the_program();
            if insistence.hears(signal, Instant::now()) {
                stopper.abandon();
            }
        }
    });
    Ok((stop, task))
}

/// Sends the requests of a run, and tells its pauses meanwhile.
pub(super) async fn run_telling_pauses(
    runner: &Runner,
    confirmed: Confirmed,
    (reason, guardrails): (Reason, Guardrails),
    known: &RunContext,
    stop: &StopSwitch,
) -> Arc<Report> {
    let (send, progress) = Runner::channel();
    let follow = tokio::spawn(tell_pauses(progress));
    let report = runner
        .run(confirmed, reason, guardrails, known, stop.clone(), send)
        .await;
    // The channel is closed by now, so this only drains it.
    let _ = follow.await;
    report
}

/// Prints why a run waits, until it is over. Requests that wait side by side have the same reason,
/// which is printed once.
async fn tell_pauses(mut progress: mpsc::Receiver<RunProgress>) {
    let mut last = String::new();
    while let Some(step) = progress.recv().await {
        if let RunProgress::Paused { why, until } = step {
            let until = Timestamp::from_seconds(until.seconds());
            let message = format!("paused until {until}: {why}");
            if message != last {
                talk(&message);
            }
            last = message;
        }
    }
}
