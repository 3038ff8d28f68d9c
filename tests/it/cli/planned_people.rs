//! Plan files about people: they are suspended or offboarded, their tokens are revoked, or no session
//! of theirs is listed. What is written is carried out for them and for nobody else.
//!
//! - `beside` what a file, and what is told of its run, say beside; `tokens` files about tokens

mod beside;
mod tokens;

use std::fs;

use serde_json::Value;
use zentop::model::{Role, UserId};

use crate::support::{Output, Program, Server};

/// An account with somebody who is signed in, somebody who is not, and a program.
struct Scene {
    server: Server,
    program: Program,
    there: UserId,
    away: UserId,
}

impl Scene {
    fn new() -> Self {
        let server = Server::new();
        let program = Program::admin_of(&server);
        let [there, away] = server.end_users(2).try_into().unwrap();
        for session in server.simulator.sessions_of(away) {
            server.simulator.sign_out(session.key);
        }
        server.simulator.sign_in(there).unwrap();
        for user in [there, away] {
            server.simulator.edit_user(user, |person| {
                (person.active, person.suspended) = (true, false);
            });
        }
        Self {
            server,
            program,
            there,
            away,
        }
    }

    /// Writes a plan for these people, and returns it.
    fn plan(&self, operation: &str, people: &[UserId], more: &[&str]) -> Value {
        let ids: Vec<String> = people.iter().map(UserId::to_string).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let file = self.program.home().join("plan.json");
        let _ = fs::remove_file(&file);
        let start = [
            "plan",
            "--operation",
            operation,
            "--out",
            "plan.json",
            "--user",
        ];
        let output = self.program.run([&start[..], &ids, more].concat());
        output.expect(0);
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
    }

    fn apply(&self, more: &[&str]) -> Output {
        self.program.run([&["apply", "plan.json"], more].concat())
    }

    fn suspended(&self, user: UserId) -> bool {
        self.server.simulator.user(user).unwrap().suspended
    }

    fn sessions(&self, user: UserId) -> usize {
        self.server.simulator.sessions_of(user).len()
    }
}

#[test]
fn people_who_are_not_signed_in_are_suspended_by_a_file_and_once() {
    let scene = Scene::new();
    let file = scene.plan("suspend", &[scene.there, scene.away], &[]);
    assert_eq!(file["operations"], serde_json::json!(["suspend"]));
    assert_eq!((&file["version"], &file["count"]), (&2.into(), &2.into()));
    assert!(scene.server.sent().is_empty());
    scene
        .apply(&["--expect", "3"])
        .expect(5)
        .shows("lists 2 people");
    scene
        .apply(&["--at-most", "9"])
        .expect(5)
        .shows("--at-most");
    scene.apply(&["--dry-run"]).expect(0).prints("to suspend");
    assert!(scene.server.sent().is_empty());
    // Whoever was suspended meanwhile needs nothing, and is told.
    scene
        .server
        .simulator
        .edit_user(scene.there, |person| person.suspended = true);
    let done = scene
        .apply(&["--expect", "2", "--format", "json"])
        .expect(0);
    let report = done.json();
    assert_eq!(report["items"].as_array().unwrap().len(), 1, "{report}");
    assert_eq!(
        report["kept"][0]["because"], "already suspended",
        "{report}"
    );
    assert_eq!(scene.server.sent().len(), 1);
    assert!(scene.suspended(scene.away) && scene.suspended(scene.there));
    let intent = scene.program.journal();
    let hash = file["hash"].as_str().unwrap();
    assert!(
        intent.iter().any(|record| record["plan_hash"] == hash),
        "the journal names the file"
    );
    // Once more, everything is as it was to be.
    let sent = scene.server.sent().len();
    scene
        .apply(&[])
        .expect(0)
        .shows("nothing is left to do")
        .shows("already suspended");
    scene.apply(&["--dry-run"]).expect(0);
    scene.apply(&["--expect", "7"]).expect(5);
    // A run with nothing to do has its result where somebody asked for it.
    let paper = scene.program.home().join("again.md");
    let again = scene.apply(&["--expect", "2", "--format", "json", "--report", "again.md"]);
    let again = again.expect(0).shows("nothing is left to do").json();
    assert_eq!(again["items"], serde_json::json!([]), "{again}");
    assert_eq!(again["kept"].as_array().unwrap().len(), 2, "{again}");
    let paper = fs::read_to_string(paper).unwrap();
    assert!(paper.contains("already suspended"), "{paper}");
    assert_eq!(scene.server.sent().len(), sent);
    // Their suspension is lifted by a file as well.
    scene.plan("lift", &[scene.away], &[]);
    scene.apply(&["--expect", "1"]).expect(0);
    assert!(!scene.suspended(scene.away));
}

