//! The record of a change that belongs to no run: written before its request, and after its answer.

use std::path::Path;

use tokio::time::Instant;

use crate::journal::{Answer, Change, Entry, Journal, JournalError, State, Who};
use crate::model::{Clock, SafeText};
use crate::zendesk::{Answered, ApiError, Client, Permit, RequestAttempts};

/// A change that was announced and whose outcome is still to be written.
pub(crate) struct Note<'a> {
    journal: Journal,
    change: Change<'a>,
    clock: &'a Clock,
    began: Instant,
    attempts: u32,
}

/// Why a change cannot be recorded.
#[derive(Debug, thiserror::Error)]
pub enum NotRecorded {
    /// The intent cannot be written, so nothing may be sent.
    #[error("nothing was sent, because it could not be recorded: {0}")]
    Intent(#[source] JournalError),
    /// The outcome cannot be written.
    #[error("it was sent, and how it ended is not in the journal: {0}")]
    Outcome(#[source] JournalError),
}

impl<'a> Note<'a> {
    /// Writes the intent. If that fails, nothing may be sent.
    pub(crate) fn begin(
        path: &Path,
        who: Who,
        change: Change<'a>,
        clock: &'a Clock,
    ) -> Result<Self, NotRecorded> {
        let written = || -> Result<Journal, JournalError> {
            let mut journal = Journal::open(path, who)?;
            journal.append(&Entry::Changing(&change), clock())?;
            Ok(journal)
        };
        Ok(Self {
            journal: written().map_err(NotRecorded::Intent)?,
            change,
            clock,
            began: Instant::now(),
            attempts: 0,
        })
    }

    /// Sends the change, and sends it again where Zendesk did not take it up, for as long as the
    /// patience of the client lasts. What may have taken effect is never repeated.
    pub(crate) async fn send<P, A>(
        &mut self,
        client: &Client,
        place: impl Fn() -> P,
        ask: impl Fn(Permit) -> A,
    ) -> Result<Answered<()>, ApiError>
    where
        P: Future<Output = Result<Permit, ApiError>>,
        A: Future<Output = Result<Answered<()>, ApiError>>,
    {
        let mut attempts = RequestAttempts::default();
        loop {
            let permit = place().await?;
            self.attempts += 1;
            let failure = match ask(permit).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            if !client.may_change_again(&failure, &mut attempts).await {
                return Err(failure);
            }
        }
    }

    /// Writes how the request ended, by its answer and by what was observed afterwards.
    pub(crate) fn end(
        &mut self,
        sent: &Result<Answered<()>, ApiError>,
        state: State,
        observed: &str,
    ) -> Result<(), NotRecorded> {
        let (http_status, request_id, detail) = match sent {
            Ok(answer) => (
                Some(answer.status),
                answer.request_id.clone(),
                observed.to_owned(),
            ),
            Err(error) => (
                error.status(),
                error.request_id.clone(),
                format!("{}; {observed}", self.words(error)),
            ),
        };
        let answer = Answer {
            state,
            http_status,
            request_id: request_id.as_ref().map(SafeText::as_str),
            attempts: self.attempts,
            duration: self.began.elapsed(),
            detail: Some(&detail),
        };
        let entry = Entry::Changed(&self.change, &answer);
        let written = self.journal.append(&entry, (self.clock)());
        written.map(|_| ()).map_err(NotRecorded::Outcome)
    }

    /// Why it failed, for the record. A refusal by Chat may quote what was asked for, which is
    /// somebody's name or address, so only its status is recorded.
    fn words(&self, error: &ApiError) -> String {
        match (self.change, error.status()) {
            (Change::Chat { .. }, Some(status)) => format!("Chat answered {status}"),
            _ => error.to_string(),
        }
    }
}
