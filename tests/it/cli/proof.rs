//! What is said of people after a run: what was seen of them, when, and nothing else.

use serde_json::Value;
use zentop::model::{Role, Timestamp, UserId};
use zentop::simulator::Simulator;

use crate::support::{Output, Program, Proxy, ProxyAnswer, Server};

fn onward(target: &str) -> ProxyAnswer {
    ProxyAnswer::Forward(target.to_owned())
}

fn done() -> ProxyAnswer {
    ProxyAnswer::Answer {
        bytes: b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        close: false,
    }
}

fn no_sessions() -> ProxyAnswer {
    let body = r#"{"sessions":[],"meta":{"has_more":false}}"#;
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    ProxyAnswer::Answer {
        bytes: [head.as_bytes(), body.as_bytes()].concat(),
        close: false,
    }
}

/// Somebody with this many sessions.
fn somebody(server: &Server, sessions: usize) -> UserId {
    let user = server.end_users(1)[0];
    while server.simulator.sessions_of(user).len() < sessions {
        server.simulator.sign_in(user).unwrap();
    }
    user
}

/// Ends everything of this person through a proxy that does this at each change.
fn end_while(
    server: &Server,
    user: UserId,
    act: impl Fn(&Simulator) -> Option<ProxyAnswer> + Send + Sync + 'static,
) -> Output {
    let simulator = server.simulator.clone();
    let count = simulator.sessions_of(user).len().to_string();
    let proxy = Proxy::new(server, move |method, target| match method {
        "DELETE" => act(&simulator).unwrap_or_else(|| onward(target)),
        _ => onward(target),
    });
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let user = user.to_string();
    let end = ["end", "--user", &user, "--yes", "--expect", &count];
    program.run(end.iter().chain(&["--format", "json"]))
}

/// The only person of a run.
fn person(output: &Output) -> Value {
    let people = output.json()["people"].clone();
    assert_eq!(people.as_array().map(Vec::len), Some(1), "{people}");
    people[0].clone()
}

fn minute_ago() -> Timestamp {
    Timestamp::from_seconds(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
            - 60,
    )
}

#[test]
fn whoever_has_no_session_left_is_told_with_the_time_and_the_cost_before() {
    let server = Server::new();
    let user = somebody(&server, 2);
    let program = Program::admin_of(&server);
    let id = user.to_string();
    let dry = program.run(["end", "--user", &id]).expect(0);
    dry.shows("proof: 4 requests, about 1s");
    let count = server.simulator.sessions_of(user).len().to_string();
    let end = ["end", "--user", &id, "--yes", "--expect", &count];
    let output = program.run(end).expect(0);
    output
        .prints(&format!("user {user}"))
        .prints(": no session listed at ")
        .prints("people: no session listed 1");
}

/// A sign-in that no list showed before the run is no sign-in after it.
#[test]
fn a_session_that_nobody_knew_of_is_still_there() {
    let server = Server::new();
    let user = somebody(&server, 1);
    let output = end_while(&server, user, move |simulator| {
        let missed = simulator.sign_in(user).unwrap();
        assert!(simulator.set_times(missed, Some(minute_ago()), None));
        None
    });
    let left = server.simulator.sessions_of(user);
    let output = output.expect(1).shows("1 person still there");
    let person = person(&output);
    assert_eq!(person["verdict"], "still there");
    let mut keys: Vec<String> = left.iter().map(|left| left.key.to_string()).collect();
    let mut named: Vec<String> = serde_json::from_value(person["sessions"].clone()).unwrap();
    keys.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, keys);
    let detail = person["detail"].as_str().unwrap();
    assert!(detail.contains("not known before"), "{detail}");
}

#[test]
fn sessions_that_were_chosen_are_judged_by_themselves() {
    let server = Server::new();
    let user = somebody(&server, 3);
    let key = server.simulator.sessions_of(user)[0].key.to_string();
    let program = Program::admin_of(&server);
    let others = server.simulator.sessions_of(user).len() - 1;
    let end = ["end", "--session", &key, "--yes", "--expect", "1"];
    let output = program.run(end).expect(0);
    output.prints(&format!("{others} others of theirs stay"));
}

/// Changes that do nothing, and lists that say that all is well.
#[test]
fn empty_lists_are_not_believed_while_a_session_is_there() {
    let server = Server::new();
    let user = somebody(&server, 2);
    let (simulator, own) = (
        server.simulator.clone(),
        format!("/api/v2/users/{user}/sessions"),
    );
    let has_ended = std::sync::atomic::AtomicBool::new(false);
    let proxy = Proxy::new(&server, move |method, target| {
        let ordering = std::sync::atomic::Ordering::SeqCst;
        if method == "DELETE" {
            has_ended.store(true, ordering);
            return done();
        }
        match target.split('?').next() {
            Some(path) if path == own && has_ended.load(ordering) => no_sessions(),
            _ => onward(target),
        }
    });
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let (id, count) = (
        user.to_string(),
        simulator.sessions_of(user).len().to_string(),
    );
    let end = ["end", "--user", &id, "--yes", "--expect", &count];
    let output = program.run(end).expect(1);
    let output = output.prints("contradicted: one reading lacks");
    for claim in ["no session listed", "verified gone"] {
        assert!(!output.stdout.contains(claim), "{}", output.stdout);
    }
}

/// Whoever is no admin any more reads only their own sessions.
#[test]
fn nothing_is_proved_by_somebody_who_is_no_admin_any_more() {
    let server = Server::new();
    let user = somebody(&server, 2);
    let output = end_while(&server, user, |simulator| {
        let own = simulator.own_user().unwrap();
        simulator.edit_user(own, |me| me.role = Role::Agent);
        Some(done())
    });
    let output = output.expect(1);
    assert_eq!(
        person(&output)["verdict"],
        "not looked at",
        "{}",
        output.stdout
    );
    assert!(
        !output.stdout.contains("verified gone"),
        "{}",
        output.stdout
    );
}

/// What a colleague or another zentop ended is not claimed.
#[test]
fn what_went_without_us_is_gone_and_not_by_this_run() {
    let server = Server::new();
    let user = somebody(&server, 1);
    let key = server.simulator.sessions_of(user)[0].key;
    let simulator = server.simulator.clone();
    let proxy = Proxy::new(&server, move |method, target| {
        if method == "DELETE" {
            simulator.sign_out(key);
        }
        onward(target)
    });
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let key = key.to_string();
    let end = ["end", "--session", &key, "--yes", "--expect", "1"];
    let output = program.run(end).expect(0);
    let output = output.prints("gone, not by this run");
    assert!(!output.stdout.contains(" ended"), "{}", output.stdout);
}
