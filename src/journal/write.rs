//! The one writer of a journal.

use std::fmt;
use std::io;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::chain::seal;
use super::disk::io_error;
use super::tail::{Closed, Tail};
use super::walk::ChainWalk;
use super::{Damage, DiskFile, Doing, Entry, JournalError, Record, RecordEvent, Storage, Who};
use crate::model::{Clock, SessionKey, Timestamp};

/// How often the file may be replaced under one append before that is an error.
const REOPEN_LIMIT: u32 = 5;

/// Proof that a record is on the disk: its place and its hash. Kept elsewhere, it is the
/// anchor that shows later whether the file was cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The place in the file, from 1.
    pub seq: u64,
    /// The hash of the line, in hex.
    pub hash: String,
}

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

/// Tells a person what is found in the file that is not as it was written.
struct Teller(Box<dyn Fn(String) + Send + Sync>);

impl fmt::Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teller")
    }
}

/// The clock whose time records have.
struct RecordClock(Clock);

impl fmt::Debug for RecordClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordClock")
    }
}

/// The last record known of a file that went away, or became shorter than it was left.
#[derive(Debug)]
struct Lost {
    event: RecordEvent,
    last: Receipt,
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

    /// The same journal, which tells what it finds in the file that is not as it was written: what
    /// was found already, and what comes later.
    #[must_use]
    pub fn telling(self, tell: impl Fn(String) + Send + Sync + 'static) -> Self {
        if let Some(damage) = &self.damage {
            tell(damage.news(self.storage.path()));
        }
        if let Some(lost) = &self.lost {
            tell(lost.news(self.storage.path()));
        }
        let teller = Some(Teller(Box::new(tell)));
        Self { teller, ..self }
    }

