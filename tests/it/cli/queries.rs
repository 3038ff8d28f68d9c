//! `--filter`: what a query chooses, what is refused, and what becomes of what cannot be known.

use serde_json::Value;
use zentop::model::{OrganizationId, Role};

use crate::support::{Program, Server};

fn listed(program: &Program, query: &str) -> Vec<Value> {
    let output = program.run(["list", "--format", "json", "--filter", query]);
    let document = output.expect(0).json();
    assert_eq!(document["undecided"], 0, "{query}");
    document["sessions"].as_array().unwrap().clone()
}

#[test]
fn a_query_chooses_by_fields_and_its_complement_is_the_rest() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let all = server.simulator.sessions().len();
    for query in [
        "role:admin role:agent",
        "role:staff idle>1h",
        "domain:example.com or org:none",
        "suspended:true deleted:false",
        "sessions>1 age<2d",
        "tag:none",
        "ends<1h -overdue:true",
        "mine:true or state:unreadable",
        "signed_in<2026-11-20",
        "agent -name:a*",
    ] {
        let yes = listed(&program, query);
        let no = listed(&program, &format!("not ({query})"));
        assert_eq!(yes.len() + no.len(), all, "{query}");
        assert!(yes.iter().all(|line| !no.contains(line)), "{query}");
    }
    let staff = listed(&program, "role:staff");
    assert!(!staff.is_empty() && staff.iter().all(|line| line["role"] != "end-user"));
    let one = &staff[0];
    let exact = format!("session:{} user:{}", one["id"], one["user_id"]);
    assert_eq!(listed(&program, &exact), std::slice::from_ref(one));
}

#[test]
fn a_wrong_query_is_told_with_its_column_before_anything_is_asked() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    for (verb, query, message) in [
        (
            "list",
            "role:agnet",
            "column 6: role:agnet: did you mean agent?",
        ),
        (
            "list",
            "a rol:x",
            "column 3: rol is no field: did you mean role?",
        ),
        ("list", "role:", "a value is missing after role"),
        ("list", "marked:true", "only the screen knows marked:true"),
        ("end", "state:back", "only the screen knows state:back"),
        ("end", "smith", "perhaps you mean name:*smith*"),
        (
            "plan",
            "role:agent ann@example.com",
            "perhaps you mean email:ann@example.com",
        ),
        (
            "suspend",
            "role:agent or 42",
            "perhaps you mean user:42 or session:42",
        ),
        (
            "suspend",
            "@vendor.example",
            "perhaps you mean domain:vendor.example",
        ),
        ("end", " ", "would mean everyone"),
    ] {
        let output = program.run([verb, "--filter", query]).expect(2);
        output.shows(message);
    }
    for verb in ["end", "suspend"] {
        let refused = program.run([verb, "--user", "5", "--undecided", "leave"]);
        refused.expect(2);
        program
            .run([verb, "--filter", "user:5", "--undecided", "maybe"])
            .expect(2);
    }
    assert!(server.sent().is_empty());
    assert_eq!(server.reads_of("/api/v2/sessions"), 0);
}

/// A server that leaves everybody but oneself out of its answers about people.
fn nameless() -> Server {
    let server = Server::with(|options| options.sessions = 9);
    server.faults("[[fault]]\npath = \"/api/v2/users/show_many\"\nthen = \"empty_page\"");
    server
}

#[test]
fn what_cannot_be_known_is_counted_by_list_in_every_format() {
    let server = nameless();
    let program = Program::admin_of(&server);
    let all = server.simulator.sessions().len();
    let own = listed(&program, "mine:true").len();
    let output = program.run(["list", "--filter", "role:end-user", "--format", "json"]);
    let document = output.expect(1).json();
    assert_eq!(document["undecided"], all - own);
    assert!(document["sessions"].as_array().unwrap().is_empty());
    for format in ["ndjson", "csv", "table"] {
        let arguments = ["list", "--filter", "-role:end-user", "--format", format];
        let output = program.run(arguments).expect(1);
        output.shows("whether they match cannot be known");
    }
    // What does not depend on people is known.
    assert_eq!(
        listed(&program, "age>0s").len() + listed(&program, "age<=0s").len(),
        all
    );
}

