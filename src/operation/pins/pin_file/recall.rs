//! Whom the journal says that rules pinned, where the file does not say it.

use std::collections::{BTreeMap, BTreeSet};

use ring::digest::{SHA256, digest};

use super::PinFile;
use crate::journal::{self, JournalError, RecordEvent, Unread};
use crate::model::{UserId, hex};
use crate::operation::pins::Pins;
use crate::settings::ProtectedRule;

/// The most people whom a message names.
const NAMED: usize = 5;

impl PinFile {
    /// A rule of this profile at this account as the journal has it: addresses are personal data, and
    /// the settings have them.
    pub(crate) fn fingerprint(&self, rule: &ProtectedRule) -> String {
        let of = format!("{}\n{}\n{rule}", self.profile, self.origin);
        hex(&digest(&SHA256, of.as_bytes()).as_ref()[..8])
    }

    /// Pins whoever the journal says was pinned by these rules, and writes them down again. Returns in
    /// words who that is.
    ///
    /// # Errors
    /// In words, if the journal cannot say it.
    pub(super) fn recall(
        &self,
        pins: &mut Pins,
        rules: &[ProtectedRule],
    ) -> Result<Option<String>, String> {
        let before = self
            .pinned_before(rules)
            .map_err(|why| format!("the journal cannot say who was protected: {why}"))?;
        let people: BTreeSet<UserId> = before.iter().map(|(_, user)| *user).collect();
        if people.is_empty() {
            return Ok(None);
        }
        for (rule, user) in before {
            pins.pin(&rule, user);
        }
        let named: Vec<String> = people.iter().take(NAMED).map(UserId::to_string).collect();
        let more = if people.len() > NAMED { ", …" } else { "" };
        let stay = format!(
            "whoever the journal says was protected stays so (user {}{more})",
            named.join(", ")
        );
        Ok(Some(match self.write(pins) {
            Ok(()) => stay,
            Err(error) => format!("{stay}; that cannot be written down: {error}"),
        }))
    }

    /// Everybody who was ever pinned by one of these rules, by the journal.
    fn pinned_before(
        &self,
        rules: &[ProtectedRule],
    ) -> Result<BTreeSet<(ProtectedRule, UserId)>, String> {
        let mut before = BTreeSet::new();
        let Some(journal) = &self.journal else {
            return Ok(before);
        };
        let records = match journal::read(journal) {
            Ok(records) => records,
            Err(JournalError::Missing { .. }) => return Ok(before),
            Err(error) => return Err(error.to_string()),
        };
        let by_fingerprint: BTreeMap<String, &ProtectedRule> = rules
            .iter()
            .map(|rule| (self.fingerprint(rule), rule))
            .collect();
        for record in records {
            match record {
                Ok(record) if record.event == RecordEvent::Pinned => {
                    let words = record.detail.as_deref().unwrap_or_default();
                    let last = words.rsplit(' ').next();
                    let rule = last.and_then(|last| by_fingerprint.get(last));
                    let people = record.user_ids.iter().copied().filter_map(UserId::new);
                    before.extend(
                        rule.into_iter()
                            .flat_map(|rule| people.clone().map(|user| ((*rule).clone(), user))),
                    );
                }
                Err(error @ Unread::Io { .. }) => return Err(error.to_string()),
                // A line that is damaged says nothing.
                Ok(_) | Err(_) => {}
            }
        }
        Ok(before)
    }
}
