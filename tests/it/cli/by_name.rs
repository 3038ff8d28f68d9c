//! `zentop end` and the people who are named: what an own list says that comes back empty, what they
//! are judged by, and what becomes of names that are not there.

use std::fs;

use serde_json::Value;
use zentop::model::UserId;

use crate::support::{Output, Program, Server};

/// An account with two people who are signed in twice each.
fn scene() -> (Server, Program, [UserId; 2]) {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let people: [UserId; 2] = server.end_users(2).try_into().unwrap();
    for user in people {
        for _ in 0..2 {
            server.simulator.sign_in(user).unwrap();
        }
    }
    (server, program, people)
}

fn end(program: &Program, arguments: &[&str]) -> Output {
    program.run([&["end"], arguments].concat())
}

/// Has the own list of `user` come back empty, so often.
fn empty(server: &Server, user: UserId, when: &str) {
    server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/{user}/sessions\"\nwhen = {when}\n\
         then = \"empty_page\"\n"
    ));
}

fn count(server: &Server, user: UserId) -> usize {
    server.simulator.sessions_of(user).len()
}

#[test]
fn an_own_list_that_comes_back_empty_once_takes_nothing_out() {
    let (server, program, [ann, _]) = scene();
    empty(&server, ann, "{ first = 1 }");
    let plan = end(&program, &["--user", &ann.to_string(), "--format", "json"]);
    assert_eq!(plan.expect(0).json()["count"], count(&server, ann));
}

#[test]
fn whoever_has_an_empty_list_is_signed_out_all_the_same_by_a_wide_route() {
    for route in ["user", "many"] {
        let (server, program, [ann, _]) = scene();
        let id = ann.to_string();
        empty(&server, ann, "\"always\"");
        let exact = end(&program, &["--user", &id]).expect(0);
        let exact = exact.shows("no session listed at");
        exact
            .shows("(their own list, and another reading)")
            .shows("--route user would also take");
        assert!(server.sent().is_empty());

        let wide = ["--user", &id, "--route", route, "--format", "json"];
        let plan = end(&program, &wide).expect(0).json();
        assert_eq!((&plan["count"], &plan["people"]), (&0.into(), &1.into()));
        assert_eq!(plan["unlisted"][0]["user_id"], ann.get());
        assert!(count(&server, ann) > 0);
        let done = end(&program, &[&wide[..], &["--yes", "--expect", "0"]].concat());
        assert_eq!(server.sent().len(), 1, "{}", done.stderr);
        if route == "user" {
            let report = done.expect(0).json();
            assert_eq!(count(&server, ann), 0);
            assert_eq!(report["items"][0]["user_id"], ann.get(), "{report}");
        }
    }
}

/// Its counts, its items and its file.
#[test]
fn a_report_has_one_word_for_how_an_item_ended() {
    let (server, program, [ann, _]) = scene();
    empty(&server, ann, "\"always\"");
    let done = end(
        &program,
        &[
            "--user",
            &ann.to_string(),
            "--route",
            "user",
            "--format",
            "json",
            "--yes",
            "--expect",
            "0",
            "--report",
            "one.json",
            "--report",
            "one.md",
        ],
    );
    let printed = done.expect(0).json();
    let read = |name: &str| fs::read_to_string(program.home().join(name)).unwrap();
    let file: Value = serde_json::from_str(&read("one.json")).unwrap();
    for report in [&printed, &file["runs"][0]] {
        assert_eq!(report["counts"], serde_json::json!({"signed out": 1}));
        assert_eq!(report["items"][0]["outcome"], "signed out");
    }
    let table = read("one.md");
    let row = format!("| {ann} |");
    let row = table
        .lines()
        .find(|line| line.starts_with(&row) && line.contains("signed out"));
    assert!(row.is_some(), "{table}");
}

