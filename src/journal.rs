//! The journal: one append-only file that says who ended, suspended or revoked what, when and
//! why.
//!
//! - `write` [`Journal`]: one record at a time, locked, chained and durable before it returns
//! - `entry`, `words`, `who` what is said and by whom; `fill`, `record` the JSON line it becomes
//! - `chain`, `tail` how a line names the one before it, and where a file left off; `head` what is
//!   remembered of its end
//! - `disk` [`Storage`]: the few calls that can fail, and the real file behind them; `lock` how long
//!   others are waited for
//! - `verify`, `walk` finds edits, deletions, reorderings, duplicates, inserts and, with an anchor, cuts;
//!   `finding` what such a check says, `flaw` what is wrong with a line, `damage` what is recorded of it
//! - `check` the same for a file on disk, and what a person has to be told of it
//! - `read` typed records back from the file; `runs`, `changes` the work that a crash left open;
//!   `run_id` the name of a run
//! - `unproved` runs after which nothing was read that bears them out
//! - `past` the runs of an account, by person and with what later lists said
//! - `redact` names replaced for an export; `ascii` JSON that is safe to print; `error`
//!
//! The chain shows tampering to whoever holds a later hash. The same OS user can rewrite the
//! whole file, so a head belongs in a second place as well; nothing more is claimed.

mod ascii;
mod chain;
mod changes;
mod check;
mod damage;
mod disk;
mod entry;
mod error;
mod fill;
mod finding;
mod flaw;
mod head;
mod lock;
mod past;
mod read;
mod record;
mod redact;
mod run_id;
mod runs;
mod tail;
mod unproved;
mod verify;
mod walk;
mod who;
mod words;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use ascii::{Ascii, ascii_json, ascii_json_pretty, write_ascii_json};
pub(crate) use chain::Receipt;
pub(crate) use changes::{OpenChange, OpenChanges};
pub(crate) use check::{check, news};
pub use damage::Damage;
pub use disk::DiskFile;
pub use disk::Storage;
pub(crate) use disk::may_open;
pub use entry::Entry;
pub use entry::Hindrance;
pub(crate) use entry::{Answer, Change, NamedTarget, RecordedStep, StepTarget, VerifiedPerson};
pub use error::{Doing, JournalError};
pub use finding::Verification;
pub use flaw::Flaw;
pub(crate) use past::past_runs;
pub use past::{PastItem, PastPeople, PastPerson, PastRun, PastRuns};
pub(crate) use read::Unread;
pub use read::{RecordReader, lines, read};
pub use record::Record;
pub(crate) use redact::Redactor;
pub use run_id::RunId;
pub use runs::{OpenItem, OpenRun, open_runs};
pub use unproved::UnprovedRun;
pub(crate) use unproved::UnprovedRuns;
pub use verify::verify;
pub(crate) use verify::verify_against;
pub use who::{ActingCredentials, Place, Who};
pub(crate) use words::NOT_LOOKED_AT;
pub use words::{RecordEvent, RecordRoute, RunMode, State};
pub use write::{Journal, JournalOpener};
