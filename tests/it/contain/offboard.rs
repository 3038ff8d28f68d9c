//! `zentop offboard`: several operations for each person, in one order, with one verdict; and what a
//! crash in the midst of it leaves to do.

use serde_json::Value;
use zentop::model::UserId;

use super::{foreign_tokens, suspended};
use crate::support::{Gate, Output, Program, Proxy, ProxyAnswer, Server, Step};

/// Somebody who is neither the admin nor the owner of other credentials and has a token, signed in
/// twice.
pub(super) fn leaver(server: &Server) -> UserId {
    let user = foreign_tokens(server, 1)[0].1;
    for _ in 0..2 {
        server.simulator.sign_in(user).unwrap();
    }
    user
}

pub(super) fn offboard(program: &Program, user: UserId, more: &[&str]) -> Output {
    let user = user.to_string();
    program.run([&["offboard", "--user", &user], more].concat())
}

/// The requests that changed something, by method and the part of the path that says what.
pub(super) fn changes(server: &Server) -> Vec<String> {
    let what = |target: &str| match target {
        target if target.contains("/oauth/tokens/") => "tokens",
        target if target.ends_with("/sessions") => "sessions",
        _ => "suspend",
    };
    let sent = server.sent();
    sent.iter()
        .map(|sent| what(&sent.target).to_owned())
        .collect()
}

pub(super) fn is_gone(server: &Server, user: UserId) -> bool {
    server.simulator.sessions_of(user).is_empty() && server.simulator.tokens_of(user) == 0
}

#[test]
fn without_both_words_it_is_a_dry_run_that_counts_people() {
    let server = Server::new();
    let user = leaver(&server);
    let program = Program::admin_of(&server);
    let output = offboard(&program, user, &["--format", "json"]).expect(0);
    let output = output.shows("nothing was sent").shows("--expect 1");
    let plan = output.shows("API tokens").json();
    assert_eq!(
        (&plan["kind"], &plan["count"]),
        (&"offboard".into(), &1.into())
    );
    let person = &plan["people"][0];
    assert_eq!(
        (&person["user_id"], &person["suspend"]),
        (&user.get().into(), &true.into())
    );
    let length = |name: &str| person[name].as_array().unwrap().len();
    assert_eq!(length("sessions"), server.simulator.sessions_of(user).len());
    assert_eq!(length("tokens"), server.simulator.tokens_of(user));
    offboard(&program, user, &[])
        .expect(0)
        .prints("1 person to offboard");
    offboard(&program, user, &["--yes", "--expect", "3"])
        .expect(5)
        .shows("1");
    assert!(server.sent().is_empty());
}

#[test]
fn a_person_is_suspended_first_then_tokens_go_and_then_all_sessions() {
    let server = Server::new();
    let user = leaver(&server);
    let tokens = server.simulator.tokens_of(user);
    let program = Program::admin_of(&server);
    let output = offboard(
        &program,
        user,
        &["--yes", "--expect", "1", "--ticket", "HR-7"],
    );
    output
        .expect(0)
        .prints(": suspended; no session listed at")
        .prints("no token left");
    let mut expected = vec!["suspend"];
    expected.extend(vec!["tokens"; tokens]);
    expected.push("sessions");
    assert_eq!(changes(&server), expected);
    assert_eq!(suspended(&server, &[user]), [true]);
    assert!(is_gone(&server, user));
    let journal = program.journal();
    assert_eq!(journal[0]["route"], "several");
    assert_eq!(journal[0]["ticket"], "HR-7");
}

/// The run says what it is as the dry run and the report on paper do, whatever is left out of it.
#[test]
fn the_run_of_an_offboarding_names_its_kind_and_its_parts() {
    for (more, parts) in [
        (&[][..], &["suspend", "tokens", "sessions"][..]),
        (&["--without", "suspend"], &["tokens", "sessions"]),
        (
            &["--without", "suspend", "--without", "tokens"],
            &["sessions"],
        ),
    ] {
        let server = Server::new();
        let user = leaver(&server);
        let program = Program::admin_of(&server);
        let json = ["--format", "json"];
        let dry = offboard(&program, user, &[more, &json].concat()).json();
        let consent = ["--yes", "--expect", "1", "--report", "r.json"];
        let run = offboard(&program, user, &[more, &json, &consent].concat());
        let run = run.expect(0).json();
        let paper = std::fs::read_to_string(program.home().join("r.json")).unwrap();
        let paper: Value = serde_json::from_str(&paper).unwrap();
        for one in [&run, &paper["runs"][0]] {
            assert_eq!(one["kind"], "offboard");
            assert_eq!(one["kind"], dry["kind"]);
            assert_eq!(one["measure"], "offboard");
            assert_eq!(one["parts"], dry["parts"]);
            assert_eq!(one["parts"], Value::from(parts.to_vec()));
        }
    }
}

