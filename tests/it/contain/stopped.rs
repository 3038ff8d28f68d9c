//! What is left of a run that a signal stopped, or that did not do all: as after a crash a file, and the
//! command that goes on with it.

use rustix::process::Signal;
use zentop::model::{Role, UserId};

use super::offboard::{expected, is_gone, leaver};
use super::{foreign_tokens, suspended};
use crate::support::{Output, Program, Proxy, ProxyAnswer, Server, keys_as_arguments};

/// Starts a verb, waits until Zendesk keeps it waiting, and stops it by this signal.
fn stopped(program: &Program, arguments: &[String], signal: Signal) -> Output {
    let mut running = program.start(arguments);
    running.wait_for_talk("paused until");
    running.signal(signal);
    let output = running.finish();
    assert_eq!(output.ended_by, Some(signal.as_raw()), "{}", output.stderr);
    output.shows("stopped by hand")
}

/// Makes Zendesk keep a request waiting for years.
fn hold(server: &Server, (method, path): (&str, &str)) {
    server.faults(&format!(
        "[[fault]]\nmethod = \"{method}\"\npath = \"{path}\"\n\
         then.status = {{ code = 429, headers = [[\"Retry-After\", \"99999999\"]] }}"
    ));
}

/// The file that a command on stderr goes on with.
fn file_of(output: &Output, command: &str) -> String {
    let after = output.stderr.split(command).nth(1);
    let after = after.unwrap_or_else(|| panic!("no {command:?}: {}", output.stderr));
    after.split_whitespace().next().unwrap().to_owned()
}

fn arguments(verb: &[&str], ids: impl IntoIterator<Item = impl ToString>) -> Vec<String> {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    let more = [
        "--yes".to_owned(),
        "--expect".into(),
        ids.len().to_string(),
        "--reason".into(),
        "leaver".into(),
    ];
    let verb = verb.iter().map(|word| (*word).to_owned());
    verb.chain(ids).chain(more).collect()
}

#[test]
fn what_is_left_of_an_offboarding_that_a_signal_stopped_is_in_a_file_that_goes_on_with_it() {
    for signal in [Signal::INT, Signal::TERM] {
        let server = Server::new();
        let people = [leaver(&server), server.end_users(4)[3]];
        let path = format!("/api/v2/users/{}/sessions", people[0]);
        hold(&server, ("DELETE", &path));
        let program = Program::admin_of(&server);
        let output = stopped(
            &program,
            &arguments(&["offboard", "--user"], people),
            signal,
        );
        let output = output.shows("what is left of it, for 2 people: zentop offboard --from ");
        let file = file_of(&output, "zentop offboard --from ");
        server.simulator.clear_faults();
        let dry = program.run(["offboard", "--from", &file]).expect(0);
        let expect = expected(&dry);
        let on = ["offboard", "--from", &file, "--yes", "--expect", &expect];
        program.run(on).expect(0);
        assert_eq!(suspended(&server, &people), [true; 2], "{signal:?}");
        assert!(people.iter().all(|user: &UserId| is_gone(&server, *user)));
        let journal = program.journal();
        let runs = journal
            .iter()
            .filter(|record| record["event"] == "confirmed");
        let reasons: Vec<_> = runs.map(|record| record["reason"].clone()).collect();
        assert_eq!(
            reasons, ["leaver"; 2],
            "for the reason of the run that it is the rest of"
        );
    }
}

#[test]
fn what_is_left_of_any_other_run_that_a_signal_stopped_is_in_a_file_for_apply() {
    let server = Server::new();
    let keys = server.sign_in(3);
    let path = format!(
        "/api/v2/users/{}/sessions/{}",
        keys[1].user, keys[1].session
    );
    let ids = keys_as_arguments(&keys);
    let verb = arguments(&["end", "--session"], &ids[1..]);
    goes_on(&server, ("DELETE", &path), &verb);
    assert!(keys.iter().all(|key| !server.has(*key)));

    let server = Server::new();
    let people = server.end_users(7);
    let path = format!("/api/v2/users/{}", people[2]);
    let verb = arguments(&["suspend", "--user"], &people);
    goes_on(&server, ("PUT", &path), &verb);
    assert_eq!(suspended(&server, &people), [true; 7]);

    let server = Server::new();
    let tokens = foreign_tokens(&server, 4);
    let path = format!("/api/v2/oauth/tokens/{}", tokens[1].0);
    let ids = tokens.iter().map(|(token, _)| *token);
    goes_on(
        &server,
        ("DELETE", &path),
        &arguments(&["tokens", "revoke", "--id"], ids),
    );
    let left = tokens
        .iter()
        .map(|(_, owner)| server.simulator.tokens_of(*owner));
    assert_eq!(left.sum::<usize>(), 0);
}

/// Stops a verb while this request of it waits, and carries out the file of what is left.
fn goes_on(server: &Server, (method, path): (&str, &str), verb: &[String]) {
    hold(server, (method, path));
    let program = Program::admin_of(server);
    let output = stopped(&program, verb, Signal::INT);
    let file = file_of(&output, "zentop apply ");
    server.simulator.clear_faults();
    let sent = server.sent().len();
    program.run(["apply", &file, "--dry-run"]).expect(0);
    assert_eq!(server.sent().len(), sent);
    program.run(["journal", "recover"]).expect(1).prints(&file);
    program.run(["apply", &file]).expect(0);
    program.run(["journal", "recover"]).expect(0);
}