    fn tell(&self, news: impl FnOnce(&Path) -> String) {
        if let Some(Teller(tell)) = &self.teller {
            tell(news(self.storage.path()));
        }
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
        if self.poisoned {
            return Err(JournalError::Poisoned {
                path: self.storage.path().to_owned(),
            });
        }
        let now = self
            .clock
            .as_ref()
            .map_or(now, |RecordClock(clock)| clock());
        self.poisoned = true;
        let receipt = self.locked(|journal| journal.extend(entries, now))?;
        self.poisoned = false;
        Ok(receipt)
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

    /// Reads what others have appended since. Where the last known record is not at its place any
    /// more, the whole file is read anew.
    fn catch_up(&mut self) -> io::Result<()> {
        let len = self.storage.size()?;
        if self.is_fresh {
            self.look_first(len)?;
        } else if self.tail.is_in(&*self.storage, len)? {
            let from = self.tail.walk.len();
            self.tail.read_on(&*self.storage, len)?;
            self.learn_of_others(from)?;
        } else {
            self.look_again(len)?;
        }
        if let Some(damage) = self.tail.closed().walk.preface().damage {
            if self.damage.as_ref() != Some(&damage) {
                self.tell(|path| damage.news(path));
            }
            self.damage = Some(damage);
        }
        Ok(())
    }

    /// Takes in which sessions the lines from this place on say were ended. They are others': what this
    /// journal has written is known before it is read.
    fn learn_of_others(&mut self, from: u64) -> io::Result<()> {
        let new = self.tail.walk.len().saturating_sub(from);
        let mut text = vec![0; usize::try_from(new).unwrap_or_default()];
        if text.is_empty() {
            return Ok(());
        }
        self.storage.read_at(from, &mut text)?;
        let lines = text.split(|byte| *byte == b'\n');
        let records = lines.filter_map(|line| serde_json::from_slice::<Record>(line).ok());
        let here = &self.who.credentials;
        let is_here = |one: &Record| one.account == here.account && one.origin == here.origin;
        for record in records.filter(is_here) {
            self.ended_by_others.extend(record.ended());
        }
        Ok(())
    }

    /// The sessions of this account that other processes are recorded to have ended since this one opened
    /// the journal.
    ///
    /// # Errors
    /// If the file cannot be locked or read.
    pub(crate) fn ended_by_others(&mut self) -> Result<&FxHashSet<SessionKey>, JournalError> {
        if !self.poisoned {
            self.locked(|_| Ok(()))?;
        }
        Ok(&self.ended_by_others)
    }

    fn look_again(&mut self, len: u64) -> io::Result<()> {
        let last = self.tail.last().cloned();
        let walk = (last.as_ref()).map_or_else(ChainWalk::default, |last| {
            ChainWalk::looking_for(&last.hash)
        });
        let mut tail = Tail::at(walk);
        tail.read_on(&*self.storage, len)?;
        let was_cut = len < self.tail.len() || tail.walk.preface().damage.is_none();
        if tail.walk.lacks_anchor() && was_cut {
            self.lose(RecordEvent::Cut, last);
        }
        self.tail = tail;
        Ok(())
    }

    /// Reads the whole file. What is kept beside it is read under the same lock.
    fn look_first(&mut self, len: u64) -> io::Result<()> {
        let known = self.storage.known_head();
        let walk = (known.as_ref()).map_or_else(ChainWalk::default, |head| {
            ChainWalk::looking_for(&head.hash)
        });
        let mut tail = Tail::at(walk);
        tail.read_on(&*self.storage, len)?;
        self.tail = tail;
        self.recall(known);
        self.is_fresh = false;
        Ok(())
    }

    /// Holds the file against the record that was written last, as it is kept beside it. That record
    /// was durable before it was kept there, so no crash has cut it short: where it is not whole,
    /// somebody cut it. One that is damaged is told as such.
    fn recall(&mut self, known: Option<Receipt>) {
        let with_rest = self.tail.closed().walk;
        let Some(head) = known.filter(|_| with_rest.lacks_anchor()) else {
            return;
        };
        let is_damaged = self.tail.walk.preface().damage.is_some();
        let has_so_many = self.tail.last().is_some_and(|last| last.seq >= head.seq);
        if self.tail.len() == 0 || has_so_many && !is_damaged {
            self.lose(RecordEvent::Continued, Some(head));
        } else if self.tail.walk.reach() < head.seq {
            self.lose(RecordEvent::Cut, Some(head));
        }
    }

    fn leave(&mut self) {
        let then = std::mem::take(&mut self.tail);
        self.lose(RecordEvent::Continued, then.last().cloned());
    }

    /// The first loss is the one to name: what was known later is after it.
    fn lose(&mut self, event: RecordEvent, last: Option<Receipt>) {
        if let (None, Some(last)) = (&self.lost, last) {
            let lost = Lost { event, last };
            self.tell(|path| lost.news(path));
            self.lost = Some(lost);
        }
    }

    /// Writes the entries, and before them what has to be said about the file itself, in one call.
    fn extend(&mut self, entries: &[Entry<'_>], now: Timestamp) -> Result<Receipt, JournalError> {
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

    fn page(&self, entries: &[Entry<'_>], now: Timestamp) -> io::Result<AppendedText> {
        let Closed {
            by,
            walk,
            is_record,
        } = self.tail.closed();
        let mut records = Vec::new();
        let mut about_text = self.who.record(now);
        if walk.preface().fill(&mut about_text) {
            records.push(about_text);
        } else if is_record {
            about_text.event = RecordEvent::Torn;
            let what = "the record before this one lacked its end of line and is whole";
            about_text.detail = Some(what.to_owned());
            records.push(about_text);
        }
        if let Some(lost) = &self.lost {
            let mut record = self.who.record(now);
            lost.fill(&mut record);
            records.push(record);
        }
        for entry in entries {
            let mut record = self.who.record(now);
            entry.fill(&mut record);
            records.push(record);
        }
        AppendedText::of(by, walk, records)
    }

    fn failed(&self, doing: Doing) -> impl FnOnce(io::Error) -> JournalError + use<> {
        let path = self.storage.path().to_owned();
        move |source| io_error(&path, doing, source)
    }
}

/// The text that is appended in one call.
struct AppendedText {
    text: String,
    /// The check of the file with this text.
    walk: ChainWalk,
    last: Receipt,
}

impl AppendedText {
    fn of(closing: &str, mut walk: ChainWalk, records: Vec<Record>) -> io::Result<Self> {
        let mut text = closing.to_owned();
        let mut last = walk.last().cloned();
        for record in records {
            let began = text.len();
            last = Some(seal(record, last.as_ref(), &mut text)?);
            walk.take(&text.as_bytes()[began..]);
        }
        let nothing = || io::Error::new(io::ErrorKind::InvalidInput, "nothing to record");
        let last = last.ok_or_else(nothing)?;
        Ok(Self { text, walk, last })
    }
}

impl Lost {
    fn fill(&self, record: &mut Record) {
        record.event = self.event;
        record.follows = Some(self.last.hash.clone());
        record.detail = Some(self.to_string());
    }

    /// What was found, for a person.
    fn news(&self, path: &Path) -> String {
        format!(
            "the journal {}: {self}. The next record says so, and recording goes on",
            path.display()
        )
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.event {
            RecordEvent::Cut => "the file became shorter than zentop left it",
            _ => "another file stood here, and was moved, deleted or replaced",
        };
        write!(
            f,
            "{what}; its last known record was number {}",
            self.last.seq
        )
    }
}
