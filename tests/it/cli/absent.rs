//! Fields that Zendesk left out of a person's record: what they hold cannot be known. A field that is
//! `null` is another thing, for then there is nothing.

use serde_json::Value;

use crate::support::{Output, Program, Server};

/// A server that leaves this field out of everybody's record.
fn without(field: &str) -> Server {
    let server = Server::new();
    for (path, at) in [
        ("/api/v2/users/show_many", format!("/users/*/{field}")),
        ("/api/v2/users/search", format!("/users/*/{field}")),
    ] {
        server.faults(&format!(
            "[[fault]]\npath = \"{path}\"\nthen.drop = {{ at = \"{at}\" }}"
        ));
    }
    server
}

fn list(server: &Server, query: &str) -> Output {
    Program::admin_of(server).run(["list", "--filter", query, "--format", "json"])
}

/// The people of a list, but for the owner of the credentials, whose record comes whole.
fn others(server: &Server, document: &Value) -> usize {
    let own = server.simulator.own_user().unwrap().get();
    let sessions = document["sessions"].as_array().unwrap().iter();
    sessions.filter(|one| one["user_id"] != own).count()
}

#[test]
fn whoever_may_have_a_protected_address_is_left_alone() {
    let server = without("email");
    let user = server.sign_in(1)[0].user;
    server.simulator.edit_user(user, |person| {
        person.email = Some("ned@vendor.example".to_owned());
    });
    let settings = "[profiles.default]\nprotected = [\"@vendor.example\"]\n";
    let program = Program::admin_of(&server).with_settings(settings);
    let id = user.to_string();
    let count = server.simulator.sessions_of(user).len().to_string();
    let output = program.run(["end", "--user", &id, "--yes", "--expect", &count]);
    let output = output.expect(5);
    let text = format!("{}{}", output.stdout, output.stderr);
    assert!(text.contains("may be protected"), "{text}");
    assert!(server.sent().is_empty());
}

#[test]
fn a_condition_on_a_field_that_was_left_out_has_no_answer() {
    for (field, query) in [
        ("email", "-domain:example.com"),
        ("email", "email:none"),
        ("email", "-ann@example.com"),
        ("organization_id", "org:none"),
        ("organization_id", "-org:Vendor"),
        ("name", "-name:ann*"),
        ("custom_role_id", "-role:\"Team lead\""),
    ] {
        let server = without(field);
        let document = list(&server, query).expect(1).json();
        assert_eq!(others(&server, &document), 0, "{query}: {document}");
        assert!(document["undecided"].as_u64().unwrap() > 0, "{query}");
    }
}

#[test]
fn a_condition_on_a_field_that_is_null_has_an_answer() {
    for (field, query) in [
        ("email", "email:none"),
        ("organization_id", "org:none"),
        ("name", "name:none"),
    ] {
        let server = Server::new();
        server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/users/show_many\"\n\
             then.set = {{ at = \"/users/*/{field}\" }}"
        ));
        let document = list(&server, query).expect(0).json();
        assert!(others(&server, &document) > 0, "{query}: {document}");
        assert_eq!(document["undecided"], 0, "{query}");
    }
}

#[test]
fn an_empty_address_says_nothing() {
    let server = Server::new();
    server.faults(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\n\
         then.set = { at = \"/users/*/email\", value = \"\" }",
    );
    let document = list(&server, "-domain:example.com").expect(1).json();
    assert_eq!(others(&server, &document), 0, "{document}");
}

#[test]
fn machines_read_null_where_a_name_or_a_role_is_not_known() {
    for field in ["name", "role"] {
        let server = without(field);
        let own = server.simulator.own_user().unwrap().get();
        let output = Program::admin_of(&server).run(["list", "--format", "json"]);
        let document = output.json();
        let sessions = document["sessions"].as_array().unwrap().iter();
        let mut others = sessions.filter(|one| one["user_id"] != own).peekable();
        assert!(others.peek().is_some());
        assert!(others.all(|one| one[field].is_null()), "{document}");
    }
}

#[test]
fn tables_say_what_is_not_known_in_words_and_leave_no_cell_empty() {
    for field in ["name", "role", "email"] {
        let server = without(field);
        let user = server.sign_in(1)[0].user;
        let own = server.simulator.own_user();
        let mut people = server.simulator.users().into_iter();
        let owner = people.find(|one| {
            Some(one.id) != own && server.simulator.tokens_of(one.id) > 0 && one.active
        });
        let (id, owner) = (user.to_string(), owner.unwrap().id.to_string());
        let program = Program::admin_of(&server);
        // Of a planned session an address is known, or there is none to show.
        let end = (&["end", "--user"][..], &id);
        let verbs = [
            (&["list", "--user"][..], &id),
            (&["find"], &id),
            (&["suspend", "--user"], &id),
            (&["tokens", "revoke", "--user"], &owner),
        ];
        for (verb, id) in verbs.into_iter().chain((field != "email").then_some(end)) {
            let output = program.run(verb.iter().copied().chain([id.as_str()]));
            let mut lines = output.stdout.lines();
            let line = lines.find(|line| line.split_whitespace().any(|word| word == id));
            let line = line.unwrap_or_else(|| panic!("{verb:?}: {output:?}"));
            assert!(line.contains("not known"), "{field}, {verb:?}: {line}");
        }
    }
}