/// Whoever signs in between the two steps is signed out too, if somebody allows that: what they have
/// was reviewed.
#[test]
fn people_are_offboarded_by_a_file_with_what_they_have_by_then() {
    let scene = Scene::new();
    let file = scene.plan("offboard", &[scene.there, scene.away], &[]);
    assert_eq!(
        file["parts"],
        serde_json::json!(["suspend", "tokens", "sessions"])
    );
    assert_eq!(file["count"], 2);
    scene
        .apply(&["--dry-run"])
        .expect(0)
        .prints("2 people to offboard");
    assert!(scene.server.sent().is_empty());
    scene.server.simulator.sign_in(scene.away).unwrap();
    scene.server.simulator.sign_in(scene.there).unwrap();
    // What the file does not list was not reviewed: it goes if that is allowed, told and marked.
    for more in [&["--dry-run"][..], &["--expect", "2"]] {
        let refused = scene.apply(more).expect(5);
        let refused = refused
            .shows("lists 2 people, and 2 sessions more")
            .shows("--at-most 2");
        for user in [scene.there, scene.away] {
            let mut refused = refused.stderr.lines();
            let line = refused.find(|line| line.contains(&format!("user {user}")));
            assert!(line.unwrap().contains("1 session more ("), "{line:?}");
        }
    }
    scene
        .apply(&["--at-most", "1"])
        .expect(5)
        .shows("2 people would go");
    assert!(scene.server.sent().is_empty());
    let more = "beyond the plan file, 2 sessions more";
    let allowed = ["--at-most", "2", "--dry-run"];
    scene.apply(&allowed).expect(0).prints(more);
    let dry = scene
        .apply(&[&allowed[..], &["--format", "json"]].concat())
        .expect(0);
    let people = dry.json()["people"].as_array().unwrap().clone();
    let marked = people.iter().map(|one| &one["sessions_beyond_the_choice"]);
    assert!(
        marked
            .into_iter()
            .all(|one| one.as_array().unwrap().len() == 1)
    );
    let applied = scene.apply(&["--at-most", "2"]).expect(0);
    assert_eq!(applied.stdout.matches(", beyond the plan file").count(), 2);
    applied.shows(more);
    let journal = scene.program.journal();
    let noted = journal.iter().filter(|record| {
        let detail = record["detail"].as_str().unwrap_or_default();
        record["event"] == "intent" && detail.starts_with("beyond the plan file: ")
    });
    assert_eq!(noted.count(), 2);
    for user in [scene.there, scene.away] {
        assert!(scene.suspended(user));
        assert_eq!(scene.sessions(user), 0);
        assert_eq!(scene.server.simulator.tokens_of(user), 0);
    }
}

/// Somebody of whom no session was listed is in the file of a wide route, and whatever they have by
/// then was not reviewed.
#[test]
fn whoever_signed_in_after_a_wide_plan_was_not_reviewed() {
    let scene = Scene::new();
    let wide = ["--route", "user"];
    let file = scene.plan("end", &[scene.away], &wide);
    assert_eq!(
        (&file["count"], &file["people"][0]["sessions"]),
        (&0.into(), &serde_json::json!([]))
    );
    scene.server.simulator.sign_in(scene.away).unwrap();
    let refused = scene.apply(&["--expect", "0"]).expect(5);
    refused
        .shows("more of these people would go")
        .shows("--at-most");
    assert!(scene.server.sent().is_empty());
    scene.apply(&["--at-most", "1"]).expect(0);
    assert_eq!(scene.sessions(scene.away), 0);
}

#[test]
fn whoever_has_no_session_listed_is_signed_out_by_the_file_of_a_wide_route() {
    let scene = Scene::new();
    scene.plan("end", &[scene.there, scene.away], &["--route", "user"]);
    let count = scene.sessions(scene.there).to_string();
    scene.apply(&["--expect", &count]).expect(0);
    assert_eq!(scene.server.sent().len(), 2);
    // An exact route has nothing to do with whoever has no session.
    let away = scene.away.to_string();
    let refused = scene
        .program
        .run(["plan", "--user", &away, "--out", "none.json"]);
    refused.expect(5).shows("no session listed at");
    for nobody in [["--user", "77"], ["--session", "10/77"]] {
        let plan = [&["plan", "--out", "none.json"][..], &nobody].concat();
        let refused = scene.program.run(&plan).expect(5);
        assert!(
            !refused.stderr.contains("could not be read"),
            "{}",
            refused.stderr
        );
    }
    assert!(!scene.program.home().join("none.json").exists());
}

