//! `zentop list` on a server that answers wrongly: existing sessions are listed, and what is
//! missing is never taken for signed out.

use serde_json::Value;

use crate::support::{Program, Proxy, ProxyAnswer, Server};

#[test]
fn row_64_without_names_the_sessions_are_listed_all_the_same() {
    let server = Server::new();
    for then in ["then.html = { code = 500 }", "then = \"empty_page\""] {
        server.simulator.clear_faults();
        server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/users/show_many\"\n{then}"
        ));
        let output = Program::admin_of(&server).run(["list", "--format", "json"]);
        let document = output.expect(0).json();
        let own = server.simulator.own_user().unwrap();
        let listed = document["sessions"].as_array().unwrap();
        assert_eq!(listed.len(), server.simulator.sessions().len());
        for line in listed.iter().filter(|line| line["user_id"] != own.get()) {
            for field in ["name", "email", "role", "suspended", "active"] {
                assert_eq!(line[field], Value::Null, "{field}: {line}");
            }
        }
    }
}

#[test]
fn without_names_nothing_is_chosen_by_name_or_role() {
    let server = Server::new();
    server.faults("[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.status = { code = 500 }");
    let program = Program::admin_of(&server);
    for arguments in [
        &["list", "--filter", "agent"][..],
        &["end", "--filter", "role:agent"],
        &["end", "--role", "agent"],
        &["plan", "--role", "agent"],
        &["suspend", "--filter", "role:agent"],
    ] {
        let output = program.run(arguments).expect(4);
        output
            .shows("not everybody could be looked up")
            .shows("500");
    }
    let output = program.run(["list"]).expect(0);
    output.shows("some names and roles are missing");
    program.run(["end", "--everyone"]).expect(0);
}

#[test]
fn whoever_could_not_be_asked_about_once_is_asked_about_again() {
    let server = Server::new();
    server.faults(
        "[[fault]]\npath = \"/api/v2/users/*\"\nwhen.first = 1\nthen.status = { code = 503 }\n\
         [[fault]]\npath = \"/api/v2/users/show_many\"\nwhen.first = 1\nthen.status = { code = 500 }",
    );
    let output = Program::admin_of(&server).run(["list", "--filter", "agent", "--format", "json"]);
    let document = output.expect(0).json();
    assert!(!document["sessions"].as_array().unwrap().is_empty());
}

#[test]
fn row_56_a_broken_record_hides_only_itself() {
    let server = Server::new();
    server.faults(
        r#"
        [[fault]]
        method = "GET"
        path = "/api/v2/sessions"
        then.malformed = { records = [
            '{"id":"\ud800","user_id":5}',
            '{"id":"17","user_id":5}',
            '{"id":1.5,"user_id":5}',
            '{"id":-17,"user_id":5}',
            '{"id":18446744073709551616,"user_id":5}',
            '{"id":17}',
            '{"id":18,"user_id":19,"authenticated_at":null,"last_seen_at":null}',
        ] }
    "#,
    );
    let program = Program::admin_of(&server);
    let document = program.run(["list", "--format", "json"]).expect(1).json();
    assert_eq!(document["unreadable"], 5);
    assert_eq!(document["coverage"], "partial");
    let output = program.run(["end", "--everyone"]);
    output.expect(1).shows("5 records could not be read");
    let output = program.run(["list", "--format", "ndjson"]);
    let output = output.expect(1).shows("5 records could not be read");
    let lines = output.ndjson();
    // An id may be text, and the last of them is a record, if a poor one.
    assert_eq!(lines.len(), server.simulator.sessions().len() + 2);
    assert!(
        lines
            .iter()
            .any(|line| line["id"] == 18 && line["user_id"] == 19)
    );
    let by_text = lines.iter().filter(|line| line["id"] == 17);
    assert!(by_text.map(|line| &line["user_id"]).eq([5]));
}

#[test]
fn row_61_a_circle_of_pages_ends() {
    let server = Server::new();
    server.faults("[[fault]]\npath = \"/api/v2/sessions\"\nthen = \"cursor_loop\"");
    let output = Program::admin_of(&server).run(["list", "--format", "json"]);
    let output = output.expect(4).shows("leads in a circle");
    assert_eq!(output.json()["coverage"], "partial");
    assert!(server.reads_of("/api/v2/sessions") <= 3);
}

#[test]
fn row_62_a_page_that_fails_leaves_a_list_that_says_so() {
    let server = Server::with(|options| options.sessions = 450);
    // These are the requests for the third page and its repetitions.
    for nth in 3..=5 {
        server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/sessions\"\nwhen.nth = {nth}\nthen.html = {{ code = 502 }}"
        ));
    }
    let output = Program::admin_of(&server).run(["list", "--format", "json"]);
    let output = output.expect(4).shows("the list is not whole").shows("502");
    assert_eq!(output.json()["coverage"], "partial");
    assert_eq!(output.json()["sessions"].as_array().unwrap().len(), 200);
}

#[test]
fn a_page_that_fails_once_is_asked_for_again() {
    let server = Server::with(|options| options.sessions = 150);
    server
        .faults("[[fault]]\npath = \"/api/v2/sessions\"\nwhen.nth = 2\nthen.html = { code = 503 }");
    let output = Program::admin_of(&server).run(["list", "--format", "json"]);
    let document = output.expect(0).json();
    assert_eq!(document["coverage"], "full");
    assert_eq!(document["sessions"].as_array().unwrap().len(), 150);
}

#[test]
fn row_43_links_to_another_origin_are_never_followed() {
    let server = Server::new();
    let foreign = crate::support::Foreign::new();
    server.faults(&format!(
        "[[fault]]\npath = \"/api/v2/sessions\"\nthen.foreign_links = {{ origin = \"{}\" }}",
        foreign.url()
    ));
    let output = Program::admin_of(&server).run(["list", "--format", "json"]);
    let document = output.expect(0).json();
    assert_eq!(document["coverage"], "full");
    let listed = document["sessions"].as_array().unwrap().len();
    assert_eq!(listed, server.simulator.sessions().len());
    assert_eq!(foreign.connections(), 0);
}

#[test]
fn row_31_an_answer_without_end_is_not_read() {
    let server = Server::new();
    server.faults("[[fault]]\npath = \"/api/v2/sessions\"\nthen.too_large = { bytes = 64000000 }");
    let output = Program::admin_of(&server).run(["list"]);
    output.expect(4).shows("the answer is larger than 8 MB");
}

#[test]
fn a_server_without_cursors_is_read_by_page_numbers() {
    let server = Server::with(|options| options.sessions = 250);
    // The simulator answers by offset if nobody asks for cursors.
    let offsets = Proxy::new(&server, |_, target| {
        ProxyAnswer::Forward(target.replace("?page%5Bsize%5D=100", ""))
    });
    let program = Program::at(&offsets.url(), &server.credentials().oauth_token);
    let document = program.run(["list", "--format", "json"]).expect(0).json();
    assert_eq!(document["coverage"], "full");
    let mut ids: Vec<u64> = document["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["id"].as_u64().unwrap())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 250);
}
