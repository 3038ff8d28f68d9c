//! `zentop find`: who is that, and are they signed in, without a walk.

use std::time::Duration;

use serde_json::{Value, json};

use super::give;
use crate::support::{Program, Server};

fn found(program: &Program, who: &[&str], status: i32) -> Value {
    let arguments = [&["find", "--format", "json"], who].concat();
    program.run(arguments).expect(status).json()
}

/// The fields of everybody who was found.
fn fields(found: &Value, names: &[&str]) -> Vec<Vec<Value>> {
    let of = |person: &Value| names.iter().map(|name| person[name].clone()).collect();
    found["people"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn an_address_finds_exactly_whoever_has_it_without_a_walk() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, joann, twin, elsewhere] = server.end_users(4)[..] else {
        panic!("four people")
    };
    give(&server, ann, "Ann@Example.com");
    give(&server, joann, "jo.ann@example.com");
    give(&server, elsewhere, "lee@home.example");
    server.simulator.edit_user(elsewhere, |person| {
        person.other_emails = vec!["lee@example.com".to_owned()];
    });
    give(&server, twin, "nobody@example.com");
    let key = server.simulator.sign_in(ann).unwrap();
    let sessions = server.simulator.sessions_of(ann);
    let since = sessions
        .iter()
        .filter_map(|it| it.authenticated_at.readable());

    let exact = found(&program, &["ann@EXAMPLE.com"], 0);
    let expected = json!([ann.get(), "address", sessions.len(), null]);
    let names = ["user_id", "found_by", "sessions", "cannot_be_told"];
    let people = fields(&exact, &names);
    assert_eq!(json!(people[0]), expected);
    // Whoever is merely alike is told apart.
    assert_eq!(json!(people[1][..2]), json!([joann.get(), "alike"]));
    assert_eq!(
        exact["people"][0]["signed_in_since"],
        since.min().unwrap().to_string()
    );
    assert_eq!(exact["sought"], "ann@EXAMPLE.com");
    assert_eq!(exact["more"], false);

    let other = found(&program, &["lee@example.com"], 0);
    let people = fields(&other, &["user_id", "found_by", "email"]);
    assert_eq!(
        json!(people),
        json!([[elsewhere.get(), "other-address", "lee@home.example"]])
    );
    assert!(server.has(key) && server.sent().is_empty());
    assert_eq!(server.reads_of("/api/v2/sessions"), 0);
    assert!(!program.journal_path().exists());

    let output = program.run(["find", "dora@example.com"]).expect(1);
    assert!(output.stdout.is_empty(), "{}", output.stdout);
    output.shows("nobody active was found by dora@example.com");
    let alike = program.run(["find", "nn@example.com"]).expect(1);
    alike.shows("nobody active was found");
}

#[test]
fn ids_find_the_deleted_too_and_words_find_as_the_search_does() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [gone, held] = server.end_users(2)[..] else {
        panic!("two people")
    };
    give(&server, gone, "gone@example.com");
    give(&server, held, "held@example.com");
    server
        .simulator
        .edit_user(gone, |person| person.active = false);
    server
        .simulator
        .edit_user(held, |person| person.suspended = true);
    let by_id = program.run(["find", &gone.to_string()]).expect(0);
    let by_id = by_id.prints("deleted").prints("gone@example.com");
    assert!(by_id.stderr.is_empty(), "{}", by_id.stderr);
    program.run(["find", "gone@example.com"]).expect(1);
    let missing = program.run(["find", "17"]).expect(1);
    missing.shows("Zendesk knows no user 17");

    server.simulator.set_name(held, "Quentin Nightshade");
    let words = program.run(["find", "nightshade", "quentin"]).expect(0);
    words.prints("Quentin Nightshade").prints("suspended");
    let nobody = program.run(["find", "no such words"]).expect(1);
    nobody.shows("nobody active was found by no such words");

    let strings = found(&program, &["--ids-as-strings", "nightshade"], 0);
    assert_eq!(strings["people"][0]["user_id"], held.to_string());
    program
        .run(["find", "nightshade", "--ids-as-strings"])
        .expect(2);
}

#[test]
fn what_cannot_be_searched_for_is_refused_before_anything_is_sent() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    for who in [
        "*@example.com",
        "a:b@example.com",
        "\"ann\"@example.com",
        "0017",
        "",
    ] {
        program.run(["find", who]).expect(2).shows("name an id");
    }
    assert!(server.simulator.ledger().is_empty());
}

