//! One's own people and the protected ones receive no request, whatever the server withholds,
//! changes or contradicts; and the last admin's door stays open.
//!
//! - here one's own sessions
//! - `protected` whoever is protected; `service` the person behind a service
//! - `last_door` the last other admin

mod last_door;
mod protected;
mod service;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::Value;
use zentop::model::{Role, UserId};

use crate::support::{Output, Program, Server};

const BOSS: &str = "boss@vip.example";

/// An account with a boss who is signed in once, has this address, and is protected by it.
fn with_boss() -> (Server, Program, UserId) {
    let server = Server::new();
    let boss = boss_of(&server);
    let program = Program::admin_of(&server).with_settings(&protecting(BOSS));
    (server, program, boss)
}

fn boss_of(server: &Server) -> UserId {
    let boss = server.end_users(1)[0];
    server.simulator.sign_in(boss).unwrap();
    server.simulator.edit_user(boss, |person| {
        person.email = Some(BOSS.to_owned());
    });
    boss
}

fn protecting(rule: &str) -> String {
    format!("[profiles.default]\nprotected = [\"{rule}\"]\n")
}

fn end(program: &Program, user: UserId) -> Output {
    program.run(["end", "--user", &user.to_string(), "--yes", "--expect", "1"])
}

/// Checks that the run was refused and that no request changed anything.
#[track_caller]
fn refused(server: &Server, output: Output, message: &str) {
    output.expect(5).shows(message);
    assert!(server.sent().is_empty());
}

/// The owner of the credentials, who is signed in, with their address.
fn me(server: &Server) -> (UserId, String, String) {
    let own = server.simulator.own_user().unwrap();
    let address = server.simulator.user(own).unwrap().email.unwrap();
    let sessions = server.simulator.sessions_of(own).len();
    (own, address, sessions.to_string())
}

#[test]
fn ones_own_sessions_are_ended_by_a_choice_of_their_own() {
    let server = Server::new();
    let (own, address, count) = me(&server);
    let program = Program::admin_of(&server);
    let dry = program.run(["end", "--mine", "--format", "json"]).expect(0);
    let dry = dry.shows("none of these").shows(&format!("--me {address}"));
    let plan = dry.json();
    let sessions = plan["targets"].as_array().unwrap();
    assert_eq!(sessions.len().to_string(), count);
    assert!(sessions.iter().all(|it| it["user_id"] == own.get()));
    assert!(server.sent().is_empty());
    let others = server.simulator.sessions().len() - sessions.len();
    let upper = address.to_uppercase();
    let all = ["end", "--mine", "--yes", "--expect", &count, "--me", &upper];
    let done = program.run(all).expect(0).shows("none of these");
    assert!(!done.stderr.contains("zentop suspend"), "{}", done.stderr);
    assert!(server.simulator.sessions_of(own).is_empty());
    assert_eq!(server.simulator.sessions().len(), others);
    // There is nothing left, and the credentials still work.
    program
        .run(["end", "--mine"])
        .expect(5)
        .shows("nothing to end");
}

#[test]
fn ones_own_name_must_be_given_and_be_ones_own() {
    let server = Server::new();
    let (own, address, count) = me(&server);
    let program = Program::admin_of(&server);
    let other = server.end_users(1)[0].to_string();
    let own_id = own.to_string();
    let long = format!("{address}.au");
    for (arguments, status) in [
        (&["--yes", "--expect", &count][..], 2),
        (&["--yes", "--expect", &count, "--me", "a@b.example"], 5),
        (&["--yes", "--expect", &count, "--me", &long], 5),
        (&["--yes", "--expect", &count, "--me", ""], 5),
        (&["--yes", "--expect", &count, "--me", &other], 5),
        // The id is for those who have no address.
        (&["--yes", "--expect", &count, "--me", &own_id], 5),
        (&["--yes", "--expect", "99", "--me", &address], 5),
        (&["--user", &other], 2),
        (&["--everyone"], 2),
        (&["--role", "admin"], 2),
        (&["--filter", "role:admin"], 2),
    ] {
        let all = ["end", "--mine"]
            .into_iter()
            .chain(arguments.iter().copied());
        program.run(all).expect(status);
    }
    program
        .run(["end", "--user", &other, "--me", &address])
        .expect(2);
    assert!(server.sent().is_empty());
    let all = [
        "end", "--mine", "--yes", "--expect", &count, "--me", &own_id,
    ];
    // Nor for those of whom it is not known whether they have one.
    server.faults("[[fault]]\npath = \"/api/v2/users/me\"\nthen.drop = { at = \"/user/email\" }");
    let unread = program.run(all).expect(5);
    unread.shows("your own address could not be read");
    server.simulator.clear_faults();
    assert!(server.sent().is_empty());
    server
        .simulator
        .edit_user(own, |person| person.email = None);
    program.run(all).expect(0);
    assert!(server.simulator.sessions_of(own).is_empty());
}

