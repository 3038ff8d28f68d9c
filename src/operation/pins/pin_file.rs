//! The pins of a profile between two runs of the program: a small file in the state folder, which
//! nobody else can read. One that cannot be used is put aside, with a word, and never in the way: whom
//! it protected, and whom one protected that is gone, is read from the journal then.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::{PinnedPeople, Pins};
use crate::files::{self, FileError, LockPatience, quoted};
use crate::journal::{self, JournalError, RecordEvent, Unread};
use crate::model::{Timestamp, UserId, hex};
use crate::settings::ProtectedRule;

/// The version of the file.
const VERSION: u32 = 1;

/// The largest such file, in bytes: a million people.
const LARGEST: u64 = 16 << 20;

/// The folder of these files, in the state folder.
const FOLDER: &str = "protected";

/// The most people whom a message names.
const NAMED: usize = 5;

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

/// The file as it is written.
#[derive(Debug, Serialize, Deserialize)]
struct StoredPins {
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

    /// A rule of this profile at this account as the journal has it: addresses are personal data, and
    /// the settings have them.
    pub(crate) fn fingerprint(&self, rule: &ProtectedRule) -> String {
        let of = format!("{}\n{}\n{rule}", self.profile, self.origin);
        hex(&digest(&SHA256, of.as_bytes()).as_ref()[..8])
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

    fn to_stored(&self, pins: &Pins) -> StoredPins {
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
    fn stored(&self) -> Result<Option<Pins>, String> {
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

    /// Pins whoever the journal says was pinned by these rules, and writes them down again. Returns in
    /// words who that is.
    ///
    /// # Errors
    /// In words, if the journal cannot say it.
    fn recall(&self, pins: &mut Pins, rules: &[ProtectedRule]) -> Result<Option<String>, String> {
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const ORIGIN: &str = "https://acme.zendesk.com";

    fn rules(texts: &[&str]) -> Vec<ProtectedRule> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn id(number: u64) -> UserId {
        UserId::new(number).unwrap()
    }

    #[test]
    fn pins_come_back_and_two_programs_add_to_each_other() {
        let home = tempfile::tempdir().unwrap();
        let rules = rules(&["ceo@example.com", "@vip.example"]);
        let file = PinFile::new(home.path(), "a/../b \u{1b}", ORIGIN);
        assert_eq!(file.read(&rules), (Pins::of(&rules), None));
        let (mut one, mut other) = (Pins::of(&rules), Pins::of(&rules));
        let now = Timestamp::from_seconds(1_700_000_000);
        one.take_answer(&rules[0], &[id(1)], now);
        other.take_answer(&rules[1], &[id(2)], now);
        file.write(&one).unwrap();
        file.write(&other).unwrap();
        let (both, message) = file.read(&rules);
        assert_eq!(message, None);
        assert!(both.ids().has(id(1)) && both.ids().has(id(2)));
        assert_eq!(both.looked_up_at(&rules[0]), Some(now));
        let mode = fs::metadata(&file.path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        // Another account and another profile have pins of their own.
        for (profile, origin) in [
            ("other", ORIGIN),
            ("a/../b \u{1b}", "https://b.zendesk.com"),
        ] {
            let (none, _) = PinFile::new(home.path(), profile, origin).read(&rules);
            assert_eq!(none, Pins::of(&rules));
        }
    }

    #[test]
    fn a_rule_that_left_the_settings_leaves_the_file() {
        let home = tempfile::tempdir().unwrap();
        let file = PinFile::new(home.path(), "p", ORIGIN);
        let (with, without) = (rules(&["ceo@example.com"]), rules(&["cfo@example.com"]));
        let mut pins = Pins::of(&with);
        pins.take_answer(&with[0], &[id(1)], Timestamp::from_seconds(1));
        file.write(&pins).unwrap();
        file.write(&file.read(&without).0).unwrap();
        assert!(!file.read(&with).0.ids().has(id(1)));
    }

    #[test]
    fn a_file_that_cannot_be_used_is_put_aside_with_a_word() {
        let good = r#"{"v":1,"profile":"p","origin":"https://acme.zendesk.com","rules":{}}"#;
        for (text, mode) in [
            ("", 0o600),
            ("[]", 0o600),
            ("\u{0}\u{1}", 0o600),
            (&good.replace("\"v\":1", "\"v\":2"), 0o600),
            (&good.replace("acme", "evil"), 0o600),
            (&good.replace("{}", r#"{"boss":{"people":[1]}}"#), 0o600),
            (&good.replace("{}", r#"{"a@b.c":{"people":[0]}}"#), 0o600),
            (good, 0o644),
        ] {
            let home = tempfile::tempdir().unwrap();
            let file = PinFile::new(home.path(), "p", ORIGIN);
            files::write(&file.path, text.as_bytes()).unwrap();
            fs::set_permissions(&file.path, fs::Permissions::from_mode(mode)).unwrap();
            let rules = rules(&["a@b.c"]);
            let (pins, message) = file.read(&rules);
            assert_eq!(pins, Pins::of(&rules), "{text}");
            let message = message.unwrap_or_else(|| panic!("{text}"));
            assert!(message.contains("json.aside"), "{message}");
            assert!(!file.path.exists());
            assert_eq!(file.read(&rules).1, None, "it is told once");
        }
    }

    /// A file that somebody spoilt or took away takes nobody's protection with it: the journal says whom
    /// each rule pinned, and tells rules, profiles and accounts apart.
    #[tokio::test]
    async fn whoever_was_pinned_stays_so_whatever_becomes_of_the_file() {
        let home = tempfile::tempdir().unwrap();
        let journal = home.path().join("journal.jsonl");
        let account = crate::operation::simulated::Simulated::account().await;
        let here = account.client.account().origin();
        let file = |profile: &str, origin: &str| {
            PinFile::new(home.path(), profile, origin).beside(&journal)
        };
        let mut written = journal::Journal::open(&journal, account.who(7)).unwrap();
        let rules = rules(&["tom@example.com", "ann@example.com"]);
        for (rule, user) in [(&rules[0], 115), (&rules[1], 116)] {
            let by = format!("protected: {}", file("p", here).fingerprint(rule));
            let people = [id(user)];
            let entry = journal::Entry::Pinned {
                people: &people,
                by: &by,
            };
            written.append(&entry, Timestamp::from_seconds(1)).unwrap();
        }
        let tom = &rules[..1];
        let empty = format!(r#"{{"v":1,"profile":"p","origin":"{here}","rules":{{}}}}"#);
        for spoilt in [None, Some("{"), Some(empty.as_str())] {
            for (profile, origin) in [("p", here), ("q", here), ("p", ORIGIN)] {
                let file = file(profile, origin);
                let _ = fs::remove_file(&file.path);
                if let Some(text) = spoilt {
                    files::write(&file.path, text.as_bytes()).unwrap();
                }
                let is_its_own = (profile, origin) == ("p", here);
                let (pins, message) = file.read(tom);
                let has = [115, 116].map(|user| pins.ids().has(id(user)));
                assert_eq!(has, [is_its_own, false], "{spoilt:?} {profile} {origin}");
                let is_told = message.is_some_and(|it| it.contains("user 115"));
                assert_eq!(is_told, is_its_own);
                // It is written down again, so the next run knows it as well.
                if is_its_own {
                    assert_eq!(file.read(tom), (pins, None));
                }
            }
        }
    }
}
