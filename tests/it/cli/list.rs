//! `zentop list` on a server that does nothing wrong.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use zentop::model::Timestamp;

use crate::support::{Output, Program, Proxy, ProxyAnswer, Server};

/// The fields of a session, in the order of the CSV header.
const FIELDS: [&str; 12] = [
    "id",
    "user_id",
    "authenticated_at",
    "last_seen_at",
    "url",
    "name",
    "email",
    "role",
    "suspended",
    "active",
    "organization",
    "organization_id",
];

fn list(server: &Server, arguments: &[&str]) -> Output {
    let arguments = ["list"].iter().chain(arguments);
    Program::admin_of(server).run(arguments).expect(0)
}

fn sessions(output: &Output) -> Vec<Value> {
    output.json()["sessions"].as_array().unwrap().clone()
}

/// What is shown was so when its reading began or since: whoever signs in while a long list is read may not
/// be on it.
#[test]
fn every_reading_is_as_of_its_beginning() {
    let server = Server::with(|options| options.sessions = 30);
    let user = server.end_users(1)[0];
    server.simulator.sign_in(user).unwrap();
    let paths = ["sessions", "users/*/sessions", "oauth/tokens"];
    let faults = paths.map(|path| {
        format!("[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/{path}\"\ndelay_ms = 4000\n")
    });
    server.faults(&faults.concat());
    let user = user.to_string();
    let verbs = [
        &["list"][..],
        &["list", "--user", &user],
        &["leavers"],
        &["find", &user],
        &["tokens", "list"],
    ];
    std::thread::scope(|scope| {
        for verb in verbs {
            let program = Program::admin_of(&server);
            scope.spawn(move || {
                let output = program.run([verb, &["--format", "json"]].concat());
                let ended = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
                let document = output.json();
                let as_of = Timestamp::parse(document["as_of"].as_str().unwrap()).unwrap();
                let age = i64::try_from(ended.as_secs()).unwrap() - as_of.seconds();
                // Each of the two clocks is right to the second.
                assert!(age >= 3, "{verb:?}: {age} s");
            });
        }
    });
}

#[test]
fn json_has_every_session_under_zendesks_names() {
    let server = Server::with(|options| options.sessions = 230);
    let output = list(&server, &["--format", "json"]);
    assert!(output.stdout.is_ascii() && output.stderr.is_empty());
    let document = output.json();
    assert_eq!(document["account"], server.address().to_string());
    assert_eq!(document["coverage"], "full");
    assert!(document["as_of"].as_str().unwrap().ends_with('Z'));

    let listed = sessions(&output);
    let expected = server.simulator.sessions();
    assert_eq!(listed.len(), expected.len());
    for session in expected {
        let (user, id) = (session.key.user, session.key.session);
        let line = listed.iter().find(|line| line["id"] == id.get()).unwrap();
        let names: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert!(
            FIELDS
                .iter()
                .all(|field| names.iter().any(|name| name == field))
        );
        assert_eq!(names.len(), FIELDS.len());
        let person = server.simulator.user(user).unwrap();
        let time = |moment: Option<zentop::model::Timestamp>| {
            moment.map_or(Value::Null, |moment| moment.to_string().into())
        };
        assert_eq!(line["user_id"], user.get());
        assert_eq!(
            line["authenticated_at"],
            time(session.authenticated_at.readable())
        );
        assert_eq!(line["last_seen_at"], time(session.last_seen_at.readable()));
        let url = format!("{}/api/v2/users/{user}/sessions/{id}", server.url());
        assert_eq!(line["url"], url);
        assert_eq!(line["name"], person.name);
        assert_eq!(line["email"], Value::from(person.email));
        assert_eq!(line["role"], person.role.as_str());
        assert_eq!(line["suspended"], person.suspended);
        assert_eq!(line["active"], person.active);
    }
}

