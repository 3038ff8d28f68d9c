//! The journal: one append-only file that says who ended, suspended or revoked what, when and
//! why.
//!
//! - `write` [`Journal`]: one record at a time, locked, chained and durable before it returns
//! - `entry`, `words`, `who` what is said and by whom; `fill`, `record` the JSON line it becomes
//! - `chain`, `tail` how a line names the one before it, and where a file left off
//! - `disk` [`Storage`]: the few calls that can fail, and the real file behind them
//! - `verify` finds edits, deletions, reorderings, duplicates, inserts and, with an anchor, cuts
//! - `read` typed records back from the file; `runs`, `changes` the work that a crash left open
//! - `redact` names replaced for an export; `ascii` JSON that is safe to print; `error`
//!
//! The chain shows tampering to whoever holds a later hash. The same OS user can rewrite the
//! whole file, so a head belongs in a second place as well; nothing more is claimed.

mod ascii;
mod chain;
mod changes;
mod disk;
mod entry;
mod error;
mod fill;
mod read;
mod record;
mod redact;
mod runs;
mod tail;
mod verify;
mod who;
mod words;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use ascii::{ascii_json, ascii_json_pretty, write_ascii_json};
pub use changes::{OpenChange, OpenChanges};
pub use disk::{DiskFile, Storage};
pub use entry::{Answer, Change, Entry, Hindrance, NamedTarget, RecordedStep, StepTarget};
pub use error::{Doing, JournalError};
pub use read::{RecordReader, Unread, lines, read};
pub use record::Record;
pub use redact::{NoRandomness, Redactor};
pub use runs::{OpenItem, OpenRun, ParseRunIdError, RunId, open_runs};
pub use verify::{Bad, Flaw, Verification, verify, verify_against};
pub use who::{ActingCredentials, Place, RunMode, Who};
pub use words::{RecordEvent, RecordRoute, State};
pub use write::{Journal, Receipt};
