//! What a maintainer can find out from a log that somebody sends: the requests, what was wrong with
//! an answer and where; and nothing about people.

use std::fs;

use crate::support::{Foreign, Program, Server};

/// A value that no log may quote.
const CANARY: &str = "canary.ada@example.com";

fn log(program: &Program) -> String {
    fs::read_to_string(program.state().join("zentop.log")).unwrap()
}

/// Lists the account of a server whose pages of sessions are wrong in the way of `then`.
fn listed(server: &Server, then: &str, status: i32) -> String {
    server.simulator.clear_faults();
    server.faults(&format!("[[fault]]\npath = \"/api/v2/sessions\"\n{then}"));
    let program = Program::admin_of(server).with("ZENTOP_LOG", "debug");
    program.run(["list"]).expect(status);
    let log = log(&program);
    assert!(!log.contains("canary"), "{log}");
    assert!(!log.contains(&server.credentials().oauth_token), "{log}");
    for person in server.simulator.users() {
        let email = person.email.unwrap_or(person.name);
        assert!(!log.contains(&email), "{email}: {log}");
    }
    log
}

#[track_caller]
fn shows(log: &str, parts: &[&str]) {
    let line = log.lines().find(|line| line.contains(parts[0]));
    let line = line.unwrap_or_else(|| panic!("no {:?} in {log}", parts[0]));
    for part in parts {
        assert!(line.contains(part), "no {part:?} in {line}");
    }
}

#[test]
fn records_that_cannot_be_read_are_found_by_index_field_and_reason() {
    let server = Server::new();
    let wrong = format!(
        r#"then.malformed = {{ records = [
            '{{"id":"{CANARY}","user_id":1}}', '{{"id":7}}', '{{"id":7,"user_id":1,"last_seen_at":"{CANARY}"}}',
            '{{"id":0,"user_id":1}}', '["{CANARY}"]' ] }}"#
    );
    let log = listed(&server, &wrong, 1);
    let answer = "answer{path=\"/api/v2/sessions\" request=";
    for reason in [
        "data: not an id at sessions[0].id, line 1 column ",
        "data: missing field `user_id` at sessions[1], line 1 column 8 of the record",
        "data: not a time at sessions[2].last_seen_at, line 1 column ",
    ] {
        shows(&log, &[reason, answer, "DEBUG"]);
    }
    // The other records are counted.
    assert!(!log.contains("sessions[3]"), "{log}");
    shows(
        &log,
        &[
            "not as documented",
            "unreadable=5",
            "list=\"sessions\"",
            answer,
        ],
    );
    shows(&log, &["walk is whole", "unreadable=4", "pages=", "ms="]);
}

#[test]
fn a_page_that_cannot_be_read_is_found_by_its_place() {
    let server = Server::new();
    let wrong = format!("then.malformed = {{ records = ['{{\"{CANARY}\":tru}}'] }}");
    let log = listed(&server, &wrong, 4);
    let parts = [
        "request failed: answer not decoded (GET /api/v2/sessions, status 200, request ",
        "not a page of sessions: syntax at sessions[0], line 1 column ",
        "INFO",
    ];
    shows(&log, &parts);
    shows(&log, &["walk broke off at page 1: answer not decoded"]);
    let parts = [
        "zentop::command::exit",
        "failed: answer not decoded",
        "WARN",
        "status=4",
    ];
    shows(&log, &parts);
}

#[test]
fn a_refusal_is_found_by_request_and_status_without_its_words() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    server.faults(&format!(
        "[[fault]]\nmethod = \"DELETE\"\npath = \"**\"\n\
         then.status = {{ code = 422, body = '{{\"error\":\"{CANARY} is protected\"}}' }}"
    ));
    let program = Program::admin_of(&server).with("ZENTOP_LOG", "info");
    let session = key.to_string();
    let arguments = ["end", "--session", &session, "--yes", "--expect", "1"];
    let output = program.run(arguments).expect(1);
    output.prints("is protected");
    let log = log(&program);
    assert!(!log.contains("canary"), "{log}");
    let (user, session) = session.split_once('/').unwrap();
    for id in [user, session] {
        assert!(!log.contains(&format!("/{id}")), "{log}");
    }
    shows(&log, &["plan made", "items=1", "excluded=0"]);
    shows(&log, &["run begins", "items=1", "requests=1"]);
    let template = "DELETE /api/v2/users/{user}/sessions/{session}, status 422, request ";
    shows(&log, &["request failed: refused (DELETE", template]);
    shows(&log, &["run ends: 1 refused"]);
}