#[test]
fn ndjson_is_one_session_a_line_and_ascii() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    server.simulator.sign_in(user).unwrap();
    server
        .simulator
        .set_name(user, "Jos\u{e9}\u{202e}\u{1b}[2J\n\u{1f600}");
    let output = list(&server, &["--format", "ndjson"]);
    assert!(output.stdout.is_ascii() && !output.stdout.contains('\u{1b}'));
    let lines = output.ndjson();
    assert_eq!(lines.len(), server.simulator.sessions().len());
    let of_user = lines.iter().find(|line| line["user_id"] == user.get());
    assert_eq!(
        of_user.unwrap()["name"],
        "Jos\u{e9}\u{202e}\u{1b}[2J\n\u{1f600}"
    );
}

#[test]
fn csv_has_a_header_and_no_formula() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    let key = server.simulator.sign_in(user).unwrap();
    server.simulator.set_name(user, "=1+1");
    let output = list(
        &server,
        &["--format", "csv", "--filter", &key.session.to_string()],
    );
    let mut lines = output.stdout.lines();
    assert_eq!(lines.next(), Some(FIELDS.join(",").as_str()));
    let cells: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!((cells.len(), cells[5]), (FIELDS.len(), "'=1+1"));
    assert_eq!(lines.next(), None);
}

#[test]
fn a_table_shows_nothing_raw() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    server.simulator.sign_in(user).unwrap();
    server
        .simulator
        .set_name(user, "A\u{1b}[?1049lZ\u{202e}gnp.exe");
    let output = list(&server, &[]);
    let mut lines = output.stdout.lines();
    assert!(lines.next().unwrap().starts_with("USER  "));
    assert_eq!(lines.count(), server.simulator.sessions().len());
    let raw = |letter: char| (letter.is_control() && letter != '\n') || letter == '\u{202e}';
    assert!(!output.stdout.contains(raw));
}

#[test]
fn what_is_not_known_is_null() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    let key = server.simulator.sign_in(user).unwrap();
    server.simulator.set_times(key, None, None);
    server
        .simulator
        .edit_user(user, |person| person.email = None);
    let output = list(&server, &["--format", "ndjson"]);
    let lines = output.ndjson();
    let line = lines.iter().find(|line| line["id"] == key.session.get());
    let line = line.unwrap();
    for field in ["authenticated_at", "last_seen_at", "email"] {
        assert_eq!(line[field], Value::Null, "{field}");
    }
}

#[test]
fn deleted_and_suspended_people_are_told() {
    let server = Server::new();
    let [gone, barred] = server.end_users(2)[..] else {
        panic!("two were asked for");
    };
    for user in [gone, barred] {
        server.simulator.sign_in(user).unwrap();
    }
    server
        .simulator
        .edit_user(gone, |person| person.active = false);
    server
        .simulator
        .edit_user(barred, |person| person.suspended = true);
    let lines = list(&server, &["--format", "ndjson"]).ndjson();
    let of = |user: zentop::model::UserId| {
        let mine = lines.iter().find(|line| line["user_id"] == user.get());
        mine.map(|line| (line["active"].clone(), line["suspended"].clone()))
    };
    assert_eq!(of(gone), Some((false.into(), false.into())));
    assert_eq!(of(barred), Some((true.into(), true.into())));
}

#[test]
fn limit_sort_and_filter_work_together() {
    let server = Server::new();
    let ids = |arguments: &[&str]| -> Vec<u64> {
        let mut all = vec!["--format", "json"];
        all.extend(arguments);
        let lines = sessions(&list(&server, &all));
        lines
            .iter()
            .map(|line| line["id"].as_u64().unwrap())
            .collect()
    };
    let mut expected: Vec<u64> = server
        .simulator
        .sessions()
        .iter()
        .map(|session| session.key.session.get())
        .collect();
    assert_eq!(ids(&["--sort", "session"]), expected);
    assert_eq!(ids(&["--sort", "id:asc", "--limit", "7"]), expected[..7]);
    expected.reverse();
    assert_eq!(ids(&["--sort", "session:desc"]), expected);
    assert_eq!(ids(&["--limit", "0"]), Vec::<u64>::new());

    let admins: Vec<Value> = sessions(&list(&server, &["--format", "json", "--filter", "admin"]));
    assert!(!admins.is_empty() && admins.len() < expected.len());
    for line in admins {
        let text = format!("{} {} {}", line["role"], line["name"], line["email"]);
        assert!(text.to_lowercase().contains("admin"), "{text}");
    }
    let output = Program::admin_of(&server).run(["list", "--sort", "colour"]);
    output
        .expect(2)
        .shows("there is no column \"colour\"")
        .shows("last-seen");
}

