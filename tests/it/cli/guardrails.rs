//! What `zentop end` refuses, whatever the choice. After each refusal nothing was sent.
//!
//! - `whose` whose credentials these are

mod whose;

use crate::support::{Output, Program, Server};

/// Checks that the run was refused by a guardrail and that no request changed anything.
#[track_caller]
fn refused(server: &Server, output: Output, message: &str) {
    output.expect(5).shows(message);
    assert!(server.sent().is_empty());
}

#[test]
fn ones_own_sessions_are_kept() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let own = server.simulator.own_user().unwrap();
    let other = server.sign_in(1)[0].user;
    let theirs = server.simulator.sessions_of(other).len();
    let mine = server.simulator.sessions_of(own).len();
    assert!(mine > 0);
    let (own, other) = (own.to_string(), other.to_string());
    let expect = theirs.to_string();
    let output = program.run([
        "end", "--user", &own, &other, "--yes", "--expect", &expect, "--format", "json",
    ]);
    // Who was named and is left out is something to see.
    let report = output.expect(1).json();
    let excluded = report["kept"].as_array().unwrap();
    assert_eq!(excluded.len(), mine);
    assert!(
        excluded
            .iter()
            .all(|excluded| excluded["because"] == "yours")
    );
    assert!(!server.sent().iter().any(|sent| sent.target.contains(&own)));
    assert_eq!(server.sent().len(), theirs);
}

/// A token from the environment says nothing of its scope: Zendesk does.
#[test]
fn a_token_that_may_only_read_changes_nothing_and_is_told_so_before() {
    let server = Server::new();
    let session = server.sign_in(1)[0];
    let program = Program::at(&server.url(), &server.credentials().read_only_token);
    let user = session.user.to_string();
    for verb in ["end", "suspend", "offboard"] {
        for consent in [&[][..], &["--yes", "--at-most", "9"]] {
            let output = program.run([&[verb, "--user", &user], consent].concat());
            let output = output.expect(3).shows("this sign-in may only read");
            output.shows("the token comes from ZENDESK_OAUTH_TOKEN");
        }
    }
    // It comes before what a guardrail refuses, and says nothing where nothing is to be sent.
    for refused in [
        &["end", "--user", &user, "--yes", "--expect", "99"][..],
        &["end", "--user", "9999"],
        &["end", "--mine", "--yes", "--expect", "1", "--me", "1"],
        &["end", "--mine"],
    ] {
        program.run(refused).expect(3).shows("may only read");
    }
    for consent in [&[][..], &["--yes", "--expect", "0"]] {
        let nothing = ["suspend", "--undo", "--user", &user];
        program.run([&nothing[..], consent].concat()).expect(0);
    }
    program.run(["me", "logout", "--yes"]).expect(3);
    assert!(server.sent().is_empty());
}

/// Where the custom roles cannot be read, nobody knows whom one of them means, or leaves out.
#[test]
fn a_role_by_name_changes_nothing_where_the_roles_cannot_be_read() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    server
        .faults("[[fault]]\npath = \"/api/v2/custom_roles\"\nthen = { status = { code = 500 } }\n");
    for filter in ["-role:\"admin\"", "-role:robot", "role:\"Team lead\""] {
        let output = program.run(["end", "--filter", filter, "--undecided", "leave"]);
        output.expect(4).shows("custom roles could not be read");
    }
    assert!(server.sent().is_empty());
}

/// The same where only some of them were given: that none is called so is not known. A list tells that.
#[test]
fn a_role_by_name_changes_nothing_where_not_all_roles_were_given() {
    let one = "{\"id\":5,\"name\":\"Team Lead\"}";
    for roles in [
        format!("[{one},{{\"id\":6}},null]"),
        format!("[{one}],\"count\":7"),
        format!("[{one},{{\"id\":null,\"name\":\"A\"}}]"),
        format!("[{one}],\"next_page\":\"https://acme.example/api/v2/custom_roles?page=2\""),
    ] {
        let server = Server::new();
        let program = Program::admin_of(&server);
        server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/custom_roles\"\nthen.status = {{ code = 200, body = \
             '{{\"custom_roles\":{roles}}}' }}\n"
        ));
        let own = server.simulator.own_user().unwrap();
        let other = server.end_users(1)[0];
        let doubt = "not all of them were read";
        for role in ["-role:\"admin\"", "-role:robot", "-role:robo*"] {
            let filter = format!("{role} -user:{own} user:{other}");
            for verb in [
                &["end"][..],
                &["plan"],
                &["suspend"],
                &["tokens", "revoke"],
                &["offboard"],
            ] {
                let arguments = [verb, &["--filter", &filter, "--undecided", "take"]].concat();
                program.run(arguments).expect(5).shows(doubt);
            }
            program
                .run(["list", "--filter", &filter])
                .expect(1)
                .shows(doubt);
        }
        let known = program.run(["list", "--filter", "-role:\"team lead\""]);
        assert!(!known.stderr.contains(doubt), "{}", known.stderr);
        assert!(server.sent().is_empty());
    }
}

