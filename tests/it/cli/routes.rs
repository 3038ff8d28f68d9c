//! The three ways to end sessions.

use std::collections::BTreeSet;

use zentop::model::SessionKey;

use crate::support::{Gate, Program, Server, Step, oracle_of};

/// Ends everything of two people by a route and returns what was confirmed and the report.
fn end_two(
    server: &Server,
    program: &Program,
    route: &str,
) -> (Vec<SessionKey>, serde_json::Value) {
    let users = server.end_users(2);
    for user in &users {
        server.simulator.sign_in(*user).unwrap();
    }
    let sessions = users
        .iter()
        .flat_map(|user| server.simulator.sessions_of(*user));
    let keys: Vec<SessionKey> = sessions.map(|session| session.key).collect();
    let [one, other] = [users[0].to_string(), users[1].to_string()];
    let expect = keys.len().to_string();
    let output = program.run([
        "end", "--user", &one, &other, "--route", route, "--yes", "--expect", &expect, "--format",
        "json",
    ]);
    let report = output.expect(0).json();
    assert_eq!(report["route"], route);
    for user in users {
        assert!(server.simulator.sessions_of(user).is_empty());
    }
    (keys, report)
}

#[test]
fn exact_is_one_request_a_session() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let (keys, report) = end_two(&server, &program, "exact");
    let sent = server.sent();
    assert_eq!(sent.len(), keys.len());
    oracle_of(&program, &keys, &sent, &report);
}

#[test]
fn user_is_one_request_a_person() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let (keys, report) = end_two(&server, &program, "user");
    let sent = server.sent();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|sent| sent.method == "DELETE"));
    for item in report["items"].as_array().unwrap() {
        assert_eq!(
            (&item["outcome"], &item["verdict"]),
            (&"ended".into(), &"verified gone".into())
        );
    }
    oracle_of(&program, &keys, &sent, &report);
}

#[test]
fn many_is_taken_for_later_and_verified_when_it_came_true() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let (keys, report) = end_two(&server, &program, "many");
    let sent = server.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].method.as_str(), sent[0].status),
        ("POST", Some(202))
    );
    for item in report["items"].as_array().unwrap() {
        assert_eq!(item["outcome"], "accepted");
        assert_eq!(item["verdict"], "verified gone");
    }
    oracle_of(&program, &keys, &sent, &report);
}

#[test]
fn row_70_the_wider_routes_are_sent_once_whatever_the_answer() {
    for (route, path) in [
        ("user", "/api/v2/users/*/sessions"),
        ("many", "/api/v2/users/logout_many"),
    ] {
        let server = Server::new();
        server.faults(&format!(
            "[[fault]]\npath = \"{path}\"\nmethod = \"{}\"\nthen.status = {{ code = 503 }}\ntake_effect = true",
            if route == "user" { "DELETE" } else { "POST" }
        ));
        let program = Program::admin_of(&server);
        let key = server.sign_in(1)[0];
        let theirs = server.simulator.sessions_of(key.user);
        let keys: Vec<SessionKey> = theirs.iter().map(|session| session.key).collect();
        let (user, expect) = (key.user.to_string(), keys.len().to_string());
        let output = program.run([
            "end", "--user", &user, "--route", route, "--yes", "--expect", &expect, "--format",
            "json",
        ]);
        let report = output.expect(1).json();
        assert_eq!(report["items"][0]["outcome"], "unknown");
        assert_eq!(server.sent().len(), 1, "{route}");
        oracle_of(&program, &keys, &server.sent(), &report);
    }
}

