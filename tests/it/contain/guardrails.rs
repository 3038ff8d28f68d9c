//! What is excluded or refused, whatever the choice. After each refusal nothing was sent but
//! requests that read.

use serde_json::json;
use zentop::model::{Role, UserId};

use super::{foreign_tokens, listed, revoke, suspend, suspended};
use crate::support::{Output, Program, Server};

/// Checks that the run was refused by a guardrail and that no request changed anything.
#[track_caller]
fn refused(server: &Server, output: Output, message: &str) {
    output.expect(5).shows(message);
    assert!(server.sent().is_empty());
}

/// Every way to choose people, aimed at one.
fn ways(user: UserId) -> [Vec<String>; 2] {
    let id = user.to_string();
    let query = format!("user:{id}");
    [["--user", &id], ["--filter", &query]].map(|way| way.map(str::to_owned).to_vec())
}

fn suspend_by(program: &Program, way: &[String]) -> Output {
    let mut arguments = vec!["suspend".to_owned()];
    arguments.extend_from_slice(way);
    arguments.extend(["--yes", "--expect", "1"].map(str::to_owned));
    program.run(&arguments)
}

#[test]
fn one_cannot_suspend_oneself_or_revoke_ones_own_tokens() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let own = server.simulator.own_user().unwrap();
    for way in ways(own) {
        refused(&server, suspend_by(&program, &way), "yours 1");
    }
    let mine: Vec<u64> = (listed(&server).iter())
        .filter(|token| token["user_id"] == own.get())
        .map(|token| token["id"].as_u64().unwrap())
        .collect();
    assert!(mine.len() >= 2);
    let by_number: Vec<_> = mine
        .iter()
        .map(|id| zentop::model::TokenId::new(*id).unwrap())
        .collect();
    let output = revoke(&program, &by_number, &["--yes", "--expect", "2"]);
    refused(&server, output, "nothing to do");
    let user = own.to_string();
    let output = program.run([
        "tokens", "revoke", "--user", &user, "--yes", "--expect", "2",
    ]);
    refused(&server, output, "nothing to do");

    // In a choice of many they are excluded, and the others are suspended.
    let other = server.end_users(1)[0];
    let output = suspend(
        &program,
        &[own, other],
        &["--yes", "--expect", "1", "--format", "json"],
    );
    let report = output.expect(1).json();
    assert_eq!(report["kept"][0]["because"], "yours");
    assert_eq!(suspended(&server, &[own, other]), [false, true]);
}

#[test]
fn the_token_in_use_is_named_as_such() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let in_use = listed(&server)
        .into_iter()
        .find(|token| token["in_use"] == true);
    let id = in_use.unwrap()["id"].to_string();
    let output = program.run(["tokens", "revoke", "--id", &id, "--yes", "--expect", "1"]);
    refused(&server, output, "in use by zentop 1");
}

#[test]
fn the_protected_list_holds_for_every_form_of_rule_and_way() {
    let server = Server::new();
    let (token, owner) = foreign_tokens(&server, 1)[0];
    server.simulator.sign_in(owner).unwrap();
    let role = server.simulator.user(owner).unwrap().role;
    server.simulator.edit_user(owner, |person| {
        person.email = Some("Boss@Sub.Example.COM".to_owned());
    });
    let by_role = format!("\"role:{}\"", role.as_str());
    let by_id = owner.to_string();
    for rule in [
        "\"boss@sub.example.com\"",
        "\"@sub.example.com\"",
        by_role.as_str(),
        by_id.as_str(),
    ] {
        let settings = format!("[profiles.default]\nprotected = [{rule}]\n");
        let program = Program::admin_of(&server).with_settings(&settings);
        for way in ways(owner) {
            refused(&server, suspend_by(&program, &way), "protected 1");
        }
        let output = revoke(&program, &[token], &["--yes", "--expect", "1"]);
        refused(&server, output, "protected 1");
    }
}

#[test]
fn read_only_sends_nothing_but_readings_and_still_shows_the_plan() {
    let server = Server::new();
    let people = server.end_users(1);
    let tokens = [foreign_tokens(&server, 1)[0].0];
    let by_file =
        Program::admin_of(&server).with_settings("[profiles.default]\nread_only = true\n");
    let by_flag = Program::admin_of(&server);
    let yes = ["--yes", "--expect", "1"];
    let flagged = [&yes[..], &["--read-only"]].concat();
    for (program, options) in [(&by_file, &yes[..]), (&by_flag, &flagged[..])] {
        refused(&server, suspend(program, &people, options), "read-only");
        let undo = [options, &["--undo"]].concat();
        refused(&server, suspend(program, &people, &undo), "read-only");
        refused(&server, revoke(program, &tokens, options), "read-only");
    }
    let dry = suspend(&by_file, &people, &[]).expect(5);
    dry.shows("read-only").prints("1 person to suspend");
    let dry = revoke(&by_file, &tokens, &[]).expect(5);
    dry.shows("read-only").prints("1 OAuth token of 1 person");
    by_file.run(["tokens", "list"]).expect(0);
    assert!(server.sent().is_empty());
    assert!(
        server
            .simulator
            .ledger()
            .iter()
            .all(|entry| entry.method == "GET")
    );
}

#[test]
fn whoever_is_no_admin_contains_nobody() {
    let server = Server::new();
    let people = server.end_users(1);
    for token in [
        server.credentials().agent_token,
        server.credentials().end_user_token,
    ] {
        let program = Program::at(&server.url(), &token);
        let output = suspend(&program, &people, &["--yes", "--expect", "1"]);
        assert!(
            [3, 5].contains(&output.status),
            "{}{}",
            output.stdout,
            output.stderr
        );
        program.run(["tokens", "list"]).expect(3);
        assert!(server.sent().is_empty());
    }
}

