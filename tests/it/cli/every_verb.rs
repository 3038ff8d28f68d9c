//! The same rules for every verb that changes something, and for plan files: what is refused before the
//! first request, what is told after it, and what comes between the steps.

use serde_json::Value;
use zentop::host::system_clock;
use zentop::model::{Role, Timestamp, UserId};

use super::rules::{rules, withhold};
use crate::support::{Output, Program, Server};

/// A verb by its words, and by the operation of its plan file.
const VERBS: [(&str, &str); 5] = [
    ("end", "end"),
    ("suspend", "suspend"),
    ("suspend --undo", "lift"),
    ("tokens revoke", "revoke"),
    ("offboard", "offboard"),
];

/// An account with two people who have a session and a token each.
struct Account {
    server: Server,
    ann: UserId,
    bob: UserId,
}

impl Account {
    /// Its two people are suspended where that is what the verb lifts.
    fn new(verb: &str) -> Self {
        let server = Server::new();
        let own = server.simulator.own_user();
        let people = server.simulator.users().into_iter();
        let mut owners = people.filter(|person| {
            Some(person.id) != own
                && person.role != Role::Admin
                && server.simulator.tokens_of(person.id) > 0
        });
        let mut next = || owners.next().expect("two people have tokens").id;
        let (ann, bob) = (next(), next());
        for (user, name) in [(ann, "ann"), (bob, "bob")] {
            server.simulator.edit_user(user, |person| {
                (person.active, person.suspended) = (true, false);
                person.email = Some(format!("{name}@vendor.example"));
                person.other_emails = Vec::new();
                person.tags = vec!["vendor".to_owned()];
            });
            for session in server.simulator.sessions_of(user) {
                server.simulator.sign_out(session.key);
            }
            server.simulator.sign_in(user).unwrap();
            let is_lifted = verb.contains("--undo");
            server
                .simulator
                .edit_user(user, |person| person.suspended = is_lifted);
        }
        Self { server, ann, bob }
    }

    fn filled(&self, text: &str) -> Vec<String> {
        let words = text.split_whitespace().map(|word| match word {
            "ANN" => self.ann.to_string(),
            "BOB" => self.bob.to_string(),
            other => other.to_owned(),
        });
        words.collect()
    }

    fn run(&self, settings: &str, text: &str) -> Output {
        let program = Program::admin_of(&self.server).with_settings(settings);
        program.run(self.filled(text))
    }

    /// What the plan for these people counts.
    fn count(&self, verb: &str, whom: &str) -> String {
        let dry = self.run("", &format!("{verb} {whom} --format json"));
        let plan = dry.json();
        plan["count"].as_u64().unwrap().to_string()
    }
}

/// The rules, by the options of a verb.
const RULES: &str = "\
nobody | 2 | --expect 1 | is meant
bare text | 2 | --filter vendor --expect 1 | field
an unknown field | 2 | --filter agee>1h --expect 1 | age
nothing to be undecided | 2 | --user ANN --undecided take --expect 1 | --undecided
two numbers | 2 | --user ANN --expect 1 --at-most 1 | --at-most
refused credentials | 3 | --user ANN --expect 9 | credentials | credentials are refused
nobody says who acts | 4 | --user ANN --expect 9 | 500 | who acts cannot be read
another count | 5 | --user ANN BOB --expect 99 | --expect 99
at most, of everyone | 5 | --everyone --at-most 90 | --everyone or no other admin
at most, of a role | 5 | --role end-user --at-most 90 | --role
at most, of a domain | 5 | --domain vendor.example --at-most 9 | --domain
at most, beyond a plan file | 5 | --user ANN --at-most 6 | plan_file_above | plan files above 5
strictly nobody missed | 5 | --user ANN 77 --strict --at-most 9 | 1 not found
strictly no typo | 5 | --email typo@vendor.example --user ANN --strict --at-most 9 | 1 not found
two people with one address | 5 | --email ann@vendor.example --expect 1 | is the address of several | Bob has Ann's address
undecided | 5 | --domain vendor.example --expect 1 | --undecided leave | Ann is withheld
all of them protected | 5 | --user ANN BOB --expect 2 | protected | protected: @vendor.example
";

/// What is refused before the first request is refused by all, and a dry run exits alike.
fn keeps_the_rules(verb: &str) {
    for rule in rules(RULES) {
        let account = Account::new(verb);
        let settings = rule.prepare(&account.server, (account.ann, account.bob));
        for end in ["", " --yes"] {
            let output = account.run(&settings, &format!("{verb} {}{end}", rule.arguments));
            let message = format!("{verb}{end}, {}: {}", rule.text, output.stderr);
            assert_eq!(output.status, rule.status, "{message}");
            // Whoever suspends everyone is told of the last door first.
            let mut words = rule.words.split(" or ");
            let is_told = words.any(|words| output.stderr.contains(words));
            assert!(is_told, "{message}");
        }
        assert!(account.server.sent().is_empty(), "{verb}, {}", rule.text);
    }
}

