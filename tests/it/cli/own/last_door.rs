//! The last admin beside the owner of the credentials.

use super::*;

/// The other admins of the account, who can sign in.
fn other_admins(server: &Server) -> Vec<UserId> {
    let own = server.simulator.own_user().unwrap();
    let people = server.simulator.users().into_iter();
    let others = people.filter(|person| {
        person.role == Role::Admin && person.id != own && person.active && !person.suspended
    });
    others.map(|person| person.id).collect()
}

/// An account with this many other admins who can sign in.
fn with_admins(count: usize) -> (Server, Vec<UserId>) {
    let server = Server::new();
    for admin in other_admins(&server) {
        server
            .simulator
            .edit_user(admin, |person| person.role = Role::Agent);
    }
    let people = server.end_users(count);
    for user in &people {
        server
            .simulator
            .edit_user(*user, |person| person.role = Role::Admin);
    }
    (server, people)
}

fn suspend(server: &Server, people: &[UserId]) -> Output {
    let mut arguments = vec!["suspend".to_owned(), "--user".to_owned()];
    arguments.extend(people.iter().map(ToString::to_string));
    arguments.extend([
        "--yes".to_owned(),
        "--expect".to_owned(),
        people.len().to_string(),
    ]);
    Program::admin_of(server).run(&arguments)
}

#[test]
fn the_last_other_admin_is_not_suspended() {
    let (server, admins) = with_admins(2);
    refused(
        &server,
        suspend(&server, &admins),
        "no other admin would be left",
    );
    suspend(&server, &admins[..1]).expect(0);
    let before = server.sent().len();
    let output = suspend(&server, &admins[1..]);
    output.expect(5).shows("no other admin would be left");
    assert_eq!(server.sent().len(), before);
    // A dry run says the same.
    let user = admins[1].to_string();
    let dry = Program::admin_of(&server).run(["suspend", "--user", &user]);
    dry.expect(5).shows("no other admin would be left");
    // Whoever is no admin is nobody's last door.
    let other = server.end_users(1);
    suspend(&server, &other).expect(0);
}

#[test]
fn admins_who_cannot_sign_in_are_no_door() {
    let (server, admins) = with_admins(3);
    server
        .simulator
        .edit_user(admins[1], |person| person.suspended = true);
    server
        .simulator
        .edit_user(admins[2], |person| person.active = false);
    refused(
        &server,
        suspend(&server, &admins[..1]),
        "no other admin would be left",
    );
}

#[test]
fn admins_who_cannot_be_counted_refuse() {
    for then in [
        "then.status = { code = 403 }",
        "then.status = { code = 200, body = '{\"users\":[{\"id\":\"?\"}],\"meta\":{\"has_more\":false}}' }",
        "then.status = { code = 200, body = '{}' }",
    ] {
        let (server, admins) = with_admins(2);
        server.faults(&format!("[[fault]]\npath = \"/api/v2/users\"\n{then}"));
        refused(
            &server,
            suspend(&server, &admins[..1]),
            "is not known, so nothing is done",
        );
    }
}