#[test]
fn a_verb_that_changes_something_refuses_what_cannot_be_known() {
    let server = nameless();
    let program = Program::admin_of(&server);
    let all = server.simulator.sessions().len();
    let own = listed(&program, "mine:true").len();
    let query = "mine:true or role:end-user";
    for verb in ["end", "plan", "suspend"] {
        let output = program.run([verb, "--filter", query]).expect(5);
        output
            .shows("it cannot be known of")
            .shows("Zendesk did not answer about the person (user ")
            .shows("--undecided leave");
    }
    let taken = [
        "end",
        "--filter",
        query,
        "--undecided",
        "take",
        "--format",
        "json",
    ];
    let plan = program.run(taken).expect(0).json();
    assert_eq!(plan["count"], all - own);
    // One's own are never ended, so nothing is left to do without the others.
    let left = [
        "end",
        "--filter",
        "age>=0s -role:agent",
        "--undecided",
        "leave",
    ];
    program.run(left).expect(5);
    assert!(server.sent().is_empty());
}

#[test]
fn whoever_may_be_protected_is_never_taken() {
    let server = nameless();
    let key = server.simulator.sessions()[0].key;
    let settings = "[profiles.default]\nprotected = [\"role:admin\"]\n";
    let program = Program::admin_of(&server).with_settings(settings);
    let whom = format!("role:end-user session:{}", key.session);
    let arguments = ["end", "--filter", &whom, "--undecided", "take"];
    program.run(arguments).expect(5);
    assert!(server.sent().is_empty());
}

/// Everybody's organisation and custom role have a name elsewhere; where that cannot be read, the
/// request that failed is told, and comes before what cannot be decided without it.
#[test]
fn names_that_a_request_did_not_bring_are_told_with_the_failure_and_not_as_undecided() {
    let undecided = "could not be decided: ";
    for (path, choice, what, doubt) in [
        (
            "organizations/show_many",
            ["--org", "Acme Ltd"],
            "organisations could not be read",
            undecided,
        ),
        (
            "organizations/show_many",
            ["--filter", "org:\"Acme Ltd\""],
            "organisations could not be read",
            undecided,
        ),
        (
            "custom_roles",
            ["--role", "Billing Desk"],
            "custom roles could not be read",
            "it is not known whom the role",
        ),
    ] {
        let server = Server::with(|options| options.sessions = 40);
        let program = Program::admin_of(&server);
        server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/{path}\"\nthen.status = {{ code = 500 }}"
        ));
        for verb in [&["end"][..], &["suspend"], &["plan"], &["offboard"]] {
            let arguments = [verb, &choice[..]].concat();
            let output = program.run(arguments.clone()).expect(4).shows(what);
            output.shows("500").shows(doubt);
            let left = [&arguments[..], &["--undecided", "leave"]].concat();
            program.run(left).shows(what).shows("500");
        }
        assert!(server.sent().is_empty(), "{path}");
    }
}

/// A number in a person's record that Zendesk has no name for is not a person without an answer.
#[test]
fn a_name_that_zendesk_does_not_have_is_not_a_person_who_was_not_answered() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let agents = server.simulator.users().into_iter();
    let mut agents = agents.filter(|agent| agent.role == Role::Agent);
    let agent = agents.find(|agent| agent.custom_role.is_some()).unwrap().id;
    server.simulator.sign_in(agent).unwrap();
    server.simulator.edit_user(agent, |person| {
        person.organization = OrganizationId::new(799);
        person.custom_role = Some(899);
    });
    for (choice, why) in [
        (["--org", "Big"], "no name for the person's organisation"),
        (
            ["--filter", "org:Big"],
            "no name for the person's organisation",
        ),
        (
            ["--role", "Team"],
            "no custom role that was read has this name",
        ),
    ] {
        let output = program.run([&["end"][..], &choice].concat()).expect(5);
        let output = output.shows(why);
        assert!(
            !output.stderr.contains("did not answer about the person"),
            "{}",
            output.stderr
        );
    }
    let by_number = program.run(["end", "--org", "799", "--format", "json"]);
    assert_eq!(by_number.expect(0).json()["people"], 1);
}