/// Others are shown an empty list of anybody.
#[test]
fn an_empty_list_says_nothing_once_the_credentials_are_no_longer_the_same() {
    let (server, program, [ann, bob]) = scene();
    empty(&server, ann, "\"always\"");
    server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/me\"\nwhen = {{ nth = 2 }}\n\
         [[fault.before]]\nrole = {{ person = \"admin\", role = \"end-user\" }}\n\
         [[fault.before]]\nsign_out = {bob}\n"
    ));
    let output = end(&program, &["--user", &ann.to_string()]).expect(1);
    output.shows("not proved to be gone");
}

/// Whoever is chosen as a person has no session afterwards; of whom one session is chosen may have
/// others.
#[test]
fn each_is_judged_by_what_was_chosen_of_them() {
    let (server, program, [ann, bob]) = scene();
    let one = server.simulator.sessions_of(bob)[0].key.to_string();
    let (number, others) = (count(&server, ann) + 1, count(&server, bob) - 1);
    let id = ann.to_string();
    let mixed = ["--user", &id, "--session", &one];
    let written = program
        .run([&["plan"], &mixed[..]].concat())
        .expect(0)
        .json();
    assert_eq!(written["judged_by"], Value::Null);
    let of = |user: UserId| {
        let people = written["people"].as_array().unwrap().iter();
        let mut people = people.filter(|it| it["user_id"] == user.get());
        people.next().unwrap()["judged_by"].clone()
    };
    assert_eq!((of(ann), of(bob)), ("person".into(), Value::Null));
    let number = number.to_string();
    let done = end(
        &program,
        &[&mixed[..], &["--yes", "--expect", &number]].concat(),
    );
    let stay = if others == 1 {
        "other of theirs stays"
    } else {
        "others of theirs stay"
    };
    done.expect(0).prints(&format!("{others} {stay}"));
}

#[test]
fn a_session_that_is_listed_nowhere_is_missed_after_the_rest_was_done() {
    let (server, program, [ann, _]) = scene();
    let known = server.simulator.sessions_of(ann)[0].key.to_string();
    let typo = format!("{ann}/999999999");
    let both = ["--session", &known, &typo, "--yes", "--expect", "1"];
    end(&program, &[&both[..], &["--strict"]].concat())
        .expect(5)
        .shows("1 not found");
    assert!(server.sent().is_empty());
    let alone = end(&program, &["--session", &typo]).expect(1);
    alone
        .shows("not listed: gone already")
        .shows("nothing was sent");
    end(&program, &both)
        .expect(1)
        .shows("not listed: gone already");
    assert_eq!(server.sent().len(), 1);
}

/// A slip in a number means nobody, whatever is to be done.
#[test]
fn nobody_is_meant_by_a_session_that_is_not_theirs_or_not_there() {
    let (server, program, [ann, bob]) = scene();
    let known = server.simulator.sessions_of(ann)[0].key;
    let (theirs, gone) = (
        format!("{bob}/{}", known.session),
        format!("{bob}/999999999"),
    );
    let known = known.to_string();
    for verb in ["suspend", "offboard"] {
        for wrong in [&theirs, &gone] {
            let both = [verb, "--session", &known, wrong, "--yes", "--expect", "1"];
            let strict = program.run([&both[..], &["--strict"]].concat()).expect(5);
            strict.shows("1 not found");
            program
                .run([verb, "--session", wrong])
                .expect(5)
                .shows(wrong);
        }
    }
    assert!(server.sent().is_empty());
    let both = [
        "suspend",
        "--session",
        &known,
        &theirs,
        &gone,
        "--yes",
        "--expect",
        "1",
    ];
    program
        .run(both)
        .expect(1)
        .shows("not listed: gone already");
    let both = [
        "offboard",
        "--session",
        &known,
        &theirs,
        &gone,
        "--yes",
        "--expect",
        "1",
    ];
    program
        .run(both)
        .expect(1)
        .shows("not listed: gone already");
    let of_bob = format!("users/{bob}");
    let sent = server.sent();
    assert!(!sent.is_empty() && sent.iter().all(|one| !one.target.contains(&of_bob)));
    let tokens = program.run(["tokens", "revoke", "--session", &theirs]);
    tokens.expect(5).shows("not listed: gone already");
}

