//! While a run is under way: signals stop it, and its pauses are told.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::host::{Insistence, signals};
use crate::model::{Fault, Timestamp, caught};
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
    let turning = stop.clone();
    task.spawn(or_stop(stopper, async move {
        let mut insistence = Insistence::default();
        while let Some(signal) = asked_to_end.recv().await {
            turning.stop();
            signal.ends_the_program();
            if insistence.hears(signal, Instant::now()) {
                turning.abandon();
            }
        }
    }));
    Ok((stop, task))
}

/// Turns the switch where the task that listens for somebody to turn it fails: a run that nobody can
/// stop any more does not go on.
async fn or_stop(stop: StopSwitch, listening: impl Future<Output = ()>) {
    if let Err(fault) = caught(listening).await {
        stop.stop();
        talk(&format!(
            "the run is stopped, because signals could not stop it any more: {fault}; {}",
            Fault::ADVICE
        ));
    }
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
    if let Err(error) = follow.await {
        talk(&pauses_untold(&error.into()));
    }
    report
}

/// Says that a fault kept pauses from being told.
fn pauses_untold(fault: &Fault) -> String {
    format!(
        "not every pause of the run was told: {fault}; {}",
        Fault::ADVICE
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_run_that_signals_cannot_stop_any_more_is_stopped() {
        let stop = StopSwitch::default();
        or_stop(stop.clone(), async {}).await;
        assert!(!stop.stopping().is_cancelled(), "it came to its end");
        or_stop(stop.clone(), async { panic!("provoked") }).await;
        assert!(stop.stopping().is_cancelled());
    }

    #[tokio::test]
    async fn pauses_that_were_not_told_for_a_fault_are_said_to_be_missing() {
        let follow = tokio::spawn(async { panic!("provoked") });
        let words = pauses_untold(&follow.await.unwrap_err().into());
        assert!(
            words.contains("provoked") && words.ends_with(Fault::ADVICE),
            "{words}"
        );
    }
}
