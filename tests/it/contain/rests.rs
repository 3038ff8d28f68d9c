//! Files of what runs left to do, when people become protected or cease to exist meanwhile, and where the
//! same would be refused again.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::{Value, json};
use zentop::model::{Role, UserId};

use super::foreign_tokens;
use super::offboard::{leaver, offboard};
use crate::support::{Gate, Output, Program, Proxy, ProxyAnswer, Server, Step};

pub(super) fn answer(status: u16, body: &Value) -> ProxyAnswer {
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    ProxyAnswer::Answer {
        bytes: [head.into_bytes(), body.into_bytes()].concat(),
        close: false,
    }
}

/// The file that a command on either stream goes on with.
fn file_of(output: &Output, command: &str) -> String {
    let text = format!("{}{}", output.stdout, output.stderr);
    let after = text.split(command).nth(1);
    let after = after.unwrap_or_else(|| panic!("no {command:?}: {text}"));
    after.split_whitespace().next().unwrap().to_owned()
}

fn make_admin(server: &Server, user: UserId) {
    server
        .simulator
        .edit_user(user, |person| person.role = Role::Admin);
}

/// Zendesk does not know these people any more, however it is asked.
fn forget(server: &Server, people: &[UserId]) {
    for session in people
        .iter()
        .flat_map(|user| server.simulator.sessions_of(*user))
    {
        server.simulator.sign_out(session.key);
    }
    let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
    let away = ids.join(", ");
    let mut faults = format!(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{away}] }}\n"
    );
    for path in ids.iter().flat_map(|id| [id.clone(), format!("{id}/**")]) {
        let refused = "then.refuse = \"record_not_found\"";
        writeln!(
            faults,
            "[[fault]]\npath = \"/api/v2/users/{path}\"\n{refused}"
        )
        .unwrap();
    }
    server.faults(&faults);
}

/// Whoever became protected since is neither written into the file of what is left, nor does their being
/// in it keep the others there.
#[test]
fn whoever_became_protected_is_no_part_of_what_is_left() {
    let server = Server::new();
    let people = server.end_users(3);
    for user in &people {
        server.simulator.sign_in(*user).unwrap();
    }
    let gate = Gate::before(&server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token)
        .with_settings("[profiles.default]\nprotected = [\"role:admin\"]\n");
    let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
    let verb = [&["end", "--yes", "--at-most", "50", "--user"][..]].concat();
    let verb: Vec<String> = verb.iter().map(|word| (*word).to_owned()).collect();
    let running = program.start([verb, ids.clone()].concat());
    gate.kill_at(running, (1, Step::Arrived));
    gate.open();

    make_admin(&server, people[1]);
    let protected = |user: &str| format!("user {user}: protected by now, left alone");
    let output = program.run(["journal", "recover"]).expect(1);
    let output = output.prints(&protected(&ids[1]));
    let file = file_of(&output, "zentop apply ");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains(&ids[1]), "{text}");
    assert!(text.contains(&ids[0]) && text.contains(&ids[2]), "{text}");

    // An ordinary plan file goes on refusing; what a run left leaves them out.
    make_admin(&server, people[2]);
    let copy = Path::new(&file).with_file_name("ordinary.json");
    std::fs::copy(&file, &copy).unwrap();
    let ordinary = program.run(["apply", copy.to_str().unwrap(), "--dry-run"]);
    ordinary.expect(5).shows("is protected");
    let dry = program.run(["apply", &file, "--dry-run"]).expect(1);
    dry.shows("named, and left out").shows("(protected)");
    let output = program.run(["journal", "recover"]).expect(1);
    output
        .prints("not all that it left to do is done")
        .prints(&protected(&ids[2]));
    program.run(["apply", &file]).expect(1);
    assert!(server.simulator.sessions_of(people[0]).is_empty());
    for user in &people[1..] {
        assert!(!server.simulator.sessions_of(*user).is_empty());
    }

    // The file is done when only such people are left, and that is told once.
    if Path::new(&file).exists() {
        let output = program.run(["journal", "recover"]).expect(1);
        output
            .prints("nothing else that it left to do is open")
            .prints(&protected(&ids[2]));
    }
    program.run(["journal", "recover"]).expect(0);
    assert!(!Path::new(&file).exists());
}

