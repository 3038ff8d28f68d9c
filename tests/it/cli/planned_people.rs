//! Plan files about people: they are suspended or offboarded, their tokens are revoked, or no session
//! of theirs is listed. What is written is carried out for them and for nobody else.

use std::fs;

use serde_json::Value;
use zentop::model::{Timestamp, UserId};

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

#[test]
fn tokens_are_revoked_by_a_file_and_no_others() {
    let scene = Scene::new();
    let people = scene.server.simulator.users().into_iter();
    let own = scene.server.simulator.own_user();
    let mut owners = people
        .filter(|person| Some(person.id) != own && scene.server.simulator.tokens_of(person.id) > 0);
    let owner = owners.next().expect("somebody has a token").id;
    let before = scene.server.simulator.tokens_of(owner);
    let file = scene.plan("revoke", &[owner], &[]);
    assert_eq!(file["count"], before);
    assert_eq!(
        file["people"][0]["tokens"].as_array().unwrap().len(),
        before
    );
    let number = before.to_string();
    scene.apply(&["--expect", &number]).expect(0);
    assert_eq!(scene.server.simulator.tokens_of(owner), 0);
    scene.apply(&[]).expect(0).shows("gone, not by this run");
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

/// A token is one more of a person, also where they had none when the file was made.
#[test]
fn a_token_that_the_file_of_an_offboarding_does_not_list_is_refused_until_it_is_allowed() {
    let scene = Scene::new();
    let simulator = &scene.server.simulator;
    let own = simulator.own_user();
    let people = simulator.users().into_iter();
    let mut owners = people.filter(|one| Some(one.id) != own && simulator.tokens_of(one.id) > 0);
    let owner = owners.next().expect("somebody has a token").id;
    let none = "{\"tokens\":[],\"meta\":{\"has_more\":false}}";
    scene.server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/oauth/tokens\"\nwhen.first = 1\n\
         then.status = {{ code = 200, body = '{none}' }}"
    ));
    let file = scene.plan("offboard", &[owner], &[]);
    assert_eq!(file["people"][0].get("tokens"), None, "{file}");
    let had = simulator.tokens_of(owner);
    let refused = scene.apply(&["--expect", "1"]).expect(5);
    refused
        .shows(&format!("{had} token"))
        .shows(&format!("(user {owner}): {had} token"))
        .shows("--at-most 1");
    assert!(scene.server.sent().is_empty());
    let applied = scene.apply(&["--at-most", "1"]).expect(0);
    applied.prints(", beyond the plan file");
    assert_eq!(simulator.tokens_of(owner), 0);
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

/// Whoever has no token is as wished, whether the plan is a file or not.
#[test]
fn whoever_has_no_token_is_nothing_amiss_in_a_file() {
    let scene = Scene::new();
    let simulator = &scene.server.simulator;
    let own = simulator.own_user();
    let ids = |with: bool| {
        let people = simulator.users().into_iter();
        let mut found = people
            .filter(|one| Some(one.id) != own && one.active && !one.suspended)
            .filter(|one| (simulator.tokens_of(one.id) > 0) == with);
        found.next().expect("there is somebody").id
    };
    let (owner, nobody) = (ids(true), ids(false));
    scene.plan("revoke", &[owner, nobody], &[]);
    scene
        .apply(&[])
        .expect(0)
        .shows(&format!("{nobody}: has no token"));
}

/// The same alone, in a file that was carried out before, and with a report: nothing to do is a result.
#[test]
fn whoever_has_no_token_alone_is_nothing_amiss() {
    let scene = Scene::new();
    let simulator = &scene.server.simulator;
    let own = simulator.own_user();
    let nobody = (simulator.users().into_iter())
        .find(|one| Some(one.id) != own && one.active && simulator.tokens_of(one.id) == 0)
        .expect("there is somebody");
    let nobody = nobody.id.to_string();
    let revoke = |more: &[&str]| {
        let start = ["tokens", "revoke", "--user", nobody.as_str()];
        scene.program.run([&start[..], more].concat())
    };
    for more in [&[][..], &["--expect", "0"], &["--yes", "--expect", "0"]] {
        revoke(more).expect(0).shows("has no token");
    }
    revoke(&["--yes", "--expect", "1"]).expect(5);
    let done = revoke(&["--yes", "--expect", "0", "--report", "none.md"]);
    done.expect(0).shows("nothing was sent");
    let paper = fs::read_to_string(scene.program.home().join("none.md")).unwrap();
    assert!(paper.contains("has no token"), "{paper}");
    // Whoever is not there at all is amiss.
    let unknown = scene
        .program
        .run(["tokens", "revoke", "--user", "99999999"]);
    unknown.expect(5);
    assert!(scene.server.sent().is_empty());
}

