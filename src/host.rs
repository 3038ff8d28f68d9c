//! The system as zentop sees it: the clock, randomness, signals, and no core dumps. The screen and
//! the headless verbs use the same.
//!
//! - here randomness; `clock` the clock that nobody can set, and the wall clock for records
//! - `signals` the ways in which the system asks the program to end
//! - `job` job control: the program is stopped, and goes on
//! - `dumps` forbidding core dumps
//! - `hidden` typing that is not shown, and is again whatever ends that
//! - `streams` standard output and standard error for people to read
//!
//! The terminal is absent on purpose: [`runtime`](crate::runtime) takes and gives it back. Nothing
//! else asks the system what time it is; all other code is given a [`Clock`](crate::model::Clock).

mod clock;
mod dumps;
mod hidden;
mod job;
mod signals;
mod streams;

pub(crate) use clock::local_zone;
pub use clock::{steady_clock, system_clock, wall_clock};
pub(crate) use dumps::forbid_core_dumps;
pub(crate) use hidden::HiddenInput;
pub use job::{JobControl, JobControlSwitch};
pub(crate) use job::{has_shell, job_control, outlive_file_limits, stop_here};
pub use signals::Signal;
pub(crate) use signals::{Insistence, ends_by, insisted, signals};
pub(crate) use streams::{Spelled, Spelling, end_of_screen, stderr, stdout};

/// A random number from 0 to 1, which nobody needs to be able to repeat.
pub fn jitter() -> f64 {
    fastrand::f64()
}

/// Three random bytes, which keep two runs of one second apart.
pub fn salt() -> [u8; 3] {
    [fastrand::u8(..), fastrand::u8(..), fastrand::u8(..)]
}
