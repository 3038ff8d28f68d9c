//! Signing in by authorization code.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;

use rustix::process::Signal;

use super::browser::{account, ask, ask_as, begin, free_port, program, saved, saved_json, sign_in};
use crate::support::{Program, Server};

fn mode(path: &std::path::Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn from_nothing_to_a_list_by_way_of_the_browser() {
    let port = free_port();
    let (server, program) = account(port);
    let nothing = program.run(["list"]).expect(3);
    nothing.shows("zentop demo").shows("zentop auth login");

    let output = sign_in(&program);
    let output = output
        .prints(", admin")
        .prints("signed in by browser")
        .prints("read write")
        .prints("renewed by itself")
        .prints("every session of the account")
        .prints("sessions of everyone");
    let path = saved(&program).unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(&program.state()), 0o700);
    let json = saved_json(&program);
    let secrets =
        ["access_token", "refresh_token", "mark"].map(|name| json[name].as_str().unwrap());
    for secret in secrets {
        assert!(!output.stdout.contains(secret) && !output.stderr.contains(secret));
    }

    let count = server.simulator.sessions().len();
    let lines = program
        .run(["list", "--format", "ndjson"])
        .expect(0)
        .ndjson();
    assert_eq!(lines.len(), count);
    program
        .run(["auth", "status"])
        .expect(0)
        .prints("kept in the file");
    // The token was asked for as documented, with the secret nowhere but in the body.
    let ledger = server.simulator.ledger();
    let asked = ledger
        .iter()
        .filter(|entry| entry.target == "/oauth/tokens");
    let types: Vec<_> = asked.map(|entry| entry.content_type.clone()).collect();
    assert_eq!(types, [Some("application/json".to_owned())]);
}

#[test]
fn a_sign_in_ends_sessions_and_the_journal_has_one_fingerprint_for_it() {
    let (server, program) = account(free_port());
    sign_in(&program);
    for _ in 0..2 {
        let keys = server.sign_in(1);
        let arguments = crate::support::keys_as_arguments(&keys);
        let end = ["end".to_owned()].into_iter().chain(arguments);
        let end = end.chain(["--yes", "--expect", "1"].map(str::to_owned));
        program.run(end).expect(0);
        assert!(!server.has(keys[0]));
        server.simulator.expire_access_tokens();
    }
    let journal = program.journal();
    let prints: std::collections::BTreeSet<&str> = journal
        .iter()
        .map(|record| record["token_fingerprint"].as_str().expect("a fingerprint"))
        .collect();
    assert_eq!(prints.len(), 1, "{prints:?}");
    assert!(prints.iter().all(|print| print.len() == 16));
    assert_eq!(server.simulator.refresh_count(), 1);
    let other = Program::admin_of(&server).with(
        "XDG_STATE_HOME",
        &program.home().join("state").display().to_string(),
    );
    let key = server.sign_in(1)[0].to_string();
    other
        .run(["end", "--session", &key, "--yes", "--expect", "1"])
        .expect(0);
    let last = program.journal().pop().unwrap();
    assert!(!prints.contains(last["token_fingerprint"].as_str().unwrap()));
}

#[test]
fn whoever_says_no_is_not_signed_in() {
    let (_server, program) = account(free_port());
    let waiting = begin(&program, &[]);
    let back = waiting.decide("deny");
    let page = ask("GET", &back, "");
    assert!(
        page.body.contains("Access was not allowed"),
        "{}",
        page.body
    );
    waiting.program.finish().expect(3).shows("access_denied");
    assert!(saved(&program).is_none());
}

#[test]
fn only_the_own_return_ends_the_waiting() {
    let port = free_port();
    let (_server, program) = account(port);
    let waiting = begin(&program, &[]);
    let host = format!("127.0.0.1:{port}");
    let back = waiting.decide("allow");
    let (address, query) = back.split_once('?').unwrap();
    let state = query
        .split('&')
        .find(|part| part.starts_with("state="))
        .unwrap();
    for (named, target, status, message) in [
        (
            host.as_str(),
            "/favicon.ico".to_owned(),
            "404",
            "Nothing here",
        ),
        (
            &host,
            "/?code=x&state=wrong".to_owned(),
            "400",
            "Not the sign-in",
        ),
        (
            &host,
            "/?error=access_denied".to_owned(),
            "400",
            "Not the sign-in",
        ),
        (
            &host,
            format!("/?code=x&code=y&{state}"),
            "400",
            "Not the sign-in",
        ),
        ("evil.example", format!("/?{query}"), "404", "Nothing here"),
        ("localhost", format!("/?{query}"), "404", "Nothing here"),
    ] {
        let snapshot = ask_as("GET", &host, named, &target, "");
        assert!(
            snapshot.head.starts_with(&format!("HTTP/1.1 {status}")),
            "{}",
            snapshot.head
        );
        assert!(
            snapshot.body.contains(message),
            "{target}: {}",
            snapshot.body
        );
        assert!(snapshot.head.contains("default-src 'none'"));
    }
    assert!(
        ask_as("POST", &host, &host, &format!("/?{query}"), "")
            .head
            .contains("404")
    );
    let page = ask("GET", &format!("{address}?{query}"), "");
    assert!(page.body.contains("zentop is signed in"));
    waiting.program.finish().expect(0);
}

