//! Whether these credentials may change anything, and whether that could be recorded and reported.

use std::io;

use super::cli::OutputOptions;
use super::connect::Connection;
use super::exit::Failure;
use super::report_files::ReportFiles;
use crate::journal;
use crate::model::on_a_thread;
use crate::settings::Settings;
use crate::zendesk::ApiErrorKind;
use crate::zendesk::oauth::GrantedScopes;

/// Returns `tried` as it is, unless a guardrail refuses it and the credentials may change nothing at all: that
/// comes first.
pub(super) async fn first_may_write<T>(
    tried: Result<T, Failure>,
    connection: &Connection,
) -> Result<T, Failure> {
    if tried.as_ref().is_err_and(Failure::is_of_a_guardrail) {
        may_write(connection).await?;
    }
    tried
}

/// Refuses to change anything with a sign-in that may only read, or with a session cookie that came
/// without its token: every request would be refused.
///
/// # Errors
/// If it is so.
pub(super) async fn may_write(connection: &Connection) -> Result<(), Failure> {
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
pub(super) async fn may_report(
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
pub(super) async fn may_record(settings: &Settings) -> Result<(), Failure> {
    let path = settings.journal_path.clone();
    let tried = on_a_thread(move || journal::may_open(&path)).await;
    let tried = tried.map_err(|fault| Failure::system(io::Error::other(fault)))?;
    tried.map_err(|why| {
        Failure::guardrail(format!(
            "nothing would be sent, because it could not be recorded: {why}"
        ))
    })
}
