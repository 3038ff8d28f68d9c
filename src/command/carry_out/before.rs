//! What comes before a run: what a crash left open is closed, and what hinders a run is on record.

use crate::command::connect::{Connection, chat_beside};
use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::model::Clock;
use crate::operation::{Guardrails, RunContext};

/// Returns `tried` as it is. If it failed in a way that hinders a run, that is in the journal
/// first.
pub(in crate::command) async fn noted<T>(
    tried: Result<T, Failure>,
    connection: &Connection,
    clock: &Clock,
) -> Result<T, Failure> {
    if let Err(failure) = &tried
        && let Some(by) = failure.hindrance()
    {
        let what = failure.to_string();
        connection.runner(clock).hindered(by, what).await;
    }
    tried
}

/// Closes what a crash left open, and prints it. A journal that fails here will fail the run as
/// well, which then reports it and sends nothing.
pub(super) async fn recover(
    connection: &Connection,
    (known, guardrails): (&RunContext, &Guardrails),
    clock: &Clock,
) {
    let chat = chat_beside(connection);
    let runner = connection.runner(clock);
    match runner.recover((known, guardrails), chat.as_ref()).await {
        Ok(recovery) => {
            for line in recovery.lines() {
                talk(&line);
            }
        }
        Err(error) => talk(&format!("unfinished runs were not looked for: {error}")),
    }
}