#[test]
fn an_agent_sees_only_its_own_sessions_and_is_told_so() {
    let server = Server::new();
    let agent = server.simulator.agent().unwrap();
    let token = server.credentials().agent_token;
    let output = Program::at(&server.url(), &token).run(["list", "--format", "json"]);
    let output = output.expect(0).shows("only their own sessions are listed");
    assert_eq!(output.json()["coverage"], "own");
    let listed = sessions(&output);
    assert_eq!(listed.len(), server.simulator.sessions_of(agent).len());
    assert!(listed.iter().all(|line| line["user_id"] == agent.get()));
}

#[test]
fn organisations_that_cannot_be_read_are_told_as_people_are() {
    let server = Server::new();
    server.faults(
        "[[fault]]\npath = \"/api/v2/organizations/show_many\"\nthen.status = { code = 403 }",
    );
    let program = Program::admin_of(&server);
    for verb in ["list", "leavers"] {
        let output = program.run([verb, "--format", "csv"]).expect(0);
        output.shows("organisations could not be read");
        // A table has no column for them.
        let output = program.run([verb]).expect(0);
        assert!(
            !output.stderr.contains("organisations"),
            "{}",
            output.stderr
        );
    }
}

#[test]
fn ids_are_strings_where_that_is_asked_for() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    let key = server.simulator.sign_in(user).unwrap();
    let program = Program::admin_of(&server);
    let (session, person) = (key.session.to_string(), user.to_string());
    let strings = |verb: &[&str], more: &[&str]| {
        let output = program.run([verb, more, &["--ids-as-strings"]].concat());
        output.expect(0)
    };
    let json = strings(&["list", "--format", "json"], &["--user", &person]).json();
    assert_eq!(json["sessions"][0]["user_id"], *person);
    let lines = strings(&["list", "--format", "ndjson"], &[]).ndjson();
    assert!(lines.iter().any(|line| line["id"] == *session));
    let shown = strings(&["show"], &[&key.to_string()]).json();
    assert_eq!(shown["session"]["id"], *session);
    let plan = strings(
        &["end", "--format", "json"],
        &["--session", &key.to_string()],
    )
    .json();
    assert_eq!(plan["targets"][0]["session_id"], *session);
    assert_eq!(plan["count"], 1);
    let tokens = strings(&["tokens", "list", "--format", "json"], &[]).json();
    assert!(tokens["tokens"][0]["id"].is_string());
    let own = strings(&["me", "show"], &[]).json();
    assert!(own["user_id"].is_string());
    let status = strings(&["auth", "status", "--format", "json"], &[]).json();
    assert!(status["user_id"].is_string() && status["rate_limit"].is_u64());
    let key = key.to_string();
    let end = ["end", "--session", &key, "--yes", "--expect", "1"];
    program.run(end).expect(0);
    for verb in [&["journal", "show"][..], &["journal", "export"]] {
        let records = strings(verb, &[]).ndjson();
        let numbers = |record: &Value| record["session_id"].is_number();
        assert!(
            records
                .iter()
                .any(|record| record["session_id"] == *session)
        );
        assert!(!records.iter().any(numbers) && records[0]["seq"].is_number());
    }
    let chat = Program::admin_of(&server)
        .with("ZENDESK_CHAT_TOKEN", &server.credentials().chat_token)
        .run([
            "chat",
            "account",
            "show",
            "--format",
            "json",
            "--ids-as-strings",
        ]);
    chat.expect(0).json();
    for verb in [&["auth", "status"][..], &["chat", "account", "show"]] {
        let program = Program::admin_of(&server).with("ZENDESK_CHAT_TOKEN", "x");
        let output = program.run([verb, &["--ids-as-strings"]].concat());
        output.expect(2).shows("--format json");
    }
}

