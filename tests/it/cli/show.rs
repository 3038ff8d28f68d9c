//! `zentop show` and `zentop list --user`: one session, and the lists of a few people.

use crate::support::{Program, Server};

#[test]
fn one_session_is_shown_with_its_owner() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let key = server.sign_in(1)[0];
    let person = server.simulator.user(key.user).unwrap();
    let shown = program.run(["show", &key.to_string()]).expect(0).json();
    let session = &shown["session"];
    assert_eq!(session["id"], key.session.get());
    assert_eq!(session["user_id"], key.user.get());
    assert_eq!(session["name"], person.name);
    let url = format!(
        "{}/api/v2/users/{}/sessions/{}",
        server.url(),
        key.user,
        key.session
    );
    assert_eq!(session["url"], url);
}

#[test]
fn a_session_that_is_not_there_is_something_to_see() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let key = server.sign_in(1)[0];
    server.simulator.sign_out(key);
    let output = program.run(["show", &key.to_string()]).expect(1);
    assert!(output.json()["session"].is_null());
    output.shows("it has ended, or it never was");
    for wrong in ["7", "7/", "0/3", "me/3", "7/3/1"] {
        program.run(["show", wrong]).expect(2);
    }
    let wrong = Program::at(&server.url(), "not-a-token");
    wrong.run(["show", &key.to_string()]).expect(3);
}

#[test]
fn the_lists_of_a_few_people_take_a_request_each_and_claim_no_more() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let keys = server.sign_in(3);
    let users: Vec<_> = [keys[0].user, keys[2].user].into_iter().collect();
    let ids: Vec<String> = users.iter().map(ToString::to_string).collect();
    let mut arguments = vec!["list", "--format", "json", "--user"];
    arguments.extend(ids.iter().map(String::as_str));
    let before = server.simulator.request_count();
    let listing = program.run(arguments).expect(0).json();
    assert_eq!(listing["coverage"], "partial");
    let listed = listing["sessions"].as_array().unwrap();
    let mut people = users.clone();
    people.sort_unstable();
    people.dedup();
    let expected: usize = people
        .iter()
        .map(|user| server.simulator.sessions_of(*user).len())
        .sum();
    assert_eq!(listed.len(), expected);
    assert!(
        listed
            .iter()
            .all(|it| ids.contains(&it["user_id"].to_string()))
    );
    let asked = server.simulator.request_count() - before;
    assert!(asked <= 3 + people.len() as u64, "{asked} requests");
}
