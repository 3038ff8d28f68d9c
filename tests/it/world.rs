//! A whole account in memory, on virtual time: the simulator without a socket, a line that can be
//! bad, a disk that can fail, and runs of `execute` between them.
//!
//! Under `#[tokio::test(start_paused = true)]` nothing takes real time: the simulator, the budget,
//! the run and the journal all read one clock, which moves only while all wait.
//!
//! - `time` that clock, and the order of what happens in one moment
//! - `disk` a journal's storage that counts calls, fails one, and knows what a power cut leaves
//! - `line` the transport, a log of what went over it, and what goes wrong on it
//! - `stage` account, line and disk together; `run` a run on them
//! - `who` an admin who acts
//! - `oracle` what must hold after every run, whatever went wrong; `records` for its journal
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod disk;
mod line;
mod oracle;
mod records;
mod run;
mod stage;
mod time;
mod who;

pub(crate) use disk::MemoryDisk;
pub(crate) use line::{Aim, Heard, Line, Rough, Sent};
pub(crate) use oracle::complaints;
pub(crate) use run::{Esc, Run, RunSpec};
pub(crate) use stage::{Setup, World};
pub(crate) use time::{Moment, Time};
pub(crate) use who::who;