#[test]
fn the_first_free_port_is_taken_and_none_is_an_error() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (busy, port) = (taken.local_addr().unwrap().port(), free_port());
    let (server, _) = account(port);
    let client = server.credentials().oauth_client_id;
    let settings = |ports: &str| {
        format!("[profiles.default]\nclient_id = \"{client}\"\nredirect_ports = [{ports}]\n")
    };
    let program = Program::new().with("ZENTOP_URL", &server.url());
    let program = program.with_settings(&settings(&format!("{busy}, {port}")));
    sign_in(&program);
    let program = program.with_settings(&settings(&busy.to_string()));
    let login = ["auth", "login", "--store", "file", "--no-browser"];
    let output = program.run(login).expect(2);
    output.shows(&busy.to_string()).shows("redirect_ports");
}

#[test]
fn control_c_ends_the_waiting() {
    let (_server, program) = account(free_port());
    let waiting = begin(&program, &[]);
    waiting.program.signal(Signal::INT);
    waiting.program.finish().expect(130);
    assert!(saved(&program).is_none());
}

#[test]
fn over_ssh_the_way_back_is_explained() {
    let port = free_port();
    let (_server, program) = account(port);
    let program = program.with("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22");
    let waiting = begin(&program, &[]);
    let talk = waiting.program.talk();
    assert!(
        talk.contains(&format!("ssh -L {port}:127.0.0.1:{port}")),
        "{talk}"
    );
    assert!(talk.contains("--paste"), "{talk}");
    waiting.program.signal(Signal::TERM);
    waiting.program.finish().expect(143);
}

#[test]
fn what_is_asked_for_can_be_less_and_is_compared_with_what_is_given() {
    let port = free_port();
    let (server, program) = account(port);
    let (_, output) = begin(&program, &["--scope", "read"]).allow();
    let output = output.expect(0).prints("does not include write");
    output.prints("--scope \"read write\"");
    let key = server.sign_in(1)[0].to_string();
    let end = ["end", "--session", &key, "--yes", "--expect", "1"];
    assert_ne!(program.run(end).status, 0);
    let sent = server.sent();
    assert!(sent.iter().all(|sent| sent.method != "DELETE"), "{sent:?}");

    // A word that is not a scope gives a token that opens nothing.
    let (_, output) = begin(&program, &["--scope", "read wrte"]).allow();
    output
        .expect(3)
        .shows("signed in to")
        .shows("may not do this");
    let asked = program.run(["auth", "login", "--scope", "read impersonate"]);
    asked.expect(2).shows("never asks for it");

    let narrow = Server::with(|options| {
        options.oauth.redirect_uris = vec![format!("http://127.0.0.1:{port}/")];
        options.oauth.scopes = "read".to_owned();
    });
    let program = self::program(&narrow, port);
    let waiting = begin(&program, &[]);
    let snapshot = ask("GET", &waiting.url, "");
    let back = snapshot
        .head
        .lines()
        .find_map(|line| line.strip_prefix("location: "));
    ask("GET", back.expect("a way back"), "");
    waiting.program.finish().expect(3).shows("invalid_scope");
}

#[test]
fn without_a_client_the_three_steps_are_named() {
    let server = Server::new();
    let program = Program::new().with("ZENTOP_URL", &server.url());
    let output = program.run(["auth", "login", "--store", "file"]).expect(2);
    let output = output
        .shows("Admin Center")
        .shows("http://127.0.0.1:19286/");
    output.shows("--client-id");
    let output = program.run([
        "auth",
        "login",
        "--store",
        "file",
        "--client-credentials",
        "--client-id",
        "nobody",
    ]);
    output.expect(2).shows("standard input");
    assert_eq!(server.simulator.request_count(), 0);
}

#[test]
fn what_goes_before_a_sign_in_is_told() {
    let port = free_port();
    let (server, program) = account(port);
    let program = program.with("ZENDESK_OAUTH_TOKEN", &server.credentials().agent_token);
    let output = sign_in(&program);
    output.shows("ZENDESK_OAUTH_TOKEN goes before this sign-in");
    program.run(["auth", "status"]).expect(0).prints(", agent");
}

#[test]
fn a_file_that_cannot_be_written_is_told_before_anybody_goes_to_the_browser() {
    let (_server, program) = account(free_port());
    let logins = program.state().join("logins");
    std::fs::create_dir_all(program.state()).unwrap();
    std::fs::write(&logins, "in the way").unwrap();
    let login = ["auth", "login", "--store", "file", "--no-browser"];
    program.run(login).expect(3).shows("cannot be kept");
}