#[test]
fn a_suspension_that_fails_stops_nothing_else_and_is_told_first() {
    let server = Server::new();
    let user = leaver(&server);
    server.faults(
        "[[fault]]\nmethod = \"PUT\"\npath = \"/api/v2/users/*\"\nthen.refuse = 'forbidden'",
    );
    let program = Program::admin_of(&server);
    let output = offboard(&program, user, &["--yes", "--expect", "1"]).expect(1);
    output
        .shows("what is left of it, for 1 person: zentop offboard --from ")
        .prints(": NOT SUSPENDED")
        .prints("no session listed")
        .prints("no token left");
    assert_eq!(suspended(&server, &[user]), [false]);
    assert!(is_gone(&server, user));
}

#[test]
fn each_part_can_be_left_out() {
    for (part, more) in [("suspend", 0), ("tokens", 1), ("sessions", 2)] {
        let server = Server::new();
        let user = leaver(&server);
        let program = Program::admin_of(&server);
        let output = offboard(
            &program,
            user,
            &["--without", part, "--yes", "--expect", "1"],
        );
        output.expect(0);
        assert!(
            !changes(&server).contains(&part.to_owned()),
            "{part} {more}"
        );
        assert_eq!(suspended(&server, &[user]), [part != "suspend"]);
        assert_eq!(
            server.simulator.sessions_of(user).is_empty(),
            part != "sessions"
        );
        assert_eq!(server.simulator.tokens_of(user) == 0, part != "tokens");
    }
    let server = Server::new();
    let user = leaver(&server);
    let none = [
        "--without",
        "suspend",
        "--without",
        "tokens",
        "--without",
        "sessions",
    ];
    offboard(&Program::admin_of(&server), user, &none)
        .expect(2)
        .shows("nothing is left");
}

#[test]
fn agents_keep_a_paid_seat_and_that_is_told() {
    let server = Server::new();
    let agent = server.simulator.agent().unwrap();
    let output = offboard(&Program::admin_of(&server), agent, &[]).expect(0);
    output.shows("paid seat").shows("Team members");
}

#[test]
fn whoever_runs_it_is_kept() {
    let server = Server::new();
    let own = server.simulator.own_user().unwrap();
    offboard(
        &Program::admin_of(&server),
        own,
        &["--yes", "--expect", "1"],
    )
    .expect(5);
    assert!(server.sent().is_empty());
}

/// Kills the program when the request of this number has come so far.
fn killed(server: &Server, user: UserId, (request, step): (usize, Step)) -> Program {
    let gate = Gate::before(server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token);
    let user = user.to_string();
    let running = program.start(["offboard", "--user", &user, "--yes", "--expect", "1"]);
    gate.kill_at(running, (request, step));
    gate.open();
    program
}

/// The number that a dry run asks for.
pub(super) fn expected(output: &Output) -> String {
    let after = output.stderr.split("--yes --expect ").nth(1).unwrap();
    after.split_whitespace().next().unwrap().to_owned()
}

/// The file that recovery names.
pub(super) fn rest(output: &Output) -> Option<String> {
    let line = output
        .stdout
        .lines()
        .find(|line| line.contains("--from "))?;
    Some(line.split("--from ").nth(1).unwrap().trim().to_owned())
}

#[test]
fn a_crash_after_any_step_leaves_a_plan_of_what_is_left() {
    for request in 1..=3 {
        for step in [Step::Arrived, Step::Answered] {
            let server = Server::new();
            let user = leaver(&server);
            assert_eq!(server.simulator.tokens_of(user), 1);
            let program = killed(&server, user, (request, step));
            let sent = server.sent().len();
            let recovered = program.run(["journal", "recover"]).expect(1);
            assert_eq!(server.sent().len(), sent);
            match rest(&recovered) {
                Some(file) => {
                    let from = ["offboard", "--from", &file];
                    let plan = program.run([&from[..], &["--format", "json"]].concat());
                    let plan = plan.expect(0);
                    let expect = expected(&plan);
                    let plan: Value = plan.json();
                    let is_done = suspended(&server, &[user])[0];
                    assert_eq!(plan["people"][0]["suspend"], !is_done, "{request} {step:?}");
                    let done = program.run([&from[..], &["--yes", "--expect", &expect]].concat());
                    done.expect(0);
                }
                None => assert!(is_gone(&server, user), "{request} {step:?}"),
            }
            assert!(is_gone(&server, user) && suspended(&server, &[user])[0]);
        }
    }
}

