//! The system as zentop sees it: the clock, randomness, signals, and no core dumps. The screen and
//! the headless verbs use the same.
//!
//! - here the clock and randomness
//! - `signals` the ways in which the system asks the program to end
//! - `dumps` forbidding core dumps
//!
//! The terminal is absent on purpose: [`runtime`](crate::runtime) takes and gives it back. Nothing
//! else asks the system what time it is; all other code is given a [`Clock`].

mod dumps;
mod signals;

use crate::model::{Clock, Timestamp};

pub(crate) use dumps::forbid_core_dumps;
pub use signals::Signal;
pub(crate) use signals::signals;

/// The system's clock.
pub fn system_clock() -> Clock {
    std::sync::Arc::new(|| Timestamp::from_millis(chrono::Utc::now().timestamp_millis()))
}

/// A random number from 0 to 1, which nobody needs to be able to repeat.
pub fn jitter() -> f64 {
    fastrand::f64()
}

/// Three random bytes, which keep two runs of one second apart.
pub fn salt() -> [u8; 3] {
    [fastrand::u8(..), fastrand::u8(..), fastrand::u8(..)]
}
