//! The system as zentop sees it: the clock, randomness, signals, and no core dumps. The screen and
//! the headless verbs use the same.
//!
//! - here randomness; `clock` the clock that nobody can set, and the wall clock for records
//! - `signals` the ways in which the system asks the program to end
//! - `dumps` forbidding core dumps
//!
//! The terminal is absent on purpose: [`runtime`](crate::runtime) takes and gives it back. Nothing
//! else asks the system what time it is; all other code is given a [`Clock`](crate::model::Clock).

mod clock;
mod dumps;
mod signals;

pub use clock::{steady_clock, system_clock, wall_clock};
pub(crate) use dumps::forbid_core_dumps;
pub use signals::Signal;
pub(crate) use signals::signals;

/// A random number from 0 to 1, which nobody needs to be able to repeat.
pub fn jitter() -> f64 {
    fastrand::f64()
}

/// Three random bytes, which keep two runs of one second apart.
pub fn salt() -> [u8; 3] {
    [fastrand::u8(..), fastrand::u8(..), fastrand::u8(..)]
}
