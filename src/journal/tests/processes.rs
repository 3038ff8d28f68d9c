//! Several writers at once, a writer that is killed, and files made under any umask.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::MetadataExt;
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::time::Duration;

use rustc_hash::FxHashSet;
use rustix::fs::Mode as Bits;
use rustix::process::umask;

use super::*;

const PATH: &str = "ZENTOP_TEST_JOURNAL";
const RECORDS: &str = "ZENTOP_TEST_RECORDS";
const UMASK: &str = "ZENTOP_TEST_UMASK";

/// Appends in a process of its own and prints each hash once it has the receipt.
#[test]
#[ignore = "started by the other tests here"]
fn child() {
    let Ok(path) = std::env::var(PATH) else {
        return;
    };
    // Its type is another on each system.
    if let Some(bits) = number(UMASK) {
        umask(Bits::from_raw_mode(bits));
    }
    let mut journal = open(Path::new(&path));
    let mut stdout = std::io::stdout();
    for item in 1..=number(RECORDS).unwrap() {
        let receipt = append(&mut journal, item..=item).pop().unwrap();
        writeln!(stdout, "receipt {}", receipt.hash).unwrap();
    }
}

fn number<N: FromStr>(name: &str) -> Option<N> {
    std::env::var(name).ok()?.parse().ok()
}

fn start(path: &Path, records: u32, umask: u32) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "journal::tests::processes::child"])
        .args(["--ignored", "--nocapture"])
        .env(PATH, path)
        .env(RECORDS, records.to_string())
        .env(UMASK, umask.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn receipts(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| Some(line.split_once("receipt ")?.1.to_owned()))
}

#[test]
fn threads_and_processes_make_one_unbroken_chain() {
    let (_directory, path) = place();
    let mut children: Vec<_> = (0..2).map(|_| start(&path, 25, 0o077)).collect();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| append(&mut open(&path), 1..=25));
        }
    });
    let printed: Vec<_> = children.iter_mut().flat_map(receipts).collect();
    assert!(
        children
            .iter_mut()
            .all(|child| child.wait().unwrap().success())
    );
    let records = whole(&path);
    assert_eq!((records.len(), printed.len()), (100, 50));
    assert!(
        printed
            .iter()
            .all(|hash| records.iter().any(|record| record.hash == *hash))
    );
}

#[test]
fn several_writers_agree_on_a_file_that_is_moved_away() {
    let (_directory, path) = place();
    let old = path.with_extension("old");
    let mut journals: Vec<_> = (0..4).map(|_| open(&path)).collect();
    for journal in &mut journals {
        append(journal, 1..=2);
    }
    std::fs::rename(&path, &old).unwrap();
    std::thread::scope(|scope| {
        for journal in &mut journals {
            scope.spawn(|| append(journal, 3..=8));
        }
    });
    assert_eq!(whole(&old).len(), 8);
    let records = whole(&path);
    let intents = records
        .iter()
        .filter(|record| record.event == RecordEvent::Intent);
    assert_eq!(intents.count(), 24);
    assert_eq!(records[0].event, RecordEvent::Continued);
}

#[test]
fn a_killed_writer_leaves_every_receipted_record() {
    for snapshot in [1, 4, 9, 17] {
        let (_directory, path) = place();
        let mut child = start(&path, 100_000, 0o077);
        let mut lines = receipts(&mut child);
        let mut printed: Vec<_> = lines.by_ref().take(snapshot).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        printed.extend(lines.filter(|hash| hash.len() == 64));
        append(&mut open(&path), 1..=1);
        let records = whole(&path);
        assert!(printed.len() >= snapshot);
        assert!(
            printed
                .iter()
                .all(|hash| records.iter().any(|record| record.hash == *hash))
        );
    }
}

#[test]
fn files_are_private_under_any_umask() {
    for umask in [0o000, 0o002, 0o022, 0o077, 0o177] {
        let (_directory, path) = place();
        let mut child = start(&path, 1, umask);
        assert_eq!(receipts(&mut child).count(), 1, "umask {umask:03o}");
        assert!(child.wait().unwrap().success());
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
        let directory = std::fs::metadata(path.parent().unwrap()).unwrap();
        assert_eq!(directory.mode() & 0o077, 0, "umask {umask:03o}");
    }
}

/// Two wide requests are answered alike at the same moment: whoever writes second has not ended what the
/// other one claims, however long ago it looked.
#[test]
fn what_another_process_claimed_meanwhile_is_not_claimed_again() {
    let (_directory, path) = place();
    let (mut one, mut other) = (open(&path), open(&path));
    let (run, session) = (run(), key(7, 1001));
    let ended = Answer {
        state: State::Ended,
        http_status: Some(204),
        request_id: None,
        attempts: 1,
        duration: Duration::ZERO,
        detail: None,
    };
    let step = step(&run, 1);
    let outcome = Entry::Outcome(&step, &ended);
    let claimed = FxHashSet::from_iter([session]);
    let nobody = FxHashSet::default();
    assert!(other.ended_by_others().unwrap().is_empty());
    let first = one.append_claim(&outcome, (&claimed, &nobody), NOW);
    assert!(first.unwrap().is_some());
    let second = other.append_claim(&outcome, (&claimed, &nobody), NOW);
    assert!(second.unwrap().is_none());
    assert_eq!(whole(&path).len(), 1);
    let known = other.ended_by_others().unwrap().clone();
    assert_eq!(known, claimed);
    let third = other.append_claim(&outcome, (&claimed, &known), NOW);
    assert!(third.unwrap().is_some());
    assert_eq!(whole(&path).len(), 2);
}

/// A plan rests on lists that were read before the journal was opened for its run.
#[test]
fn what_others_ended_since_a_moment_is_known_to_who_opens_the_journal_later() {
    let (_directory, path) = place();
    let run = run();
    let ended = Answer {
        state: State::Ended,
        http_status: Some(204),
        request_id: None,
        attempts: 1,
        duration: Duration::ZERO,
        detail: None,
    };
    let mut one = open(&path);
    for second in 1..=20 {
        let steps = (100 * second..100 * (second + 1)).map(|item| step(&run, item));
        let steps: Vec<_> = steps.collect();
        let entries = steps.iter().map(|step| Entry::Outcome(step, &ended));
        let now = NOW.shifted(i64::from(second) * 1_000);
        one.append_all(&entries.collect::<Vec<_>>(), now).unwrap();
    }
    for (since, known) in [(20, 100), (11, 1_000), (0, 2_000), (21, 0)] {
        let mut later = open(&path);
        assert!(later.ended_by_others().unwrap().is_empty());
        later.look_back_to(NOW.shifted(since * 1_000)).unwrap();
        assert_eq!(later.ended_by_others().unwrap().len(), known);
    }
}
