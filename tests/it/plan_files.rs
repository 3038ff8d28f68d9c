//! Plans as files, what a crash left open, and incident reports, with the real binary
//! against a simulated account.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use zentop::host::system_clock;
use zentop::model::{Role, SessionKey, UserId};
use zentop::simulator::{Options, Served, Simulator, serve};

/// A small account that stands still, and a home to run the binary in.
struct Scene {
    simulator: Simulator,
    served: Served,
    home: TempDir,
    _runtime: Runtime,
}

struct Said {
    status: Option<i32>,
    out: String,
    err: String,
}

impl Scene {
    fn new() -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let simulator = Simulator::new(Options {
            sessions: 20,
            users: 20,
            churn_per_minute: 0,
            rate_limit: 0,
            ..Options::new(system_clock())
        });
        let served = runtime.block_on(serve(simulator.clone(), 0)).unwrap();
        Self {
            simulator,
            served,
            home: tempfile::tempdir().unwrap(),
            _runtime: runtime,
        }
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_zentop"))
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("XDG_STATE_HOME", self.home.path())
            .env("ZENTOP_URL", self.served.url())
            .env(
                "ZENDESK_OAUTH_TOKEN",
                self.simulator.credentials().oauth_token,
            )
            .current_dir(self.home.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Said {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// An end user with exactly these many sessions.
    fn somebody(&self, count: usize) -> (UserId, Vec<SessionKey>) {
        let people = self.simulator.users();
        let is_plain = |role, active| role == Role::EndUser && active;
        let person = people
            .iter()
            .find(|person| is_plain(person.role, person.active));
        let user = person.unwrap().id;
        for session in self.simulator.sessions_of(user) {
            self.simulator.sign_out(session.key);
        }
        let keys = (0..count).map(|_| self.simulator.sign_in(user).unwrap());
        (user, keys.collect())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn journal(&self) -> Vec<Value> {
        let text = self.text("zentop/journal.jsonl");
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The requests that did not only read.
    fn changes(&self) -> Vec<String> {
        let ledger = self.simulator.ledger();
        let changes = ledger.iter().filter(|entry| entry.method != "GET");
        changes.map(|entry| entry.target.clone()).collect()
    }

    /// Writes a plan file for all sessions of `user`.
    fn plan(&self, user: UserId) {
        let user = user.to_string();
        self.run(&[
            "plan",
            "--user",
            &user,
            "--ticket",
            "INC-7",
            "--out",
            "plan.json",
        ])
        .ends_with(0);
    }

    fn is_private(&self, name: &str) -> bool {
        let mode = fs::metadata(self.path(name)).unwrap().permissions().mode();
        mode & 0o777 == 0o600
    }
}

impl Said {
    #[track_caller]
    fn ends_with(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn shows(self, part: &str) -> Self {
        assert!(self.err.contains(part), "no {part:?} in: {}", self.err);
        self
    }
}

fn path_of(key: SessionKey) -> String {
    format!("/api/v2/users/{}/sessions/{}", key.user, key.session)
}

#[test]
fn a_plan_is_reviewed_and_carried_out_and_reported() {
    let scene = Scene::new();
    let (user, keys) = scene.somebody(3);
    scene.simulator.set_name(user, "<b>`Bo`|\u{1b}[2J");
    scene.plan(user);
    assert!(scene.is_private("plan.json"));
    let plan: Value = serde_json::from_str(&scene.text("plan.json")).unwrap();
    assert_eq!((&plan["count"], &plan["version"]), (&3.into(), &2.into()));
    let again = ["plan", "--user", &user.to_string(), "--out", "plan.json"];
    scene.run(&again).ends_with(2).shows("not overwritten");
    let spaced = ["plan", "--user", &user.to_string(), "--out", "my plan.json"];
    let said = scene.run(&spaced).ends_with(0);
    said.shows("zentop apply 'my plan.json' --yes");

    let dry = scene.run(&["apply", "plan.json", "--dry-run"]).ends_with(0);
    assert!(dry.err.contains("dry run"), "{}", dry.err);
    let late = scene.simulator.sign_in(user).unwrap();
    scene.simulator.sign_out(keys[1]);
    let applied = scene.run(&[
        "apply",
        "plan.json",
        "--yes",
        "--expect",
        "3",
        "--format",
        "json",
        "--report",
        "r.md",
        "--report",
        "r.json",
    ]);
    // The person was chosen, and one session of theirs is newer than the file.
    let report: Value = serde_json::from_str(&applied.ends_with(1).out).unwrap();
    assert_eq!(report["people"][0]["verdict"], "still there");
    assert_eq!(report["counts"], serde_json::json!({"ended": 2, "gone": 1}));
    assert_eq!(report["plan_file"]["hash"], plan["hash"]);
    let mut sent = scene.changes();
    sent.sort_unstable();
    assert_eq!(sent, [path_of(keys[0]), path_of(keys[2])]);
    assert_eq!(scene.simulator.sessions_of(user)[0].key, late);

    let journal = scene.journal();
    assert_eq!(journal[0]["plan_hash"], plan["hash"]);
    assert_eq!(journal[0]["ticket"], "INC-7");
    assert!(scene.is_private("r.md") && scene.is_private("r.json"));
    let page = scene.text("r.md");
    assert!(
        !page.contains("<b>") && page.contains("tokens were not revoked"),
        "{page}"
    );
    let object: Value = serde_json::from_str(&scene.text("r.json")).unwrap();
    let signed_in = |when: &str| object[when]["people_concerned"]["sessions"].clone();
    assert_eq!(
        (signed_in("before"), signed_in("after")),
        (3.into(), 1.into())
    );
}

#[test]
fn a_file_that_does_not_fit_sends_nothing() {
    let scene = Scene::new();
    let (user, _) = scene.somebody(2);
    scene.plan(user);
    let text = scene.text("plan.json");
    let apply = |text: &str, more: &[&str]| {
        fs::write(scene.path("other.json"), text).unwrap();
        scene.run(&[&["apply", "other.json", "--yes"], more].concat())
    };
    apply(&text.replace("INC-7", "INC-8"), &[])
        .ends_with(5)
        .shows("was edited");
    apply(&text, &["--expect", "3"])
        .ends_with(5)
        .shows("lists 2");
    apply(&text, &["--read-only"])
        .ends_with(5)
        .shows("read-only");
    let elsewhere = Scene::new();
    fs::write(elsewhere.path("plan.json"), &text).unwrap();
    let other = elsewhere.run(&["apply", "plan.json", "--yes"]);
    other.ends_with(5).shows("for the account");
    apply("{\n\"version\": 1,\n\"x\"", &[])
        .ends_with(2)
        .shows("line 3");
    apply(&text, &["--report", "r.txt"])
        .ends_with(2)
        .shows(".md or a .json");
    let settings = format!("[profiles.here]\nprotected = [{user}]\n");
    fs::write(scene.path("settings.toml"), settings).unwrap();
    let config = ["--config", "settings.toml", "--profile", "here"];
    apply(&text, &config).ends_with(5).shows("is protected");
    assert_eq!(scene.changes(), Vec::<String>::new());
    // Mistakes on the command line cause no request and no record.
    let events: Vec<Value> = scene.journal().iter().map(|r| r["event"].clone()).collect();
    assert_eq!(events, ["refused"; 4]);
}

#[test]
fn what_a_killed_run_left_open_is_told_once_and_never_resumed() {
    let scene = Scene::new();
    let (user, _) = scene.somebody(2);
    let end = ["end", "--user", &user.to_string(), "--yes", "--expect", "2"];
    scene.run(&end).ends_with(0);
    // The journal as kill -9 leaves it between the request and its outcome. What is remembered of
    // its end would show that more was durable.
    let forget = || fs::remove_file(scene.path("zentop/journal.jsonl.head"));
    let text = scene.text("zentop/journal.jsonl");
    let crashed: Vec<&str> = text.lines().take(2).collect();
    assert!(crashed[1].contains("\"intent\""), "{text}");
    forget().unwrap();
    fs::write(
        scene.path("zentop/journal.jsonl"),
        crashed.join("\n") + "\n",
    )
    .unwrap();
    let sent = scene.changes().len();

    let found = scene.run(&["journal", "recover"]).ends_with(1);
    assert!(
        found
            .out
            .contains("1 request without an answer; closed now"),
        "{}",
        found.out
    );
    assert!(found.out.contains("no longer listed"), "{}", found.out);
    let last = scene.journal().pop().unwrap();
    assert_eq!(last["event"], "finished");
    assert_eq!(
        last["counts"],
        serde_json::json!({"ended-by-list": 1, "not-attempted": 1})
    );
    assert_eq!(scene.changes().len(), sent);
    scene.run(&["journal", "recover"]).ends_with(0);
    scene.run(&["journal", "verify"]).ends_with(0);

    forget().unwrap();
    fs::write(
        scene.path("zentop/journal.jsonl"),
        crashed.join("\n") + "\n",
    )
    .unwrap();
    let (_, keys) = scene.somebody(1);
    let key = keys[0].to_string();
    let next = scene.run(&["end", "--session", &key, "--yes", "--expect", "1"]);
    next.ends_with(0).shows("was not finished");
}

/// A wide plan lists everything that is known to go. Whoever signs in after it was made was not
/// reviewed: it is applied only where that is allowed.
#[test]
fn a_wide_plan_is_applied_as_long_as_no_more_goes_than_it_lists() {
    let scene = Scene::new();
    let (user, keys) = scene.somebody(3);
    let named = keys[0].to_string();
    let wide = |out: &str| {
        let asked = ["plan", "--session", &named, "--route", "user", "--out", out];
        scene.run(&asked).ends_with(0)
    };
    let said = wide("plan.json");
    assert!(said.err.contains("3 sessions of 1 person"), "{}", said.err);
    let file: Value = serde_json::from_str(&scene.text("plan.json")).unwrap();
    assert_eq!((&file["version"], &file["count"]), (&2.into(), &3.into()));
    assert!(file["zone"].as_str().unwrap().starts_with("UTC"), "{file}");
    let person = &file["people"][0];
    assert!(person["facts_from"].is_string(), "{person}");
    let beyond = person["sessions"].as_array().unwrap().iter();
    let beyond: Vec<bool> = beyond.map(|one| one["beyond_the_choice"] == true).collect();
    assert_eq!(beyond, [false, true, true]);

    let newer = scene.simulator.sign_in(user).unwrap();
    let refused = scene.run(&["apply", "plan.json"]).ends_with(5);
    let refused = refused.shows("1 session more of these people would go");
    let named = format!("(user {user}): 1 session more ({}", newer.session);
    refused.shows(&named).shows("--at-most 4");
    let refused = scene
        .run(&["apply", "plan.json", "--at-most", "3"])
        .ends_with(5);
    refused.shows("4 sessions would go");
    scene
        .run(&["apply", "plan.json", "--at-most", "4", "--expect", "3"])
        .ends_with(2);
    assert!(scene.changes().is_empty());

    scene
        .run(&["apply", "plan.json", "--at-most", "4"])
        .ends_with(0);
    assert_eq!(scene.changes(), [format!("/api/v2/users/{user}/sessions")]);
    assert!(scene.simulator.sessions_of(user).is_empty());
    let mut records = scene.journal().into_iter();
    let confirmed = records.find(|record| record["event"] == "confirmed");
    let confirmed = confirmed.unwrap();
    assert_eq!(confirmed["of"], 4, "{newer} was known, and is recorded");
    assert_eq!(confirmed["plan_hash"], file["hash"]);
}

/// Whoever was chosen as a person is judged as one, also from a file; and who was not found when the
/// plan was made is told again when it is carried out.
#[test]
fn a_plan_of_people_is_judged_by_person_and_tells_again_who_was_not_found() {
    let scene = Scene::new();
    let (user, keys) = scene.somebody(2);
    let (user, nobody) = (user.to_string(), "nobody@nowhere.example");
    let asked = [
        "plan",
        "--user",
        &user,
        "--email",
        nobody,
        "--out",
        "plan.json",
    ];
    scene.run(&asked).ends_with(1).shows(nobody);
    let file: Value = serde_json::from_str(&scene.text("plan.json")).unwrap();
    assert_eq!(file["judged_by"], "person", "{file}");
    let dry = scene.run(&["apply", "plan.json", "--dry-run"]).ends_with(1);
    dry.shows("not found: nobody@nowhere.example: nobody active");
    assert!(scene.changes().is_empty());

    let newer = scene.simulator.sign_in(keys[0].user).unwrap();
    let applied = scene.run(&["apply", "plan.json"]).ends_with(1);
    let applied = applied.shows("still there");
    applied.shows("not found: nobody@nowhere.example: nobody active");
    assert!(
        scene
            .simulator
            .sessions()
            .iter()
            .any(|one| one.key == newer)
    );
}

/// Whose sessions of a file are all gone by then is judged as a person all the same: another sign-in of
/// theirs is told. A wide file signs them out, whatever their list lacks.
#[test]
fn whose_sessions_of_a_file_are_all_gone_has_a_verdict_and_a_wide_file_signs_them_out() {
    let scene = Scene::new();
    let (user, keys) = scene.somebody(2);
    scene.plan(user);
    let id = user.to_string();
    let wide = ["plan", "--user", &id, "--route", "user"];
    let made = [&wide[..], &["--out", "wide.json"]].concat();
    scene.run(&made).ends_with(0);
    let leave = || {
        for session in scene.simulator.sessions_of(user) {
            scene.simulator.sign_out(session.key);
        }
    };
    leave();
    let applied = ["apply", "plan.json", "--format", "json"];
    let report = |said: &Said| serde_json::from_str::<Value>(&said.out).unwrap();
    let said = scene.run(&applied).ends_with(0);
    let verdict = report(&said)["people"][0].clone();
    assert_eq!(verdict["verdict"], "no session listed", "{verdict}");

    let newer = scene.simulator.sign_in(user).unwrap();
    let dry = scene.run(&["apply", "plan.json", "--dry-run"]).ends_with(1);
    dry.shows(&format!("they are signed in: {newer}"));
    let said = scene.run(&applied).ends_with(1);
    let verdict = report(&said)["people"][0].clone();
    assert_eq!(verdict["sessions"][0], newer.to_string(), "{verdict}");
    assert!(scene.changes().is_empty());
    let outcomes = scene.journal().into_iter();
    let about = |record: &Value| {
        keys.iter()
            .any(|key| record["session_id"] == key.session.get())
    };
    assert!(!outcomes.into_iter().any(|record| about(&record)));

    leave();
    scene.run(&["apply", "wide.json"]).ends_with(0);
    assert_eq!(scene.changes(), [format!("/api/v2/users/{user}/sessions")]);
}
