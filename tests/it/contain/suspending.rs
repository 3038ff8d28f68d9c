//! `zentop suspend`: nothing is sent until `--yes` and the right `--expect` are there.

use serde_json::Value;

use super::{events, suspend, suspended};
use crate::support::{Evidence, Program, Server, no_secret, oracle, oracle_of};

#[test]
fn without_both_words_it_is_a_dry_run() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let people = server.end_users(2);
    suspend(&program, &people, &["--yes"])
        .expect(2)
        .shows("--expect N");
    for more in [&[][..], &["--expect", "2"]] {
        let output = suspend(&program, &people, &[more, &["--format", "json"]].concat());
        let output = output
            .expect(0)
            .shows("nothing was sent")
            .shows("--expect 2");
        let plan = output.json();
        assert_eq!(
            (&plan["measure"], &plan["dry_run"]),
            (&"suspend".into(), &true.into())
        );
        assert_eq!((&plan["count"], &plan["people"]), (&2.into(), &2.into()));
        assert!(plan["note"].as_str().unwrap().contains("not documented"));
        let targets = plan["targets"].as_array().unwrap();
        for (target, user) in targets.iter().zip(&people) {
            assert_eq!(target["user_id"], user.get());
            assert_eq!(target["suspended"], false);
            assert_eq!(
                target["sessions"],
                server.simulator.sessions_of(*user).len()
            );
        }
    }
    // The report says that ending comes next, and how.
    let end = format!("zentop end --user {} {}", people[0], people[1]);
    let output = suspend(&program, &people, &[]).expect(0);
    output
        .prints("2 people to suspend")
        .prints("not documented")
        .prints(&end);
    assert!(server.sent().is_empty());
    assert_eq!(suspended(&server, &people), [false, false]);
    assert!(!program.journal_path().exists());
}

#[test]
fn a_wrong_number_suspends_nobody() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let people = server.end_users(2);
    for expected in ["0", "1", "3"] {
        let output = suspend(&program, &people, &["--yes", "--expect", expected]);
        output
            .expect(5)
            .shows("the plan has 2 people; nothing was sent");
    }
    assert!(server.sent().is_empty());
}

#[test]
fn the_right_number_suspends_them_and_a_later_look_proves_it() {
    let server = Server::new();
    let program = Program::admin_of(&server).with("ZENTOP_LOG", "trace");
    let people = server.end_users(3);
    let sessions = server.simulator.sessions().len();
    let paper = program.home().join("report.md");
    let options = [
        "--yes",
        "--expect",
        "3",
        "--reason",
        "stolen laptop",
        "--ticket",
        "INC-7",
        "--format",
        "json",
        "--report",
        paper.to_str().unwrap(),
    ];
    let output = suspend(&program, &people, &options).expect(0);
    let report = output.json();
    for item in report["items"].as_array().unwrap() {
        assert_eq!(item["outcome"], "suspended");
        assert_eq!(item["verdict"], "seen suspended");
        assert!(item["request_id"].as_str().is_some_and(|id| !id.is_empty()));
    }
    assert_eq!(report["measure"], "suspend");
    assert_eq!(suspended(&server, &people), [true, true, true]);
    // Whether suspending ends sessions is not documented, and this account leaves them.
    assert_eq!(server.simulator.sessions().len(), sessions);

    let journal = program.journal();
    oracle_of(&program, &people, &server.sent(), &report);
    no_secret(&program, &output, &[&server.credentials().oauth_token]);
    assert_eq!(journal[0]["route"], "suspend");
    assert_eq!(journal[0]["reason"], "stolen laptop");
    assert_eq!(journal[0]["ticket"], "INC-7");
    let verified: Vec<&Value> = journal
        .iter()
        .filter(|record| record["event"] == "verified")
        .collect();
    assert_eq!(verified.len(), 3);
    assert!(verified.iter().all(|record| record["state"] == "suspended"));
    let page = std::fs::read_to_string(&paper).unwrap();
    for part in [
        "# Containment in",
        "- Measure: suspend",
        "Suspended: 3 people",
        "zentop tokens list --user",
        "zentop end --user",
    ] {
        assert!(page.contains(part), "{part:?} is not in\n{page}");
    }
}

