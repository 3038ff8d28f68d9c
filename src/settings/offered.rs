//! The profiles of the settings file, as they are offered to a person.

use super::file::SettingsFile;
use super::inputs::Inputs;

/// A profile of the settings file, as it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedProfile {
    /// The profile's name.
    pub name: String,
    /// Where its account is; `None` where the file does not say.
    pub address: Option<String>,
    /// Whether the account is marked as production.
    pub is_production: bool,
    /// Whether nothing may be changed under it.
    pub is_read_only: bool,
}

impl Inputs {
    /// The profiles of the settings file, as they are offered; none if the file cannot be read.
    pub(crate) fn offered_profiles(&self) -> Vec<OfferedProfile> {
        let Some((path, text, _)) = &self.file else {
            return Vec::new();
        };
        let (file, ..) = SettingsFile::read(path, text);
        let profiles = file.profiles.into_iter();
        let offered = profiles.map(|(name, profile)| OfferedProfile {
            name,
            address: profile.account.map(|account| account.value.address()),
            is_production: profile.production.is_some_and(|given| given.value),
            is_read_only: profile.read_only.is_some_and(|given| given.value),
        });
        offered.collect()
    }

    /// The profiles of the settings file, by name; none if the file cannot be read.
    pub(crate) fn profiles(&self) -> Vec<String> {
        let Some((path, text, _)) = &self.file else {
            return Vec::new();
        };
        let (file, ..) = SettingsFile::read(path, text);
        file.profiles.into_keys().collect()
    }
}
