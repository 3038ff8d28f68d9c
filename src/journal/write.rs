//! The one writer of a journal.
//!
//! - here the open [`Journal`]: it is locked, appended to, and opened anew after an error
//! - `catching_up` what has happened to the file since it was last looked at; `lost` a file that
//!   went away or became shorter
//! - `others` what other processes are recorded to have ended
//! - `page` the text of records before it is written
//! - `telling` somebody is told what is found in the file

mod catching_up;
mod lost;
mod others;
mod page;
mod telling;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use self::lost::Lost;
use self::telling::Teller;
use super::chain::Receipt;
use super::disk::io_error;
use super::tail::Tail;
use super::who::RecordTime;
use super::{Damage, DiskFile, Doing, Entry, JournalError, Storage, Who};
use crate::model::{Clock, SessionKey, Timestamp};

/// How often the file may be replaced under one append before that is an error.
const REOPEN_LIMIT: u32 = 5;

/// Opens the journal at a path for whoever acts: [`Journal::open`], but where a disk is to be
/// slow or to fail.
pub type JournalOpener = Arc<dyn Fn(&Path, Who) -> Result<Journal, JournalError> + Send + Sync>;

/// An open journal.
///
/// Several processes may append to one file. After any error nothing more is written until
/// [`Journal::reopen`]: a failed sync may have dropped the line, so a second one that
/// succeeds proves nothing.
#[derive(Debug)]
pub struct Journal {
    storage: Box<dyn Storage>,
    who: Who,
    tail: Tail,
    /// Whether the file was not looked at so far.
    is_fresh: bool,
    lost: Option<Lost>,
    damage: Option<Damage>,
    poisoned: bool,
    clock: Option<RecordClock>,
    teller: Option<Teller>,
    /// The sessions of this account that others are recorded to have ended since it was opened.
    ended_by_others: FxHashSet<SessionKey>,
}

/// The clock whose time records have.
struct RecordClock(Clock);

impl fmt::Debug for RecordClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordClock")
    }
}

impl Journal {
    /// Opens the journal at `path`, creating file and directory if need be.
    ///
    /// # Errors
    /// If the file cannot be trusted (see [`DiskFile::open`]) or read, or stays locked.
    pub fn open(path: &Path, who: Who) -> Result<Self, JournalError> {
        Self::on(Box::new(DiskFile::open(path)?), who)
    }

    /// A journal on any storage.
    ///
    /// # Errors
    /// If the storage cannot be locked or read.
    pub fn on(storage: Box<dyn Storage>, who: Who) -> Result<Self, JournalError> {
        let mut journal = Self {
            storage,
            who,
            tail: Tail::default(),
            is_fresh: true,
            lost: None,
            damage: None,
            poisoned: false,
            clock: None,
            teller: None,
            ended_by_others: FxHashSet::default(),
        };
        journal.locked(|_| Ok(()))?;
        Ok(journal)
    }

    /// The same journal, whose records have the time of this clock and not the one that callers
    /// give: theirs goes by what passes, and a record by the wall.
    #[must_use]
    pub fn timed_by(self, clock: Clock) -> Self {
        let clock = Some(RecordClock(clock));
        Self { clock, ..self }
    }

    /// The last record known to be in the file; the line for a report or a second place.
    pub fn head(&self) -> Option<&Receipt> {
        self.tail.last()
    }

    /// The damage that was found in the file and that no record told of before. The next record
    /// tells of it, or has done so.
    pub const fn damage(&self) -> Option<&Damage> {
        self.damage.as_ref()
    }

    /// Appends one record and returns when it is durable. This blocks for a few
    /// milliseconds, longer while other processes append.
    ///
    /// # Errors
    /// On any error the record must be taken as missing and nothing may be ended on its
    /// strength; the journal takes no more until [`Journal::reopen`].
    pub fn append(&mut self, entry: &Entry<'_>, now: Timestamp) -> Result<Receipt, JournalError> {
        self.append_all(std::slice::from_ref(entry), now)
    }

    /// Appends records in one write and one sync, for what thousands of lists have said at
    /// once. The receipt is the last one's.
    ///
    /// # Errors
    /// As [`Journal::append`], for all of them.
    pub(crate) fn append_all(
        &mut self,
        entries: &[Entry<'_>],
        now: Timestamp,
    ) -> Result<Receipt, JournalError> {
        self.writing(|journal| journal.extend(entries, now))
    }

    /// Does `work` that writes, under the lock. After an error nothing more is written.
    fn writing<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        if self.poisoned {
            return Err(JournalError::Poisoned {
                path: self.storage.path().to_owned(),
            });
        }
        self.poisoned = true;
        let done = self.locked(work)?;
        self.poisoned = false;
        Ok(done)
    }

    /// Opens the file anew, after an error.
    ///
    /// # Errors
    /// As [`Journal::open`]; the journal then stays as it was.
    pub fn reopen(&mut self) -> Result<(), JournalError> {
        if self.storage.reopen()? {
            self.leave();
        }
        self.locked(|_| Ok(()))?;
        self.poisoned = false;
        Ok(())
    }

    /// Does `work` while no one else appends and the end of the file is known.
    fn locked<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let done = self.hold().and_then(|()| work(self));
        let unlocked = self.storage.unlock();
        let done = done?;
        unlocked.map_err(self.failed(Doing::Lock))?;
        Ok(done)
    }

    /// Locks the file that the path names: ours might have been moved, deleted or replaced,
    /// and a record in a file that has no name any more is no record.
    fn hold(&mut self) -> Result<(), JournalError> {
        for _ in 0..REOPEN_LIMIT {
            self.storage.lock().map_err(self.failed(Doing::Lock))?;
            if self.storage.in_place().map_err(self.failed(Doing::Read))? {
                return self.catch_up().map_err(self.failed(Doing::Read));
            }
            if self.storage.reopen()? {
                self.leave();
            }
        }
        Err(JournalError::Unsteady {
            path: self.storage.path().to_owned(),
        })
    }

    /// Writes the entries, and before them what has to be said about the file itself, in one call.
    fn extend(&mut self, entries: &[Entry<'_>], now: Timestamp) -> Result<Receipt, JournalError> {
        let clock = self.clock.as_ref();
        let now = RecordTime {
            wall: clock.map_or(now, |RecordClock(clock)| clock()),
            steady: now,
        };
        let page = self.page(entries, now).map_err(self.failed(Doing::Write))?;
        self.storage
            .append(page.text.as_bytes())
            .map_err(self.failed(Doing::Write))?;
        self.storage.sync().map_err(self.failed(Doing::Sync))?;
        self.tail = Tail::at(page.walk);
        self.lost = None;
        if let Err(error) = self.storage.keep_head(&page.last) {
            // The record stands. What is kept beside it only helps to miss it later.
            tracing::debug!(%error, "the head of the journal is not kept beside it");
        }
        Ok(page.last)
    }

    /// The error of a step that failed on this file.
    fn failed(&self, doing: Doing) -> impl FnOnce(io::Error) -> JournalError + use<> {
        let path = self.storage.path().to_owned();
        move |source| io_error(&path, doing, source)
    }
}
