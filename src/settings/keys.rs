//! The keys that a person binds, by the names of modes and actions. What they mean is for the screen
//! to say.

use super::source::{Source, SourceLedger, Sourced};

/// The keys of one action in one mode, in place of zentop's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyChange {
    /// The mode's name.
    pub mode: String,
    /// The action's name.
    pub action: String,
    /// The keys; none where the action is to have none.
    pub keys: Vec<String>,
    /// The place of the setting.
    pub place: Source,
}

/// The keys of one action, as the file has them.
pub(super) type KeysOfAction = (String, Sourced<Vec<String>>);

/// The keys of the file by mode, which are explained only if there are any.
pub(super) fn settle(
    modes: &[(String, Vec<KeysOfAction>)],
    ledger: &mut SourceLedger,
) -> Vec<KeyChange> {
    let mut changes = Vec::new();
    for (mode, actions) in modes {
        for (action, keys) in actions {
            changes.push(KeyChange {
                mode: mode.clone(),
                action: action.clone(),
                keys: keys.value.clone(),
                place: keys.source.clone(),
            });
        }
    }
    let words = changes.iter().map(|change| {
        let keys = match &change.keys[..] {
            [] => "none".to_owned(),
            keys => keys.join(" "),
        };
        format!("{}.{} = {keys}", change.mode, change.action)
    });
    let words: Vec<String> = words.collect();
    if let Some(first) = changes.first() {
        ledger.say("keys", words.join(", "), first.place.clone());
    }
    changes
}

/// The keys of a settings file at `/s.toml`, for tests of what they mean.
#[cfg(test)]
pub(crate) fn key_changes(text: &str) -> Result<Vec<KeyChange>, super::SettingsError> {
    let trust = super::trust::FileTrust::Trusted;
    let file = super::file::SettingsFile::parse(std::path::Path::new("/s.toml"), text, &trust)?;
    Ok(settle(&file.keys, &mut SourceLedger::default()))
}
