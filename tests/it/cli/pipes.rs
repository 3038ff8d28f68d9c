//! Readers that go away before the end, as `head` does.

use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use zentop::model::UserId;

use crate::support::{Program, Server};

fn sessions_of(server: &Server, user: UserId) -> Vec<UserId> {
    let sessions = server.simulator.sessions();
    let owners = sessions.iter().map(|session| session.key.user);
    owners.filter(|owner| *owner == user).collect()
}

/// The words of a program that made a failure of it.
fn assert_quiet(what: &[&str], stderr: &str) {
    for word in ["roken pipe", "panic", "os error"] {
        assert!(!stderr.contains(word), "{what:?}: {stderr}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_every_verb_quietly() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    let key = server.simulator.sign_in(user).unwrap();
    let chat_token = server.credentials().chat_token;
    let program = Program::admin_of(&server).with("ZENDESK_CHAT_TOKEN", &chat_token);
    // The journal gets a record.
    let (person, count) = (
        user.to_string(),
        sessions_of(&server, user).len().to_string(),
    );
    program
        .run(["end", "--user", &person, "--yes", "--expect", &count])
        .expect(0);
    server.simulator.sign_in(user).unwrap();
    let key = key.to_string();
    let formats = ["table", "json", "ndjson", "csv"];
    let lists = formats.iter().flat_map(|format| {
        [
            vec!["list", "--format", format],
            vec!["tokens", "list", "--format", format],
        ]
    });
    let two = ["table", "json"].iter().flat_map(|format| {
        [
            vec!["end", "--user", &person, "--format", format],
            vec!["suspend", "--user", &person, "--format", format],
            vec!["auth", "status", "--format", format],
            vec!["config", "show", "--format", format],
            vec!["chat", "account", "show", "--format", format],
        ]
    });
    let shells = ["bash", "zsh", "fish", "nushell", "elvish", "powershell"];
    let shells = shells.iter().map(|shell| vec!["completions", shell]);
    let others = [
        vec!["plan", "--user", &person],
        vec!["me", "show"],
        vec!["help-center", "session"],
        vec!["config", "path"],
        vec!["journal", "show"],
        vec!["journal", "verify"],
        vec!["journal", "export"],
        vec!["journal", "recover"],
        vec!["man"],
        vec!["help"],
        vec!["help", "end"],
        vec!["list", "--help"],
        vec!["--help"],
        vec!["--version"],
    ];
    for verb in lists.chain(two).chain(shells).chain(others) {
        let output = program.run_unread(&verb);
        assert_eq!(output.status, 0, "{verb:?}: {}", output.stderr);
        assert_quiet(&verb, &output.stderr);
    }
    for verb in changing(&server, &program) {
        let verb: Vec<&str> = verb.iter().map(String::as_str).collect();
        let output = program.run_unread(&verb);
        // Signing out a session that these credentials do not own is something to see.
        let status = i32::from(verb == ["me", "logout", "--yes"]);
        assert_eq!(output.status, status, "{verb:?}: {}", output.stderr);
        assert_quiet(&verb, &output.stderr);
    }
    // What is to be seen is still told by the status.
    let output = program.run_unread(&["show", &key]).expect(1);
    assert_quiet(&["show"], &output.stderr);
}

/// The other verbs: those that change something, and those that only begin.
fn changing(server: &Server, program: &Program) -> Vec<Vec<String>> {
    let key = server.sign_in(1)[0];
    let plan = ["plan", "--session", &key.to_string(), "--out", "plan.json"];
    program.run(plan).expect(0);
    let person = key.user.to_string();
    let own = server.simulator.own_user();
    let mut people = server.simulator.users().into_iter().map(|user| user.id);
    let has_tokens = |user: &UserId| Some(*user) != own && server.simulator.tokens_of(*user) > 0;
    let owner = people.find(has_tokens).unwrap().to_string();
    let verbs: [&[&str]; 13] = [
        &["apply", "plan.json", "--dry-run"],
        &["apply", "plan.json"],
        &["suspend", "--user", &person, "--yes", "--expect", "1"],
        &["tokens", "revoke", "--user", &owner],
        &["me", "renew"],
        &["me", "logout"],
        &["me", "logout", "--yes"],
        &["chat", "account", "set", "billing.first_name=Grace"],
        &[
            "chat",
            "account",
            "set",
            "billing.first_name=Grace",
            "--yes",
        ],
        &["config", "check"],
        &["auth", "logout"],
        &["simulate", "--help"],
        &["demo", "--help"],
    ];
    verbs
        .iter()
        .map(|verb| verb.iter().map(|part| (*part).to_owned()).collect())
        .collect()
}

#[test]
fn a_run_that_was_confirmed_goes_on_without_a_reader() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    for _ in 0..3 {
        server.simulator.sign_in(user).unwrap();
    }
    let program = Program::admin_of(&server);
    let (person, count) = (
        user.to_string(),
        sessions_of(&server, user).len().to_string(),
    );
    let output = program.run_unread(&[
        "end", "--user", &person, "--yes", "--expect", &count, "--report", "run.md", "--report",
        "run.json",
    ]);
    let output = output.expect(0);
    assert_quiet(&["end"], &output.stderr);
    assert!(sessions_of(&server, user).is_empty());
    for file in ["run.md", "run.json"] {
        let report = std::fs::read_to_string(program.home().join(file)).unwrap();
        assert!(report.contains(&person), "{report}");
    }
    output.shows("they can sign in again");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_and_no_reader_that_went_away() {
    let program = Program::new();
    for verb in [
        &["completions", "bash"][..],
        &["man"],
        &["--help"],
        &["config", "path"],
    ] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let output = program.run_into(verb, full.into());
        assert_eq!(output.status, 1, "{verb:?}: {}", output.stderr);
        let said = "zentop: standard output could not be written: No space left";
        assert!(output.stderr.contains(said), "{verb:?}: {}", output.stderr);
    }
}

/// What was done is told where the report cannot be, and nobody is advised to do it once more.
#[cfg(target_os = "linux")]
#[test]
fn a_run_whose_report_cannot_be_printed_says_what_it_did() {
    let server = Server::new();
    let keys = server.sign_in(1);
    let user = keys[0].user.to_string();
    let count = server.simulator.sessions_of(keys[0].user).len().to_string();
    let program = Program::admin_of(&server);
    let confirmed: [(&str, &str, &str); 3] = [
        ("end", &count, "verified gone"),
        ("suspend", "1", "suspended 1"),
        ("offboard", "1", "user "),
    ];
    for (verb, expected, done) in confirmed {
        for format in ["table", "json"] {
            server.simulator.edit_user(keys[0].user, |person| {
                (person.active, person.suspended) = (true, false);
            });
            let listed = server.simulator.sessions_of(keys[0].user).len();
            for _ in listed..count.parse().unwrap() {
                server.simulator.sign_in(keys[0].user).unwrap();
            }
            let full = std::fs::File::create("/dev/full").unwrap();
            let arguments = [verb, "--user", &user, "--yes", "--expect", expected];
            let arguments = [&arguments[..], &["--format", format]].concat();
            let output = program.run_into(&arguments, full.into());
            let said = &output.stderr;
            assert_eq!(output.status, 1, "{verb}: {said}");
            for words in ["run ", "do not repeat it", "journal show --run", done] {
                assert!(said.contains(words), "{verb}, {words}: {said}");
            }
            assert!(!said.contains("ask again"), "{verb}: {said}");
        }
    }
}

/// A change that was sent is told where it cannot be printed, and nobody is advised to ask again.
#[cfg(target_os = "linux")]
#[test]
fn a_change_that_cannot_be_printed_says_that_it_was_sent() {
    let server = Server::new();
    let support = Program::admin_of(&server);
    let chat = Program::new()
        .with("ZENTOP_URL", &server.url())
        .with("ZENDESK_CHAT_TOKEN", &server.credentials().chat_token);
    let set = ["chat", "account", "set", "billing.city=Delft", "--yes"];
    for (program, verb) in [(&support, &["me", "logout", "--yes"][..]), (&chat, &set)] {
        let sent = server.sent().len();
        let full = std::fs::File::create("/dev/full").unwrap();
        let output = program.run_into(verb, full.into());
        assert_eq!(output.status, 1, "{verb:?}: {}", output.stderr);
        assert_eq!(server.sent().len(), sent + 1, "{verb:?}");
        let said = &output.stderr;
        assert!(said.contains("and it was sent; do not repeat it"), "{said}");
        assert!(!said.contains("ask again"), "{said}");
    }
}

#[test]
fn signals_end_a_verb_whose_output_nobody_takes() {
    let server = Server::with(|options| {
        options.sessions = 450;
        options.users = 300;
    });
    let program = Program::admin_of(&server);
    let choice = ["end", "--everyone", "--format", "json"];
    let count = program.run(choice).expect(0).json()["count"].to_string();
    let confirmed = [&choice[..], &["--yes", "--expect", &count]].concat();
    let mut child = program.spawn_unread(&confirmed);
    // The first words are in the pipe, and the rest waits for somebody who reads.
    let mut first = [0; 1];
    let stdout = child.stdout.as_mut().unwrap();
    stdout.read_exact(&mut first).unwrap();
    let pid = Pid::from_child(&child);
    let began = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("it never ends");
        }
        kill_process(pid, Signal::TERM).unwrap();
        std::thread::park_timeout(Duration::from_millis(150));
    };
    assert_eq!(status.signal(), Some(Signal::TERM.as_raw()));
    let finished = |record: &serde_json::Value| record["event"] == "finished";
    assert!(program.journal().iter().any(finished));
}