/// The file is checked against who must not be touched now, and against itself.
#[test]
fn a_file_about_people_is_refused_whole_where_one_must_not_be_touched() {
    let scene = Scene::new();
    for operation in ["suspend", "offboard"] {
        scene.plan(operation, &[scene.there, scene.away], &[]);
        let file = fs::read_to_string(scene.program.home().join("plan.json")).unwrap();
        let guarded = Program::admin_of(&scene.server).with_settings(&format!(
            "[profiles.default]\nprotected = [\"{}\"]\n",
            scene.away
        ));
        fs::write(guarded.home().join("plan.json"), &file).unwrap();
        let refused = guarded.run(["apply", "plan.json"]).expect(5);
        refused.shows("protected");
        let edited = file.replacen(&scene.there.to_string(), "77", 1);
        fs::write(scene.program.home().join("plan.json"), edited).unwrap();
        scene.apply(&[]).expect(5).shows("was edited");
    }
    assert!(scene.server.sent().is_empty());
}

/// A row that a list leaves out is asked for by itself before its session counts as gone.
#[test]
fn a_session_of_a_file_that_a_list_leaves_out_is_ended_all_the_same() {
    for route in ["exact", "user"] {
        let scene = Scene::new();
        let simulator = &scene.server.simulator;
        simulator.sign_in(scene.there).unwrap();
        let keys: Vec<_> = (simulator.sessions_of(scene.there).iter())
            .map(|one| one.key)
            .collect();
        let file = scene.plan("end", &[scene.there], &["--route", route]);
        assert_eq!(file["count"], keys.len());
        // Walks and own lists are without the first row of each list.
        scene.server.faults(
            "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/*/sessions\"\n\
             then.leave_out = { first = 1 }\n\
             [[fault]]\nmethod = \"GET\"\npath = \"/api/v2/sessions\"\n\
             then.leave_out = { every = 1 }\n",
        );
        let applied = scene.apply(&["--expect", &keys.len().to_string()]);
        let gone = applied.stdout.matches("gone, not by this run").count();
        assert_eq!(gone, 0, "{route}: {}{}", applied.stdout, applied.stderr);
        assert_eq!(scene.sessions(scene.there), 0, "{route}");
    }
}

/// What Zendesk does not tell of somebody is named, with the way out; nobody has "the role other".
#[test]
fn whoever_zendesk_does_not_tell_enough_of_is_named_with_what_is_missing() {
    let words = "told no role that is known, so";
    for operation in ["end", "suspend", "offboard"] {
        let scene = Scene::new();
        scene.plan(operation, &[scene.there], &[]);
        let file = fs::read_to_string(scene.program.home().join("plan.json")).unwrap();
        scene
            .server
            .simulator
            .edit_user(scene.there, |person| person.role = Role::Other);
        let guarded = Program::admin_of(&scene.server)
            .with_settings("[profiles.default]\nprotected = [\"role:agent\"]\n");
        fs::write(guarded.home().join("plan.json"), &file).unwrap();
        let refused = guarded.run(["apply", "plan.json"]).expect(5);
        let refused = refused.shows(words).shows("make a new plan without them");
        let refused = refused.shows("now has no role that is known, and in the plan file it was");
        for word in ["role other", "try again"] {
            assert!(!refused.stderr.contains(word), "{}", refused.stderr);
        }
        assert!(scene.server.sent().is_empty());
    }
}

/// Nobody could tell whether such a file is in time, so none is written.
#[test]
fn no_plan_file_is_written_where_it_is_not_certain_what_time_it_is() {
    let scene = Scene::new();
    scene
        .server
        .faults("[[fault]]\npath = \"**\"\nthen.date = \"yesterday\"\n");
    let there = scene.there.to_string();
    for out in [&["--out", "late.json"][..], &[]] {
        let plan = scene
            .program
            .run([&["plan", "--user", &there], out].concat());
        plan.expect(5).shows("no plan file was written");
    }
    assert!(!scene.program.home().join("late.json").exists());
}
