//! What verbs wait for: one policy for all of them, told on stderr, and with an end.

use std::time::{Duration, Instant};

use crate::support::{Program, Server, keys_as_arguments};

/// The verbs that read, with the path that each depends on.
const READING: [(&[&str], &str); 6] = [
    (&["list", "--format", "json"], "/api/v2/sessions"),
    (&["show", "1/2"], "/api/v2/users/1/sessions/2"),
    (&["me", "show"], "/api/v2/users/me/session"),
    (
        &["help-center", "session"],
        "/api/v2/help_center/sessions.json",
    ),
    (&["auth", "status"], "/api/v2/users/me"),
    (&["chat", "account", "show"], "/api/v2/chat/account"),
];

fn program(server: &Server) -> Program {
    let chat = server.credentials().chat_token;
    Program::admin_of(server).with("ZENDESK_CHAT_TOKEN", &chat)
}

#[test]
fn every_verb_waits_out_what_passes_and_says_why() {
    for (status, word) in [(429, "used up"), (503, "overloaded")] {
        for (verb, path) in READING {
            let server = Server::new();
            server.faults(&format!(
                "[[fault]]\npath = \"{path}\"\nwhen.first = 1\n\
                 then.status = {{ code = {status}, headers = [['retry-after', '3']] }}"
            ));
            let output = program(&server).run(verb);
            assert!(output.status < 2, "{verb:?} {status} {}", output.stderr);
            let waits = output.stderr.matches("waiting 3 s").count();
            assert_eq!(waits, 1, "{verb:?} {}", output.stderr);
            let output = output.shows(word);
            assert_eq!(output.stderr.contains("used up"), status == 429, "{verb:?}");
        }
    }
}

#[test]
fn names_are_not_waited_for_as_long_as_sessions_are() {
    let server = Server::with(|options| options.sessions = 350);
    server.faults(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\n\
         then.status = { code = 429, headers = [['retry-after', '310']] }",
    );
    let began = Instant::now();
    let output = program(&server).run(["list", "--format", "json"]);
    let output = output
        .expect(0)
        .shows("310 s")
        .shows("names and roles are missing");
    assert!(began.elapsed() < Duration::from_secs(60));
    let list = output.json();
    assert_eq!(list["coverage"], "full");
    assert_eq!(
        list["sessions"].as_array().unwrap().len(),
        server.simulator.sessions().len()
    );
    assert_eq!(server.reads_of("/api/v2/users/show_many"), 1);
}

#[test]
fn a_wait_that_is_longer_than_anybody_waits_is_told_and_not_begun() {
    let server = Server::new();
    server.faults(
        "[[fault]]\npath = \"/api/v2/sessions\"\n\
         then.status = { code = 429, headers = [['retry-after', '700']] }",
    );
    let began = Instant::now();
    let output = program(&server).run(["list"]).expect(4);
    output.shows("700 s").shows("300 s in all");
    assert!(began.elapsed() < Duration::from_secs(60));
    assert_eq!(server.reads_of("/api/v2/sessions"), 1);
}

/// A server that fails every second request is not asked twice for everything.
#[test]
fn repeats_are_a_small_part_of_what_a_run_sends() {
    let server = Server::new();
    let keys = server.sign_in(100);
    for nth in (2..400).step_by(2) {
        server.faults(&format!(
            "[[fault]]\nmethod = \"DELETE\"\nwhen.nth = {nth}\nthen.status = {{ code = 500 }}"
        ));
    }
    let mut arguments = vec!["end".to_owned()];
    arguments.extend(keys_as_arguments(&keys));
    arguments.extend(["--yes", "--expect", "100", "--format", "json"].map(str::to_owned));
    let report = program(&server).run(arguments).expect(1).json();
    let sent = server.sent().len();
    let repeats = sent - 100;
    assert!(
        (3..=13).contains(&repeats),
        "{repeats} {}",
        report["counts"]
    );
}