#[test]
fn nothing_but_oneself_is_nothing() {
    let server = Server::new();
    let own = server.simulator.own_user().unwrap().to_string();
    for route in ["exact", "user", "many"] {
        let program = Program::admin_of(&server);
        let output = program.run([
            "end", "--user", &own, "--route", route, "--yes", "--expect", "2",
        ]);
        refused(&server, output, "yours or protected");
    }
}

#[test]
fn the_protected_list_holds_for_every_form_of_rule() {
    let server = Server::new();
    let user = server.sign_in(1)[0].user;
    server.simulator.edit_user(user, |person| {
        person.email = Some("Boss@Sub.Example.COM".to_owned());
    });
    let id = user.to_string();
    for rule in [
        "\"boss@sub.example.com\"",
        "\"@sub.example.com\"",
        "\"role:end-user\"",
        &id,
    ] {
        let settings = format!("[profiles.default]\nprotected = [{rule}]\n");
        let program = Program::admin_of(&server).with_settings(&settings);
        let output = program.run(["end", "--user", &id, "--yes", "--expect", "1"]);
        refused(&server, output, "yours or protected");
    }
}

/// Guardrails that somebody wrote for an account hold for it where the account is named and the profile
/// is not.
#[test]
fn what_a_profile_that_nobody_chose_protects_and_forbids_holds_for_its_account() {
    let server = Server::new();
    let user = server.sign_in(1)[0].user.to_string();
    let account = format!("[profiles.p]\nurl = \"{}\"\n", server.url());
    for (guard, why) in [
        (format!("protected = [{user}]"), "yours or protected"),
        ("read_only = true".to_owned(), "read-only"),
    ] {
        let settings = format!("{account}{guard}\n");
        let program = Program::admin_of(&server).with_settings(&settings);
        let output = program.run(["end", "--user", &user, "--yes", "--expect", "1"]);
        assert!(
            output.stderr.contains("no profile is chosen"),
            "{}",
            output.stderr
        );
        refused(&server, output, why);
    }
    let output = Program::new().with_settings(&account).run(["list"]);
    output
        .expect(3)
        .shows("no profile is chosen: give --profile \"p\"");
}

/// They hold as well where another profile was chosen, which is about another account.
#[test]
fn what_a_profile_protects_and_forbids_holds_for_its_account_under_another_profile() {
    let server = Server::new();
    let user = server.sign_in(1)[0].user.to_string();
    let url = server.url();
    let arguments = ["end", "--user", &user, "--yes", "--expect", "1"];
    for (guard, why) in [
        (format!("protected = [{user}]"), "yours or protected"),
        ("read_only = true".to_owned(), "read-only"),
    ] {
        for (first, name) in [("profile = \"q\"", "q"), ("", "default"), ("", "q")] {
            let settings = format!(
                "{first}\n[profiles.p]\nurl = \"{url}\"\n{guard}\n\
                 [profiles.{name}]\nurl = \"http://127.0.0.1:1\"\n"
            );
            let program = Program::admin_of(&server).with_settings(&settings);
            let by_name = ["--profile", "q", "--url", &url];
            let ways = if first.is_empty() && name == "q" {
                &by_name[..]
            } else {
                &[]
            };
            let output = program.run([&arguments[..], ways].concat());
            let words = format!("the profile {name:?} is about another account");
            assert!(output.stderr.contains(&words), "{}", output.stderr);
            refused(&server, output, why);
        }
    }
}

#[test]
fn an_unknown_person_is_not_ended_past_a_rule_about_roles() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    server.faults("[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.html = { code = 500 }");
    let key = key.to_string();
    let arguments = ["end", "--session", &key, "--yes", "--expect", "1"];
    let careful = Program::admin_of(&server)
        .with_settings("[profiles.default]\nprotected = [\"role:admin\"]\n");
    refused(&server, careful.run(arguments), "may be protected");
    // Row 64: without such a rule, a lookup that fails is no reason to exclude anybody.
    Program::admin_of(&server).run(arguments).expect(0);
    assert_eq!(server.sent().len(), 1);
}

#[test]
fn read_only_ends_nothing_and_still_shows_the_plan() {
    let server = Server::new();
    let key = server.sign_in(1)[0].to_string();
    let by_flag = [
        "end",
        "--read-only",
        "--session",
        &key,
        "--yes",
        "--expect",
        "1",
    ];
    let by_file = ["end", "--session", &key, "--yes", "--expect", "1"];
    let plain = Program::admin_of(&server);
    let settled =
        Program::admin_of(&server).with_settings("[profiles.default]\nread_only = true\n");
    refused(&server, plain.run(by_flag), "read-only");
    refused(&server, settled.run(by_file), "read-only");
    // A dry run shows the plan, and exits as the run would.
    let dry = settled.run(["end", "--session", &key]);
    refused(&server, dry.prints(&key[key.len() - 3..]), "read-only");
    assert!(server.sent().is_empty());
}

