//! `--email` and `--people`: exactly those who are named, and a word about everybody else.
//!
//! - `several` names of several people
//! - `lists` lists of people

mod lists;
mod several;

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use serde_json::Value;
use zentop::model::{Role, UserId};

use super::give;
use crate::support::{Output, Program, Server};

/// Everybody whom a plan of `end` is about, by number.
fn people_of(plan: &Value) -> Vec<u64> {
    let targets = plan["targets"].as_array().unwrap().iter();
    let mut people: Vec<u64> = targets.map(|it| it["user_id"].as_u64().unwrap()).collect();
    people.dedup();
    people
}

fn end(program: &Program, arguments: &[&str]) -> Output {
    program.run([&["end", "--format", "json"], arguments].concat())
}

fn three(server: &Server) -> [UserId; 3] {
    let people = server.end_users(3).try_into().unwrap();
    let names = ["ann@example.com", "jo.ann@example.com", "bob@example.com"];
    for (user, address) in std::iter::zip(people, names) {
        give(server, user, address);
        server.simulator.sign_in(user).unwrap();
    }
    people
}

/// A host is the same in every place where one is named, as letters in any case and composition, and
/// as punycode; and no other host is.
#[test]
fn every_way_to_name_a_host_means_the_same_host() {
    let server = Server::new();
    let [letters, punycode, other] = three(&server);
    give(&server, letters, "ann@b\u{fc}cher.example");
    give(&server, punycode, "bob@XN--BCHER-KVA.example");
    give(&server, other, "eve@bucher.example");
    let listed = |program: &Program, arguments: &[&str]| {
        let arguments = [&["list", "--format", "json"], arguments].concat();
        let document = program.run(arguments).expect(0).json();
        let sessions = document["sessions"].as_array().unwrap().clone();
        let people = sessions.iter().map(|it| it["user_id"].as_u64().unwrap());
        let mut people: Vec<u64> = people.collect();
        people.sort_unstable();
        people.dedup();
        people
    };
    let mut both = vec![letters.get(), punycode.get()];
    both.sort_unstable();
    for host in [
        "b\u{fc}cher.example",
        "BU\u{308}CHER.Example",
        "xn--bcher-kva.EXAMPLE",
    ] {
        let program = Program::admin_of(&server)
            .with_settings(&format!("[profiles.default]\nprotected = [\"@{host}\"]\n"));
        assert_eq!(listed(&program, &["--domain", host]), both, "{host}");
        for filter in [format!("domain:{host}"), "protected:true".to_owned()] {
            assert_eq!(
                listed(&program, &["--filter", &filter]),
                both,
                "{filter} {host}"
            );
        }
        for (name, user) in [("Ann", letters), ("bob", punycode)] {
            let address = format!("{name}@{host}");
            let filter = format!("email:{address}");
            for arguments in [["--email", &address], ["--filter", &filter]] {
                assert_eq!(listed(&program, &arguments), [user.get()], "{arguments:?}");
            }
        }
    }
}

#[test]
fn an_address_chooses_exactly_whoever_has_it() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, _, bob] = three(&server);
    let output = end(&program, &["--email", "ANN@example.com", "bob@example.com"]).expect(0);
    let mut expected = [ann.get(), bob.get()];
    expected.sort_unstable();
    let mut people = people_of(&output.json());
    people.sort_unstable();
    assert_eq!(people, expected);
    // Few are searched for, and nothing else is read of the account.
    assert_eq!(server.reads_of("/api/v2/sessions"), 0);
    assert_eq!(server.reads_of("/api/v2/users/search"), 2);

    let sessions = server.simulator.sessions_of(ann).len().to_string();
    end(
        &program,
        &["--email", "ann@example.com", "--yes", "--expect", &sessions],
    )
    .expect(0);
    assert!(server.simulator.sessions_of(ann).is_empty());
    assert!(!server.simulator.sessions_of(bob).is_empty());
}

#[test]
fn a_session_beside_an_address_stays_one_session() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, _, bob] = three(&server);
    let key = server.simulator.sign_in(bob).unwrap();
    assert!(server.simulator.sessions_of(bob).len() > 1);
    let arguments = ["--email", "ann@example.com", "--session", &key.to_string()];
    let plan = end(&program, &arguments).expect(0).json();
    let targets = plan["targets"].as_array().unwrap();
    let of = |user: UserId| {
        targets
            .iter()
            .filter(|it| it["user_id"] == user.get())
            .count()
    };
    assert_eq!(
        (of(ann), of(bob)),
        (server.simulator.sessions_of(ann).len(), 1)
    );
}

