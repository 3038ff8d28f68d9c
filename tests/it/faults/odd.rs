//! Every answer is of one kind that does not fit: it is looked up, and the run stops early.

use serde_json::{Value, json};

use crate::support::{Output, Program, Server, at_once, keys_as_arguments};

/// A run of twelve on a server whose DELETEs have this fault.
struct Ran {
    server: Server,
    output: Output,
    report: Value,
    alive: usize,
}

const TARGETS: usize = 12;

fn run(fault: &str) -> Ran {
    run_of(TARGETS, fault)
}

fn run_of(targets: usize, fault: &str) -> Ran {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let keys = server.sign_in(targets);
    server.faults(&format!("[[fault]]\nmethod = \"DELETE\"\n{fault}"));
    let count = targets.to_string();
    let mut arguments = vec!["end".to_owned()];
    arguments.extend(keys_as_arguments(&keys));
    let rest = ["--yes", "--expect", &count, "--format", "json"];
    arguments.extend(rest.map(str::to_owned));
    let output = program.run(arguments);
    let report = output.json();
    let alive = keys.iter().filter(|key| server.has(**key)).count();
    program.run(["journal", "verify"]).expect(0);
    Ran {
        server,
        output,
        report,
        alive,
    }
}

impl Ran {
    fn deletes(&self) -> usize {
        let sent = self.server.sent();
        sent.iter().filter(|sent| sent.method == "DELETE").count()
    }
}

#[test]
fn answers_that_nothing_bears_out_stop_a_run_after_a_handful() {
    let cases = [
        ("then.refuse = 'record_not_found'", "404", "unknown"),
        ("then.status = { code = 304 }", "304", "unknown"),
        ("then.html = { code = 200 }", "pages of HTML", "unknown"),
        ("then.html = { code = 503 }", "pages of HTML", "unknown"),
        ("then.html = { code = 401 }", "pages of HTML", "refused"),
        ("then.status = { code = 202 }", "202", "unknown"),
        (
            "then.redirect = { code = 302, location = '/login' }",
            "302",
            "failed",
        ),
    ];
    let named = cases.map(|case| (case.0.to_owned(), case));
    at_once(named, |(fault, kind, outcome)| {
        let ran = run(fault);
        assert_eq!(ran.alive, TARGETS, "{fault}");
        // What may pass is sent again, also from such a server.
        let most = if fault.contains("503") { 9 } else { 3 };
        assert!((3..=most).contains(&ran.deletes()), "{fault}");
        let counts = &ran.report["counts"];
        assert_eq!(counts[outcome], 3, "{fault}: {counts}");
        assert_eq!(counts["not attempted"], 9, "{fault}: {counts}");
        assert_eq!(counts["gone"], Value::Null, "{fault}: {counts}");
        let stopped = ran.report["stopped"].as_str().unwrap();
        for part in [kind, "all 3 answers", "still shows", "zentop auth status"] {
            assert!(stopped.contains(part), "{fault}: {stopped}");
        }
        assert!(!stopped.contains("renamed"), "{stopped}");
        ran.output.expect(1).shows(kind);
    });
}

/// A firewall, a captive portal or a sign-in page says nothing of the credentials.
#[test]
fn a_page_in_place_of_an_answer_refuses_no_credentials() {
    for status in [200, 401, 403, 404] {
        let server = Server::new();
        server.faults(&format!("[[fault]]\nthen.html = {{ code = {status} }}"));
        for verb in [&["list"][..], &["me", "show"], &["tokens", "list"]] {
            let output = Program::admin_of(&server).run(verb).expect(4);
            let output = output.shows("a page of HTML");
            for word in ["refused the credentials", "auth login", "may not do this"] {
                assert!(!output.stderr.contains(word), "{status}: {}", output.stderr);
            }
        }
    }
}

#[test]
fn answers_that_a_list_bears_out_are_believed_after_one_look() {
    let ran = run("then.refuse = 'record_not_found'\ntake_effect = true");
    assert_eq!((ran.alive, ran.deletes()), (0, TARGETS));
    assert_eq!(ran.report["counts"], json!({ "gone": TARGETS }));
    assert_eq!(ran.report["stopped"], Value::Null);
    ran.output.expect(0);

    // Done, and said in a way that is not documented: never called ended, and no reason to stop.
    let ran = run("then.status = { code = 200 }\ntake_effect = true");
    assert_eq!((ran.alive, ran.deletes()), (0, TARGETS));
    assert_eq!(ran.report["counts"], json!({ "unknown": TARGETS }));
    ran.output.expect(1);
}

#[test]
fn not_there_is_not_called_gone_while_the_list_still_shows_it() {
    let ran = run_of(1, "then.refuse = 'record_not_found'");
    assert_eq!(ran.alive, 1);
    assert_eq!(ran.report["counts"], json!({ "unknown": 1 }));
    let item = &ran.report["items"][0];
    assert_eq!(item["verdict"], "still listed");
    assert!(item["cause"].as_str().unwrap().contains("404"), "{item}");
    ran.output.expect(1);
}

#[test]
fn not_there_once_something_was_ended_stops_nothing() {
    let ran = run("when.nth = 2\nthen.refuse = 'record_not_found'\ntake_effect = true");
    assert_eq!(
        ran.report["counts"],
        json!({ "ended": TARGETS - 1, "gone": 1 })
    );
    ran.output.expect(0);
}
