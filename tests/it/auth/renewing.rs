//! Tokens that end during use. A refresh token is good for one renewal, so whatever happens, it is
//! used once, and the new tokens are saved before they are used.

use std::path::Path;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;

use super::browser::{saved, saved_json, signed_in, until};
use crate::support::{Program, Sent, Server, at_once, keys_as_arguments, oracle_of};
use crate::terminal::{Pty, ZENTOP};

/// The number of renewals that the token endpoint was asked for.
fn renewals(server: &Server) -> usize {
    let ledger = server.simulator.ledger();
    let asked = ledger
        .iter()
        .filter(|entry| entry.target == "/oauth/tokens");
    // The first request was for signing in.
    asked.count() - 1
}

fn end(program: &Program, keys: &[zentop::model::SessionKey]) -> crate::support::Output {
    let count = keys.len().to_string();
    let mut arguments = vec!["end".to_owned()];
    arguments.extend(keys_as_arguments(keys));
    arguments.extend(["--yes", "--expect", &count, "--format", "json"].map(str::to_owned));
    program.run(arguments)
}

/// The requests that were sent to end sessions.
fn deletes(server: &Server) -> Vec<Sent> {
    let sent = server.sent().into_iter();
    sent.filter(|sent| sent.method == "DELETE").collect()
}

#[test]
fn a_token_that_ended_is_renewed_once_and_the_run_goes_on() {
    let (server, program) = signed_in();
    let program = program.with("ZENTOP_LOG", "info");
    let before = saved_json(&program);
    server.simulator.expire_access_tokens();
    let lines = program
        .run(["list", "--format", "ndjson"])
        .expect(0)
        .ndjson();
    assert_eq!(lines.len(), server.simulator.sessions().len());
    assert_eq!(
        (renewals(&server), server.simulator.refresh_count()),
        (1, 1)
    );
    let after = saved_json(&program);
    for name in ["access_token", "refresh_token"] {
        assert_ne!(before[name], after[name]);
    }
    assert_eq!(before["mark"], after["mark"]);
    program.run(["list"]).expect(0);
    assert_eq!(renewals(&server), 1);
    let log = std::fs::read_to_string(program.state().join("zentop.log")).unwrap();
    assert_eq!(log.matches("credentials were renewed").count(), 1, "{log}");
}

#[test]
fn a_token_that_ends_in_the_middle_of_a_run_costs_one_renewal_and_no_item() {
    let (server, program) = signed_in();
    let keys = server.sign_in(12);
    // The token ends at the fifth request; those beside it meet the end as well.
    server.faults(
        "[[fault]]\nmethod = \"DELETE\"\nwhen = { nth = 5 }\n\
         then.status = { code = 401, body = '{\"error\":\"invalid_token\"}' }",
    );
    let output = end(&program, &keys).expect(0);
    let report = output.json();
    assert_eq!(report["counts"]["ended"], 12, "{report}");
    assert_eq!(renewals(&server), 1);
    oracle_of(&program, &keys, &deletes(&server), &report);
    let journal = program.journal();
    let attempts = |record: &Value| record["attempts"].as_u64();
    let twice = journal.iter().filter(|record| attempts(record) == Some(2));
    let sent = deletes(&server);
    let refused = sent.iter().filter(|sent| sent.status == Some(401));
    let refused = refused.count();
    assert!(refused >= 1);
    assert_eq!(
        twice.count(),
        refused,
        "the record tells of each second request"
    );
}

#[test]
fn a_second_refusal_is_one() {
    let (server, program) = signed_in();
    server.faults("[[fault]]\npath = \"/api/v2/**\"\nthen.status = { code = 401 }");
    let output = program.run(["list"]).expect(3);
    output
        .shows("refused the credentials")
        .shows("zentop auth login");
    assert_eq!(renewals(&server), 1);
    assert_eq!(
        server.reads_of("/api/v2/users/me"),
        3,
        "once at the sign-in, twice now"
    );
}

#[test]
fn two_processes_at_once_renew_once_and_both_go_on() {
    let (server, program) = signed_in();
    server.simulator.expire_access_tokens();
    // Both have asked before either gets its answer.
    server.faults("[[fault]]\npath = \"/oauth/tokens\"\ndelay_ms = 300");
    let both = [(); 2].map(|()| program.start(["list", "--format", "ndjson"]));
    for running in both {
        let output = running.finish().expect(0);
        assert_eq!(output.ndjson().len(), server.simulator.sessions().len());
    }
    assert_eq!(
        (renewals(&server), server.simulator.refresh_count()),
        (1, 1)
    );
    program.run(["list"]).expect(0);
    assert_eq!(renewals(&server), 1);
}

#[test]
fn many_processes_at_once_renew_once() {
    let (server, program) = signed_in();
    server.simulator.expire_access_tokens();
    let all: Vec<_> = (0..6).map(|_| program.start(["auth", "status"])).collect();
    for running in all {
        running.finish().expect(0);
    }
    assert_eq!(server.simulator.refresh_count(), 1);
}

