//! Lists that look fine and are not: fields and records that cannot be read, rows of other people,
//! lists that are not found, pages that do not say whether they are the last. None of them proves
//! that anybody is signed out.
//!
//! - here the list of the account
//! - `no_proof` lists that prove nothing of a run
//! - `fields` fields that cannot be read, while sessions are ended

mod fields;
mod no_proof;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use zentop::model::{SessionKey, UserId};

use crate::support::{Program, Proxy, ProxyAnswer, Server, at_once, keys_as_arguments};

const SESSIONS: &str = "/api/v2/sessions";

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

fn done() -> ProxyAnswer {
    ProxyAnswer::Answer {
        bytes: b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        close: false,
    }
}

fn rows(count: u64) -> Vec<Value> {
    let row = |id| json!({"id": id, "user_id": 7, "last_seen_at": "2026-11-22T00:00:00Z"});
    (1..=count).map(row).collect()
}

/// A page without a word about further ones.
fn bare(rows: &[Value]) -> ProxyAnswer {
    answer(200, &json!({ "sessions": rows }))
}

fn is_list(target: &str) -> bool {
    target.split('?').next() == Some(SESSIONS)
}

/// This answer to the list of all sessions, and the server's own to everything else.
fn if_list(target: &str, body: &ProxyAnswer) -> ProxyAnswer {
    if is_list(target) {
        body.clone()
    } else {
        onward(target)
    }
}

pub(super) fn onward(target: &str) -> ProxyAnswer {
    ProxyAnswer::Forward(target.to_owned())
}

/// The id of a person as a JSON number with a fraction of zero.
fn float(user: UserId) -> Value {
    serde_json::from_str(&format!("{user}.0")).unwrap()
}

pub(super) fn list(url: &str, server: &Server) -> Program {
    Program::at(url, &server.credentials().oauth_token)
}

/// The simulated sessions as a list, changed one by one.
fn changed(server: &Server, change: impl Fn(&SessionKey) -> Value) -> ProxyAnswer {
    let sessions = server.simulator.sessions();
    let rows: Vec<Value> = sessions
        .iter()
        .map(|session| change(&session.key))
        .collect();
    answer(
        200,
        &json!({"sessions": rows, "meta": {"has_more": false, "after_cursor": null}}),
    )
}

/// What `last_seen_at` may be when it is no time.
fn no_times() -> [Value; 4] {
    [
        json!(""),
        json!("2026-11-22T00:00:00"),
        json!(1_700_000_000),
        json!({}),
    ]
}

#[test]
fn a_field_that_cannot_be_read_hides_no_session() {
    for time in no_times() {
        let server = Server::with(|options| options.sessions = 9);
        let body = changed(
            &server,
            |key| json!({"id": key.session.get(), "user_id": key.user.get(), "last_seen_at": time}),
        );
        let proxy = Proxy::new(&server, move |_, target| if_list(target, &body));
        let program = list(&proxy.url(), &server);
        let output = program.run(["list", "--format", "json"]).expect(0);
        let document = output
            .shows("9 sessions with a field that could not be read")
            .json();
        assert_eq!(
            (&document["coverage"], &document["unreadable"]),
            (&json!("full"), &json!(9))
        );
        let sessions = document["sessions"].as_array().unwrap();
        assert_eq!(sessions.len(), 9);
        assert!(sessions.iter().all(|line| line["last_seen_at"].is_null()));
        program.run(["list"]).expect(0).prints("unreadable");
    }
}

#[test]
fn ids_that_come_as_text_or_as_floats_are_ids() {
    let server = Server::with(|options| options.sessions = 9);
    let body = changed(
        &server,
        |key| json!({"id": key.session.to_string(), "user_id": float(key.user)}),
    );
    let proxy = Proxy::new(&server, move |_, target| if_list(target, &body));
    let program = list(&proxy.url(), &server);
    let document = program.run(["list", "--format", "json"]).expect(0).json();
    assert_eq!(document["sessions"].as_array().unwrap().len(), 9);
    assert_eq!(document["unreadable"], 0);
}

/// Records without ids are holes: the list is partial, everything says so, and nothing is certain.
#[test]
fn a_list_with_holes_is_partial_for_every_verb() {
    let server = Server::with(|options| options.sessions = 9);
    let body = changed(
        &server,
        |key| json!({"id": null, "user_id": key.user.get()}),
    );
    let proxy = Proxy::new(&server, move |_, target| if_list(target, &body));
    let program = list(&proxy.url(), &server);
    let output = program.run(["list", "--format", "json"]).expect(1);
    let document = output.shows("9 records could not be read").json();
    assert_eq!(
        (&document["coverage"], &document["unreadable"]),
        (&json!("partial"), &json!(9))
    );

    server.faults(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/sessions\"\n\
         then.malformed = { records = ['{\"id\":7}'] }",
    );
    let program = Program::admin_of(&server);
    for arguments in [
        &["list"][..],
        &["list", "--format", "csv"],
        &["end", "--everyone"],
        &["end", "--filter", "email:*a*"],
        &["plan", "--everyone"],
        &["suspend", "--filter", "email:*e*"],
    ] {
        let output = program.run(arguments).expect(1);
        output.shows("1 record could not be read");
    }
}