/// The file of what is left is protected as plan files are: whoever edits it, keeps it for long or takes it
/// to another account is told, and nothing is done.
#[test]
fn the_rest_of_an_offboarding_is_taken_as_it_was_made_in_its_time_and_where_it_is_of() {
    let server = Server::new();
    let user = leaver(&server);
    let program = killed(&server, user, (2, Step::Arrived));
    let recovered = program.run(["journal", "recover"]).expect(1);
    let file = rest(&recovered).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let made: Value = serde_json::from_str(&text).unwrap();
    let sent = server.sent().len();
    let from = |text: &str| {
        std::fs::write(program.home().join("rest.json"), text).unwrap();
        program.run(["offboard", "--from", "rest.json", "--yes", "--at-most", "9"])
    };
    let other = server.end_users(1)[0];
    let edited = text.replace(
        &format!("\"user_id\": {user}"),
        &format!("\"user_id\": {other}"),
    );
    assert_ne!(edited, text);
    let refused = from(&edited)
        .expect(5)
        .shows("the file of what is left was edited after it was made")
        .shows("zentop offboard --user ID");
    assert!(
        !refused.stderr.contains(&other.to_string()),
        "whoever was written into it is not offered: {}",
        refused.stderr
    );
    program
        .run(["apply", "rest.json"])
        .expect(2)
        .shows("zentop offboard --from");
    let mut old = made.clone();
    for field in ["hash", "origin", "made_by", "made_at", "expires_at"] {
        old.as_object_mut().unwrap().remove(field);
    }
    from(&old.to_string()).expect(5).shows("it has no hash");
    // A day later by a clock of which nobody can tell whether it is right.
    server.faults("[[fault]]\npath = \"**\"\nthen.date_skew = { seconds = 90000 }\n");
    from(&text).expect(5).shows("so no age is certain");
    server.simulator.clear_faults();
    assert_eq!(server.sent().len(), sent);
    from(&text).expect(0);
    assert!(is_gone(&server, user));
}

/// Whoever is gone when their request comes counts as suspended, by whichever verb, once that is seen: in
/// the record of the account, or since it has none.
#[test]
fn whoever_is_deleted_while_a_run_goes_on_counts_as_suspended() {
    for has_record in [true, false] {
        for verb in ["suspend", "offboard"] {
            let server = Server::new();
            let user = leaver(&server);
            let forgotten = format!(
                "[[fault]]\npath = \"/api/v2/users/show_many\"\nwhen.first = 1\n\
                 [[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{user}] }}\n\
                 [[fault]]\nmethod = \"GET\"\npath = \"/api/v2/users/{user}\"\n\
                 then.refuse = 'record_not_found'\n"
            );
            server.faults(&format!(
                "[[fault]]\nmethod = \"PUT\"\npath = \"/api/v2/users/*\"\nthen.refuse = 'record_not_found'\n\
                 [[fault.after]]\ndelete = {user}\n{}",
                if has_record { "" } else { &forgotten }
            ));
            let program = Program::admin_of(&server);
            let id = user.to_string();
            let run = [
                verb, "--user", &id, "--yes", "--expect", "1", "--format", "json",
            ];
            let output = program.run(run).expect(0);
            let report = output.json();
            assert_eq!(report["items"][0]["outcome"], "gone", "{verb} {has_record}");
            assert_eq!(
                report["items"][0]["verdict"], "seen suspended or gone",
                "{verb} {has_record}"
            );
        }
    }
}

/// Somebody who is deleted while they are offboarded is told as that, and not as somebody who can sign in.
#[test]
fn whoever_is_deleted_during_an_offboarding_is_told_as_deleted() {
    let server = Server::new();
    let user = leaver(&server);
    server.faults(&format!(
        "[[fault]]\nmethod = \"PUT\"\npath = \"/api/v2/users/*\"\n[[fault.after]]\ndelete = {user}\n"
    ));
    let program = Program::admin_of(&server);
    let output = offboard(&program, user, &["--yes", "--expect", "1"]).expect(0);
    let output = output.prints(": deleted; ");
    assert!(
        !output.stdout.contains("NOT SUSPENDED"),
        "{}",
        output.stdout
    );
    assert!(
        !output.stderr.contains("NOT SUSPENDED"),
        "{}",
        output.stderr
    );
}