#[test]
fn credentials_that_claim_an_address_end_nothing_as_their_own() {
    let server = Server::new();
    let (_, address, count) = me(&server);
    let keys = server.credentials();
    for (name, secret) in [
        ("ZENDESK_API_TOKEN", &keys.api_token),
        ("ZENDESK_PASSWORD", &keys.password),
    ] {
        let program = Program::new()
            .with("ZENTOP_URL", &server.url())
            .with("ZENDESK_EMAIL", &address)
            .with(name, secret);
        for more in [&[][..], &["--yes", "--expect", &count, "--me", &address]] {
            let all = ["end", "--mine"].into_iter().chain(more.iter().copied());
            let output = program.run(all);
            refused(&server, output, "who you claim to be");
        }
    }
}

#[test]
fn whoever_sees_only_their_own_sessions_may_end_exactly_these() {
    let server = Server::new();
    let keys = server.credentials();
    let simulator = &server.simulator;
    for (user, token) in [
        (simulator.agent().unwrap(), keys.agent_token),
        (simulator.end_user().unwrap(), keys.end_user_token),
    ] {
        simulator.sign_in(user).unwrap();
        let address = simulator.user(user).unwrap().email.unwrap();
        let count = simulator.sessions_of(user).len().to_string();
        let others = simulator.sessions().len() - simulator.sessions_of(user).len();
        let program = Program::at(&server.url(), &token);
        let id = user.to_string();
        let by_id = program.run(["end", "--user", &id, "--yes", "--expect", &count]);
        by_id.expect(5).shows("--mine");
        program
            .run([
                "end", "--mine", "--yes", "--expect", &count, "--me", &address,
            ])
            .expect(0);
        assert!(simulator.sessions_of(user).is_empty());
        assert_eq!(simulator.sessions().len(), others);
    }
}

#[test]
fn other_choices_leave_ones_own_sessions_and_say_so() {
    let server = Server::new();
    let (own, _, count) = me(&server);
    let other = server.end_users(1)[0];
    server.simulator.sign_in(other).unwrap();
    let expect = server.simulator.sessions_of(other).len().to_string();
    let program = Program::admin_of(&server);
    let (own_id, other) = (own.to_string(), other.to_string());
    let stays = format!("{count} of your own stay; --mine ends those");
    let everyone = program.run(["end", "--everyone"]);
    everyone.expect(0).shows(&stays);
    let end = [
        "end", "--user", &own_id, &other, "--yes", "--expect", &expect,
    ];
    // Whoever is named and left out is something to see.
    program.run(end).expect(1).shows(&stays);
    assert_eq!(server.simulator.sessions_of(own).len().to_string(), count);
}

#[test]
fn a_protected_person_does_not_end_their_own_sessions_either() {
    let server = Server::new();
    let (_, address, count) = me(&server);
    let program = Program::admin_of(&server).with_settings(&protecting(&address));
    let all = [
        "end", "--mine", "--yes", "--expect", &count, "--me", &address,
    ];
    refused(&server, program.run(all), "yours or protected");
}