/// One of somebody's sessions is named, and the route takes all of theirs.
#[test]
fn a_wide_route_counts_lists_and_records_everything_that_it_takes() {
    for route in ["user", "many"] {
        let server = Server::new();
        let program = Program::admin_of(&server);
        let key = server.sign_in(4)[0];
        let theirs = server.simulator.sessions_of(key.user);
        let keys: Vec<SessionKey> = theirs.iter().map(|session| session.key).collect();
        let all = keys.len();
        let named = key.to_string();
        let wide = [
            "end",
            "--session",
            &named,
            "--route",
            route,
            "--format",
            "json",
        ];
        let plan = program.run(wide).expect(0).json();
        assert_eq!((&plan["count"], &plan["people"]), (&all.into(), &1.into()));
        let marked = |items: &serde_json::Value| -> Vec<bool> {
            let items = items.as_array().unwrap().iter();
            items
                .map(|item| item["beyond_the_choice"] == true)
                .collect()
        };
        let mut expected = vec![true; all];
        expected[0] = false;
        assert_eq!(marked(&plan["targets"]), expected, "{plan}");

        let few = [&wide[..], &["--yes", "--expect", "1"]].concat();
        let refused = program.run(few).expect(5);
        refused.shows(&format!("the plan has {all} sessions; nothing was sent"));
        assert!(server.sent().is_empty());

        let number = all.to_string();
        let output = program.run([&wide[..], &["--yes", "--expect", &number]].concat());
        let report = output.expect(0).json();
        assert_eq!(marked(&report["items"]), expected, "{report}");
        assert!(
            report["not_listed"]
                .as_str()
                .unwrap()
                .contains("wide route")
        );
        let ended: BTreeSet<SessionKey> = keys.iter().copied().collect();
        let sent = server.sent();
        assert_eq!(sent.len(), 1);
        let took: BTreeSet<SessionKey> = server
            .simulator
            .ledger()
            .into_iter()
            .flat_map(|entry| entry.ended)
            .collect();
        assert_eq!(took, ended, "{route}");
        oracle_of(&program, &keys, &sent, &report);
        let journal = program.journal();
        let mut records = journal.iter();
        let confirmed = records.find(|record| record["event"] == "confirmed");
        assert_eq!(confirmed.unwrap()["of"], all, "{route}");
    }
}

#[test]
fn a_table_says_what_a_wide_route_takes_beyond_the_choice() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let key = server.sign_in(3)[0];
    let all = server.simulator.sessions_of(key.user).len();
    let named = key.to_string();
    let output = program.run(["end", "--session", &named, "--route", "user"]);
    let output = output.expect(0);
    let more = format!("{} sessions beyond the choice: route user", all - 1);
    assert!(output.stdout.contains(&more), "{}", output.stdout);
    let marks = output.stdout.matches("beyond the choice: ").count();
    assert_eq!(marks, all, "each of the others, and the sentence");
}

/// Of two runs at once by a wide route the one whose answer is on record first has ended the sessions.
/// Zendesk answers both alike, and no session is claimed twice.
#[test]
fn of_two_runs_at_once_one_claims_the_sessions() {
    let server = Server::new();
    let user = server.end_users(1)[0];
    for _ in 0..2 {
        server.simulator.sign_in(user).unwrap();
    }
    let gate = Gate::before(&server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token);
    let count = server.simulator.sessions_of(user).len();
    let (user, expect) = (user.to_string(), count.to_string());
    let end = [
        "end", "--user", &user, "--route", "user", "--yes", "--expect", &expect,
    ];
    let slow = program.start(end);
    let arrived = gate.next();
    assert_eq!(arrived.step, Step::Arrived);
    // The other one has its plan before the first request is let through.
    let quick = program.start(end);
    let other = gate.next();
    assert_eq!(other.step, Step::Arrived);
    other.let_go();
    for step in [Step::Taken, Step::Answered] {
        let held = gate.next();
        assert_eq!(held.step, step);
        held.let_go();
    }
    let quick = quick.finish().expect(0);
    arrived.let_go();
    for _ in [Step::Taken, Step::Answered] {
        gate.next().let_go();
    }
    let slow = slow.finish().expect(0);
    assert_eq!(quick.stdout.matches(" ended, verified gone").count(), count);
    assert_eq!(slow.stdout.matches(" gone, not by this run").count(), count);
    let journal = program.journal();
    let mut ended = journal.iter().filter(|one| one["event"] == "outcome");
    let states: Vec<_> = ended.by_ref().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["ended", "gone"]);
}

/// What others ended is told from what a list shows by one clock, so that a machine whose clock is ahead
/// of Zendesk's repeats a run as any other does.
#[test]
fn a_wide_run_is_repeated_whatever_this_machines_clock_says() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let user = server.end_users(1)[0];
    server.simulator.sign_in(user).unwrap();
    let (id, sessions) = (user.to_string(), server.simulator.sessions_of(user).len());
    let expected = sessions.to_string();
    let end = [
        "end", "--user", &id, "--route", "user", "--yes", "--expect", &expected,
    ];
    let end = [&end[..], &["--format", "json"]].concat();
    let behind = "[[fault]]\npath = \"**\"\nthen.date_skew = { seconds = -7200 }\n";
    let untrue = format!(
        "[[fault]]\nmethod = \"DELETE\"\npath = \"/api/v2/users/{user}/sessions\"\n\
         take_effect = false\nthen.status = {{ code = 204, body = \"\" }}\n"
    );
    server.faults(&format!("{untrue}{behind}"));
    program.run(&end).expect(1);
    server.simulator.clear_faults();
    server.faults(behind);
    let report = program.run(&end).expect(0).json();
    assert_eq!(report["counts"]["ended"], sessions, "{report}");
}