#[test]
fn one_failure_of_the_token_endpoint_is_waited_out() {
    let answers = [
        "then.html = { code = 502 }",
        "then = \"close\"",
        "then.status = { code = 500 }",
        "then.status = { code = 429, headers = [['retry-after', '1']] }",
    ];
    at_once(answers.map(|then| (then.to_owned(), then)), |then| {
        let (server, program) = signed_in();
        server.simulator.expire_access_tokens();
        let fault = format!("[[fault]]\npath = \"/oauth/tokens\"\nwhen.first = 1\n{then}");
        server.faults(&fault);
        for verb in [&["list"][..], &["me", "show"], &["auth", "status"]] {
            program.run(verb).expect(0);
        }
        let renewed = server.simulator.refresh_count();
        assert_eq!((renewals(&server), renewed), (2, 1), "{then}");
    });
}

#[test]
fn one_failure_of_the_token_endpoint_leaves_the_screen_stale_and_not_refused() {
    let (server, program) = signed_in();
    let mut screen = Pty::start(Path::new(ZENTOP), &[], &program.environment(), (160, 40));
    screen.sees("LIVE");
    server.faults("[[fault]]\npath = \"/oauth/tokens\"\nthen.html = { code = 502 }");
    server.simulator.expire_access_tokens();
    screen.keys("r");
    // What is waited for, and that it is.
    screen.sees_that("stale", |screen| {
        screen.contains("the access token has ended") && !screen.contains("LIVE")
    });
    screen.sees_that("the wait for it", |screen| {
        screen.contains("STALE") && screen.contains("retry in")
    });
    assert!(!screen.text().contains("REFUSED"), "{}", screen.text());
    assert!(renewals(&server) >= 1);
    server.simulator.clear_faults();
    // Nobody presses anything.
    screen.sees_that("the list again", |screen| {
        screen.contains("LIVE") && !screen.contains("STALE")
    });
    assert_eq!(server.simulator.refresh_count(), 1);
    screen.keys("q");
    assert_eq!(screen.left().status, 0);
}

#[test]
fn an_answer_that_is_lost_for_good_ends_in_the_server_s_own_verdict() {
    let (server, program) = signed_in();
    let before = std::fs::read(saved(&program).unwrap()).unwrap();
    server.simulator.expire_access_tokens();
    server.faults("[[fault]]\npath = \"/oauth/tokens\"\ntake_effect = true\nthen = \"close\"");
    let output = program.run(["list"]).expect(4);
    output.shows("the answer to a renewal was lost");
    assert_eq!(server.simulator.refresh_count(), 1);
    let asked = renewals(&server);
    assert!((2..=4).contains(&asked), "{asked}");
    assert_eq!(std::fs::read(saved(&program).unwrap()).unwrap(), before);
    // The next start tries the refresh token it has, once, and does not loop.
    server.simulator.clear_faults();
    let output = program.run(["list"]).expect(3);
    output
        .shows("the sign-in has ended")
        .shows("zentop auth login");
    assert_eq!(renewals(&server), asked + 1);
    assert_eq!(std::fs::read(saved(&program).unwrap()).unwrap(), before);
    super::browser::sign_in(&program);
    program.run(["list"]).expect(0);
}

#[test]
fn a_crash_between_the_answer_and_the_disk_asks_the_person_to_sign_in_again() {
    let (server, program) = signed_in();
    server.simulator.expire_access_tokens();
    server.faults("[[fault]]\npath = \"/oauth/tokens\"\ndelay_ms = 60000");
    let running = program.start(["list"]);
    until("the token is rotated", || {
        server.simulator.refresh_count() == 1
    });
    running.signal(Signal::KILL);
    running.finish();
    server.simulator.clear_faults();
    let next = program.start(["list"]).within(Duration::from_secs(20));
    next.finish().expect(3).shows("zentop auth login");
    assert!(
        saved(&program).is_some(),
        "nothing is overwritten with nothing"
    );
}

#[test]
fn a_token_endpoint_that_is_busy_is_asked_again_another_time() {
    let (server, program) = signed_in();
    server.simulator.expire_access_tokens();
    server.faults("[[fault]]\npath = \"/oauth/tokens\"\nthen.status = { code = 503 }");
    program
        .run(["list"])
        .expect(4)
        .shows("Zendesk is busy: it may be renewed in");
    server.simulator.clear_faults();
    program.run(["list"]).expect(0);
    assert_eq!(server.simulator.refresh_count(), 1);
}

#[test]
fn a_redirect_of_the_token_endpoint_is_not_followed() {
    let (server, program) = signed_in();
    let foreign = crate::support::Foreign::new();
    server.simulator.expire_access_tokens();
    server.faults(&format!(
        "[[fault]]\npath = \"/oauth/tokens\"\nthen.redirect = {{ code = 307, location = \"{}/\" }}",
        foreign.url()
    ));
    program.run(["list"]).expect(3).shows("does not follow");
    assert_eq!(foreign.connections(), 0);
}
