//! The file as it is written, and read again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::PinFile;
use crate::files;
use crate::model::{Timestamp, UserId};
use crate::operation::pins::{PinnedPeople, Pins};
use crate::settings::ProtectedRule;

/// The version of the file.
const VERSION: u32 = 1;

/// The largest such file, in bytes: a million people.
const LARGEST: u64 = 16 << 20;

/// The file as it is written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredPins {
    v: u32,
    profile: String,
    origin: String,
    rules: BTreeMap<String, StoredRule>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredRule {
    people: BTreeSet<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    looked_up_at: Option<String>,
}

impl PinFile {
    pub(super) fn to_stored(&self, pins: &Pins) -> StoredPins {
        let rules = pins.by_rule.iter().map(|(rule, pinned)| {
            let stored = StoredRule {
                people: pinned.people.iter().map(|user| user.get()).collect(),
                looked_up_at: pinned.looked_up_at.map(|at| at.to_string()),
            };
            (rule.to_string(), stored)
        });
        StoredPins {
            v: VERSION,
            profile: self.profile.clone(),
            origin: self.origin.clone(),
            rules: rules.collect(),
        }
    }

    /// What the file holds; `None` if there is none.
    pub(super) fn stored(&self) -> Result<Option<Pins>, String> {
        let bytes = files::read(&self.path, LARGEST).map_err(|error| error.to_string())?;
        let Some(bytes) = bytes else {
            return Ok(None);
        };
        let stored: StoredPins =
            serde_json::from_slice(&bytes).map_err(|_| "it is not such a file".to_owned())?;
        if stored.v != VERSION {
            return Err(format!("it has version {}, not {VERSION}", stored.v));
        }
        if stored.profile != self.profile || stored.origin != self.origin {
            return Err("it is of another profile or account".to_owned());
        }
        let mut pins = Pins::default();
        for (text, rule) in stored.rules {
            let not_a_rule = |_| "it has a rule that is none".to_owned();
            let parsed: ProtectedRule = text.parse().map_err(not_a_rule)?;
            pins.by_rule.insert(parsed, rule.pinned()?);
        }
        Ok(Some(pins))
    }
}

impl StoredRule {
    fn pinned(self) -> Result<PinnedPeople, String> {
        let people = self.people.into_iter().map(UserId::new);
        let people: Option<BTreeSet<UserId>> = people.collect();
        Ok(PinnedPeople {
            people: people.ok_or_else(|| "it has a number that names nobody".to_owned())?,
            looked_up_at: self.looked_up_at.and_then(|at| Timestamp::parse(&at).ok()),
        })
    }
}
