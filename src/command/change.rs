//! The record of a change that is no run: written before the request, and after its answer.

use std::path::Path;
use std::time::Instant;

use super::exit::Failure;
use crate::model::{Clock, SafeText};
use crate::terminate::journal::{Answer, Change, Entry, Journal, JournalError, State, Who};
use crate::zendesk::{Answered, ApiError};

/// A change that was announced and whose outcome is still to be written.
pub(super) struct Note<'a> {
    journal: Journal,
    change: Change<'a>,
    clock: &'a Clock,
    began: Instant,
}

impl<'a> Note<'a> {
    /// Writes the intent. Where that fails nothing may be sent.
    pub(super) fn begin(
        path: &Path,
        who: Who,
        change: Change<'a>,
        clock: &'a Clock,
    ) -> Result<Self, Failure> {
        let written = || -> Result<Journal, JournalError> {
            let mut journal = Journal::open(path, who)?;
            journal.append(&Entry::Changing(&change), clock())?;
            Ok(journal)
        };
        let journal = written().map_err(|error| {
            let says = format!("nothing was sent, because it could not be recorded: {error}");
            Failure::guardrail(says)
        })?;
        Ok(Self {
            journal,
            change,
            clock,
            began: Instant::now(),
        })
    }

    /// Writes how the request ended, by its answer and by what was seen afterwards.
    pub(super) fn end(
        &mut self,
        sent: &Result<Answered<()>, ApiError>,
        state: State,
        seen: &str,
    ) -> Result<(), Failure> {
        let (http_status, request_id, detail) = match sent {
            Ok(answer) => (
                Some(answer.status),
                answer.request_id.clone(),
                seen.to_owned(),
            ),
            Err(error) => (
                error.status(),
                error.request_id().cloned(),
                format!("{error}; {seen}"),
            ),
        };
        let answer = Answer {
            state,
            http_status,
            request_id: request_id.as_ref().map(SafeText::as_str),
            attempts: 1,
            duration: self.began.elapsed(),
            detail: Some(&detail),
        };
        let entry = Entry::Changed(&self.change, &answer);
        let written = self.journal.append(&entry, (self.clock)());
        written.map(|_| ()).map_err(|error| {
            Failure::system(std::io::Error::other(format!(
                "it was sent, and how it ended is not in the journal: {error}"
            )))
        })
    }
}