/// An age rests on what time it is. Where the server does not tell that, or tells things that contradict
/// each other or its own records, nothing is changed by an age; what is not an age is as certain as ever.
#[test]
fn no_age_changes_anything_where_it_is_not_certain_what_time_it_is() {
    let five_hours = "then.date_skew = { seconds = -18000 }";
    for (faults, why) in [
        (
            "then.date = \"yesterday\"".to_owned(),
            "does not tell what time it is",
        ),
        (
            format!("{}\nwhen = {{ every = 2 }}", five_hours.replace('-', "")),
            "in doubt",
        ),
        (five_hours.to_owned(), "in doubt"),
        // A week ahead, and nobody was seen since.
        (
            "then.date_skew = { seconds = 604800 }".to_owned(),
            "more than a day apart",
        ),
    ] {
        let server = Server::with(|options| options.sessions = 9);
        server.sign_in(3);
        let program = Program::admin_of(&server);
        server.faults(&format!("[[fault]]\npath = \"**\"\n{faults}\n"));
        for query in ["age>4h", "idle<30m", "role:end-user age<30m", "-age>4h"] {
            let arguments = ["end", "--filter", query, "--yes", "--at-most", "30"];
            program.run(arguments).expect(5).shows(why);
        }
        assert!(server.sent().is_empty(), "{faults}");
        let moment = ["end", "--filter", "role:end-user signed_in>2020-01-01"];
        let plan = program.run(moment).expect(0);
        let listed = program.run(["list"]).expect(0);
        for output in [plan, listed] {
            let words = "ages are by this machine's clock; do not set it by Zendesk's";
            let is_told = output.stderr.contains(words);
            assert_eq!(is_told, why == "in doubt", "{faults}: {}", output.stderr);
        }
    }
    let server = Server::new();
    server.faults("[[fault]]\npath = \"**\"\nthen.date_skew = { seconds = 604800 }\n");
    let output = Program::admin_of(&server).run(["list"]).expect(0);
    output
        .shows("ATTENTION: it is ")
        .shows("one of them is wrong");
    server.simulator.clear_faults();
    server.faults("[[fault]]\npath = \"**\"\nthen.date = \"yesterday\"\n");
    let output = Program::admin_of(&server).run(["list"]);
    output
        .expect(0)
        .shows("times and ages are by this machine's clock");
}

/// What is told of a run has times, and those are as doubtful as an age is.
#[test]
fn a_run_under_contradictory_dates_says_that_none_of_its_times_is_certain() {
    let server = Server::new();
    let keys = server.sign_in(2);
    server.faults(
        "[[fault]]\npath = \"**\"\nthen.date_skew = { seconds = 18000 }\nwhen = { every = 2 }\n",
    );
    let program = Program::admin_of(&server);
    let user = keys[0].user.to_string();
    let count = server.simulator.sessions_of(keys[0].user).len().to_string();
    let report = ["--report", "r.json", "--report", "r.md"];
    let run = [
        "end", "--user", &user, "--yes", "--expect", &count, "--format", "json",
    ];
    let output = program.run([&run[..], &report].concat());
    let output =
        output.shows("no time of this run is certain: what time it is at Zendesk is in doubt");
    assert!(
        !output.stderr.contains("set this machine's clock"),
        "{}",
        output.stderr
    );
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    assert!(
        json["time_in_doubt"].as_str().unwrap().contains("in doubt"),
        "{json}"
    );
    let paper = std::fs::read_to_string(program.home().join("r.md")).unwrap();
    assert!(
        paper.contains("- Times: not certain, since what time it is"),
        "{paper}"
    );

    // Where all that was read agrees, the clock that is wrong is this machine's.
    server.simulator.clear_faults();
    server.faults("[[fault]]\npath = \"**\"\nthen.date_skew = { seconds = 7200 }\n");
    let user = keys[1].user.to_string();
    let count = server.simulator.sessions_of(keys[1].user).len().to_string();
    let run = [
        "end", "--user", &user, "--yes", "--expect", &count, "--format", "json",
    ];
    let output = program.run(run).expect(0).shows("set this machine's clock");
    assert_eq!(output.json()["time_in_doubt"], Value::Null);
}

