//! What verbs wait for: one policy for all of them, told on stderr, and with an end.

use std::time::{Duration, Instant};

use crate::support::{Program, Server, at_once, keys_as_arguments};

/// The paths of the account's sessions, of one person's, and of one session.
const ALL: &str = "/api/v2/sessions";
const THEIRS: &str = "/api/v2/users/*/sessions";
const ONE: &str = "/api/v2/users/*/sessions/*";
const CHAT: &str = "/api/v2/chat/account";

/// Every verb that asks Zendesk for anything, with the request that it depends on. `USER` is
/// somebody's number.
const VERBS: [(&[&str], &str, &str); 16] = [
    (&["list", "--format", "json"], "GET", ALL),
    (&["list", "--user", "USER"], "GET", THEIRS),
    (&["show", "1/2"], "GET", ONE),
    (&["end", "--user", "USER"], "GET", THEIRS),
    (&["plan", "--user", "USER"], "GET", THEIRS),
    (&["apply", "plan.json"], "GET", THEIRS),
    (&["suspend", "--user", "USER"], "GET", THEIRS),
    (&["tokens", "list"], "GET", "/api/v2/oauth/tokens"),
    (&["me", "show"], "GET", "/api/v2/users/me/session"),
    (&["me", "renew"], "GET", "/api/v2/users/me/session/renew"),
    (
        &["me", "logout", "--yes"],
        "DELETE",
        "/api/v2/users/me/logout",
    ),
    (
        &["help-center", "session"],
        "GET",
        "/api/v2/help_center/sessions.json",
    ),
    (&["auth", "status"], "GET", "/api/v2/users/me"),
    (&["chat", "account", "show"], "GET", CHAT),
    (
        &[
            "chat",
            "account",
            "set",
            "billing.first_name=Grace",
            "--yes",
        ],
        "PUT",
        CHAT,
    ),
    (&["journal", "recover"], "GET", THEIRS),
];

fn program(server: &Server) -> Program {
    let chat = server.credentials().chat_token;
    Program::admin_of(server).with("ZENDESK_CHAT_TOKEN", &chat)
}

/// Makes what a verb needs: a plan file, or a run that a crash left open.
fn prepare(server: &Server, program: &Program, verb: &[&str]) {
    let key = server.sign_in(1)[0].to_string();
    match verb[0] {
        "apply" => {
            let plan = ["plan", "--session", &key, "--out", "plan.json"];
            program.run(plan).expect(0);
        }
        "journal" => {
            let end = ["end", "--session", &key, "--yes", "--expect", "1"];
            program.run(end).expect(0);
            program.forget_after(2);
        }
        _ => {}
    }
}

#[test]
fn every_verb_waits_out_what_passes_and_says_why() {
    for (status, word) in [(429, "used up"), (503, "overloaded")] {
        std::thread::scope(|scope| {
            for (verb, method, path) in VERBS {
                scope.spawn(move || {
                    let server = Server::new();
                    let user = server.end_users(1)[0].to_string();
                    let named = |part: &&str| part.replace("USER", &user);
                    let program = program(&server);
                    prepare(&server, &program, verb);
                    server.faults(&format!(
                        "[[fault]]\nmethod = \"{method}\"\npath = \"{path}\"\nwhen.first = 1\n\
                         then.status = {{ code = {status}, headers = [['retry-after', '3']] }}"
                    ));
                    let output = program.run(verb.iter().map(named));
                    assert!(output.status < 2, "{verb:?} {status} {}", output.stderr);
                    let waits = output.stderr.matches("waiting 3 s").count();
                    assert_eq!(waits, 1, "{verb:?} {}", output.stderr);
                    let output = output.shows(word);
                    assert_eq!(output.stderr.contains("used up"), status == 429, "{verb:?}");
                });
            }
        });
    }
}

/// A change that belongs to no run: sent again where it was put off, and never where it may have
/// been done.
#[test]
fn a_single_change_is_repeated_only_if_zendesk_did_not_take_it_up() {
    let change: [&[&str]; 2] = [
        &["me", "logout", "--yes"],
        &[
            "chat",
            "account",
            "set",
            "billing.first_name=Grace",
            "--yes",
        ],
    ];
    let answers = [
        (
            "then.status = { code = 429, headers = [['retry-after', '1']] }",
            2,
        ),
        (
            "then.status = { code = 503, headers = [['retry-after', '1']] }",
            2,
        ),
        ("then.status = { code = 500 }", 1),
        ("then.status = { code = 503 }", 1),
        ("then.status = { code = 202 }", 1),
        ("then = \"close\"", 1),
    ];
    let cases = answers.into_iter().flat_map(|(then, requests)| {
        change.map(|verb| (format!("{verb:?} {then}"), (verb, then, requests)))
    });
    at_once(cases, |(verb, then, requests)| {
        let server = Server::new();
        let program = program(&server);
        for method in ["DELETE", "PUT"] {
            server.faults(&format!(
                "[[fault]]\nmethod = \"{method}\"\nwhen.first = 1\n{then}"
            ));
        }
        let output = program.run(verb);
        assert_eq!(
            server.sent().len(),
            requests,
            "{verb:?} {then} {}",
            output.stderr
        );
        let journal = program.journal();
        let last = journal.iter().rfind(|record| record["event"] == "outcome");
        assert_eq!(last.unwrap()["attempts"], requests, "{verb:?} {then}");
    });
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
         then.status = { code = 429, headers = [['retry-after', '7200']] }",
    );
    let began = Instant::now();
    let output = program(&server).run(["list"]).expect(4);
    // What is told is the server's own wait, and not the part of it that would be obeyed.
    let output = output.shows("7200 s").shows("300 s in all");
    let output = output.shows("Zendesk asks to wait 2h00m");
    assert!(!output.stderr.contains("900 s"), "{}", output.stderr);
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
