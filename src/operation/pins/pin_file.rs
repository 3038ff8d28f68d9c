//! The pins of a profile between two runs of the program: a small file in the state folder, which
//! nobody else can read. One that cannot be used is put aside, with a word, and never in the way: whom
//! it protected, and whom one protected that is gone, is read from the journal then.
//!
//! - here the file: read, written, and put aside
//! - `stored` what is written in it
//! - `recall` whom the journal says that rules pinned, where the file does not say it

mod recall;
mod stored;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ring::digest::{SHA256, digest};

use super::Pins;
use crate::files::{self, FileError, LockPatience, quoted};
use crate::model::hex;
use crate::settings::ProtectedRule;

/// The folder of these files, in the state folder.
const FOLDER: &str = "protected";

/// Another process holds the lock for as long as it writes a small file.
const LOCK_PATIENCE: LockPatience = LockPatience {
    limit: Duration::from_secs(5),
    pause: Duration::from_millis(20),
};

/// The file of one profile and account.
#[derive(Debug, Clone)]
pub struct PinFile {
    path: PathBuf,
    profile: String,
    origin: String,
    /// The journal, which names everybody who was ever pinned.
    journal: Option<PathBuf>,
}

impl PinFile {
    /// The file for a profile at an account, in this state folder.
    pub fn new(state_dir: &Path, profile: &str, origin: &str) -> Self {
        // A profile may have any name, and not every one is the name of a file.
        let name = digest(&SHA256, format!("{profile}\n{origin}").as_bytes());
        let name = format!("{}.json", hex(&name.as_ref()[..8]));
        Self {
            path: state_dir.join(FOLDER).join(name),
            profile: profile.to_owned(),
            origin: origin.to_owned(),
            journal: None,
        }
    }

    /// The same file, beside this journal.
    #[must_use]
    pub(crate) fn beside(self, journal: &Path) -> Self {
        Self {
            journal: Some(journal.to_owned()),
            ..self
        }
    }

    /// The pins for these rules. Where the file cannot be used, it is put aside and the reason told.
    /// Of a rule that the file does not have, the journal says whom it pinned: they stay pinned.
    pub fn read(&self, rules: &[ProtectedRule]) -> (Pins, Option<String>) {
        let mut pins = Pins::of(rules);
        if !pins.is_wanted() {
            return (pins, None);
        }
        let (stored, aside) = match self.stored() {
            Ok(stored) => (stored.unwrap_or_default(), None),
            Err(why) => (Pins::default(), Some(self.put_aside(&why))),
        };
        let is_lacking = |rule: &&ProtectedRule| !stored.by_rule.contains_key(*rule);
        let lacking: Vec<ProtectedRule> = pins.by_rule.keys().filter(is_lacking).cloned().collect();
        pins.take_others(stored);
        if lacking.is_empty() {
            return (pins, aside);
        }
        let recalled = self.recall(&mut pins, &lacking);
        let words = match (aside, recalled) {
            (Some(aside), Ok(Some(stay)) | Err(stay)) => Some(format!("{aside}; {stay}")),
            (Some(aside), Ok(None)) => Some(format!(
                "{aside}; the journal names nobody who was protected"
            )),
            (None, Ok(stay)) => stay,
            (None, Err(why)) => Some(why),
        };
        (pins, words)
    }

    /// Adds these pins to those in the file; rules that these pins do not have are dropped. Blocks
    /// for the disk.
    ///
    /// # Errors
    /// What the system said.
    pub fn write(&self, pins: &Pins) -> Result<(), FileError> {
        let lock = files::lockable(&self.path.with_extension("lock"))?;
        let locked = LOCK_PATIENCE.block(|| lock.try_lock());
        locked.map_err(|error| FileError::io(&self.path, error))?;
        let mut all = pins.clone();
        if let Ok(Some(stored)) = self.stored() {
            all.take_others(stored);
        }
        let text = serde_json::to_vec(&self.to_stored(&all))
            .map_err(|error| FileError::io(&self.path, error.into()))?;
        files::write(&self.path, &text)
    }

    /// Puts the file where it is no longer read, and says so.
    fn put_aside(&self, why: &str) -> String {
        let aside = self.path.with_extension("json.aside");
        let moved = fs::rename(&self.path, &aside);
        let message = format!("who was protected before cannot be read: {why}");
        match moved {
            Ok(()) => format!("{message}; the file is now {}", quoted(&aside)),
            Err(error) => format!("{message}; it cannot be put aside either: {error}"),
        }
    }
}

#[cfg(test)]
mod tests;