#[test]
fn ending_keeps_the_rules_of_every_verb() {
    keeps_the_rules("end");
}

#[test]
fn suspending_keeps_the_rules_of_every_verb() {
    keeps_the_rules("suspend");
}

#[test]
fn lifting_a_suspension_keeps_the_rules_of_every_verb() {
    keeps_the_rules("suspend --undo");
}

#[test]
fn revoking_keeps_the_rules_of_every_verb() {
    keeps_the_rules("tokens revoke");
}

#[test]
fn offboarding_keeps_the_rules_of_every_verb() {
    keeps_the_rules("offboard");
}

/// A sign-in that may only read, and read-only by option, refuse with the status of a run.
#[test]
fn whoever_may_only_read_is_told_by_a_dry_run_of_every_verb() {
    for (verb, _) in VERBS {
        let account = Account::new(verb);
        for end in ["", " --yes"] {
            let count = account.count(verb, "--user ANN");
            let text = format!("--read-only {verb} --user ANN --expect {count}{end}");
            let output = account.run("", &text).expect(5);
            output.shows("read-only");
        }
        assert!(account.server.sent().is_empty(), "{verb}");
    }
}

/// Whoever else was named and is not there is told, and the rest is done.
#[test]
fn a_miss_is_told_after_the_rest_was_done_by_every_verb() {
    for (verb, operation) in VERBS {
        let account = Account::new(verb);
        account.server.simulator.edit_user(account.bob, |person| {
            person.other_emails = vec!["second@vendor.example".to_owned()];
        });
        let whom = "--user ANN 77 --email typo@vendor.example second@vendor.example";
        let count = account.count(verb, "--user ANN");
        let dry = account
            .run("", &format!("{verb} {whom} --expect {count}"))
            .expect(1);
        let dry = dry.shows("typo@vendor.example: nobody active");
        dry.shows(&format!(
            "another address of somebody; give their id if they are meant: user {}",
            account.bob
        ));
        assert!(account.server.sent().is_empty(), "{verb}");
        let program = Program::admin_of(&account.server);
        let plan = format!("plan --operation {operation} {whom} --out plan.json");
        program.run(account.filled(&plan)).expect(1);
        let strictly = format!("plan --operation {operation} {whom} --strict --out none.json");
        program.run(account.filled(&strictly)).expect(5);
        let again = program.run(["apply", "plan.json", "--dry-run"]).expect(1);
        again.shows("typo@vendor.example");
        let done = account.run("", &format!("{verb} {whom} --expect {count} --yes"));
        assert_eq!(done.status, 1, "{verb}: {}", done.stderr);
        assert!(!account.server.sent().is_empty(), "{verb}");
        let bobs = account.server.simulator.sessions_of(account.bob).len();
        assert_eq!(bobs, 1, "{verb}");
    }
}

/// The undecided are left or taken as was said, and whoever may be protected is not taken by any word.
#[test]
fn the_undecided_are_left_or_taken_by_every_verb_but_for_the_protected() {
    for (verb, _) in VERBS {
        let account = Account::new(verb);
        withhold(&account.server, account.ann);
        let whom = "--domain vendor.example --undecided";
        let left = account
            .run("", &format!("{verb} {whom} leave --format json"))
            .expect(1);
        left.shows("left alone");
        let guard = "[profiles.default]\nprotected = [\"role:admin\"]\n";
        // Nobody need say what becomes of them.
        account
            .run(guard, &format!("{verb} --domain vendor.example"))
            .expect(1)
            .shows("left alone")
            .shows("may be protected");
        let taken = account
            .run(guard, &format!("{verb} {whom} take --format json"))
            .expect(1);
        let plan = taken.json();
        let named = plan.to_string();
        let undecided = plan["undecided"].to_string();
        let is_planned = plan["targets"].to_string() + &plan["people"].to_string();
        assert!(named.contains("vendor"), "{verb}: {plan}");
        assert!(undecided != "0" && undecided != "[]", "{verb}: {plan}");
        assert!(
            !is_planned.contains(&account.ann.to_string()),
            "{verb}: {plan}"
        );
    }
}

