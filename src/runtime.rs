//! The loop: wait, update, draw, carry out effects.
//!
//! - `screen` the loop itself, generic over the terminal and fed with input, time and network
//! - `terminal` raw mode and the alternate screen, given back by a guard and a panic hook
//! - `input` keys with the moment they arrived
//! - `projecting` rows of long lists, computed beside the loop
//! - `cards` what cards ask, as tasks of their own
//! - `ending` runs as tasks of their own
//! - `errands` what is read beside the loop and not by the poller
//! - `signals` the ways in which others ask the program to end
//!
//! No domain rules live here; whoever asks what time it is or starts a task is either in
//! this folder or in `command`.

mod cards;
mod ending;
mod errands;
mod input;
mod projecting;
mod screen;
mod signals;
mod terminal;

use crate::model::{Clock, Timestamp};

pub use cards::Cards;
pub use ending::{Ending, Known};
pub use errands::token_in_use;
pub use input::{Input, keyboard};
pub use screen::{Closing, Outside, Screen};
pub use signals::{Signal, signals};
pub use terminal::{RealTerminal, Steady, TerminalGuard, restore};

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