#[test]
fn whoever_is_named_and_not_signed_in_is_told_and_nothing_is_amiss() {
    let (server, program, [ann, _]) = scene();
    for session in server.simulator.sessions_of(ann) {
        server.simulator.sign_out(session.key);
    }
    let id = ann.to_string();
    for more in [
        &[][..],
        &["--yes", "--expect", "0"],
        &["--yes", "--at-most", "3"],
    ] {
        let output = end(&program, &[&["--user", &id], more].concat()).expect(0);
        let output = output
            .shows("no session listed at")
            .shows("not signed in")
            .shows("nothing was sent");
        let text = format!("{}{}", output.stdout, output.stderr);
        assert!(!text.contains("not found"), "{text}");
    }
    // What nobody named is no name that was missed.
    end(&program, &["--filter", "name:nobody-is-called-so"]).expect(5);
    end(&program, &["--user", &id, "--domain", "nobody.example"]).expect(5);
    assert!(!program.journal_path().exists());
    // The plan has nobody, so that it says of nobody how many sessions are theirs.
    let moved = end(&program, &["--user", &id, "--yes", "--expect", "3"]).expect(5);
    assert!(!moved.stderr.contains("now:"), "{}", moved.stderr);
    assert!(server.sent().is_empty());
}

#[test]
fn a_dry_run_exits_as_the_run_would() {
    let (server, program, [ann, _]) = scene();
    let id = ann.to_string();
    program
        .run(["plan", "--user", &id, "--out", "plan.json"])
        .expect(0);
    let read_only = |arguments: &[&str]| program.run([&["--read-only"], arguments].concat());
    for verb in [
        &["end", "--user", &id][..],
        &["end", "--mine"],
        &["suspend", "--user", &id],
        &["tokens", "revoke", "--everyone"],
        &["offboard", "--user", &id],
        &["apply", "plan.json", "--dry-run"],
    ] {
        let output = read_only(verb).expect(5).shows("read-only");
        assert!(output.stdout.contains(':'), "{verb:?}: {}", output.stdout);
    }
    // A plan that is written down sends nothing, whoever may carry it out.
    read_only(&["plan", "--user", &id]).expect(0);
    assert!(server.sent().is_empty());
}

#[test]
fn so_many_names_that_nobody_is_asked_about_are_told_as_not_asked() {
    let (server, program, [ann, _]) = scene();
    let gone = (0..120).map(|number| format!("gone{number}@nowhere.example"));
    let lines: Vec<String> = [ann.to_string()].into_iter().chain(gone).collect();
    let path = program.home().join("people.txt");
    std::fs::write(&path, lines.join("\n")).unwrap();
    let path = path.to_str().unwrap();
    let output = end(&program, &["--people", path]).expect(1);
    let output = output.shows("120 not asked").prints("120 not asked");
    let strict = end(&program, &["--people", path, "--strict"]).expect(5);
    strict.shows("--strict, with 120 not asked, so nothing was done");
    let json = end(&program, &["--people", path, "--format", "json"]).expect(1);
    assert_eq!(json.json()["not_found"][0]["kind"], "not asked");
    assert!(!output.stderr.contains("not found"), "{}", output.stderr);
    assert!(
        !output.stderr.contains("not signed in"),
        "{}",
        output.stderr
    );
    // Each is named as in the list.
    output.shows("gone7@nowhere.example (line 9)");
    program
        .run(["suspend", "--people", path])
        .expect(5)
        .shows("looked up one by one");
    assert!(server.sent().is_empty());
}