/// Another day than this machine's that sessions bear out before a run is certain, although it ends them.
#[test]
fn a_run_that_ends_what_bore_the_time_out_does_not_doubt_it_afterwards() {
    let server = Server::new();
    let keys = server.sign_in(2);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_secs()).unwrap();
    let user = keys[0].user;
    for session in server.simulator.sessions_of(user) {
        let at = zentop::model::Timestamp::from_seconds(now + 90_000 - 600);
        server.simulator.set_times(session.key, Some(at), Some(at));
    }
    server.faults("[[fault]]\npath = \"**\"\nthen.date_skew = { seconds = 90000 }\n");
    let program = Program::admin_of(&server);
    let (user, count) = (
        user.to_string(),
        server.simulator.sessions_of(user).len().to_string(),
    );
    let run = [
        "end", "--user", &user, "--yes", "--expect", &count, "--format", "json",
    ];
    let output = program.run(run).expect(0).shows("set this machine's clock");
    assert_eq!(output.json()["time_in_doubt"], Value::Null);
    assert!(
        !output.stderr.contains("no time of this run"),
        "{}",
        output.stderr
    );
}

/// What to do about a clock is said by all that was read, by every verb alike, and by whose clock ages are.
#[test]
fn the_status_says_nothing_of_a_clock_that_other_verbs_contradict() {
    for (fault, why, never) in [
        (
            "then.date_skew = { seconds = -18000 }",
            "do not set it by Zendesk's",
            "-> set this",
        ),
        (
            "then.date_skew = { seconds = 7200 }\nwhen = { every = 2 }",
            "do not set it by Zendesk's",
            "-> set this",
        ),
        (
            "then.date_skew = { seconds = 604800 }",
            "ATTENTION: Zendesk's clock and this machine's are more than a day apart",
            "set this machine's",
        ),
        (
            "then.date_skew = { seconds = 7200 }",
            "-> set this machine's clock",
            "ATTENTION",
        ),
    ] {
        let server = Server::new();
        let recent = server.sign_in(3);
        assert_eq!(recent.len(), 3);
        server.faults(&format!("[[fault]]\npath = \"**\"\n{fault}\n"));
        let program = Program::admin_of(&server);
        let output = program.run(["auth", "status"]).expect(0).prints(why);
        assert!(!output.stdout.contains(never), "{fault}: {}", output.stdout);
    }
    let server = Server::new();
    server.faults("[[fault]]\npath = \"**\"\nthen.date_skew = { seconds = 604800 }\n");
    let program = Program::admin_of(&server);
    for verb in [&["tokens", "list"][..], &["list"]] {
        let output = program.run(verb).shows("ATTENTION: it is ");
        let output = output.shows("every time and age that is told is by Zendesk's, although");
        assert!(
            !output.stderr.contains("set this machine's"),
            "{}",
            output.stderr
        );
    }
}

/// Tokens whose times lie in Zendesk's future show that its clock is wrong, and nothing is said to the
/// contrary.
#[test]
fn tokens_of_the_future_put_the_clock_in_doubt() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    server.faults("[[fault]]\npath = \"**\"\nthen.date_skew = { seconds = -63072000 }\n");
    let output = program.run(["tokens", "list"]);
    let output = output.shows("ages are by this machine's clock; do not set it by Zendesk's");
    for claim in [
        "set this machine's clock",
        "is by Zendesk's:",
        "told is by Zendesk's",
    ] {
        assert!(!output.stderr.contains(claim), "{claim}: {}", output.stderr);
    }
    assert!(!output.stdout.contains("in the fu"), "{}", output.stdout);
    assert_eq!(
        output.stderr.matches("is in doubt").count(),
        1,
        "{}",
        output.stderr
    );
}

