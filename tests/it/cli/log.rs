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
        "data: not an id at sessions[0].id",
        "data: missing field `user_id` at sessions[1]",
        "data: not a time at sessions[2].last_seen_at",
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
        "request failed: answer not decoded (GET /api/v2/sessions, request ",
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
