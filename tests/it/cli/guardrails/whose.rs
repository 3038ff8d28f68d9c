//! Whose credentials these are: of somebody who sees only themselves, of somebody else by now, of nobody.

use super::*;

#[test]
fn all_cannot_be_said_by_somebody_who_sees_only_themselves() {
    let server = Server::new();
    let token = server.credentials().agent_token;
    let program = Program::at(&server.url(), &token);
    let output = program.run(["end", "--filter", "name:*e*", "--yes", "--expect", "1"]);
    refused(&server, output, "only their own sessions");
}

/// Credentials of somebody who is no admin change nothing of anybody else, however they are chosen and
/// by whichever verb; a file that an admin made is no way round.
#[test]
fn whoever_sees_only_their_own_sessions_changes_nothing_of_others() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    let (user, session) = (key.user.to_string(), key.to_string());
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::remove_file(file.path()).unwrap();
    let path = file.path().to_str().unwrap();
    let plan = ["plan", "--session", &session, "--out", path];
    Program::admin_of(&server).run(plan).expect(0);
    let program = Program::at(&server.url(), &server.credentials().agent_token);
    let yes = ["--yes", "--expect", "1"];
    let changes: [&[&str]; 6] = [
        &["end", "--user", &user],
        &["end", "--session", &session],
        &["end", "--user", &user, "--route", "user"],
        &["suspend", "--user", &user],
        &["offboard", "--user", &user],
        &["tokens", "revoke", "--user", &user],
    ];
    for arguments in changes {
        let dry = program.run(arguments);
        refused(&server, dry, "sign in as an admin");
        refused(
            &server,
            program.run([arguments, &yes].concat()),
            "sign in as an admin",
        );
    }
    let plan = program.run(["plan", "--user", &user]);
    assert_eq!(plan.stdout, "", "no plan is written");
    refused(&server, plan, "sign in as an admin");
    for dry in [&["--dry-run"][..], &["--yes", "--expect", "1"]] {
        let output = program.run([&["apply", path][..], dry].concat());
        refused(&server, output, "sign in as an admin");
    }
    let own = server.simulator.sessions_of(key.user);
    assert!(own.iter().any(|session| session.key == key), "still there");
}

/// A fault by which `users/me` answers so from this time of asking on.
fn owner_from(first: u32, then: &str) -> String {
    let one = |nth| {
        format!("[[fault]]\npath = \"/api/v2/users/me\"\nwhen.nth = {nth}\nthen.status = {then}\n")
    };
    (first..first + 9).map(one).collect()
}

/// Whose own sessions stay was judged by who the credentials belonged to: somebody else's, or an
/// agent's by now, send nothing.
#[test]
fn credentials_that_are_somebody_elses_by_now_send_nothing() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    let me = server.simulator.own_user().unwrap();
    let program = Program::admin_of(&server);
    let (id, count) = (
        user.to_string(),
        server.simulator.sessions_of(user).len().to_string(),
    );
    for (owner, role, words) in [
        (user, "admin", "now, so whose own sessions stay has changed"),
        (me, "agent", "sign in as an admin"),
    ] {
        let body = format!(r#"{{"user":{{"id":{owner},"name":"X","role":"{role}"}}}}"#);
        let then =
            format!("{{ code = 200, content_type = \"application/json\", body = '{body}' }}");
        server.faults(&owner_from(2, &then));
        let end = ["end", "--user", &id, "--yes", "--expect", &count];
        refused(&server, program.run(end), words);
        server.simulator.clear_faults();
    }
}

/// Credentials that are refused after the first request are so wherever that is: in the proof as well.
#[test]
fn credentials_that_are_refused_on_the_way_are_exit_status_3() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    let program = Program::admin_of(&server);
    let (id, count) = (
        user.to_string(),
        server.simulator.sessions_of(user).len().to_string(),
    );
    server.faults(&owner_from(3, "{ code = 401 }"));
    let end = ["end", "--user", &id, "--yes", "--expect", &count];
    let output = program.run(end).expect(3);
    output
        .prints("not looked at")
        .shows("refused the credentials on the way");
}