/// Whether somebody may sign in is a part of the answer: of whom that is not known nothing is certain.
#[test]
fn whoever_may_be_suspended_or_deleted_is_told() {
    for field in ["suspended", "active"] {
        let server = Server::new();
        let program = Program::admin_of(&server);
        let user = server.end_users(1)[0];
        for path in ["show_many", "search"] {
            server.faults(&format!(
                "[[fault]]\npath = \"/api/v2/users/{path}\"\nthen.drop = {{ at = \"/users/*/{field}\" }}"
            ));
        }
        let id = user.to_string();
        let json = found(&program, &[&id], 1);
        assert_eq!(json["people"][0][field], Value::Null);
        assert!(json["people"][0]["sessions"].is_u64());
        let why = json["people"][0]["cannot_be_told"].as_str().unwrap();
        assert_eq!(
            why,
            "whether they are suspended or deleted could not be read"
        );
        let table = program.run(["find", &id]).expect(1);
        table.prints("not known").shows(why);
    }
}

#[test]
fn what_cannot_be_told_is_told() {
    let server = Server::with(|options| options.users = 300);
    let program = Program::admin_of(&server);
    let [ann, bob] = server.end_users(2)[..] else {
        panic!("two people")
    };
    give(&server, ann, "ann@one.example");
    give(&server, bob, "bob@one.example");
    for (user, answer) in [
        (
            ann,
            "status = { code = 403, body = '{\"error\":\"Forbidden\"}' }",
        ),
        (bob, "malformed = { records = ['{\"id\":\"?\"}'] }"),
    ] {
        server.faults(&format!(
            "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/{user}/sessions\"\nthen.{answer}"
        ));
    }
    let refused = found(&program, &["ann@one.example"], 1);
    assert_eq!(refused["people"][0]["sessions"], Value::Null);
    let why = refused["people"][0]["cannot_be_told"].as_str().unwrap();
    assert!(why.contains("own list cannot be read"), "{why}");
    let holes = program.run(["find", "bob@one.example"]).expect(1);
    holes
        .prints("not known")
        .shows("1 record of the list could not be read");

    // Of so many people not everybody's list is read, and that is told.
    let many = found(&program, &["example"], 1);
    assert_eq!(many["more"], true);
    let people = fields(&many, &["sessions"]);
    assert_eq!(people.len(), 100);
    let untold = people.iter().filter(|person| person[0].is_null());
    // Those two, and everybody after the first fifty.
    assert_eq!(untold.count(), 2 + 50);
}

/// The search lags behind, and the records it leads to do not.
#[test]
fn records_decide_where_the_search_is_behind() {
    let server = Server::with(|options| options.search_lag = Duration::from_secs(3_600));
    let program = Program::admin_of(&server);
    let user = server.end_users(1)[0];
    let before = server.simulator.users();
    let before = before.into_iter().find(|person| person.id == user).unwrap();
    let address = before.email.unwrap();
    server.simulator.edit_user(user, |person| {
        person.email = Some("new@example.com".to_owned());
        person.other_emails = Vec::new();
    });
    let old = found(&program, &[&address], 1);
    let people = fields(&old, &["email", "found_by"]);
    assert_eq!(json!(people), json!([["new@example.com", "alike"]]));
    let new = program.run(["find", "new@example.com"]).expect(1);
    new.shows("The search learns of new people after a while");
}

/// Whose addresses cannot be read may have this one or not: they are neither called the same person nor
/// merely alike.
#[test]
fn whether_an_address_is_theirs_is_not_known_where_it_cannot_be_read() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    server.simulator.edit_user(user, |person| {
        person.email = Some("x.lee@vendor.example".to_owned());
        person.other_emails.clear();
    });
    let program = Program::admin_of(&server);
    let found = || {
        let output = program.run(["find", "lee@vendor.example", "--format", "json"]);
        let by = output.json()["people"][0]["found_by"].clone();
        (output, by)
    };
    let (output, by) = found();
    assert_eq!((output.status, by.as_str()), (1, Some("alike")));
    server.faults(&format!(
        "[[fault]]\npath = \"/api/v2/users/{user}/identities\"\nthen.status = {{ code = 404 }}"
    ));
    let (output, by) = found();
    assert_eq!(by.as_str(), Some("not-known"));
    output
        .expect(1)
        .shows("whether this address is theirs could not be read");
}
