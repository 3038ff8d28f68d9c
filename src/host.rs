//! The system as zentop meets it: what time it is, chance, signals, and no core dumps. The screen
//! and the verbs of scripts use the same.
//!
//! - here the clock and chance
//! - `signals` the ways in which others ask the program to end
//! - `dumps` no core dumps
//!
//! The terminal is absent on purpose: [`runtime`](crate::runtime) takes and gives it back.
//! Nothing else asks the system what time it is; everybody is handed a [`Clock`].

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

/// A number from 0 to 1 that nobody needs to be able to repeat.
pub fn jitter() -> f64 {
    fastrand::f64()
}

/// Three bytes that keep two runs of one second apart.
pub fn salt() -> [u8; 3] {
    [fastrand::u8(..), fastrand::u8(..), fastrand::u8(..)]
}