#[test]
fn a_wait_is_found_by_its_reason_and_how_long_it_took() {
    let server = Server::new();
    server.faults(
        "[[fault]]\npath = \"/api/v2/sessions\"\nwhen.first = 1\n\
         then.status = { code = 429, headers = [[\"retry-after\", \"1\"]] }",
    );
    let program = Program::admin_of(&server).with("ZENTOP_LOG", "debug");
    program.run(["list"]).expect(0);
    let log = log(&program);
    shows(
        &log,
        &["request failed: rate limited (GET /api/v2/sessions, status 429"],
    );
    shows(
        &log,
        &["tries again after rate limited", "attempt=1", "ms=1000"],
    );
    shows(&log, &["walk is whole", "pages=1"]);
}

#[test]
fn what_kept_a_connection_from_coming_about_is_named_to_the_bottom() {
    let foreign = Foreign::new();
    let url = foreign.url();
    drop(foreign);
    let program = Program::at(&url, "a-token-of-nobody").with("ZENTOP_LOG", "info");
    program.run(["list"]).expect(4);
    let parts = [
        "request failed: unreachable (GET /api/v2/users/me): no connection: ",
        "error sending request: client error (Connect): ",
        "refused",
    ];
    shows(&log(&program), &parts);
}

/// What somebody typed, and whom they meant, is on their terminal and in no log.
#[test]
fn a_refusal_is_found_by_its_kind_without_what_was_typed() {
    let server = Server::new();
    let program = Program::admin_of(&server).with("ZENTOP_LOG", "info");
    let nobody = CANARY.replace("example.com", "nowhere.example");
    let output = program.run(["end", "--email", &nobody, "--yes", "--expect", "1"]);
    output.shows(&nobody);
    let log = log(&program);
    shows(&log, &["no plan: nothing was chosen", "INFO", "status="]);
    assert!(!log.contains("canary") && !log.contains("nowhere"), "{log}");
    let entry = |line: &str| line.starts_with("20") && line.contains("zentop::");
    assert!(log.lines().all(entry), "one line an entry: {log}");
}

#[test]
fn tokens_made_since_and_verdicts_are_found_by_their_counts() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    let program = Program::admin_of(&server).with("ZENTOP_LOG", "info");
    let user = key.user.to_string();
    let offboard = ["offboard", "--user", &user, "--yes", "--expect", "1"];
    program.run(offboard);
    let log = log(&program);
    shows(&log, &["tokens made since the plan", "tokens=0", "run="]);
    shows(&log, &["run looked at: ", "as it should be", "run="]);
}

/// Whichever list of tokens it is that Zendesk refuses in words that quote somebody.
#[test]
fn tokens_that_are_not_known_are_found_without_zendesks_words() {
    let server = Server::new();
    let program = Program::admin_of(&server).with("ZENTOP_LOG", "info");
    for nth in 1..=6 {
        server.simulator.clear_faults();
        let user = server.sign_in(1)[0].user.to_string();
        server.faults(&format!(
            "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\nwhen.nth = {nth}\n\
             then.status = {{ code = 422, body = '{{\"error\":\"{CANARY}\"}}' }}"
        ));
        program.run(["offboard", "--user", &user, "--yes", "--expect", "1"]);
    }
    let log = log(&program);
    let parts = [
        "tokens made since the plan are not known: refused (GET /api/v2/oauth/tokens, status 422",
        "WARN",
    ];
    shows(&log, &parts);
    assert!(!log.contains("canary"), "{log}");
}

#[test]
fn trace_says_more_than_debug() {
    let server = Server::new();
    for (level, is_more) in [("debug", false), ("trace", true)] {
        let program = Program::admin_of(&server).with("ZENTOP_LOG", level);
        program.run(["list"]).expect(0);
        let log = log(&program);
        let place = log.contains("a request has its place purpose=");
        assert_eq!(place, is_more, "{log}");
    }
}