/// A walk lags behind: whoever is named beside a choice that takes one is looked for by their own list.
#[test]
fn whoever_a_walk_lacks_is_looked_for_by_their_own_list() {
    for verb in ["end", "list", "plan"] {
        let (server, program, [ann, bob]) = scene();
        server.faults(&format!(
            "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/sessions\"\n\
             then = {{ leave_out = {{ people = [{ann}] }} }}\n"
        ));
        let (ann_word, filter) = (ann.to_string(), format!("user:{bob}"));
        let choice = ["--user", &ann_word, "--filter", &filter];
        let output = program.run([&[verb][..], &choice].concat()).expect(0);
        let output = output.prints(&ann_word);
        assert!(
            !output.stderr.contains("not signed in"),
            "{}",
            output.stderr
        );
    }
    // Where that list cannot be read, what they have is not known, and a wide route takes it.
    let (server, program, [ann, bob]) = scene();
    server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/sessions\"\n\
         then = {{ leave_out = {{ people = [{ann}] }} }}\n\
         [[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/{ann}/sessions\"\n\
         then = {{ status = {{ code = 403 }} }}\n"
    ));
    let (ann_word, filter) = (ann.to_string(), format!("user:{bob}"));
    for verb in ["end", "list", "plan"] {
        let choice = [verb, "--user", &ann_word, "--filter", &filter];
        let output = program.run(choice).expect(1).shows("not answered");
        assert!(
            !output.stderr.contains("not signed in"),
            "{}",
            output.stderr
        );
    }
    let wide = [
        "--filter", &filter, "--user", &ann_word, "--route", "user", "--yes",
    ];
    end(&program, &[&wide[..], &["--at-most", "9"]].concat());
    assert_eq!((count(&server, ann), count(&server, bob)), (0, 0));
    // Of so many that nobody looks at each list it is not said that they are not signed in.
    let server = Server::with(|options| options.users = 300);
    let program = Program::admin_of(&server);
    let [bob] = server.end_users(1).try_into().unwrap();
    server.simulator.sign_in(bob).unwrap();
    let away: Vec<String> = server.end_users(109)[1..]
        .iter()
        .map(ToString::to_string)
        .collect();
    for user in &away {
        for session in server.simulator.sessions_of(user.parse().unwrap()) {
            server.simulator.sign_out(session.key);
        }
    }
    let filter = format!("user:{bob}");
    let mut arguments = vec!["end", "--filter", &filter, "--user"];
    arguments.extend(away.iter().map(String::as_str));
    let only_so_much = |output: Output| {
        let output = output.shows("it was not asked whether they are signed in");
        for claim in [
            "nobody who is signed in",
            "nothing more was asked",
            "not signed in",
        ] {
            assert!(!output.stderr.contains(claim), "{claim}: {}", output.stderr);
        }
    };
    only_so_much(program.run(&arguments).expect(1).shows("108 not asked"));
    arguments[0] = "list";
    only_so_much(program.run(&arguments).expect(1));
    // Who has an address may have been asked, and whether they are signed in was not.
    let users = server.simulator.users();
    let away = users
        .iter()
        .filter(|person| away.contains(&person.id.to_string()));
    let addresses: Vec<&str> = away
        .filter_map(|person| person.email.as_deref())
        .take(60)
        .collect();
    let path = program.home().join("away.txt");
    std::fs::write(&path, addresses.join("\n")).unwrap();
    let output = program
        .run(["end", "--people", path.to_str().unwrap()])
        .expect(1);
    assert_eq!(server.reads_of("/api/v2/users/search"), 60);
    only_so_much(output.shows("60 not asked"));
}

/// What nobody knows of somebody is not that there is no such user.
#[test]
fn whoever_is_left_out_of_an_answer_is_asked_about_alone() {
    let (server, program, [ann, bob]) = scene();
    let (id, nobody) = (ann.to_string(), "77");
    server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/show_many\"\n\
         then = {{ leave_out = {{ people = [{ann}, {bob}] }} }}\n"
    ));
    program.run(["find", &id]).expect(0).prints(&id);
    program.run(["suspend", "--user", &id]).expect(0);
    let missing = program.run(["find", nobody]).expect(1);
    missing.shows("Zendesk knows no user 77");

    server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/{ann}\"\n\
         then = {{ status = {{ code = 403 }} }}\n"
    ));
    for verb in [
        &["find", &id][..],
        &["suspend", "--user", &id, &bob.to_string()],
    ] {
        let output = program.run(verb).expect(1);
        let output = output.shows("Zendesk did not answer");
        assert!(!output.stderr.contains("knows no"), "{}", output.stderr);
    }
    assert!(server.sent().is_empty());
}