#[test]
fn no_run_is_larger_than_the_settings_allow() {
    let server = Server::new();
    let keys = crate::support::keys_as_arguments(&server.sign_in(3));
    let program = Program::admin_of(&server).with_settings("[guard]\nmax_per_run = 2\n");
    let mut arguments = vec!["end".to_owned()];
    arguments.extend(keys);
    arguments.extend(["--yes", "--expect", "3"].map(str::to_owned));
    refused(
        &server,
        program.run(&arguments),
        "more than a run may end (2;",
    );
}

#[test]
fn an_empty_choice_is_wrong_usage() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    for arguments in [
        &["end"][..],
        &["end", "--yes", "--expect", "0"],
        &["end", "--filter", ""],
        &["end", "--filter", "  ", "--yes", "--expect", "60"],
        &["end", "--user"],
        &["end", "--session", "5"],
        &["end", "--session", "0/5"],
        &["end", "--user", "5", "--filter", "x"],
    ] {
        program.run(arguments).expect(2);
    }
    assert!(server.sent().is_empty());
}

#[test]
fn what_is_not_listed_cannot_be_ended() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [one, other] = server.end_users(2)[..] else {
        panic!("two were asked for");
    };
    let key = server.simulator.sign_in(one).unwrap();
    // The right session under the wrong person is another session.
    let crossed = format!("{other}/{}", key.session);
    let end = |choice: [&str; 2]| {
        let mut arguments = vec!["end"];
        arguments.extend(choice);
        arguments.extend(["--yes", "--expect", "1"]);
        program.run(arguments)
    };
    for choice in [
        ["--session", &crossed],
        ["--filter", "name:nobody-has-this-name"],
    ] {
        refused(&server, end(choice), "nothing to end");
    }
    // Somebody who is not there is told by name.
    for choice in [["--session", "12/34"], ["--user", "12"]] {
        let output = end(choice).expect(5).shows("nothing to end");
        output.shows("12").shows("Zendesk knows no such user");
        assert!(server.sent().is_empty());
    }
    assert!(server.has(key));
}

#[test]
fn row_62_all_of_a_list_that_is_not_whole_is_refused() {
    let server = Server::with(|options| options.sessions = 250);
    server.faults(
        "[[fault]]\npath = \"/api/v2/sessions\"\nwhen.every = 2\nthen.status = { code = 400 }",
    );
    let program = Program::admin_of(&server);
    let output = program.run([
        "end",
        "--filter",
        "email:*example*",
        "--yes",
        "--expect",
        "100",
    ]);
    output.expect(4);
    assert!(server.sent().is_empty());
}

#[test]
fn the_widest_runs_have_their_plan_on_disk_first() {
    let settings = "[guard]\nplan_file_above = 2\n";
    let arguments = |keys: &[zentop::model::SessionKey]| {
        let mut all = vec!["end".to_owned(), "--yes".to_owned(), "--expect".to_owned()];
        all.push(keys.len().to_string());
        all.extend(crate::support::keys_as_arguments(keys));
        all
    };
    let server = Server::new();
    let program = Program::admin_of(&server).with_settings(settings);
    let plans = program.state().join("plans");
    program.run(arguments(&server.sign_in(2))).expect(0);
    assert!(!plans.exists());

    let keys = server.sign_in(3);
    program.run(arguments(&keys)).expect(0);
    let confirm = program
        .journal()
        .into_iter()
        .rfind(|it| it["plan_hash"].is_string())
        .unwrap();
    let path = plans.join(format!("{}.json", confirm["run"].as_str().unwrap()));
    let file: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(file["hash"], confirm["plan_hash"]);
    assert_eq!(file["count"], 3);
    let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);

    // Where the plan cannot be written, nothing is sent.
    let server = Server::new();
    let program = Program::admin_of(&server).with_settings(settings);
    std::fs::create_dir_all(program.state()).unwrap();
    std::fs::write(program.state().join("plans"), "in the way").unwrap();
    let output = program.run(arguments(&server.sign_in(3)));
    refused(&server, output, "could not write the plan");
}

/// What a file lists is only gone where more than an empty list says so.
#[test]
fn an_empty_list_takes_nothing_out_of_a_plan_file() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.json");
    let path = path.to_str().unwrap();
    let program = Program::admin_of(&server);
    let session = key.to_string();
    program
        .run(["plan", "--session", &session, "--out", path])
        .expect(0);
    server.faults(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/*/sessions\"\nthen = \"empty_page\"",
    );
    program
        .run(["apply", path, "--yes", "--expect", "1"])
        .expect(0);
    assert_eq!(server.sent().len(), 1);
    let left = server.simulator.sessions_of(key.user);
    assert!(left.iter().all(|session| session.key != key));
}
