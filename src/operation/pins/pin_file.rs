//! The pins of a profile between two runs of the program: a small file in the state folder, which
//! nobody else can read. One that cannot be used is put aside, with a word, and never in the way: whom
//! it protected is read from the journal then.

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

    /// The pins for these rules. Where the file cannot be used, it is put aside and the reason told:
    /// whoever the journal says was pinned at this account stays so, by each of the rules.
    pub fn read(&self, rules: &[ProtectedRule]) -> (Pins, Option<String>) {
        let mut pins = Pins::of(rules);
        if !pins.is_wanted() {
            return (pins, None);
        }
        match self.stored() {
            Ok(Some(stored)) => {
                pins.take_others(stored);
                (pins, None)
            }
            Ok(None) => (pins, None),
            Err(why) => {
                let aside = self.put_aside(&why);
                let recalled = self.recall(&mut pins);
                (pins, Some(format!("{aside}; {recalled}")))
            }
        }
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

    /// Pins whoever the journal says was pinned, and writes them down again. Returns in words what came
    /// of it.
    fn recall(&self, pins: &mut Pins) -> String {
        let people = match self.pinned_before() {
            Ok(people) if people.is_empty() => {
                return "the journal names nobody who was protected".to_owned();
            }
            Ok(people) => people,
            Err(why) => return format!("nor can the journal say who was protected: {why}"),
        };
        for pinned in pins.by_rule.values_mut() {
            pinned.people.extend(&people);
        }
        let named: Vec<String> = people.iter().take(NAMED).map(UserId::to_string).collect();
        let more = if people.len() > NAMED { ", …" } else { "" };
        let stay = format!(
            "whoever the journal says was protected stays so (user {}{more})",
            named.join(", ")
        );
        match self.write(pins) {
            Ok(()) => stay,
            Err(error) => format!("{stay}; that cannot be written down: {error}"),
        }
    }

    /// Everybody who was ever pinned at this account, by the journal.
    fn pinned_before(&self) -> Result<BTreeSet<UserId>, String> {
        let Some(journal) = &self.journal else {
            return Ok(BTreeSet::new());
        };
        let records = match journal::read(journal) {
            Ok(records) => records,
            Err(JournalError::Missing { .. }) => return Ok(BTreeSet::new()),
            Err(error) => return Err(error.to_string()),
        };
        let mut people = BTreeSet::new();
        for record in records {
            match record {
                Ok(record)
                    if record.event == RecordEvent::Pinned && record.origin == self.origin =>
                {
                    people.extend(record.user_ids.iter().copied().filter_map(UserId::new));
                }
                Err(error @ Unread::Io { .. }) => return Err(error.to_string()),
                // A line that is damaged says nothing.
                Ok(_) | Err(_) => {}
            }
        }
        Ok(people)
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

    /// A file that somebody spoilt takes nobody's protection away: the journal names whom it had.
    #[tokio::test]
    async fn whoever_was_pinned_stays_so_when_the_file_cannot_be_used() {
        let home = tempfile::tempdir().unwrap();
        let journal = home.path().join("journal.jsonl");
        let account = crate::operation::simulated::Simulated::account().await;
        let here = account.client.account().origin();
        let who = account.who(7);
        let mut written = journal::Journal::open(&journal, who).unwrap();
        let people = [id(115)];
        let entry = journal::Entry::Pinned {
            people: &people,
            by: "protected by an address",
        };
        written.append(&entry, Timestamp::from_seconds(1)).unwrap();
        let rules = rules(&["tom@example.com"]);
        for origin in [here, ORIGIN] {
            let file = PinFile::new(home.path(), "p", origin).beside(&journal);
            files::write(&file.path, b"{").unwrap();
            let (pins, message) = file.read(&rules);
            assert_eq!(pins.ids().has(id(115)), origin == here);
            assert!(message.unwrap().contains("json.aside"));
            // It is written down again, so the next run knows it as well.
            if origin == here {
                assert_eq!(file.read(&rules), (pins, None));
            }
        }
    }
}