/// Every time that a report tells, by the name of its field.
fn times_of(value: &Value, times: &mut Vec<(String, Timestamp)>) {
    match value {
        Value::Array(list) => list.iter().for_each(|value| times_of(value, times)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    (
                        "at" | "began_at" | "ended_at" | "written_at" | "as_of",
                        Value::String(at),
                    ) => {
                        times.push((name.clone(), Timestamp::parse(at).unwrap()));
                    }
                    // The verdict in a sentence has the time of its field.
                    ("detail", Value::String(words)) => {
                        let clock = words.split_whitespace().find(|word| word.ends_with('Z'));
                        let at = fields.get("at").and_then(Value::as_str);
                        if let (Some(clock), Some(at)) = (clock, at) {
                            let clock = clock.trim_end_matches('Z');
                            assert!(at.contains(clock), "{words} at {at}");
                        }
                    }
                    _ => times_of(value, times),
                }
            }
        }
        _ => {}
    }
}

/// The clock of this machine is hours off: verdicts and reports have Zendesk's time all the same, as
/// plan files do, and the report says how far the clock is off.
#[test]
fn every_time_that_a_verb_tells_is_by_the_clock_of_the_server() {
    for seconds in [-4 * 3_600_i64, 4 * 3_600] {
        for (verb, _) in VERBS {
            let account = Account::new(verb);
            let count = account.count(verb, "--user ANN");
            account.server.faults(&format!(
                "[[fault]]\npath = \"**\"\nthen.date_skew = {{ seconds = {seconds} }}\n"
            ));
            let program = Program::admin_of(&account.server);
            let text = format!(
                "{verb} --user ANN --expect {count} --yes --format json --report run.json --report run.md"
            );
            let output = program.run(account.filled(&text)).expect(0);
            let file = std::fs::read_to_string(program.home().join("run.json")).unwrap();
            for report in [output.json(), serde_json::from_str(&file).unwrap()] {
                let mut times = Vec::new();
                times_of(&report, &mut times);
                assert!(times.len() > 2, "{verb}: {report}");
                let there = system_clock()().millis() + seconds * 1000;
                for (name, at) in times {
                    let off = (at.millis() - there).abs();
                    assert!(off < 120_000, "{verb} {seconds}: {name} is {at}: {report}");
                }
                let moments = |of: &str| -> Vec<i64> {
                    let lines = report[of].as_array().into_iter().flatten();
                    let at = lines.filter_map(|line| Timestamp::parse(line["at"].as_str()?).ok());
                    at.map(Timestamp::millis).collect()
                };
                let done = moments("items").into_iter().max();
                let proved = moments("people").into_iter().min();
                assert!(
                    proved.is_none_or(|proved| Some(proved) >= done),
                    "the proof is later than what it proves: {report}"
                );
                let offset = report["clock_offset_ms"].as_i64().unwrap();
                assert!((offset - seconds * 1000).abs() < 5_000, "{offset}");
            }
            let page = std::fs::read_to_string(program.home().join("run.md")).unwrap();
            assert!(
                page.contains("by Zendesk's clock, as every time in this report"),
                "{page}"
            );
        }
    }
}

/// The server's clock is hours away from ours: what happened since is judged by the server's.
#[test]
fn a_clock_that_is_hours_off_changes_no_verdict() {
    for seconds in [-4 * 3_600, 4 * 3_600] {
        for (verb, _) in VERBS {
            let account = Account::new(verb);
            let count = account.count(verb, "--user ANN");
            account.server.faults(&format!(
                "[[fault]]\npath = \"**\"\nthen.date_skew = {{ seconds = {seconds} }}\n"
            ));
            let text = format!("{verb} --user ANN --expect {count} --yes");
            let output = account.run("", &text);
            assert_eq!(output.status, 0, "{verb} {seconds}: {}", output.stderr);
        }
    }
}

/// Somebody signs in after each step: whoever was chosen as a person is not called signed out.
#[test]
fn whoever_signs_in_between_the_steps_is_still_there() {
    for (verb, status) in [
        ("end", 1),
        ("end --route user", 1),
        ("offboard --without suspend", 1),
    ] {
        let account = Account::new(verb);
        let count = account.count(verb, "--user ANN");
        account.server.faults(&format!(
            "[[fault]]\nmethod = \"DELETE\"\npath = \"**\"\n[[fault.after]]\nsign_in = {}\n",
            account.ann
        ));
        let output = account.run("", &format!("{verb} --user ANN --expect {count} --yes"));
        assert_eq!(output.status, status, "{verb}: {}", output.stderr);
        let left = account.server.simulator.sessions_of(account.ann).len();
        assert!(left > 0, "{verb}");
    }
}
