use std::os::unix::fs::PermissionsExt as _;

use super::*;
use crate::journal;
use crate::model::{Timestamp, UserId};

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
    let file =
        |profile: &str, origin: &str| PinFile::new(home.path(), profile, origin).beside(&journal);
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