/// A session that came under somebody who became protected as well stays, and the rest is done: whether that
/// was before what is left was written, or since.
#[test]
fn what_may_be_a_protected_persons_is_left_out_and_the_rest_is_done() {
    for is_before in [true, false] {
        let server = Server::new();
        let people: [UserId; 3] = server.end_users(3).try_into().unwrap();
        let sessions = people.map(|user| {
            server.simulator.sign_in(user);
            server.simulator.sessions_of(user)
        });
        let row = |user: UserId, session: u64| {
            let at = "2026-11-22T05:00:00Z";
            json!({"id": session, "user_id": user.get(), "authenticated_at": at, "last_seen_at": at})
        };
        let number = |of: usize| sessions[of][0].key.session.get();
        let shared = number(2);
        let own = sessions[1]
            .iter()
            .map(|one| row(people[1], one.key.session.get()));
        let rows: Vec<Value> = own.chain([row(people[1], shared)]).collect();
        let body = json!({"sessions": rows, "meta": {"has_more": false}});
        let own = format!("/api/v2/users/{}/sessions", people[1]);
        server.faults(&format!(
            "[[fault]]\nmethod = \"GET\"\npath = \"{own}\"\nthen.status = {{ code = 200, body = '{body}' }}\n"
        ));
        let gate = Gate::before(&server);
        let program = Program::at(&gate.url(), &server.credentials().oauth_token)
            .with_settings("[profiles.default]\nprotected = [\"role:admin\"]\n");
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        let verb = ["end", "--yes", "--at-most", "50", "--user"].map(str::to_owned);
        let running = program.start([&verb[..], &ids].concat());
        gate.kill_at(running, (1, Step::Arrived));
        gate.open();
        if is_before {
            make_admin(&server, people[2]);
        }
        let output = program.run(["journal", "recover"]).expect(1);
        let spared = format!("session {}/{shared} came under somebody", ids[1]);
        assert_eq!(
            output.stdout.contains(&spared),
            is_before,
            "{}",
            output.stdout
        );
        let file = file_of(&output, "zentop apply ");
        make_admin(&server, people[2]);
        let applied = program.run(["apply", &file]).expect(1);
        assert!(
            !applied
                .stdout
                .contains(&format!("{}/{shared} ended", ids[1]))
        );
        assert!(server.simulator.sessions_of(people[0]).is_empty());
        assert!(server.simulator.sessions_of(people[1]).is_empty());
        assert!(!server.simulator.sessions_of(people[2]).is_empty());
        let asked = server.simulator.ledger();
        let of_it = format!("/users/{}/sessions/{shared}", people[1]);
        let mut ended = asked.iter().filter(|one| one.method == "DELETE");
        assert!(!ended.any(|one| one.target.ends_with(&of_it)));
    }
}

/// Whoever Zendesk does not know any more has nothing that is left to do.
#[test]
fn whoever_ceases_to_exist_during_an_offboarding_is_done() {
    let server = Server::new();
    let (user, other) = (leaver(&server), server.end_users(4)[3]);
    let is_gone = Arc::new(AtomicBool::new(false));
    let own = format!("/api/v2/users/{user}");
    let simulator = server.simulator.clone();
    let proxy = Proxy::new(&server, move |method, target| {
        let path = target.split('?').next().unwrap_or_default();
        let is_theirs = path == own || path.starts_with(&format!("{own}/"));
        if method == "PUT" && is_theirs {
            is_gone.store(true, Ordering::SeqCst);
            for session in simulator.sessions_of(user) {
                simulator.sign_out(session.key);
            }
        }
        if is_theirs && is_gone.load(Ordering::SeqCst) {
            return answer(404, &json!({"error": "RecordNotFound"}));
        }
        if path.ends_with("/show_many") && is_gone.load(Ordering::SeqCst) {
            let id = user.to_string();
            let others = target.replace(&format!("{id}%2C"), "");
            let others = others.replace(&format!("%2C{id}"), "");
            let others = others.replace(&format!("{id},"), "");
            let others = others.replace(&format!(",{id}"), "");
            if others.contains(&id) {
                return answer(200, &json!({"users": []}));
            }
            return ProxyAnswer::Forward(others);
        }
        ProxyAnswer::Forward(target.to_owned())
    });
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let ids = [user, other].map(|user| user.to_string());
    let verb = [
        "offboard", "--user", &ids[0], &ids[1], "--yes", "--expect", "2",
    ];
    let output = program.run(verb);
    let output = output.prints("no longer there: Zendesk knows no such user");
    assert_eq!(output.status, 0, "{}{}", output.stdout, output.stderr);
    assert!(!output.stderr.contains("what is left"), "{}", output.stderr);
    program.run(["journal", "recover"]).expect(0);
}