/// A file of tokens that are revoked by then has its report as well.
#[test]
fn a_file_of_tokens_that_are_gone_has_its_report() {
    let scene = Scene::new();
    let simulator = &scene.server.simulator;
    let own = simulator.own_user();
    let owner = (simulator.users().into_iter())
        .find(|one| Some(one.id) != own && one.active && simulator.tokens_of(one.id) > 0)
        .expect("there is somebody");
    scene.plan("revoke", &[owner.id], &[]);
    scene.apply(&[]).expect(0);
    let sent = scene.server.sent().len();
    let again = scene.apply(&["--format", "json", "--report", "again.json"]);
    let again = again.expect(0).shows("gone, not by this run");
    assert!(again.json()["run"].is_string(), "{}", again.stdout);
    assert!(scene.program.home().join("again.json").exists());
    assert_eq!(scene.server.sent().len(), sent);
}

/// Whoever was named and is protected, or is not there, is in the file that a second person reads, and
/// in everything that tells of its run.
#[test]
fn whoever_was_named_and_left_out_is_in_the_file_and_in_what_its_run_tells() {
    for operation in ["end", "suspend", "offboard"] {
        for nobody in [None, Some("99999999")] {
            let scene = Scene::new();
            let vendor = scene.away.to_string();
            scene.server.simulator.edit_user(scene.away, |person| {
                person.email = Some("tom@vendor.example".to_owned());
            });
            scene.server.simulator.sign_in(scene.away).unwrap();
            let settings = "[profiles.default]\nprotected = [\"@vendor.example\"]\n";
            let scene = Scene {
                program: scene.program.with_settings(settings),
                ..scene
            };
            let there = scene.there.to_string();
            let mut arguments = vec!["plan", "--operation", operation, "--out", "plan.json"];
            arguments.extend(["--user", &there, &vendor]);
            arguments.extend(nobody);
            scene.program.run(arguments).expect(1);
            let text = fs::read_to_string(scene.program.home().join("plan.json")).unwrap();
            let file: Value = serde_json::from_str(&text).unwrap();
            let excluded = &file["kept"][0];
            assert_eq!(excluded["user_id"], scene.away.get(), "{operation}: {file}");
            assert_eq!(
                (&excluded["because"], &excluded["named"]),
                (&"protected".into(), &true.into())
            );

            let more = ["--format", "json", "--report", "r.json", "--report", "r.md"];
            let output = scene.apply(&more).expect(1).shows("named, and left out");
            let report = fs::read_to_string(scene.program.home().join("r.json")).unwrap();
            let report: Value = serde_json::from_str(&report).unwrap();
            for run in [&output.json(), &report["runs"][0]] {
                assert_eq!(
                    run["kept"][0]["user_id"],
                    scene.away.get(),
                    "{operation}: {run}"
                );
                let missed = run["not_found"].as_array().unwrap();
                assert_eq!(missed.len(), nobody.iter().count(), "{operation}: {run}");
            }
            let page = fs::read_to_string(scene.program.home().join("r.md")).unwrap();
            assert!(
                page.contains(&vendor) && page.contains(nobody.unwrap_or_default()),
                "{page}"
            );
        }
    }
}