#[test]
fn mine_is_also_the_person_behind_a_services_credentials() {
    let (server, program, [ann, _]) = scene();
    let program = program.with_settings(&format!("[profiles.default]\nme = \"{ann}\"\n"));
    let listed = |filter: &str| -> Vec<Value> {
        let list = ["list", "--format", "json", "--filter", filter];
        let all = program.run(list).expect(0).json();
        let sessions = all["sessions"].as_array().unwrap().iter();
        sessions.map(|it| it["user_id"].clone()).collect()
    };
    let of_ann = Value::from(ann.get());
    assert!(listed("mine:true").contains(&of_ann));
    assert!(!listed("-mine:true").contains(&of_ann));
    assert!(count(&server, ann) > 0);
}

/// Names on a list are told as they stand there, with their line, by every verb.
#[test]
fn what_a_list_names_is_told_as_it_stands_there() {
    let (server, program, [ann, bob]) = scene();
    super::super::naming::give(&server, ann, "ann@example.com");
    for session in server.simulator.sessions_of(ann) {
        server.simulator.sign_out(session.key);
    }
    let path = program.home().join("people.txt");
    std::fs::write(&path, format!("# who\n{bob}\nAnn@Example.com\n")).unwrap();
    let path = path.to_str().unwrap();
    for verb in [&["list"][..], &["end"]] {
        let output = program.run([verb, &["--people", path]].concat());
        output.expect(0).shows("Ann@Example.com (line 3)");
    }
    let tokens = program.run(["tokens", "list", "--people", path]);
    tokens.shows("Ann@Example.com (line 3)");
}

/// Somebody whose record is gone for good has no list of their own; a session of theirs that was named is
/// asked for by itself, and ends.
#[test]
fn a_session_of_whoever_has_no_record_any_more_is_found_and_ended() {
    for list in ["then.status = { code = 404 }", "then = \"empty_page\""] {
        let (server, program, [ghost, other]) = scene();
        let key = server.simulator.sessions_of(ghost)[0].key;
        server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen = \"empty_page\"\n\
             [[fault]]\npath = \"/api/v2/users/{ghost}\"\nthen.status = {{ code = 404 }}\n\
             [[fault]]\npath = \"/api/v2/users/{ghost}/sessions\"\n{list}\n"
        ));
        let named = ["--session", &key.to_string()];
        let listed = program.run([&["list", "--format", "json"], &named[..]].concat());
        assert_eq!(listed.json()["sessions"][0]["id"], key.session.get());
        let plan = end(&program, &[&named[..], &["--format", "json"]].concat());
        assert_eq!(plan.expect(0).json()["count"], 1);
        end(
            &program,
            &[&named[..], &["--yes", "--expect", "1"]].concat(),
        );
        assert!(!server.has(key) && count(&server, ghost) > 0, "{list}");
        // One that nobody has is not there, as before.
        let nobodys = format!("{other}/99999999");
        end(&program, &["--session", &nobodys])
            .expect(1)
            .shows("not listed");
    }
}