#[test]
fn a_miss_is_told_after_the_rest_was_done_and_with_strict_nothing_is() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, ..] = three(&server);
    let sessions = server.simulator.sessions_of(ann).len().to_string();
    let both = [
        "--email",
        "ann@example.com",
        "typo@example.com",
        "--yes",
        "--expect",
        &sessions,
    ];
    let strict = end(&program, &[&both[..], &["--strict"]].concat()).expect(5);
    assert!(
        strict.stderr.contains("typo@example.com"),
        "{}",
        strict.stderr
    );
    assert!(server.sent().is_empty());
    let done = end(&program, &both).expect(1);
    assert!(done.stderr.contains("typo@example.com"), "{}", done.stderr);
    assert!(server.simulator.sessions_of(ann).is_empty());
}

#[test]
fn whoever_is_not_signed_in_is_told_and_nothing_is_amiss() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, _, bob] = three(&server);
    for session in server.simulator.sessions_of(bob) {
        server.simulator.sign_out(session.key);
    }
    let output = end(&program, &["--email", "ann@example.com", "bob@example.com"]).expect(0);
    assert_eq!(people_of(&output.json()), [ann.get()]);
    let output = output.shows("bob@example.com");
    output.shows("no session listed at");
}

#[test]
fn suspending_takes_whoever_is_not_signed_in_as_well() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [_, _, bob] = three(&server);
    for session in server.simulator.sessions_of(bob) {
        server.simulator.sign_out(session.key);
    }
    let arguments = ["suspend", "--email", "bob@example.com", "--format", "json"];
    let plan = program.run(arguments).expect(0).json();
    assert_eq!(people_of(&plan), [bob.get()]);
    let yes = [
        "suspend",
        "--email",
        "bob@example.com",
        "--yes",
        "--expect",
        "1",
    ];
    program.run(yes).expect(0);
    assert!(server.simulator.user(bob).unwrap().suspended);
}

/// A verb that looks at those who are signed in says so where all of whom something holds are meant, and
/// names whom it knows of the others.
#[test]
fn whoever_is_not_signed_in_is_not_left_out_in_silence() {
    let server = Server::new();
    let own = server.simulator.own_user().unwrap();
    let people = server.simulator.users().into_iter().map(|person| person.id);
    let has_token = |user: &UserId| server.simulator.tokens_of(*user) > 0;
    let away = people.filter(|user| *user != own).find(has_token).unwrap();
    let here = server
        .end_users(3)
        .into_iter()
        .find(|it| *it != away)
        .unwrap();
    give(&server, away, "ann@vendor.example");
    give(&server, here, "ned@vendor.example");
    for session in server.simulator.sessions_of(away) {
        server.simulator.sign_out(session.key);
    }
    server.simulator.sign_in(here).unwrap();
    let program = Program::admin_of(&server);
    let whom = ["--domain", "vendor.example", "--format", "json"];
    let suspended = program.run([&["suspend"], &whom[..]].concat()).expect(0);
    assert_eq!(people_of(&suspended.json()), [here.get()]);
    suspended.shows("--domain: only people who are signed in");
    let offboarded = program.run([&["offboard"], &whom[..]].concat()).expect(1);
    let plan = offboarded.json();
    assert_eq!(plan["people"].as_array().unwrap().len(), 1, "{plan}");
    assert_eq!(plan["people"][0]["user_id"], here.get());
    assert_eq!(plan["not_found"], serde_json::json!([]));
    offboarded
        .shows("--domain: only people who are signed in")
        .shows(&format!(
            "1 person of them has tokens, and is left out: user {away}"
        ));
    // What sessions decide beside it says nothing of whoever has none.
    let beside = [&["offboard", "--filter", "age>9000d"], &whom[..]].concat();
    program.run(beside).expect(1).shows(&format!(
        "1 person of them has tokens, and is left out: user {away}"
    ));
    // Whoever of them is not known is not left out in silence either.
    server.faults(&format!(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{away}] }}\n\
         [[fault]]\npath = \"/api/v2/users/{away}\"\nthen.status = {{ code = 403 }}"
    ));
    let offboarded = program.run([&["offboard"], &whom[..]].concat()).expect(1);
    offboarded.shows("with tokens it cannot be known whether they are meant");
    server.simulator.clear_faults();
    let here = here.to_string();
    let named = program.run(["suspend", "--user", &here]).expect(0);
    assert!(!named.stderr.contains("signed in;"), "{}", named.stderr);
    // Whose tokens are meant is another question, and that nobody has one is its answer.
    let none = ["tokens", "revoke", "--domain", "nobody.example"];
    program
        .run(none)
        .expect(5)
        .shows("nobody of it has a token");
}
