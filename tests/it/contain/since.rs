//! `zentop offboard` and what nobody knew of when the plan was made: sessions that no list showed,
//! tokens made since, and a second crash.

use std::sync::atomic::{AtomicUsize, Ordering};

use rustix::process::Signal;
use serde_json::json;

use super::offboard::{changes, expected, is_gone, leaver, offboard, rest};
use super::rests::answer;
use super::{listed, suspended};
use crate::support::{Gate, Program, Proxy, ProxyAnswer, Server, Step};

const NO_SESSIONS: &str =
    "then.status = { code = 200, body = '{\"sessions\":[],\"meta\":{\"has_more\":false}}' }";

/// Whoever is named is signed out whatever their own list shows before.
#[test]
fn an_own_list_that_is_empty_by_a_fault_spares_nobody() {
    let server = Server::new();
    let user = leaver(&server);
    let before = format!("path = \"/api/v2/users/{user}/sessions\"\nwhen.first = 2\n{NO_SESSIONS}");
    server.faults(&format!("[[fault]]\nmethod = \"GET\"\n{before}"));
    let program = Program::admin_of(&server);
    let dry = offboard(&program, user, &[]).expect(0);
    dry.prints("1 person: 0 known sessions, and whatever is there then")
        .prints("1 person to offboard");
    server.faults(&format!("[[fault]]\nmethod = \"GET\"\n{before}"));
    let json = offboard(&program, user, &["--format", "json"])
        .expect(0)
        .json();
    assert_eq!(json["people"][0]["ends_sessions"], true);
    server.faults(&format!("[[fault]]\nmethod = \"GET\"\n{before}"));
    let output = offboard(&program, user, &["--yes", "--expect", "1"]).expect(0);
    output.prints(" signed out").prints("no session listed at");
    assert_eq!(changes(&server).last().unwrap(), "sessions");
    assert!(is_gone(&server, user) && suspended(&server, &[user])[0]);
    let journal = program.journal();
    let mut ended = journal.iter().filter(|record| record["route"] == "user");
    assert!(ended.any(|record| record["event"] == "outcome" && record["state"] == "ended"));
}

/// The same for somebody of whom nothing else is to be done, and not where sessions stay.
#[test]
fn somebody_without_a_session_is_signed_out_unless_sessions_stay() {
    for (more, sent) in [(&[][..], true), (&["--without", "sessions"], false)] {
        let server = Server::new();
        let user = leaver(&server);
        for session in server.simulator.sessions_of(user) {
            server.simulator.sign_out(session.key);
        }
        let program = Program::admin_of(&server);
        let arguments = [more, &["--yes", "--expect", "1"]].concat();
        offboard(&program, user, &arguments).expect(0);
        let sent_to_all = changes(&server).contains(&"sessions".to_owned());
        assert_eq!(sent_to_all, sent, "{more:?}");
    }
}

#[test]
fn tokens_made_since_the_plan_are_revoked_and_named() {
    let server = Server::new();
    let user = leaver(&server);
    let none = "{\"tokens\":[],\"meta\":{\"has_more\":false}}";
    server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\nwhen.first = 1\n\
         then.status = {{ code = 200, body = '{none}' }}"
    ));
    let program = Program::admin_of(&server);
    let report = program.home().join("report.md");
    let path = report.display().to_string();
    let arguments = ["--yes", "--expect", "1", "--report", &path];
    let output = offboard(&program, user, &arguments).expect(0);
    output
        .prints("revoked, verified gone, beyond the plan, made since")
        .prints("no token left");
    assert_eq!(changes(&server), ["suspend", "tokens", "sessions"]);
    assert!(is_gone(&server, user));
    let journal = program.journal();
    let since = journal.iter().filter(|record| record["route"] == "revoke");
    let details: Vec<&str> = since
        .filter_map(|record| record["detail"].as_str())
        .collect();
    assert_eq!(details, ["beyond the plan, made since"; 2]);
    let report = std::fs::read_to_string(report).unwrap();
    assert!(report.contains("beyond the plan, made since"), "{report}");
    assert!(report.contains("### Offboarded") && report.contains("suspended; no session listed"));
}

