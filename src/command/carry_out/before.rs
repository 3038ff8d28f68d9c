//! What comes before a run: what a crash left open is closed, and who may not write is told so.

use std::io;

use crate::command::chat;
use crate::command::cli::OutputOptions;
use crate::command::connect::Connection;
use crate::command::exit::Failure;
use crate::command::report::talk;
use crate::command::report_files::ReportFiles;
use crate::journal;
use crate::model::{Clock, Fault};
use crate::operation::{Guardrails, RunContext};
use crate::settings::Settings;
use crate::zendesk::ApiErrorKind;
use crate::zendesk::oauth::GrantedScopes;

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

/// Returns `tried` as it is, unless a guardrail refuses it and the credentials may change nothing at all: that
/// comes first.
pub(in crate::command) async fn first_may_write<T>(
    tried: Result<T, Failure>,
    connection: &Connection,
) -> Result<T, Failure> {
    if tried.as_ref().is_err_and(Failure::is_of_a_guardrail) {
        may_write(connection).await?;
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
    let chat = chat::beside(connection);
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

/// Refuses to change anything with a sign-in that may only read, or with a session cookie that came
/// without its token: every request would be refused.
///
/// # Errors
/// If it is so.
pub(in crate::command) async fn may_write(connection: &Connection) -> Result<(), Failure> {
    let standing = connection.client.standing();
    let may_write = match standing.and_then(|known| known.may_write) {
        None => scope_may_write(connection).await,
        known => known,
    };
    if may_write == Some(false) {
        let from = connection.given_by().map_or_else(String::new, |from| {
            format!(
                "\n  the token comes from {from}, which goes before a sign-in: give it one that may write \
                 there, or take it away first"
            )
        });
        return Err(Failure::credentials(format!(
            "this sign-in may only read, so nothing was sent{from}\n  sign in with `zentop auth login \
             --scope \"read write\"`"
        )));
    }
    if connection.client.lacks_change_token() {
        return Err(Failure::credentials(format!(
            "{}\n  {}",
            ApiErrorKind::NoChangeToken,
            ApiErrorKind::NoChangeToken.advice()
        )));
    }
    Ok(())
}

/// Whether the scope of a token of which nothing was said when it was given includes write; `None` where
/// Zendesk does not say so either.
async fn scope_may_write(connection: &Connection) -> Option<bool> {
    GrantedScopes::of(connection.own_token().await?)?.may_write()
}

/// Whether a run could be recorded and reported, which a dry run tells as well: without its record a run
/// sends nothing.
///
/// # Errors
/// If it could not.
pub(in crate::command) async fn may_report(
    connection: &Connection,
    output: &OutputOptions,
) -> Result<(), Failure> {
    may_record(&connection.settings).await?;
    // Only who creates a file knows that it can be; one that is not written is taken away again.
    ReportFiles::create(&output.report).map(drop)
}

/// Whether a change could be recorded. Nothing is created.
///
/// # Errors
/// If it could not.
pub(in crate::command) async fn may_record(settings: &Settings) -> Result<(), Failure> {
    let path = settings.journal_path.clone();
    let tried = tokio::task::spawn_blocking(move || journal::may_open(&path)).await;
    let tried = tried.map_err(|error| Failure::system(io::Error::other(Fault::from(error))))?;
    tried.map_err(|why| {
        Failure::guardrail(format!(
            "nothing would be sent, because it could not be recorded: {why}"
        ))
    })
}
