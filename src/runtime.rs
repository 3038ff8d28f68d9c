//! The loop: wait, update, draw, carry out effects.
//!
//! - `screen` the loop itself, generic over the terminal and fed with input, time and network
//! - `terminal` raw mode and the alternate screen, given back by a guard, or by a panic of the loop
//! - `input` keys with the moment they arrived
//! - `projecting` rows of long lists, computed beside the loop
//! - `tasks` everything that works beside the loop; the loop owns it and hears of its end
//! - `cards` what cards ask
//! - `errands` what is read beside the loop and not by the poller
//! - `clipboard` what is copied goes to the terminal's, or to this Mac's
//!
//! No domain rules live here; whoever asks what time it is or starts a task is either in
//! this folder or in `command`.

mod cards;
mod clipboard;
mod errands;
mod input;
mod projecting;
mod screen;
mod tasks;
mod terminal;

pub use cards::Cards;
pub use clipboard::osc52;
#[cfg(target_os = "macos")]
pub(crate) use clipboard::pasteboard;
pub use input::Input;
pub(crate) use input::keyboard;
pub use screen::{Ports, Screen, ScreenOutcome};
pub use terminal::TerminalGuard;
