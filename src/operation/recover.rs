//! After a crash: runs and changes that the journal leaves open are looked up and closed.
//!
//! This sends only reading requests (`recovery_reader`, and `changes` for what is no run) and
//! resumes nothing. An item of which nothing can be read stays unknown, and its run stays open
//! until it can be read; so does such a change.
//!
//! - here one recovery from its beginning to its end
//! - `left_open` what the journal leaves open
//! - `recovery_reader` what Zendesk shows of the open items, read once for each list, person and
//!   token
//! - `findings` what was found out about all of it, and how a person is told
//! - `closing` the records of what was found
//! - `changes` changes that belong to no run: a sign-out, the end of an own token, the Chat account
//! - `offboarding` what is left to do of several operations for each person
//! - `unsent` what is left to do of any other run
//! - `rests` the files of that, as long as nobody carried them out
//! - `unproved` runs that were answered, and that nobody looked at afterwards
//! - `turn` one process at a time

mod changes;
mod closing;
mod findings;
mod left_open;
mod offboarding;
mod recovery_reader;
mod rests;
mod turn;
mod unproved;
mod unsent;

use std::io;
use std::path::Path;

use self::changes::{ChangeReader, RecoveredChange};
use self::closing::close_all;
use self::findings::{Finding, Recovered};
use self::left_open::{Opened, open, records};
use self::recovery_reader::RecoveryReader;
use self::turn::RecoveryTurn;
use self::unproved::RunLookedAt;
use crate::journal::{JournalError, JournalOpener, OpenItem, Unread, Who};
use crate::model::{Clock, ClockOffset, Fault, on_a_thread};
use crate::operation::Guardrails;
use crate::zendesk::Client;

pub(crate) use self::findings::Recovery;
pub(crate) use self::left_open::{left_open, open_elsewhere};
pub(crate) use self::rests::{forget_done, open_rests, rest_on_disk};

/// Why a recovery failed.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// The journal cannot be opened or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal cannot be read to its end, so it is not known what is open.
    #[error(transparent)]
    Unread(#[from] Unread),
    /// Another process looks it up, and takes long; or the lock by which that is known cannot be used.
    #[error("another zentop may be looking up what is open ({0}); nothing was closed; try again")]
    Turn(#[from] io::Error),
    /// The program failed on the way.
    #[error(transparent)]
    Fault(Fault),
}

/// Looks up what is open in the journal at `path` for the account of `client`, closes what can be
/// closed, and returns all of it. What another process began that may still be alive is left alone.
/// A process calls this before it begins a run of its own. `chat` is a client with Chat's own
/// token, if there is one.
///
/// # Errors
/// If the journal cannot be read to its end or written; what was closed until then stays so.
pub(crate) async fn recover(
    client: &Client,
    chat: Option<&Client>,
    path: &Path,
    (who, guardrails): (Who, &Guardrails),
    (open_journal, clock): (&JournalOpener, &Clock),
) -> Result<Recovery, RecoverError> {
    let look = || {
        let (account, path, place) = (client.account().clone(), path.to_owned(), who.place.clone());
        let now = clock();
        blocking(move || open(&account, &path, (&place, now)))
    };
    let mut opened = look().await?;
    let mut _turn = None;
    if !opened.is_empty() {
        let path = path.to_owned();
        _turn = Some(blocking(move || RecoveryTurn::take(&path)).await?);
        // Another process may have closed it meanwhile.
        opened = look().await?;
    }
    let Opened {
        runs,
        changes,
        unproved,
        news,
    } = opened;
    let mut recovery_reader = RecoveryReader::new(client, clock);
    let offset = who.skew_ms.map(ClockOffset::of_millis);
    let mut recovery = Recovery {
        news,
        ..Recovery::default()
    };
    let open = runs.iter().flat_map(|run| &run.items);
    let items: Vec<&OpenItem> = open
        .chain(unproved.iter().flat_map(|run| &run.items))
        .collect();
    let mut found_of_all = recovery_reader.judge(&items).await.into_iter();
    for run in runs {
        let found = found_of_all.by_ref().take(run.items.len()).collect();
        let mut recovered = Recovered {
            run,
            found,
            rest: None,
        };
        let clocks = (clock, offset);
        let guarded = (client, guardrails);
        let rest = offboarding::rest(guarded, (path, clocks), &recovered, &mut recovery_reader);
        recovered.rest = rest.await;
        if recovered.rest.is_none() {
            let now = ClockOffset::said(offset, clock());
            recovered.rest = unsent::rest(guarded, (path, now), &recovered).await;
        }
        recovery.runs.push(recovered);
    }
    for run in unproved {
        let found = found_of_all.by_ref().take(run.items.len()).collect();
        recovery.looked_at.push(RunLookedAt { run, found });
    }
    let mut reader = ChangeReader {
        client,
        chat,
        credentials: &who.credentials,
        recovery_reader: &mut recovery_reader,
    };
    for change in changes {
        let found = reader.judge(&change).await;
        recovery.changes.push(RecoveredChange { change, found });
    }
    if recovery.is_empty() {
        return Ok(recovery);
    }
    let (path, clock) = (path.to_owned(), Clock::clone(clock));
    let open_journal = JournalOpener::clone(open_journal);
    blocking(move || {
        close_all(&recovery, &path, || open_journal(&path, who), &clock)?;
        Ok(recovery)
    })
    .await
}

/// Does something with the journal on a thread that may wait for the disk.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RecoverError> + Send + 'static,
) -> Result<T, RecoverError> {
    on_a_thread(work)
        .await
        .unwrap_or_else(|fault| Err(RecoverError::Fault(fault)))
}

#[cfg(test)]
mod tests;