/// Where no other admin would be left nothing was sent, so there is nothing to go on with: the way on is
/// without the suspension, or without that person.
#[test]
fn what_the_last_door_refuses_leaves_no_file_that_it_refuses_again() {
    let server = Server::new();
    let user = leaver(&server);
    make_admin(&server, user);
    let own = server.simulator.own_user().unwrap();
    let lists = AtomicUsize::new(0);
    let admin = |id: UserId| json!({"id": id.get(), "name": "x", "role": "admin", "suspended": false, "active": true});
    let shown = json!({"users": [admin(own), admin(user)], "meta": {"has_more": false}});
    let proxy = Proxy::new(&server, move |_, target| {
        // Another admin goes between the plan and its first request.
        if target.contains("role=admin") && lists.fetch_add(1, Ordering::SeqCst) > 0 {
            return answer(200, &shown);
        }
        ProxyAnswer::Forward(target.to_owned())
    });
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let output = offboard(&program, user, &["--yes", "--expect", "1"]).expect(5);
    let output = output
        .shows("no other admin would be left")
        .shows("leave them out")
        .shows("zentop offboard --without suspend");
    for circle in [
        "what is left",
        "offboard --from",
        "what goes on",
        "to go on",
    ] {
        assert!(
            !output.stderr.contains(circle),
            "{circle}: {}",
            output.stderr
        );
    }
    assert!(proxy.sent().is_empty());
    program.run(["journal", "recover"]).expect(0);
    let without = offboard(
        &program,
        user,
        &["--without", "suspend", "--yes", "--expect", "1"],
    );
    without.expect(0);
}

/// Whoever Zendesk does not know any more is done with for every verb that carries out what a run left: the
/// rest of it is done, nobody is told as not known, and nothing of it is open afterwards.
#[test]
fn whoever_ceased_to_exist_is_done_with_whatever_carries_out_what_is_left() {
    for (verb, is_all) in [
        (&["end"][..], false),
        (&["end"], true),
        (&["end", "--route", "user"], false),
        (&["offboard"], false),
        (&["offboard"], true),
    ] {
        let name = format!("{verb:?}, all of them: {is_all}");
        let server = Server::new();
        let people: [UserId; 3] = server.end_users(3).try_into().unwrap();
        for user in people {
            server.simulator.sign_in(user);
        }
        let gone = if is_all { &people[..] } else { &people[1..2] };
        let gate = Gate::before(&server);
        let program = Program::at(&gate.url(), &server.credentials().oauth_token);
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        let words = [verb, &["--yes", "--at-most", "50", "--user"]].concat();
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        gate.kill_at(
            program.start([words, ids.clone()].concat()),
            (1, Step::Arrived),
        );
        gate.open();
        let output = program.run(["journal", "recover"]).expect(1);
        let is_offboarding = verb[0] == "offboard";
        let command = if is_offboarding {
            "zentop offboard --from "
        } else {
            "zentop apply "
        };
        let file = file_of(&output, command);

        forget(&server, gone);
        let asked_before = server.sent().len();
        let output = if is_offboarding {
            let expected = if is_all { "0" } else { "2" };
            program.run(["offboard", "--from", &file, "--yes", "--expect", expected])
        } else {
            program.run(["apply", &file])
        };
        let said = format!("{}{}", output.stdout, output.stderr);
        assert_eq!(output.status, 0, "{name}: {said}");
        for doubt in [
            "not known",
            "may be protected",
            "NOT SUSPENDED",
            "not found",
        ] {
            assert!(!said.contains(doubt), "{name}, {doubt}: {said}");
        }
        assert!(
            said.contains("no longer there") || said.contains("gone"),
            "{name}: {said}"
        );
        for user in people.iter().filter(|user| !gone.contains(user)) {
            assert!(server.simulator.sessions_of(*user).is_empty(), "{name}");
        }
        let sent = &server.sent()[asked_before..];
        let of_them = |target: &str| gone.iter().any(|user| target.contains(&user.to_string()));
        assert!(
            !sent.iter().any(|one| of_them(&one.target)),
            "{name}: {sent:?}"
        );
        program.run(["journal", "recover"]).expect(0);
    }
}