#[test]
fn a_suspension_can_be_lifted() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let people = server.end_users(2);
    suspend(&program, &people[..1], &["--yes", "--expect", "1"]).expect(0);
    // People who are not suspended are left alone.
    let options = ["--undo", "--yes", "--expect", "1", "--format", "json"];
    let report = suspend(&program, &people, &options).expect(0).json();
    assert_eq!(report["items"][0]["outcome"], "lifted");
    assert_eq!(report["items"][0]["verdict"], "seen lifted");
    assert_eq!(report["kept"][0]["because"], "not suspended");
    assert_eq!(suspended(&server, &people), [false, false]);
    let journal = program.journal();
    let second: Vec<Value> = journal[5..].to_vec();
    oracle(&Evidence {
        confirmed: &people[..1],
        sent: &server.sent()[1..],
        journal: &second,
        report: &report,
    });
    assert_eq!(second.last().unwrap()["state"], "not-suspended");
    program
        .run(["journal", "verify"])
        .expect(0)
        .prints("unbroken");
}

/// A script that runs every night finds everybody as it left them, and that is no failure.
#[test]
fn of_those_who_are_as_wished_there_is_nothing_to_do() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let people = server.end_users(2);
    suspend(&program, &people, &["--yes", "--expect", "2"]).expect(0);
    let sent = server.sent().len();
    for more in [
        &[][..],
        &["--yes", "--expect", "0"],
        &["--yes", "--at-most", "2"],
    ] {
        let output = suspend(&program, &people, more).expect(0);
        output.shows("nothing to do").prints("already suspended");
    }
    suspend(&program, &people, &["--yes", "--expect", "2"])
        .expect(5)
        .shows("nothing to do: --expect 2");
    assert_eq!(server.sent().len(), sent);
    suspend(&program, &people, &["--undo", "--yes", "--expect", "2"]).expect(0);
    suspend(&program, &people, &["--undo", "--yes", "--at-most", "2"])
        .expect(0)
        .prints("not suspended");
    assert_eq!(server.sent().len(), sent + 2);
}

/// Nobody lifts the suspension of somebody who is deleted: that was wished and is not so.
#[test]
fn a_lift_does_not_reach_whoever_is_deleted() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let people = server.end_users(2);
    suspend(&program, &people, &["--yes", "--expect", "2"]).expect(0);
    let deleted = |person: &mut zentop::simulator::SimulatedPerson| person.active = false;
    server.simulator.edit_user(people[0], deleted);
    suspend(&program, &people, &["--undo", "--yes", "--expect", "1"])
        .expect(1)
        .shows("named, and left out")
        .shows("deleted");
    suspend(&program, &people[..1], &["--undo"]).expect(5);
    assert_eq!(suspended(&server, &people), [true, false]);
}

#[test]
fn a_filter_chooses_the_people_whose_sessions_match() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let key = server.sign_in(2)[0];
    let filter = format!("session:{}", key.session);
    let arguments = ["suspend", "--filter", &filter, "--format", "json"];
    let plan = program.run(arguments).expect(0).json();
    assert_eq!(plan["count"], 1);
    assert_eq!(plan["targets"][0]["user_id"], key.user.get());
    let done = ["suspend", "--filter", &filter, "--yes", "--expect", "1"];
    program
        .run(done)
        .expect(0)
        .prints(&format!("user {} suspended", key.user));
    assert_eq!(server.sent().len(), 1);
}

#[test]
fn after_ending_the_next_steps_are_named() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let key = server.sign_in(1)[0];
    let session = key.to_string();
    let output = program.run(["end", "--session", &session, "--yes", "--expect", "1"]);
    output
        .expect(0)
        .shows(&format!("zentop suspend --user {}", key.user))
        .shows(&format!("zentop tokens list --user {}", key.user));
    assert_eq!(
        events(&program),
        ["confirmed", "intent", "outcome", "finished", "verified"]
    );
}