#[test]
fn a_byte_order_mark_stands_before_csv_alone() {
    let server = Server::new();
    for verb in [&["list"][..], &["tokens", "list"]] {
        let program = Program::admin_of(&server);
        let csv = [verb, &["--format", "csv", "--bom"]].concat();
        let output = program.run(csv).expect(0);
        assert!(output.stdout.starts_with("\u{feff}id,user_id,"));
        let json = [verb, &["--format", "json", "--bom"]].concat();
        program.run(json).expect(2).shows("--format csv");
        let csv = [verb, &["--format", "csv", "--ids-as-strings"]].concat();
        program.run(csv).expect(2).shows("--format json");
    }
}

/// An account may be known by another name, and a server may send no address at all.
#[test]
fn an_address_is_shown_as_the_server_sent_it_or_not_at_all() {
    let server = Server::with(|options| options.sessions = 4);
    let sent = ["https://help.acme.test/s/7", "=cmd()", "", "x"];
    let rows: Vec<Value> = (1..=4)
        .zip(sent)
        .map(|(id, url)| match url {
            "x" => json!({"id": id, "user_id": 7}),
            url => json!({"id": id, "user_id": 7, "url": url}),
        })
        .collect();
    let body = json!({"sessions": rows, "meta": {"has_more": false}}).to_string();
    let head = format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n", body.len());
    let bytes = [head.into_bytes(), body.into_bytes()].concat();
    let proxy = Proxy::new(&server, move |_, target| {
        if target.split('?').next() == Some("/api/v2/sessions") {
            let bytes = bytes.clone();
            return ProxyAnswer::Answer {
                bytes,
                close: false,
            };
        }
        ProxyAnswer::Forward(target.to_owned())
    });
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let output = program.run(["list", "--format", "json"]).expect(0);
    let by_id = |line: &Value| line["id"].as_u64();
    let mut lines = sessions(&output);
    lines.sort_by_key(by_id);
    let urls: Vec<&Value> = lines.iter().map(|line| &line["url"]).collect();
    assert_eq!(json!(urls), json!([sent[0], sent[1], null, null]));
    let output = program.run(["list", "--format", "csv"]).expect(0);
    assert!(output.stdout.contains(sent[0]) && output.stdout.contains("'=cmd()"));
    assert!(
        !output.stdout.contains("/api/v2/users/"),
        "nothing is made up"
    );
}

/// Whoever looks before they act sees those who would be acted on.
#[test]
fn everyone_is_everyone_but_oneself_and_the_protected_also_in_a_list() {
    let server = Server::new();
    let protected = server.end_users(1)[0];
    server.simulator.sign_in(protected).unwrap();
    let own = server.simulator.own_user().unwrap();
    let settings = format!("[profiles.default]\nprotected = [{protected}]\n");
    let program = Program::admin_of(&server).with_settings(&settings);
    let listed = program.run(["list", "--everyone", "--format", "ndjson"]);
    let listed = listed.expect(0).ndjson();
    let of = |user: zentop::model::UserId| {
        let theirs = listed.iter().filter(|row| row["user_id"] == user.get());
        theirs.count()
    };
    assert_eq!((of(own), of(protected)), (0, 0));
    let plan = program.run(["end", "--everyone", "--format", "json"]);
    assert_eq!(plan.expect(0).json()["count"], listed.len());
    let all = program
        .run(["list", "--format", "ndjson"])
        .expect(0)
        .ndjson();
    assert!(all.len() > listed.len());
}
