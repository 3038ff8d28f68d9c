//! A disk that fills while a run goes on, and a system that gives out few files.

use std::process::Command;

use serde_json::Value;
use zentop::model::SessionKey;

use crate::support::{Program, Server, keys_as_arguments};

/// What a run with a limit of the shell (`ulimit`) left.
struct Left {
    status: i32,
    stdout: String,
    stderr: String,
}

/// Ends these sessions with less than the program needs of something.
fn ends(program: &Program, limit: &str, keys: &[SessionKey]) -> Left {
    let count = keys.len();
    let keys = keys_as_arguments(keys);
    let script = format!(
        "ulimit {limit}; exec {} end {} --yes --expect {count}",
        env!("CARGO_BIN_EXE_zentop"),
        keys.join(" ")
    );
    let mut shell = Command::new("/bin/sh");
    let shell = shell.args(["-c", &script]).env_clear();
    let shell = shell.envs(program.environment());
    let output = shell.current_dir(program.home()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let left = Left {
        status: output.status.code().unwrap(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    };
    assert!(!left.stderr.contains("panicked"), "{}", left.stderr);
    left
}

/// The records that can be read: the last line may be cut short.
fn records(program: &Program, event: &str) -> usize {
    let text = std::fs::read_to_string(program.journal_path()).unwrap_or_default();
    let records = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let of_event = records.filter(|record: &Value| record["event"] == event);
    of_event.count()
}

/// Row 82: what has no record is told, nothing more is sent, and the next look finds the request open.
#[test]
fn row_82_a_disk_that_fills_between_intent_and_outcome_stops_the_run_and_hides_nothing() {
    let mut is_between = false;
    // The limit is in blocks, so that one of them falls behind the first intent.
    for blocks in 1..=8 {
        let server = Server::new();
        let program = Program::admin_of(&server);
        let keys = server.sign_in(4);
        let left = ends(&program, &format!("-f {blocks}"), &keys);
        let sent = server.sent().len();
        let (intents, outcomes) = (records(&program, "intent"), records(&program, "outcome"));
        assert!(sent <= intents, "{sent} requests, {intents} intents");
        if outcomes == intents {
            continue;
        }
        is_between = true;
        assert_eq!(left.status, 1, "{}", left.stderr);
        let message = "the journal cannot be written: could not write to the journal";
        assert!(left.stderr.contains(message), "{}", left.stderr);
        let ended = left.stdout.matches(" ended, ").count();
        assert_eq!(ended, sent, "what was done is told: {}", left.stdout);
        let output = program.run(["journal", "recover"]).expect(1);
        output.prints("without an answer; closed now");
        assert_eq!(server.sent().len(), sent, "nothing is sent again");
    }
    assert!(
        is_between,
        "no limit fell between an intent and its outcome"
    );
}

/// Row 102: whatever cannot be opened is named, and nothing is on record by half.
#[test]
fn row_102_with_few_files_a_run_ends_with_an_error_and_no_half_record() {
    for files in 8..=16 {
        let server = Server::new();
        let program = Program::admin_of(&server);
        let keys = server.sign_in(3);
        let left = ends(&program, &format!("-n {files}"), &keys);
        let sent = server.sent().len();
        let (intents, outcomes) = (records(&program, "intent"), records(&program, "outcome"));
        assert_eq!((intents, outcomes), (sent, sent), "{files} files");
        if sent < keys.len() {
            assert!(left.status > 0, "{files} files: {}", left.stderr);
            assert!(
                left.stderr.contains("Too many open files"),
                "{}",
                left.stderr
            );
        }
        if program.journal_path().exists() {
            program.run(["journal", "verify"]).expect(0);
        }
    }
}
