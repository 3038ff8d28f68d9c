//! The keys of the screen, with those of the settings in place of zentop's own.

use super::exit::Failure;
use crate::app::Keymap;
use crate::settings::Settings;

/// The keymap in force. Every mistake in it is told with its place in the settings.
pub(super) fn keymap(settings: &Settings) -> Result<Keymap, Failure> {
    let standard = Keymap::standard().map_err(Failure::usage)?;
    standard.changed(&settings.keys).map_err(Failure::usage)
}