#[test]
fn a_suspension_that_was_lifted_since_is_told_and_is_no_step() {
    let server = Server::new();
    let user = leaver(&server);
    let program = killed(&server, user, (2, Step::Arrived));
    assert!(suspended(&server, &[user])[0]);
    server
        .simulator
        .edit_user(user, |person| person.suspended = false);
    let recovered = program
        .run(["journal", "recover"])
        .expect(1)
        .prints("is not suspended since");
    let file = rest(&recovered).unwrap();
    let plan = program
        .run(["offboard", "--from", &file, "--format", "json"])
        .expect(1)
        .shows("NOT SUSPENDED");
    let expect = expected(&plan);
    assert_eq!(plan.json()["people"][0]["suspend"], false);
    let run = ["offboard", "--from", &file, "--yes", "--expect", &expect];
    let done = program.run(run).expect(1);
    done.shows("they are not suspended since")
        .prints(": NOT SUSPENDED");
    assert_eq!(suspended(&server, &[user]), [false]);
    assert!(is_gone(&server, user));
}

/// Nothing is done to somebody of whom it is said that they are left alone, and they are not called
/// protected where nobody is.
#[test]
fn whoever_zendesk_tells_nothing_of_is_left_alone_in_every_part() {
    let server = Server::new();
    let user = leaver(&server);
    server.faults(&format!(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{user}] }}\n\
         [[fault]]\npath = \"/api/v2/users/{user}\"\nthen.status = {{ code = 403 }}"
    ));
    let program = Program::admin_of(&server);
    let output = offboard(&program, user, &["--yes", "--expect", "1"]).expect(5);
    assert!(server.sent().is_empty());
    let output = output.shows("Zendesk did not answer about the person");
    assert!(
        !output.stderr.contains("may be protected"),
        "{}",
        output.stderr
    );
    assert!(!is_gone(&server, user));
}

fn no_sessions() -> ProxyAnswer {
    let body = r#"{"sessions":[],"meta":{"has_more":false}}"#;
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    ProxyAnswer::Answer {
        bytes: [head.as_bytes(), body.as_bytes()].concat(),
        close: false,
    }
}

/// What one reading shows and another lacks is not summed up as gone.
#[test]
fn the_summary_is_never_better_than_the_verdict_of_the_run() {
    let server = Server::new();
    let user = leaver(&server);
    let own = format!("/api/v2/users/{user}/sessions");
    let has_ended = std::sync::atomic::AtomicBool::new(false);
    let proxy = Proxy::new(&server, move |method, target| {
        let ordering = std::sync::atomic::Ordering::SeqCst;
        let path = target.split('?').next();
        if method == "DELETE" && path == Some(own.as_str()) {
            has_ended.store(true, ordering);
            return ProxyAnswer::Answer {
                bytes: b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
                close: false,
            };
        }
        match path {
            Some(path) if path == own && has_ended.load(ordering) => no_sessions(),
            _ => ProxyAnswer::Forward(target.to_owned()),
        }
    });
    let program = Program::at(&proxy.url(), &server.credentials().oauth_token);
    let output = offboard(&program, user, &["--yes", "--expect", "1"]).expect(1);
    let output = output.prints("(sessions: contradicted");
    assert!(
        !output.stdout.contains("no session listed"),
        "{}",
        output.stdout
    );
    assert!(
        !output.stderr.contains("suspend first"),
        "{}",
        output.stderr
    );
}

/// What is left of a run is a file like any other: what its people have beyond it was not reviewed.
#[test]
fn the_rest_of_a_run_takes_what_it_does_not_list_only_where_that_is_allowed() {
    let server = Server::new();
    let user = leaver(&server);
    let program = killed(&server, user, (1, Step::Arrived));
    let recovered = program.run(["journal", "recover"]).expect(1);
    let file = rest(&recovered).unwrap();
    let newer = server.simulator.sign_in(user).unwrap();
    let from = ["offboard", "--from", &file];
    let run = |more: &[&str]| program.run([&from[..], more].concat());
    for more in [&[][..], &["--yes", "--expect", "1"]] {
        let sent = server.sent().len();
        run(more)
            .expect(5)
            .shows(&format!("(user {user}): 1 session more ({}", newer.session))
            .shows("--at-most 1");
        assert_eq!(server.sent().len(), sent);
    }
    let dry = run(&["--at-most", "1"]).expect(0);
    dry.prints("beyond the plan file, 1 session more")
        .shows("--yes --at-most 1");
    let done = run(&["--yes", "--at-most", "1"]).expect(0);
    done.prints(", beyond the plan file");
    assert!(is_gone(&server, user) && suspended(&server, &[user])[0]);
}

