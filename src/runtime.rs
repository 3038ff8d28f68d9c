//! The screen's loop: wait, update, draw, carry out effects.
//!
//! - `screen` the loop itself, given its input, output, time and network
//! - `output` frames on their way to the terminal, on a thread of its own
//! - `terminal` raw mode and the alternate screen, given back by a guard, or by a panic of the loop
//! - `input` keys with the moment at which they arrived
//! - `profiles` the way to the accounts of other profiles
//! - `projecting` rows of long lists, computed beside the loop
//! - `remembering` how the list of an account looked when it was left
//! - `tasks` the tasks beside the loop, which owns them and receives their ends
//! - `cards` the requests that cards need
//! - `going` straight to a person or an organisation
//! - `guarding` whom the settings protect, and who is behind the credentials
//! - `lists` lists of people from files that were named on the screen
//! - `lookups` what is read beside the loop and not by the poller
//! - `clipboard` copying by way of the terminal, or of a program
//!
//! No domain rules live here, and nothing that the headless verbs need.

mod cards;
mod clipboard;
mod going;
mod guarding;
mod input;
mod lists;
mod lookups;
mod output;
mod profiles;
mod projecting;
mod remembering;
mod screen;
mod tasks;
mod terminal;

pub use cards::Cards;
pub use clipboard::{Clipboard, CopyProgram};
pub use guarding::NamedByGuardrails;
pub use input::Input;
pub(crate) use input::{TerminalQuestions, keyboard};
pub use output::{Output, OutputState};
pub use profiles::{Profiles, SwitchedAccount};
pub use remembering::RememberedFile;
pub use screen::{Ports, Screen, ScreenOutcome};
pub use terminal::{FrameBackend, OutputPorts, TerminalGuard, TerminalLender};