/// Whose role has a word that nobody knows may be protected: that is told of them, and they keep no file open
/// that could never be done.
#[test]
fn whoever_may_be_protected_by_now_is_told_and_left_out_of_what_is_left() {
    let server = Server::new();
    let people = server.end_users(3);
    for user in &people {
        server.simulator.sign_in(*user).unwrap();
    }
    let gate = Gate::before(&server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token)
        .with_settings("[profiles.default]\nprotected = [\"role:admin\"]\n");
    let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
    let verb = ["end", "--yes", "--at-most", "50", "--user"].map(str::to_owned);
    gate.kill_at(
        program.start([&verb[..], &ids].concat()),
        (1, Step::Arrived),
    );
    gate.open();
    let output = program.run(["journal", "recover"]).expect(1);
    let file = file_of(&output, "zentop apply ");

    server
        .simulator
        .edit_user(people[1], |person| person.role = Role::Other);
    let may_be = format!("user {}: may be protected by now, left alone", ids[1]);
    let output = program.run(["journal", "recover"]).expect(1);
    output
        .prints("not all that it left to do is done")
        .prints(&may_be);
    program.run(["apply", &file]).expect(1);
    for user in [people[0], people[2]] {
        assert!(server.simulator.sessions_of(user).is_empty());
    }
    assert!(!server.simulator.sessions_of(people[1]).is_empty());
    // Nothing else is open, which is told once.
    if Path::new(&file).exists() {
        let output = program.run(["journal", "recover"]).expect(1);
        output
            .prints("nothing else that it left to do is open")
            .prints(&may_be);
    }
    program.run(["journal", "recover"]).expect(0);
    assert!(!Path::new(&file).exists());
}

/// Of whoever is unknown to Zendesk by now nothing says any more whether they are protected, so a token of
/// theirs that is still listed stays: that is told in one way, it keeps no file open that could never be done,
/// and nobody who is done is signed out once more for it.
#[test]
fn whoever_is_unknown_and_has_a_token_that_is_listed_keeps_nothing_open() {
    for verb in [&["offboard"][..], &["tokens", "revoke"]] {
        let server = Server::new();
        let owners = foreign_tokens(&server, 4).into_iter();
        let mut people: Vec<UserId> = owners.map(|(_, user)| user).collect();
        people.extend(server.end_users(5));
        let mut once = std::collections::BTreeSet::new();
        people.retain(|user| once.insert(*user));
        people.truncate(3);
        for user in &people {
            server.simulator.sign_in(*user).unwrap();
        }
        let (other, unknown) = (people[0], people[1]);
        let gate = Gate::before(&server);
        let program = Program::at(&gate.url(), &server.credentials().oauth_token)
            .with_settings("[profiles.default]\nprotected = [\"role:admin\"]\n");
        let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
        let words = [verb, &["--yes", "--at-most", "50", "--user"]].concat();
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        gate.kill_at(program.start([words, ids].concat()), (1, Step::Arrived));
        gate.open();
        let output = program.run(["journal", "recover"]).expect(1);
        let is_offboarding = verb[0] == "offboard";
        let command = if is_offboarding {
            "zentop offboard --from "
        } else {
            "zentop apply "
        };
        let file = file_of(&output, command);

        forget(&server, &[unknown]);
        let go_on = || {
            if is_offboarding {
                program.run(["offboard", "--from", &file, "--yes", "--expect", "2"])
            } else {
                program.run(["apply", &file])
            }
        };
        let output = go_on().expect(1);
        let output = output.shows("may be protected: Zendesk knows no such user");
        assert!(
            !output.stderr.contains("did not answer"),
            "{}",
            output.stderr
        );
        assert!(server.simulator.tokens_of(unknown) > 0);
        if is_offboarding {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(text.contains(&unknown.to_string()), "{text}");
            assert!(!text.contains(&other.to_string()), "{text}");
        } else {
            go_on().expect(1).shows("Zendesk knows no such user");
        }
        let output = program.run(["journal", "recover"]).expect(1);
        output
            .prints("nothing else that it left to do is open")
            .prints(&format!(
                "user {unknown}: unknown to Zendesk by now, left alone"
            ));
        program.run(["journal", "recover"]).expect(0);
        assert!(!Path::new(&file).exists());
    }
}

/// Where the folder of such files cannot be read, it is not known what earlier runs left to do, and not that
/// there is nothing.
#[test]
fn a_folder_that_cannot_be_read_is_told_and_nothing_is_called_done() {
    let server = Server::new();
    let session = server.simulator.sign_in(server.end_users(1)[0]).unwrap();
    let program = Program::admin_of(&server);
    let session = session.to_string();
    let verb = ["end", "--session", &session, "--yes", "--expect", "1"];
    program.run(verb).expect(0);
    program.run(["journal", "recover"]).expect(0);
    let plans = program.state().join("plans");
    if plans.exists() {
        std::fs::remove_dir_all(&plans).unwrap();
    }
    std::fs::write(&plans, "in the way").unwrap();
    let recovered = program.run(["journal", "recover"]);
    assert_eq!(recovered.status, 1, "{}", recovered.stdout);
    recovered.prints("what earlier runs left to do is not known");
    let list = program.run(["list"]).expect(0);
    assert!(list.stderr.contains("is not known"), "{}", list.stderr);
}