#[test]
fn no_run_is_larger_than_the_settings_allow() {
    let server = Server::new();
    let program = Program::admin_of(&server).with_settings("[guard]\nmax_per_run = 2\n");
    let output = suspend(&program, &server.end_users(3), &["--yes", "--expect", "3"]);
    refused(&server, output, "3 are more than a run may do (2;");
}

#[test]
fn the_last_admin_stays_whoever_is_chosen() {
    let server = Server::new();
    let admins: Vec<UserId> = (server.simulator.users().into_iter())
        .filter(|person| person.role == Role::Admin && person.active && !person.suspended)
        .map(|person| person.id)
        .collect();
    let others = (admins.len() - 1).to_string();
    let program = Program::admin_of(&server);
    let output = suspend(&program, &admins, &["--yes", "--expect", &others]);
    // Beside oneself another one must be left, so nobody is suspended.
    refused(&server, output, "no other admin would be left");
    assert!(!suspended(&server, &admins).contains(&true));
}

#[test]
fn an_empty_choice_is_wrong_usage_and_a_stranger_is_refused() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    for arguments in [
        &["suspend"][..],
        &["suspend", "--yes", "--expect", "0"],
        &["suspend", "--filter", ""],
        &["suspend", "--filter", " ", "--yes", "--expect", "60"],
        &["suspend", "--user"],
        &["suspend", "--user", "0"],
        &["suspend", "--user", "5", "--filter", "x"],
        &["tokens"],
        &["tokens", "revoke"],
        &["tokens", "revoke", "--yes", "--expect", "0"],
        &["tokens", "revoke", "--id", "x"],
        &["tokens", "revoke", "--id", "5", "--filter", "x"],
        // A secret is not accepted here either, and not repeated.
        &["tokens", "revoke", "--token", "s3cret"],
    ] {
        program.run(arguments).expect(2);
    }
    let output = program.run(["suspend", "--user", "12", "--yes", "--expect", "1"]);
    refused(&server, output, "12: Zendesk knows no such user");
    let output = program.run(["tokens", "revoke", "--id", "12", "--yes", "--expect", "1"]);
    refused(&server, output, "nothing to do");
    let output = program.run([
        "suspend",
        "--filter",
        "name:nobody-has-this-name",
        "--yes",
        "--expect",
        "1",
    ]);
    refused(&server, output, "nothing to do");
}

#[test]
fn without_a_record_nothing_is_sent() {
    let server = Server::new();
    let people = server.end_users(1);
    let tokens = [foreign_tokens(&server, 1)[0].0];
    let program = Program::admin_of(&server).with_settings("[journal]\npath = \"/dev/null\"\n");
    let yes = ["--yes", "--expect", "1"];
    refused(
        &server,
        suspend(&program, &people, &yes),
        "could not be recorded",
    );
    refused(
        &server,
        revoke(&program, &tokens, &yes),
        "could not be recorded",
    );
    assert_eq!(suspended(&server, &people), [false]);
}

/// Whoever is left alone for the sake of a session that may be somebody else's is told of as a person, in JSON
/// too: they were named, and keep all that they have.
#[test]
fn whoever_an_offboarding_leaves_alone_for_a_sessions_sake_is_named_as_a_person() {
    let server = Server::new();
    let [free, named, guarded]: [UserId; 3] = server.end_users(3).try_into().unwrap();
    for user in [free, named, guarded] {
        server.simulator.sign_in(user).unwrap();
    }
    server
        .simulator
        .edit_user(guarded, |person| person.role = Role::Admin);
    let row = |user: UserId, session: u64| {
        let at = "2026-11-22T05:00:00Z";
        json!({"id": session, "user_id": user.get(), "authenticated_at": at, "last_seen_at": at})
    };
    let number = |user: UserId| server.simulator.sessions_of(user)[0].key.session.get();
    let rows = [row(named, number(named)), row(named, number(guarded))];
    let body = json!({"sessions": rows, "meta": {"has_more": false}});
    server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/{named}/sessions\"\n\
         then.status = {{ code = 200, body = '{body}' }}\n"
    ));
    let program = Program::admin_of(&server)
        .with_settings("[profiles.default]\nprotected = [\"role:admin\"]\n");
    let ids = [free, named, guarded].map(|user| user.to_string());
    let offboard = |more: &[&str]| {
        let verb = ["offboard", "--user", &ids[0], &ids[1], &ids[2]];
        program.run([&verb[..], more].concat())
    };
    let document = offboard(&["--format", "json"]).expect(1).json();
    let people = document["people"].as_array().unwrap();
    assert!(
        people.len() == 1 && people[0]["user_id"] == free.get(),
        "{document}"
    );
    let left = document["undecided_people"].as_array().unwrap();
    let theirs: Vec<_> = left
        .iter()
        .filter(|one| one["user_id"] == named.get())
        .collect();
    assert_eq!(theirs.len(), 1, "{document}");
    assert!(theirs[0].get("session_id").is_none(), "{document}");
    let because = theirs[0]["because"].as_str().unwrap();
    assert!(because.contains("more than one person"), "{document}");
    let dry = offboard(&[]).expect(1);
    assert!(
        !dry.stderr.contains("sessions are left alone"),
        "{}",
        dry.stderr
    );
    offboard(&["--yes", "--expect", "1"]).expect(1);
    let is_suspended = |user| server.simulator.user(user).unwrap().suspended;
    assert_eq!(
        [free, named, guarded].map(is_suspended),
        [true, false, false]
    );
    assert!(!server.simulator.sessions_of(named).is_empty());
}