/// A file was read by its addresses and roles, and is carried out by its ids: what is otherwise by then
/// is told.
#[test]
fn whoever_has_another_address_or_role_than_in_the_file_is_told() {
    for operation in ["end", "suspend", "offboard"] {
        let scene = Scene::new();
        let simulator = &scene.server.simulator;
        simulator.edit_user(scene.there, |person| {
            person.email = Some("tom@example.com".to_owned());
        });
        scene.plan(operation, &[scene.there], &[]);
        scene.apply(&["--dry-run"]).expect(0);
        simulator.edit_user(scene.there, |person| {
            person.email = Some("boss@example.com".to_owned());
            person.role = zentop::model::Role::Agent;
        });
        for more in [&["--dry-run"][..], &[]] {
            let output = scene.apply(more).expect(1);
            let output = output.shows("has the address boss@example.com");
            let output = output.shows("in the plan file it was tom@example.com");
            output.shows("has the role agent, and in the plan file it was end-user");
        }
    }
}

/// Runs of every kind whose files and records cannot be written.
fn on_a_full_disk(program: &Program, arguments: &[&str]) -> Output {
    let script = format!("ulimit -f 0; exec {} \"$@\"", env!("CARGO_BIN_EXE_zentop"));
    let mut shell = std::process::Command::new("sh");
    let shell = shell.args(["-c", &script, "sh"]).args(arguments);
    let shell = shell.env_clear().envs(program.environment());
    let shell = shell.current_dir(program.home());
    let shell = shell.stdin(std::process::Stdio::null());
    let shell = shell.stdout(std::process::Stdio::piped());
    let shell = shell.stderr(std::process::Stdio::piped());
    crate::support::Running::new(shell.spawn().unwrap()).finish()
}

/// That a report cannot be written is told beside everything else, and takes the place of nothing.
#[test]
fn a_report_that_cannot_be_written_hides_no_reason() {
    let scene = Scene::new();
    let user = scene.there.to_string();
    let arguments = ["suspend", "--user", &user, "--yes", "--expect", "1"];
    let arguments = [&arguments[..], &["--report", "r.md"]].concat();
    let output = on_a_full_disk(&scene.program, &arguments).expect(5);
    let output = output.shows("the report r.md is not whole");
    output.shows("nothing was sent, because it could not be recorded");
    assert!(scene.server.sent().is_empty());

    let plan = ["plan", "--user", &user, "--out", "p.json"];
    let output = on_a_full_disk(&scene.program, &plan).expect(1);
    output.shows("p.json could not be written, and none is left");
    scene.program.run(plan).expect(0);
}

/// A file is made and expires by the server's clock: whose own clock is off makes files that others can
/// carry out, and no file of the future is carried out.
#[test]
fn a_file_goes_by_the_servers_clock_whatever_this_machines_clock_says() {
    for seconds in [-4 * 3_600_i64, 4 * 3_600] {
        let scene = Scene::new();
        scene.server.faults(&format!(
            "[[fault]]\npath = \"**\"\nthen.date_skew = {{ seconds = {seconds} }}\n"
        ));
        let way = if seconds > 0 { "behind" } else { "ahead" };
        let off = format!(" s {way} by Zendesk's: runs, verdicts");
        let plan = [
            "plan",
            "--user",
            &scene.there.to_string(),
            "--out",
            "plan.json",
        ];
        scene.program.run(plan).expect(0).shows(&off);
        scene.apply(&["--dry-run"]).expect(0);
        let text = fs::read_to_string(scene.program.home().join("plan.json")).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        let made = Timestamp::parse(file["made_at"].as_str().unwrap()).unwrap();
        let now = zentop::host::system_clock()();
        let ahead = made.millis() - now.millis();
        assert!((ahead - seconds * 1000).abs() < 120_000, "{ahead}");
    }
    let scene = Scene::new();
    let skew = "[[fault]]\npath = \"**\"\nwhen = { first = 40 }\n";
    scene
        .server
        .faults(&format!("{skew}then.date_skew = {{ seconds = 14400 }}\n"));
    scene.plan("end", &[scene.there], &[]);
    // The first answers had another time than the later ones.
    for _ in 0..40 {
        scene.program.run(["find", "nobody@nowhere.example"]);
    }
    scene
        .apply(&[])
        .expect(5)
        .shows("the plan file was made at");
    assert!(scene.server.sent().is_empty());
}
