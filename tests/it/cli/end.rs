//! `zentop end`: nothing is sent until `--yes` and the right `--expect` are there.

use serde_json::Value;
use zentop::model::SessionKey;

use crate::support::{Output, Program, Server, keys_as_arguments, no_secret, oracle_of};

/// Ends `keys` with `--format json` and these arguments.
fn end(program: &Program, keys: &[SessionKey], arguments: &[&str]) -> Output {
    let mut all = vec!["end".to_owned(), "--format".to_owned(), "json".to_owned()];
    all.extend(keys_as_arguments(keys));
    all.extend(arguments.iter().map(ToString::to_string));
    program.run(&all)
}

#[test]
fn without_both_words_it_is_a_dry_run() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let keys = server.sign_in(2);
    // A dry run says as well that the number is another one.
    let another = end(&program, &keys, &["--expect", "7"]).expect(5);
    another.shows("the plan has 2 sessions; nothing was sent");
    end(&program, &keys, &["--yes"])
        .expect(2)
        .shows("--expect N");
    for (arguments, to_do_it) in [
        (&[][..], "--yes --expect 2"),
        (&["--expect", "2"], "--yes --expect 2"),
        (&["--at-most", "7"], "--yes --at-most 7"),
    ] {
        let output = end(&program, &keys, arguments).expect(0);
        let output = output.shows("nothing was sent").shows(to_do_it);
        let plan = output.json();
        assert_eq!(plan["dry_run"], true);
        assert_eq!((&plan["count"], &plan["people"]), (&2.into(), &1.into()));
        let planned: Vec<(u64, u64)> = plan["targets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|target| {
                let number = |field: &str| target[field].as_u64().unwrap();
                (number("user_id"), number("session_id"))
            })
            .collect();
        let chosen = keys.iter().map(|key| (key.user.get(), key.session.get()));
        assert_eq!(planned, chosen.collect::<Vec<_>>());
    }
    assert!(server.sent().is_empty());
    assert!(keys.iter().all(|key| server.has(*key)));
    assert!(!program.journal_path().exists());
}

#[test]
fn a_wrong_number_ends_nothing() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let keys = server.sign_in(2);
    for expected in ["0", "1", "3", "20"] {
        let output = end(&program, &keys, &["--yes", "--expect", expected]);
        output
            .expect(5)
            .shows("the plan has 2 sessions; nothing was sent");
    }
    assert!(server.sent().is_empty());
}

#[test]
fn the_right_number_ends_them_and_a_later_list_proves_it() {
    let server = Server::new();
    let program = Program::admin_of(&server).with("ZENTOP_LOG", "trace");
    let before = server.simulator.sessions().len();
    let keys = server.sign_in(3);
    let options = [
        "--yes",
        "--expect",
        "3",
        "--reason",
        "lost laptop",
        "--ticket",
        "INC-7",
    ];
    let output = end(&program, &keys, &options).expect(0);
    let report = output.json();
    for item in report["items"].as_array().unwrap() {
        assert_eq!(item["outcome"], "ended");
        assert_eq!(item["verdict"], "verified gone");
        assert!(item["request_id"].as_str().is_some_and(|id| !id.is_empty()));
    }
    assert_eq!(server.simulator.sessions().len(), before);
    assert!(!keys.iter().any(|key| server.has(*key)));

    let journal = program.journal();
    oracle_of(&program, &keys, &server.sent(), &report);
    let log = std::fs::read_to_string(program.state().join("zentop.log")).unwrap();
    assert!(
        log.contains("DELETE"),
        "a log that says nothing proves nothing"
    );
    no_secret(&program, &output, &[&server.credentials().oauth_token]);

    assert_eq!(journal[0]["event"], "confirmed");
    assert_eq!(journal[0]["reason"], "lost laptop");
    assert_eq!(journal[0]["ticket"], "INC-7");
    let own = server.simulator.own_user().unwrap();
    assert!(
        journal
            .iter()
            .all(|record| record["zd_user_id"] == own.get())
    );
    let verified: Vec<&Value> = journal
        .iter()
        .filter(|record| record["event"] == "verified")
        .collect();
    assert_eq!(verified.len(), 3);
    assert!(
        verified
            .iter()
            .all(|record| record["state"] == "ended-by-list")
    );
}

#[test]
fn o5_no_secret_of_basic_credentials_is_told_either() {
    let server = Server::new();
    let known = server.credentials();
    let key = server.sign_in(1);
    for (variable, secret, user) in [
        (
            "ZENDESK_API_TOKEN",
            &known.api_token,
            format!("{}/token", known.email),
        ),
        ("ZENDESK_PASSWORD", &known.password, known.email.clone()),
    ] {
        let program = Program::new()
            .with("ZENTOP_URL", &server.url())
            .with("ZENDESK_EMAIL", &known.email)
            .with(variable, secret)
            .with("ZENTOP_LOG", "trace");
        // The second run finds the session gone, and prints and logs that.
        let output = end(&program, &key, &["--yes", "--expect", "1"]);
        assert!(program.state().join("zentop.log").exists());
        no_secret(&program, &output, &[secret, &format!("{user}:{secret}")]);
    }
}

#[test]
fn row_1_nothing_is_reported_before_the_answer() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    server.faults("[[fault]]\nmethod = \"DELETE\"\ndelay_ms = 400");
    let keys = server.sign_in(1);
    end(&program, &keys, &["--yes", "--expect", "1"]).expect(0);
    let journal = program.journal();
    let outcome = journal.iter().find(|record| record["event"] == "outcome");
    let outcome = outcome.unwrap();
    assert!(outcome["duration_ms"].as_u64() >= Some(400), "{outcome}");
    assert_eq!(outcome["http_status"], 204);
    assert!(outcome["request_id"].as_str().unwrap().ends_with("-SIM"));
}

#[test]
fn a_person_and_a_filter_choose_what_list_would_show() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let keys = server.sign_in(2);
    let user = keys[0].user.to_string();
    let theirs = server.simulator.sessions_of(keys[0].user).len();
    let by_query = format!("user:{user}");
    for (choice, whom) in [("--user", &user), ("--filter", &by_query)] {
        let output = program.run(["end", choice, whom, "--format", "json"]);
        let plan = output.expect(0).json();
        assert_eq!(plan["count"], theirs, "{choice}");
        let targets = plan["targets"].as_array().unwrap();
        assert!(
            targets
                .iter()
                .all(|target| target["user_id"] == keys[0].user.get())
        );
    }
    assert!(server.sent().is_empty());
}

#[test]
fn sessions_that_are_gone_already_are_counted_and_not_sent() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let keys = server.sign_in(3);
    server.simulator.sign_out(keys[1]);
    // Whether there ever was such a session cannot be known.
    let plan = end(&program, &keys, &[]).expect(1).json();
    assert_eq!(
        (&plan["count"], &plan["already_gone"]),
        (&2.into(), &1.into())
    );
    end(&program, &keys, &["--yes", "--expect", "2"]).expect(1);
    assert_eq!(server.sent().len(), 2);
}

#[test]
fn the_table_says_what_became_of_each() {
    let server = Server::new();
    let keys = server.sign_in(1);
    let program = Program::admin_of(&server);
    let key = keys[0].to_string();
    program
        .run(["end", "--session", &key])
        .expect(0)
        .prints("1 session of 1 person, route exact")
        .prints(&keys[0].session.to_string());
    program
        .run(["end", "--session", &key, "--yes", "--expect", "1"])
        .expect(0)
        .prints(&format!("{key} ended, verified gone"))
        .prints(": ended 1");
}