/// Whoever rounds large numbers would read another person's id.
#[test]
fn ids_are_strings_in_every_document_where_that_is_asked_for() {
    fn numbers(value: &Value, place: &str, found: &mut Vec<String>) {
        match value {
            Value::Array(values) => values.iter().for_each(|one| match one {
                Value::Number(_) => found.push(format!("{place}[]")),
                one => numbers(one, place, found),
            }),
            Value::Object(fields) => fields.iter().for_each(|(name, one)| match one {
                Value::Number(_) if name.ends_with("id") => found.push(format!("{place}.{name}")),
                one => numbers(one, &format!("{place}.{name}"), found),
            }),
            _ => {}
        }
    }
    let server = Server::new();
    let user = leaver(&server);
    let own = server.simulator.own_user().unwrap().to_string();
    let program = Program::admin_of(&server);
    let strings = ["--user", &own, "--format", "json", "--ids-as-strings"];
    let dry = offboard(&program, user, &strings).expect(1).json();
    assert_eq!(dry["people"][0]["user_id"], user.to_string());
    assert!(dry["people"][0]["sessions"][0].is_string());
    let run = [&strings[..], &["--yes", "--expect", "1"]].concat();
    let run = offboard(&program, user, &run).expect(1).json();
    assert!(run["items"][0]["user_id"].is_string());
    for document in [dry, run] {
        let mut found = Vec::new();
        numbers(&document, "", &mut found);
        assert!(found.is_empty(), "{found:?}");
    }
}

/// What goes on with a run is done for the reason of that run, unless another is given.
#[test]
fn the_rest_of_a_run_keeps_its_reason_and_its_ticket() {
    let server = Server::new();
    let user = leaver(&server).to_string();
    let gate = Gate::before(&server);
    let program = Program::at(&gate.url(), &server.credentials().oauth_token);
    let verb = ["offboard", "--user", &user, "--yes", "--expect", "1"];
    let why = ["--reason", "left on Friday", "--ticket", "HR-7"];
    let running = program.start([&verb[..], &why].concat());
    gate.kill_at(running, (1, Step::Arrived));
    gate.open();
    let recovered = program.run(["journal", "recover"]).expect(1);
    let file = rest(&recovered).unwrap();
    let run = ["offboard", "--from", &file, "--yes", "--expect", "1"];
    program
        .run([&run[..], &["--ticket", "HR-8"]].concat())
        .expect(0);
    let journal = program.journal();
    let confirmed = journal.iter().filter(|one| one["event"] == "confirmed");
    let confirmed: Vec<_> = confirmed
        .map(|one| (&one["reason"], &one["ticket"]))
        .collect();
    let reason = "left on Friday".into();
    assert_eq!(
        confirmed,
        [(&reason, &"HR-7".into()), (&reason, &"HR-8".into())]
    );
}

/// Whoever is told as not answered is left alone, signed in or not, whatever parts are done.
#[test]
fn whoever_is_not_answered_keeps_everything_signed_in_or_not() {
    for (is_signed_in, more) in [
        (false, &[][..]),
        (false, &["--without", "suspend"]),
        (true, &["--without", "suspend"]),
    ] {
        let server = Server::new();
        let [(_, stranger), (_, other)] = foreign_tokens(&server, 2)[..] else {
            panic!("two owners of tokens")
        };
        for key in server.simulator.sessions_of(stranger) {
            server.simulator.sign_out(key.key);
        }
        if is_signed_in {
            server.simulator.sign_in(stranger).unwrap();
        }
        server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/users/show_many\"\n\
             then.leave_out = {{ people = [{stranger}] }}\n\
             [[fault]]\npath = \"/api/v2/users/{stranger}\"\nthen.status = {{ code = 403 }}"
        ));
        let program = Program::admin_of(&server);
        let tokens = server.simulator.tokens_of(stranger);
        let user = stranger.to_string();
        let run = [&["--user", &user, "--yes", "--expect", "1"], more].concat();
        let output = offboard(&program, other, &run).expect(1);
        let words = "did not answer";
        assert!(output.stderr.contains(words) || output.stdout.contains(words));
        let sent = server.sent();
        assert!(!sent.is_empty());
        assert!(
            !sent.iter().any(|one| one.target.contains(&user)),
            "{sent:?}"
        );
        assert_eq!(server.simulator.tokens_of(stranger), tokens);
        assert!(is_gone(&server, other));
        let sessions = server.simulator.sessions_of(stranger).len();
        assert_eq!(sessions, usize::from(is_signed_in));
    }
}
