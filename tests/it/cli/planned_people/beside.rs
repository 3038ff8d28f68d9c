//! What files tell beside whom they are about: who is left out, who is another by now, when they were
//! made; and what is told where nothing can be written.

use zentop::model::Timestamp;

use super::*;

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
        let off = format!(" s {way} by Zendesk's, and the journal");
        // Nobody's sessions are read for it, which are of the right time here.
        let plan = [
            "plan",
            "--operation",
            "suspend",
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
    // Where Zendesk does not tell what time it is, nobody can tell whether a file is in time.
    let scene = Scene::new();
    scene.plan("end", &[scene.there], &[]);
    let untold = "[[fault]]\npath = \"**\"\nthen.date = \"yesterday\"\n";
    scene.server.faults(untold);
    scene
        .apply(&[])
        .expect(5)
        .shows("cannot be told to be in time");
    assert!(scene.server.sent().is_empty());
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

/// Whoever is as the plan would make them is told, and there is no file and no refusal.
#[test]
fn a_plan_of_whoever_is_so_already_says_that_and_writes_nothing() {
    let Scene {
        server,
        program,
        there: user,
        ..
    } = &Scene::new();
    for (is_suspended, operation, words) in [
        (true, "suspend", "already suspended"),
        (false, "lift", "not suspended"),
    ] {
        server
            .simulator
            .edit_user(*user, |person| person.suspended = is_suspended);
        let user = user.to_string();
        let plan = [
            "plan",
            "--user",
            &user,
            "--operation",
            operation,
            "--out",
            "so.json",
        ];
        let output = program.run(plan).expect(0);
        output
            .shows(words)
            .shows("nothing is to be done, so there is no plan file");
        assert!(!program.home().join("so.json").exists());
    }
}