/// The token in use stays, and is no item of the run, whoever a list says that it belongs to.
#[test]
fn the_token_in_use_is_not_taken_for_one_that_somebody_made_since() {
    let server = Server::new();
    let user = leaver(&server);
    let in_use = listed(&server)
        .into_iter()
        .find(|token| token["in_use"] == true);
    let in_use = in_use.unwrap()["id"].as_u64().unwrap();
    let theirs = json!({"tokens": [{"id": in_use, "user_id": user.get(), "client_id": 1,
        "scopes": ["read", "write"]}], "meta": {"has_more": false}});
    let lists = AtomicUsize::new(0);
    let proxy = Proxy::new(&server, move |method, target| {
        let path = target.split('?').next();
        // The list of the plan is true, and so is the last one.
        let is_list = method == "GET" && path == Some("/api/v2/oauth/tokens");
        if is_list && lists.fetch_add(1, Ordering::SeqCst) == 1 {
            return answer(200, &theirs);
        }
        ProxyAnswer::Forward(target.to_owned())
    });
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let arguments = ["--yes", "--expect", "1", "--format", "json"];
    let report = offboard(&program, user, &arguments).expect(0).json();
    let items = report["items"].as_array().unwrap();
    assert!(
        !items.iter().any(|item| item["token_id"] == in_use),
        "{items:?}"
    );
    let sent = server.sent();
    let revoked = format!("/oauth/tokens/{in_use}");
    assert!(
        !sent.iter().any(|one| one.target.contains(&revoked)),
        "{sent:?}"
    );
    assert!(is_gone(&server, user));
}

/// What zentop works with stays, whoever asks, and so does what is not to be revoked.
#[test]
fn tokens_that_stay_are_not_looked_for_again() {
    let server = Server::new();
    let user = leaver(&server);
    let program = Program::admin_of(&server);
    let before = server.reads_of("/api/v2/oauth/tokens");
    let arguments = ["--without", "tokens", "--yes", "--expect", "1"];
    let output = offboard(&program, user, &arguments).expect(0);
    assert_eq!(server.reads_of("/api/v2/oauth/tokens"), before);
    assert!(!output.stdout.contains("token"), "{}", output.stdout);
    let dry = offboard(&program, user, &["--without", "tokens"]);
    assert!(!dry.stdout.contains("TOKENS"), "{}", dry.stdout);
}

#[test]
fn a_list_of_tokens_that_fails_says_how_to_go_on_without() {
    let server = Server::new();
    let user = leaver(&server);
    server.faults(
        "[[fault]]\npath = \"/api/v2/oauth/tokens\"\nthen.status = { code = 403, body = '{}' }",
    );
    let program = Program::admin_of(&server);
    let output = offboard(&program, user, &["--yes", "--expect", "1"]);
    assert_ne!(output.status, 0);
    output.shows("--without tokens");
    assert!(server.sent().is_empty());
    let arguments = ["--without", "tokens", "--yes", "--expect", "1"];
    offboard(&program, user, &arguments).expect(0);
}

/// Kills the program when the request of this number has come to the account.
fn killed_at(gate: &Gate, program: &Program, arguments: &[&str], request: usize) {
    let running = program.start(arguments);
    let mut arrived = 0;
    loop {
        let held = gate.next();
        arrived += usize::from(held.step == Step::Arrived);
        if arrived == request && held.step == Step::Arrived {
            running.signal(Signal::KILL);
            running.finish();
            gate.settle();
            return;
        }
        held.let_go();
    }
}

#[test]
fn a_suspension_that_was_lifted_is_told_after_a_second_crash_too() {
    let server = Server::new();
    let user = leaver(&server);
    let gate = Gate::before(&server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token);
    let id = user.to_string();
    let first = ["offboard", "--user", &id, "--yes", "--expect", "1"];
    killed_at(&gate, &program, &first, 2);
    assert!(suspended(&server, &[user])[0]);
    let file = rest(&program.run(["journal", "recover"]).expect(1)).unwrap();
    server
        .simulator
        .edit_user(user, |person| person.suspended = false);
    let dry = program.run(["offboard", "--from", &file]).expect(1);
    let again = [
        "offboard",
        "--from",
        &file,
        "--yes",
        "--expect",
        &expected(&dry),
    ];
    killed_at(&gate, &program, &again, 1);
    let recovered = program.run(["journal", "recover"]).expect(1);
    let recovered = recovered.prints("is not suspended since");
    let file = rest(&recovered).unwrap();
    let dry = program.run(["offboard", "--from", &file]).expect(1);
    dry.shows("NOT SUSPENDED")
        .shows("they are not suspended since");
}

#[test]
fn a_suspension_of_which_nothing_is_known_is_told_in_a_dry_run() {
    let server = Server::new();
    let user = leaver(&server);
    let gate = Gate::before(&server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token);
    let id = user.to_string();
    let first = ["offboard", "--user", &id, "--yes", "--expect", "1"];
    killed_at(&gate, &program, &first, 2);
    let file = rest(&program.run(["journal", "recover"]).expect(1)).unwrap();
    // Neither with others nor alone.
    server.faults(&format!(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{user}] }}\n\
         [[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/{user}\"\n\
         then.status = {{ code = 400, body = '{{}}' }}"
    ));
    let dry = program.run(["offboard", "--from", &file]);
    assert_ne!(dry.status, 0);
    dry.shows("NOT SUSPENDED as far as is known");
}