/// One own list that Zendesk does not give costs its person alone: they are told with the reason, and are
/// left where their list says what there is to end.
#[test]
fn an_own_list_that_cannot_be_read_costs_its_person_alone() {
    let answers = [
        "{ status = { code = 403, body = '{\"error\":\"Forbidden\"}' } }",
        "{ status = { code = 200, content_type = \"application/json\", body = '{\"sessions\":[],\"count\":252}' } }",
        "{ status = { code = 200, content_type = \"application/json\", body = '{\"sessions\":7}' } }",
        "'close'",
    ];
    for answer in answers {
        let (server, program, [ann, bob]) = scene();
        let (ann_id, bob_id) = (ann.to_string(), bob.to_string());
        server.faults(&format!(
            "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/{bob}/sessions\"\nthen = {answer}\n"
        ));
        let doubt = format!("what user {bob} has is not known: ");
        let both = ["--user", &ann_id, &bob_id];
        let listed = program.run([&["list", "--format", "json"], &both[..]].concat());
        let listed = listed.expect(1).shows(&doubt).json();
        let sessions = listed["sessions"].as_array().unwrap();
        assert_eq!(sessions.len(), count(&server, ann), "{answer}: {listed}");
        let missed = &listed["not_found"][0];
        assert_eq!(missed["kind"], "not answered", "{answer}: {listed}");
        // Why is told to machines as well.
        let planned = program.run([&["end", "--format", "json"], &both[..]].concat());
        for document in [&listed, &planned.json()] {
            let gap = &document["lists_not_known"][0];
            assert_eq!(gap["user_id"], bob.get(), "{answer}: {document}");
            assert!(gap["because"].as_str().is_some_and(|why| !why.is_empty()));
        }
        let because = missed["because"].as_str().unwrap();
        assert!(
            because.starts_with("not looked at: their own list"),
            "{because}"
        );
        for verb in [
            &["end", "--yes", "--at-most", "9"][..],
            &["offboard"],
            &["suspend", "--yes", "--expect", "2"],
        ] {
            let output = program.run([verb, &both[..]].concat());
            assert!(output.status == 1, "{verb:?}: {}", output.stderr);
            output.shows(&doubt);
        }
        assert_eq!((count(&server, ann), count(&server, bob) > 0), (0, true));
        for user in [ann, bob] {
            assert!(server.simulator.user(user).unwrap().suspended, "{answer}");
        }
        let wide = ["end", "--route", "user", "--yes", "--expect", "0"];
        program
            .run([&wide[..], &["--user", &bob_id]].concat())
            .shows(&doubt);
        assert_eq!(count(&server, bob), 0, "by the wide route all the same");
        // Of nobody but them nothing is known at all.
        let alone = end(&program, &["--user", &bob_id]);
        assert!([3, 4].contains(&alone.status), "{}", alone.stderr);
        alone.shows(&doubt);
    }
}

/// Credentials that are refused on the way end everything.
#[test]
fn refused_credentials_end_the_reading_of_own_lists() {
    let (server, program, [ann, bob]) = scene();
    server.faults(&format!(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/{bob}/sessions\"\n\
         then = {{ status = {{ code = 401 }} }}\n"
    ));
    let (ann, bob) = (ann.to_string(), bob.to_string());
    for verb in ["end", "suspend", "offboard", "list"] {
        program.run([verb, "--user", &ann, &bob]).expect(3);
    }
}

/// A server that fails again and again is left alone: three lists in a row end it.
#[test]
fn a_server_that_gives_no_own_list_is_not_asked_for_everybodys() {
    let server = Server::new();
    let people = server.end_users(5);
    server.faults(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/*/sessions\"\nthen.status = { code = 500 }\n",
    );
    let program = Program::admin_of(&server);
    let ids: Vec<String> = people.iter().map(ToString::to_string).collect();
    let mut list = vec!["list", "--user"];
    list.extend(ids.iter().map(String::as_str));
    program.run(list).expect(4);
    let mut ids: Vec<u64> = people.iter().map(|user| user.get()).collect();
    ids.sort_unstable();
    let asked = ids
        .iter()
        .filter(|id| server.reads_of(&format!("/api/v2/users/{id}/sessions")) > 0);
    assert_eq!(asked.count(), 3);
}

/// A wide route signs out somebody of whom no session is known, who adds nothing to what is counted.
#[test]
fn whoever_has_no_known_session_is_counted_as_none() {
    let (server, program, [ann, _]) = scene();
    for session in server.simulator.sessions_of(ann) {
        server.simulator.sign_out(session.key);
    }
    let user = ann.to_string();
    let wide = ["--user", &user, "--route", "user", "--yes", "--expect", "2"];
    let output = end(&program, &wide).expect(5);
    let output = output.shows("the plan has 0 sessions");
    output.shows(&format!("(user {user}) 0"));
    assert!(server.sent().is_empty());
}