/// Nothing stopped it, and one part of it failed: the file has that part of that person alone.
#[test]
fn whoever_an_offboarding_left_otherwise_than_wished_is_in_a_file_with_what_is_open() {
    let server = Server::new();
    let (open, clean) = (leaver(&server), server.end_users(4)[3]);
    server.faults(&format!(
        "[[fault]]\nmethod = \"PUT\"\npath = \"/api/v2/users/{open}\"\nwhen.first = 1\n\
         then.refuse = 'forbidden'"
    ));
    let program = Program::admin_of(&server);
    let verb = arguments(&["offboard", "--user"], [open, clean]);
    let output = program.run(&verb).expect(1);
    let output = output.shows("what is left of it, for 1 person: zentop offboard --from ");
    let file = file_of(&output, "zentop offboard --from ");
    let text = std::fs::read_to_string(&file).unwrap();
    let rest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let people = rest["people"].as_array().unwrap();
    assert_eq!(people.len(), 1);
    assert_eq!(people[0]["user_id"], open.get());
    assert_eq!(people[0]["suspend"], true);
    assert_eq!(people[0]["revokes_tokens"], false);
    assert_eq!(people[0]["ends_sessions"], false);
    let on = ["offboard", "--from", &file, "--yes", "--expect", "1"];
    program.run(["journal", "recover"]).expect(1).prints(&file);
    program.run(on).expect(0);
    assert_eq!(suspended(&server, &[open, clean]), [true; 2]);
    program.run(["journal", "recover"]).expect(0);
}

/// A suspension that somebody lifts is told as long as the file lasts, whatever else of it is done.
#[test]
fn a_suspension_that_was_lifted_keeps_the_file_of_what_is_left() {
    let server = Server::new();
    let open = leaver(&server);
    server.faults(
        "[[fault]]\nmethod = \"DELETE\"\npath = \"/api/v2/oauth/tokens/*\"\nthen.refuse = 'forbidden'",
    );
    let program = Program::admin_of(&server);
    let output = program
        .run(arguments(&["offboard", "--user"], [open]))
        .expect(1);
    let file = file_of(&output, "zentop offboard --from ");
    let text = std::fs::read_to_string(&file).unwrap();
    let rest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(rest["people"][0]["was_suspended"], true);
    server.simulator.clear_faults();
    let revoke = [
        "tokens",
        "revoke",
        "--user",
        &open.to_string(),
        "--yes",
        "--at-most",
        "9",
    ];
    program.run(revoke).expect(0);
    server
        .simulator
        .edit_user(open, |person| person.suspended = false);
    program.run(["journal", "recover"]).expect(1).prints(&file);
    server
        .simulator
        .edit_user(open, |person| person.suspended = true);
    program.run(["journal", "recover"]).expect(0);
    assert!(!std::path::Path::new(&file).exists());
}

/// Who must not be touched any more when the run is over is in no file of what is left of it.
#[test]
fn whoever_became_protected_while_a_run_went_on_is_not_in_the_file_of_what_is_left() {
    for (verb, command) in [
        ("end", "zentop apply "),
        ("suspend", "zentop apply "),
        ("offboard", "zentop offboard --from "),
    ] {
        let server = Server::new();
        let people = server.end_users(3);
        for user in &people {
            server.simulator.sign_in(*user).unwrap();
        }
        for method in ["DELETE", "PUT"] {
            server.faults(&format!(
                "[[fault]]\nmethod = \"{method}\"\npath = \"/api/v2/users/**\"\nthen.refuse = 'forbidden'"
            ));
        }
        let (simulator, promoted) = (server.simulator.clone(), people[1]);
        let proxy = Proxy::new(&server, move |method, target| {
            if method != "GET" {
                simulator.edit_user(promoted, |person| person.role = Role::Admin);
            }
            ProxyAnswer::Forward(target.to_owned())
        });
        let program = Program::at(&proxy.url(), &server.credentials().oauth_token)
            .with_settings("[profiles.default]\nprotected = [\"role:admin\"]\n");
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        let words = [verb, "--yes", "--at-most", "50", "--user"].map(str::to_owned);
        let output = program.run([&words[..], &ids].concat());
        let protected = format!("user {}: protected by now, left alone", ids[1]);
        let output = output.shows(&protected);
        let text = std::fs::read_to_string(file_of(&output, command)).unwrap();
        let are_named: Vec<bool> = ids.iter().map(|id| text.contains(id)).collect();
        assert_eq!(are_named, [true, false, true], "{verb}: {text}");
    }
}

/// What another operation did to somebody does nothing of what is left: least of all the one that undoes it.
#[test]
fn a_run_that_lifts_a_suspension_does_nothing_of_those_that_are_left() {
    let server = Server::new();
    let people = server.end_users(3);
    hold(&server, ("PUT", &format!("/api/v2/users/{}", people[0])));
    let program = Program::admin_of(&server);
    let output = stopped(
        &program,
        &arguments(&["suspend", "--user"], &people),
        Signal::INT,
    );
    let file = file_of(&output, "zentop apply ");
    server.simulator.clear_faults();
    let lifted = people[1];
    server
        .simulator
        .edit_user(lifted, |person| person.suspended = true);
    program
        .run(arguments(&["suspend", "--undo", "--user"], [lifted]))
        .expect(0);
    assert_eq!(suspended(&server, &[lifted]), [false]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        people.iter().all(|user| text.contains(&user.to_string())),
        "{text}"
    );
    program.run(["apply", &file]).expect(0);
    assert_eq!(suspended(&server, &people), [true; 3]);
}
