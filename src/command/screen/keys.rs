//! The keys of the screen, with those of the settings in place of zentop's own.

use crate::app::Keymap;
use crate::command::exit::Failure;
use crate::settings::Settings;

/// The keymap in force. Every mistake in it is told with its place in the settings.
pub(in crate::command) fn keymap(settings: &Settings) -> Result<Keymap, Failure> {
    let standard = Keymap::standard().map_err(Failure::usage)?;
    standard.changed(&settings.keys).map_err(Failure::usage)
}