/// A sign-in that lies in the future did not happen in this second.
#[test]
fn a_time_in_the_future_has_no_age() {
    let server = Server::new();
    let key = server.sign_in(1)[0];
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = i64::try_from(now.unwrap().as_secs()).unwrap();
    let later = zentop::model::Timestamp::from_seconds(now + 7_200);
    assert!(server.simulator.set_times(key, Some(later), None));
    for session in server.simulator.sessions_of(key.user) {
        if session.key != key {
            server.simulator.sign_out(session.key);
        }
    }
    let program = Program::admin_of(&server);
    let user = key.user.to_string();
    for verb in [
        &["list", "--user", &user][..],
        &["end", "--user", &user],
        &["find", &user],
    ] {
        let output = program.run(verb).prints("in the future");
        assert!(
            !output.stdout.contains(" 0s"),
            "{verb:?}: {}",
            output.stdout
        );
    }
    let listed = program
        .run(["list", "--user", &user, "--format", "json"])
        .json();
    assert_eq!(
        listed["sessions"][0]["in_the_future"],
        Value::from(vec!["authenticated_at"])
    );
    let found = program.run(["find", &user, "--format", "json"]).json();
    assert_eq!(
        found["people"][0]["in_the_future"],
        Value::from(vec!["signed_in_since"])
    );
}

/// An address without a field is compared whole; in quotes it is any text. Verbs that change something take
/// neither, and name what is meant.
#[test]
fn an_address_in_quotes_is_text_and_a_change_names_the_field_that_is_meant() {
    let server = Server::with(|options| options.sessions = 9);
    let people = server.end_users(2);
    for (user, email) in people.iter().zip(["ann@example.com", "joann@example.com"]) {
        server.simulator.sign_in(*user).unwrap();
        server.simulator.edit_user(*user, |person| {
            person.email = Some(email.to_owned());
        });
    }
    let program = Program::admin_of(&server);
    for (query, emails) in [
        ("ann@example.com", 1),
        ("email:ann@example.com", 1),
        ("\"ann@example.com\"", 2),
    ] {
        let list = program.run(["list", "--filter", query, "--format", "ndjson"]);
        let rows = list.expect(0).ndjson();
        let emails_of: std::collections::BTreeSet<&str> = rows
            .iter()
            .filter_map(|row| row["email"].as_str())
            .collect();
        assert_eq!(emails_of.len(), emails, "{query}: {emails_of:?}");
        if !query.contains("email:") {
            let output = program.run(["end", "--filter", query]).expect(2);
            output.shows(
                "perhaps you mean email:ann@example.com, or the option --email ann@example.com",
            );
        }
    }
    program
        .run(["list", "--help"])
        .expect(0)
        .prints("in quotes it is any text");
}

/// A flag is the answer of its rule's query, and what that does not know the flag does not know either, for
/// the same reason.
#[test]
fn what_a_flag_cannot_tell_has_the_reason_of_its_query() {
    let server = Server::new();
    server.faults("[[fault]]\npath = \"/api/v2/security_settings\"\nthen.html = { code = 403 }");
    let program = Program::admin_of(&server);
    let words_of = |verb: &str, query: &str| {
        let output = program.run([verb, "--filter", query]);
        format!("{}{}", output.stdout, output.stderr)
    };
    let why = "the account's time-outs are not known";
    for query in ["overdue:true", "flag:overdue", "-flag:overdue"] {
        let said = words_of("end", query);
        assert!(
            said.contains(why) && !said.contains("not read yet"),
            "{query}: {said}"
        );
    }
    let said = words_of("list", "flag:overdue");
    assert!(!said.contains("not read yet"), "{said}");
}
