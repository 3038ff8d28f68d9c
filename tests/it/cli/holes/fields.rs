//! Fields that cannot be read, while a session is ended and looked for.

use super::*;

/// A server that shows a person's own list with this in a field, and answers changes with 204
/// without doing anything if it lies.
fn with_field(server: &Server, user: UserId, time: Value, lies: bool) -> Proxy {
    let simulator = server.simulator.clone();
    let own = format!("/api/v2/users/{user}/sessions");
    Proxy::new(server, move |method, target| {
        if method == "DELETE" && lies {
            return done();
        }
        let path = target.split('?').next().unwrap_or_default();
        if method != "GET" || path != own {
            return onward(target);
        }
        let sessions = simulator.sessions_of(user);
        let ids = sessions.iter().map(|session| session.key.session.get());
        let row = |id: u64| json!({"id": id, "user_id": user.get(), "last_seen_at": time});
        let rows: Vec<Value> = ids.map(row).collect();
        answer(200, &json!({"sessions": rows, "meta": {"has_more": false}}))
    })
}

#[test]
fn a_field_that_cannot_be_read_keeps_no_session_from_being_ended() {
    for time in no_times() {
        let server = Server::new();
        let user = server.end_users(1)[0];
        while server.simulator.sessions_of(user).len() < 9 {
            server.simulator.sign_in(user).unwrap();
        }
        let count = server.simulator.sessions_of(user).len();
        let proxy = with_field(&server, user, time, false);
        let (person, expect) = (user.to_string(), count.to_string());
        let end = ["end", "--user", &person, "--yes", "--expect", &expect];
        let output = list(&proxy.url(), &server).run(end).expect(0);
        let gone = output.stdout.matches(" ended, verified gone").count();
        assert_eq!(gone, count, "{}", output.stdout);
        let deletes = proxy
            .sent()
            .into_iter()
            .filter(|sent| sent.method == "DELETE");
        assert_eq!(deletes.count(), count);
        assert!(server.simulator.sessions_of(user).is_empty());
    }
}

#[test]
fn a_field_that_cannot_be_read_is_no_proof_that_a_session_is_gone() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    while server.simulator.sessions_of(user).len() < 9 {
        server.simulator.sign_in(user).unwrap();
    }
    let count = server.simulator.sessions_of(user).len();
    let proxy = with_field(&server, user, json!(""), true);
    let (person, expect) = (user.to_string(), count.to_string());
    let end = ["end", "--user", &person, "--yes", "--expect", &expect];
    let output = list(&proxy.url(), &server).run(end).expect(1);
    let listed = output.stdout.matches(" ended, still listed").count();
    assert_eq!(listed, count, "{}", output.stdout);
    assert!(
        !output.stdout.contains("verified gone"),
        "{}",
        output.stdout
    );
    assert_eq!(server.simulator.sessions_of(user).len(), count);
}

/// The API allows an owner of null, and the path of an own list says whose it is.
#[test]
fn rows_of_an_own_list_without_an_owner_are_ended_by_their_ids() {
    let server = Server::new();
    let keys = server.sign_in(2);
    server.faults(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/*/sessions\"\n\
         then.set = { at = \"/sessions/*/user_id\" }\n\
         [[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/*/sessions/*\"\n\
         then.set = { at = \"/session/user_id\" }",
    );
    let program = Program::admin_of(&server);
    let mut arguments = vec!["end".to_owned()];
    arguments.extend(keys_as_arguments(&keys));
    arguments.extend(["--yes", "--expect", "2"].map(str::to_owned));
    program.run(["show", &keys[0].to_string()]).expect(0);
    let output = program.run(&arguments).expect(0);
    let gone = output.stdout.matches(" ended, verified gone").count();
    assert_eq!(gone, 2, "{}", output.stdout);
}
