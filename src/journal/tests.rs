//! What crosses the files of this folder: whole journals, on disk and on failing storage.

mod chain;
mod damage;
mod faults;
mod files;
mod past;
mod processes;
mod records;

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::model::{SessionId, SessionKey, Timestamp, UserId};

/// A directory of its own, and the path of a journal in it.
fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("zentop/journal.jsonl");
    (directory, path)
}

fn who() -> Who {
    Who {
        place: Place {
            os_user: "ada".into(),
            uid: 1000,
            host: "desk".into(),
            tty_or_ssh: Some("ssh 10.0.0.1".into()),
            pid: 4242,
        },
        credentials: ActingCredentials {
            account: "acme".into(),
            origin: "https://acme.zendesk.com".into(),
            proxy: Some("http://proxy.example:3128".into()),
            zd_user_id: UserId::new(99),
            zd_email_claimed: Some("ada@example.com".into()),
            auth_kind: "oauth",
            token_fingerprint: Some("0f1e2d3c".into()),
        },
        config_hash: Some("00c0ffee".into()),
        mode: RunMode::Headless,
        skew_ms: Some(-120),
    }
}

const NOW: Timestamp = Timestamp::from_millis(1_795_317_300_123);

fn run() -> RunId {
    RunId::new(NOW, [0x7f, 0x3a, 0x9c])
}

fn key(user: u64, session: u64) -> SessionKey {
    SessionKey {
        user: UserId::new(user).unwrap(),
        session: SessionId::new(session).unwrap(),
    }
}

fn step(run: &RunId, item: u32) -> RecordedStep<'_> {
    let target = StepTarget::Session {
        key: key(7, 1000 + u64::from(item)),
        authenticated_at: Some(Timestamp::from_seconds(1_795_310_000)),
        last_seen_at: None,
    };
    RecordedStep {
        run,
        item,
        of: 30,
        target,
        role: None,
        note: None,
    }
}

/// Appends intents for the items of `range`.
fn append(journal: &mut Journal, range: std::ops::RangeInclusive<u32>) -> Vec<Receipt> {
    let run = run();
    range
        .map(|item| {
            journal
                .append(&Entry::Intent(&step(&run, item)), NOW)
                .unwrap()
        })
        .collect()
}

fn open(path: &Path) -> Journal {
    Journal::open(path, who()).unwrap()
}

fn check(path: &Path) -> Verification {
    verify(lines(path).unwrap()).unwrap()
}

/// Checks that the file is whole, and returns its records.
fn whole(path: &Path) -> Vec<Record> {
    let found = check(path);
    assert_eq!(
        found.first_bad,
        None,
        "{}",
        std::fs::read_to_string(path).unwrap()
    );
    let records: Vec<_> = read(path).unwrap().filter_map(Result::ok).collect();
    assert_eq!(records.len() as u64, found.records);
    records
}

fn events(records: &[Record]) -> Vec<RecordEvent> {
    records.iter().map(|record| record.event).collect()
}