#[test]
fn a_list_of_the_account_that_is_not_found_is_told_as_a_wrong_address_and_no_absence() {
    let server = Server::new();
    for body in [
        r#"{"error":"RecordNotFound","description":"Not found"}"#,
        r#"{"error":{"title":"Not found","message":"InvalidEndpoint"}}"#,
        "<!DOCTYPE html><html></html>",
    ] {
        server.simulator.clear_faults();
        server.faults(&format!(
            "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/sessions\"\n\
             then.status = {{ code = 404, body = '{body}' }}"
        ));
        let program = Program::admin_of(&server);
        for verb in [
            &["list"][..],
            &["end", "--everyone"],
            &["plan", "--filter", "email:*a*"],
        ] {
            let output = program.run(verb).expect(4);
            for word in ["gone", "any more", "nothing to do"] {
                assert!(!output.stderr.contains(word), "{}", output.stderr);
            }
            let output = output
                .shows("subdomain")
                .shows("path")
                .shows("plan")
                .shows("role");
            output.shows("It does not say that anybody is signed out");
        }
    }
}

/// Half of the people cannot be read: nobody is left out of a choice in silence.
#[test]
fn people_who_cannot_be_read_are_not_known() {
    let server = Server::with(|options| options.sessions = 9);
    let proxy = Proxy::new(&server, |_, target| {
        if target.starts_with("/api/v2/users/show_many") {
            let ids = target.split("ids=").nth(1).unwrap_or_default();
            let ids = ids
                .split('&')
                .next()
                .unwrap_or_default()
                .replace("%2C", ",");
            let user = |id: &str| json!({"id": [id], "role": "agent"});
            let users: Vec<Value> = ids.split(',').map(user).collect();
            answer(200, &json!({ "users": users }))
        } else {
            onward(target)
        }
    });
    let program = list(&proxy.url(), &server);
    program
        .run(["list"])
        .expect(0)
        .shows("user records cannot be read");
    for arguments in [
        &["list", "--filter", "e"][..],
        &["end", "--role", "end-user"],
    ] {
        let output = program.run(arguments).expect(4);
        output
            .shows("not everybody could be looked up")
            .shows("cannot be read");
    }
}

#[test]
fn a_full_page_without_a_word_about_further_ones_is_not_the_whole_account() {
    let server = Server::new();
    let numbered = |target: &str| is_list(target) && target.contains("page=2&");
    let refused = answer(400, &json!({"error": {"title": "Invalid attribute"}}));
    let others = [bare(&rows(100)), refused];
    for second in others {
        let proxy = Proxy::new(&server, move |_, target| {
            if numbered(target) {
                second.clone()
            } else {
                if_list(target, &bare(&rows(100)))
            }
        });
        let program = list(&proxy.url(), &server);
        let output = program.run(["list", "--format", "json"]).expect(4);
        let document = output.shows("no word about further pages").json();
        assert_eq!(document["coverage"], "partial");
        assert_eq!(document["sessions"].as_array().unwrap().len(), 100);
        program.run(["end", "--everyone"]).expect(4);
    }
    let proxy = Proxy::new(&server, move |_, target| {
        if numbered(target) {
            bare(&rows(140)[100..])
        } else {
            if_list(target, &bare(&rows(100)))
        }
    });
    let program = list(&proxy.url(), &server);
    let document = program.run(["list", "--format", "json"]).expect(0).json();
    assert_eq!(document["coverage"], "full");
    assert_eq!(document["sessions"].as_array().unwrap().len(), 140);
}

#[test]
fn pages_that_never_end_and_bring_nothing_new_are_not_read_for_ever() {
    let server = Server::new();
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let proxy = Proxy::new(&server, move |_, target| {
        if is_list(target) {
            let page = count.fetch_add(1, Ordering::SeqCst);
            let meta = json!({"has_more": true, "after_cursor": format!("c{page}")});
            answer(200, &json!({"sessions": rows(3), "meta": meta}))
        } else {
            onward(target)
        }
    });
    let output = list(&proxy.url(), &server).run(["list", "--format", "json"]);
    let document = output.expect(4).shows("brought nothing new").json();
    assert_eq!(document["coverage"], "partial");
    assert_eq!(document["sessions"].as_array().unwrap().len(), 3);
    assert!(asked.load(Ordering::SeqCst) < 10);
}

/// The place of a page expires while a long account is read: a new walk has new places, and one is tried
/// before anything is called broken.
#[test]
fn a_place_that_expired_is_no_end_of_the_reading() {
    let server = Server::with(|options| options.sessions = 250);
    for times in [1, 2] {
        let refused = std::sync::atomic::AtomicUsize::new(0);
        let expired = json!({"errors": [{"code": "InvalidCursor", "title": "cursor has expired"}]});
        let proxy = Proxy::new(&server, move |_, target| {
            let is_place = is_list(target) && target.contains("after");
            if is_place && refused.fetch_add(1, Ordering::SeqCst) < times {
                return answer(400, &expired);
            }
            onward(target)
        });
        let program = list(&proxy.url(), &server);
        let output = program.run(["list", "--format", "json"]);
        if times == 1 {
            let document = output.expect(0).json();
            assert_eq!(document["sessions"].as_array().unwrap().len(), 250);
        } else {
            output.expect(4).shows("the list is not whole");
        }
    }
}
