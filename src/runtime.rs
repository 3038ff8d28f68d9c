//! The screen's loop: wait, update, draw, carry out effects.
//!
//! - `screen` the loop itself, generic over the terminal and given its input, time and network
//! - `terminal` raw mode and the alternate screen, given back by a guard, or by a panic of the loop
//! - `input` keys with the moment at which they arrived
//! - `projecting` rows of long lists, computed beside the loop
//! - `tasks` the tasks beside the loop, which owns them and receives their ends
//! - `cards` the requests that cards need
//! - `lookups` what is read beside the loop and not by the poller
//! - `clipboard` copying to the clipboard of the terminal, or of this Mac
//!
//! No domain rules live here, and nothing that the headless verbs need.

mod cards;
mod clipboard;
mod input;
mod lookups;
mod projecting;
mod screen;
mod tasks;
mod terminal;

pub use cards::Cards;
pub use clipboard::osc52;
#[cfg(target_os = "macos")]
pub(crate) use clipboard::pasteboard;
pub use input::Input;
pub(crate) use input::{TerminalQuestions, keyboard};
pub use screen::{Ports, Screen, ScreenOutcome};
pub use terminal::TerminalGuard;
