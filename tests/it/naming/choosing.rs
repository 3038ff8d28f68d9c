//! `--email` and `--people`: exactly those who are named, and a word about everybody else.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use serde_json::Value;
use zentop::model::{Role, UserId};

use super::give;
use crate::support::{Output, Program, Server};

/// Everybody whom a plan of `end` is about, by number.
fn people_of(plan: &Value) -> Vec<u64> {
    let targets = plan["targets"].as_array().unwrap().iter();
    let mut people: Vec<u64> = targets.map(|it| it["user_id"].as_u64().unwrap()).collect();
    people.dedup();
    people
}

fn end(program: &Program, arguments: &[&str]) -> Output {
    program.run([&["end", "--format", "json"], arguments].concat())
}

fn three(server: &Server) -> [UserId; 3] {
    let people = server.end_users(3).try_into().unwrap();
    let names = ["ann@example.com", "jo.ann@example.com", "bob@example.com"];
    for (user, address) in std::iter::zip(people, names) {
        give(server, user, address);
        server.simulator.sign_in(user).unwrap();
    }
    people
}

/// A host is the same in every place where one is named, as letters in any case and composition, and
/// as punycode; and no other host is.
#[test]
fn every_way_to_name_a_host_means_the_same_host() {
    let server = Server::new();
    let [letters, punycode, other] = three(&server);
    give(&server, letters, "ann@b\u{fc}cher.example");
    give(&server, punycode, "bob@XN--BCHER-KVA.example");
    give(&server, other, "eve@bucher.example");
    let listed = |program: &Program, arguments: &[&str]| {
        let arguments = [&["list", "--format", "json"], arguments].concat();
        let document = program.run(arguments).expect(0).json();
        let sessions = document["sessions"].as_array().unwrap().clone();
        let people = sessions.iter().map(|it| it["user_id"].as_u64().unwrap());
        let mut people: Vec<u64> = people.collect();
        people.sort_unstable();
        people.dedup();
        people
    };
    let mut both = vec![letters.get(), punycode.get()];
    both.sort_unstable();
    for host in [
        "b\u{fc}cher.example",
        "BU\u{308}CHER.Example",
        "xn--bcher-kva.EXAMPLE",
    ] {
        let program = Program::admin_of(&server)
            .with_settings(&format!("[profiles.default]\nprotected = [\"@{host}\"]\n"));
        assert_eq!(listed(&program, &["--domain", host]), both, "{host}");
        for filter in [format!("domain:{host}"), "protected:true".to_owned()] {
            assert_eq!(
                listed(&program, &["--filter", &filter]),
                both,
                "{filter} {host}"
            );
        }
        for (name, user) in [("Ann", letters), ("bob", punycode)] {
            let address = format!("{name}@{host}");
            let filter = format!("email:{address}");
            for arguments in [["--email", &address], ["--filter", &filter]] {
                assert_eq!(listed(&program, &arguments), [user.get()], "{arguments:?}");
            }
        }
    }
}

#[test]
fn an_address_chooses_exactly_whoever_has_it() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, _, bob] = three(&server);
    let output = end(&program, &["--email", "ANN@example.com", "bob@example.com"]).expect(0);
    let mut expected = [ann.get(), bob.get()];
    expected.sort_unstable();
    let mut people = people_of(&output.json());
    people.sort_unstable();
    assert_eq!(people, expected);
    // Few are searched for, and nothing else is read of the account.
    assert_eq!(server.reads_of("/api/v2/sessions"), 0);
    assert_eq!(server.reads_of("/api/v2/users/search"), 2);

    let sessions = server.simulator.sessions_of(ann).len().to_string();
    end(
        &program,
        &["--email", "ann@example.com", "--yes", "--expect", &sessions],
    )
    .expect(0);
    assert!(server.simulator.sessions_of(ann).is_empty());
    assert!(!server.simulator.sessions_of(bob).is_empty());
}

#[test]
fn a_session_beside_an_address_stays_one_session() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, _, bob] = three(&server);
    let key = server.simulator.sign_in(bob).unwrap();
    assert!(server.simulator.sessions_of(bob).len() > 1);
    let arguments = ["--email", "ann@example.com", "--session", &key.to_string()];
    let plan = end(&program, &arguments).expect(0).json();
    let targets = plan["targets"].as_array().unwrap();
    let of = |user: UserId| {
        targets
            .iter()
            .filter(|it| it["user_id"] == user.get())
            .count()
    };
    assert_eq!(
        (of(ann), of(bob)),
        (server.simulator.sessions_of(ann).len(), 1)
    );
}

#[test]
fn a_miss_is_told_after_the_rest_was_done_and_with_strict_nothing_is() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, ..] = three(&server);
    let sessions = server.simulator.sessions_of(ann).len().to_string();
    let both = [
        "--email",
        "ann@example.com",
        "typo@example.com",
        "--yes",
        "--expect",
        &sessions,
    ];
    let strict = end(&program, &[&both[..], &["--strict"]].concat()).expect(5);
    assert!(
        strict.stderr.contains("typo@example.com"),
        "{}",
        strict.stderr
    );
    assert!(server.sent().is_empty());
    let done = end(&program, &both).expect(1);
    assert!(done.stderr.contains("typo@example.com"), "{}", done.stderr);
    assert!(server.simulator.sessions_of(ann).is_empty());
}

#[test]
fn whoever_is_not_signed_in_is_told_and_nothing_is_amiss() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, _, bob] = three(&server);
    for session in server.simulator.sessions_of(bob) {
        server.simulator.sign_out(session.key);
    }
    let output = end(&program, &["--email", "ann@example.com", "bob@example.com"]).expect(0);
    assert_eq!(people_of(&output.json()), [ann.get()]);
    let output = output.shows("bob@example.com");
    output.shows("no session listed at");
}

#[test]
fn two_people_with_one_address_are_both_named_until_an_id_says_which() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, joann, _] = three(&server);
    give(&server, joann, "ann@example.com");
    let refused = end(&program, &["--email", "ann@example.com"]).expect(5);
    let refused = refused.shows(&ann.to_string());
    refused.shows(&joann.to_string());
    let with_id = ["--email", "ann@example.com", "--user", &joann.to_string()];
    assert_eq!(
        people_of(&end(&program, &with_id).expect(0).json()),
        [joann.get()]
    );

    // Another address of somebody is not enough to act on.
    server.simulator.edit_user(ann, |person| {
        person.email = Some("first@example.com".to_owned());
        person.other_emails = vec!["second@example.com".to_owned()];
    });
    let both = ["--email", "second@example.com", "bob@example.com"];
    let other = end(&program, &both).expect(1).shows("another address");
    assert!(other.stderr.contains(&ann.to_string()), "{}", other.stderr);
    let with_id = ["--email", "second@example.com", "--user", &ann.to_string()];
    assert_eq!(
        people_of(&end(&program, &with_id).expect(0).json()),
        [ann.get()]
    );
}

/// A word for one of Zendesk's own roles may be the name of a custom role too, and nobody guesses then
/// who is meant.
#[test]
fn a_role_that_two_things_are_called_is_refused_until_one_is_meant() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let agents = server.simulator.users().into_iter();
    let mut agents = agents.filter(|agent| agent.role == Role::Agent);
    let (agent, role) = agents
        .find_map(|agent| Some((agent.id, agent.custom_role?)))
        .unwrap();
    server.simulator.sign_in(agent).unwrap();
    for word in ["Staff", "Agent"] {
        assert!(server.simulator.set_custom_role_name(role, word));
        let quoted = format!("\"{word}\"");
        let by_query = |word: &str| format!("role:{word}");
        for choice in [["--role", word], ["--filter", &by_query(word)]] {
            let arguments = [&choice[..], &["--yes", "--expect", "1"]].concat();
            let refused = end(&program, &arguments).expect(5);
            let refused = refused.shows("custom role").shows("nothing was done");
            refused.shows(&role.to_string());
        }
        for choice in [["--role", &quoted], ["--filter", &by_query(&quoted)]] {
            let people = people_of(&end(&program, &choice).expect(0).json());
            let of_role = |id: &u64| {
                let person = server.simulator.user(UserId::new(*id).unwrap()).unwrap();
                person.custom_role == Some(role)
            };
            assert!(people.contains(&agent.get()) && people.iter().all(of_role));
        }
        let other = if word == "Staff" {
            "-role:end-user"
        } else {
            "-role:admin -role:end-user"
        };
        let people = people_of(&end(&program, &["--filter", other]).expect(0).json());
        assert!(people.contains(&agent.get()), "{other}");
    }
    assert!(server.sent().is_empty());
}

/// Where the custom roles cannot be read although there may be some, nobody knows that a word for one of
/// Zendesk's own roles means that alone. An account that has none says so.
#[test]
fn a_role_word_changes_nothing_where_the_custom_roles_cannot_be_read() {
    let answered = |then: &str| {
        let server = Server::new();
        server.sign_in(1);
        server.faults(&format!(
            "[[fault]]\npath = \"/api/v2/custom_roles\"\n{then}"
        ));
        let program = Program::admin_of(&server);
        (server, program)
    };
    for then in [
        "then.html = { code = 500 }",
        "then.html = { code = 200 }",
        "then.cut = { after = 20 }",
        "then.status = { code = 200, body = '{}' }",
    ] {
        let (server, program) = answered(then);
        for arguments in [
            &["end", "--role", "staff", "--yes", "--expect", "1"][..],
            &["end", "--filter", "-role:end-user"],
            &["suspend", "--role", "Agent", "--yes", "--expect", "1"],
            &[
                "tokens", "revoke", "--role", "staff", "--yes", "--expect", "1",
            ],
            &["plan", "--role", "end-user"],
            &["offboard", "--role", "end-user"],
        ] {
            let output = program.run(arguments.to_vec()).expect(4);
            let output = output.shows("is the name of a custom role too");
            output.shows("nothing was sent");
        }
        let listed = program.run(["list", "--role", "staff"]);
        assert!(listed.stderr.contains("custom roles could not be read"));
        assert!(server.sent().is_empty(), "{then}");
    }
    for status in [403, 404, 422] {
        let (_server, program) = answered(&format!("then.status = {{ code = {status} }}"));
        let output = end(&program, &["--role", "end-user"]).expect(0);
        assert!(!people_of(&output.json()).is_empty(), "{status}");
    }
}

/// Where the search is behind, a walk finds whoever is signed in.
#[test]
fn a_walk_finds_whom_the_search_does_not_know_yet() {
    let server = Server::with(|options| options.search_lag = Duration::from_secs(3_600));
    let program = Program::admin_of(&server);
    let [ann, ..] = three(&server);
    let output = end(&program, &["--email", "ann@example.com"]).expect(0);
    assert_eq!(people_of(&output.json()), [ann.get()]);
    assert!(server.reads_of("/api/v2/sessions") > 0);
}

#[test]
fn a_list_is_taken_whole_or_not_at_all() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [ann, _, bob] = three(&server);
    let path = program.home().join("leavers.csv");
    let list = "\u{feff}Name;E-Mail\r\n\"A; B\";ann@example.com\r\nBob;bob@example.com\r\n";
    fs::write(&path, list).unwrap();
    let output = end(&program, &["--people", "leavers.csv"]).expect(0);
    let mut expected = [ann.get(), bob.get()];
    expected.sort_unstable();
    let mut people = people_of(&output.json());
    people.sort_unstable();
    assert_eq!(people, expected);

    let before = server.simulator.ledger().len();
    fs::write(&path, format!("{list}Eve;*@example.com\r\n")).unwrap();
    let refused = end(&program, &["--people", "leavers.csv"]).expect(2);
    refused.shows("line 4").shows("nobody on it is taken");
    for (arguments, words) in [
        (&["--people", "missing.csv"][..], "cannot be read"),
        (&["--people", "-", "-"], "name it once"),
        (
            &["--people", "leavers.csv", "--column", "login"],
            "no column",
        ),
        (&["--email", "*@example.com"], "cannot be searched for"),
    ] {
        end(&program, arguments).expect(2).shows(words);
    }
    assert_eq!(server.simulator.ledger().len(), before);

    let arguments = ["end", "--format", "json", "--people", "-", "--column", "id"];
    let stdin = format!("id,name\n{ann},Ann\n");
    let output = program.run_with(arguments, &stdin).expect(0);
    assert_eq!(people_of(&output.json()), [ann.get()]);
}

/// Whoever is signed in costs no request of their own, however many are named.
#[test]
fn ten_thousand_addresses_cost_a_walk() {
    let server = Server::with(|options| (options.users, options.sessions) = (12_000, 2_000));
    let program = Program::admin_of(&server);
    let mut list = "email\n".to_owned();
    let mut named = 0;
    for person in server.simulator.users() {
        let Some(address) = person.email.filter(|_| named < 10_000) else {
            continue;
        };
        named += 1;
        writeln!(list, "{address}").unwrap();
    }
    assert_eq!(named, 10_000);
    fs::write(program.home().join("all.csv"), list).unwrap();
    let output = program
        .run(["list", "--people", "all.csv", "--format", "json"])
        .expect(1);
    assert!(!output.json()["sessions"].as_array().unwrap().is_empty());
    let searches = server.reads_of("/api/v2/users/search");
    let requests = server.simulator.ledger().len();
    // Pages of sessions, people by the hundred, and who asks.
    assert!(searches == 0 && requests < 60, "{searches} of {requests}");
    // Whoever is suspended need not be signed in, so this many are refused.
    let refused = program.run(["suspend", "--people", "all.csv"]).expect(5);
    refused.shows("looked up one by one");
    assert!(server.sent().is_empty());
}

#[test]
fn suspending_takes_whoever_is_not_signed_in_as_well() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let [_, _, bob] = three(&server);
    for session in server.simulator.sessions_of(bob) {
        server.simulator.sign_out(session.key);
    }
    let arguments = ["suspend", "--email", "bob@example.com", "--format", "json"];
    let plan = program.run(arguments).expect(0).json();
    assert_eq!(people_of(&plan), [bob.get()]);
    let yes = [
        "suspend",
        "--email",
        "bob@example.com",
        "--yes",
        "--expect",
        "1",
    ];
    program.run(yes).expect(0);
    assert!(server.simulator.user(bob).unwrap().suspended);
}

/// What is larger than any list is not read to its end, and nobody is asked about.
#[test]
fn a_list_that_is_larger_than_any_list_is_refused() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    let file = fs::File::create(program.home().join("huge.csv")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    for verb in ["end", "list", "suspend", "leavers"] {
        let refused = program.run([verb, "--people", "huge.csv"]).expect(2);
        refused.shows("larger than 64 MiB");
    }
    assert!(server.simulator.ledger().is_empty());
}

/// What these credentials may never know is an error, and is not passed over.
#[test]
fn a_name_that_can_never_be_known_is_an_error() {
    let server = Server::new();
    let program = Program::admin_of(&server);
    server.faults(
        "[[fault]]\nmethod = \"GET\"\npath = \"/api/v2/organizations/**\"\nthen.status = { code = 403 }\n",
    );
    for arguments in [
        ["end", "--org", "Quills & Sons"],
        ["end", "--filter", "org:\"Quills & Sons\""],
        ["suspend", "--org", "Quills & Sons"],
    ] {
        let output = program.run(arguments);
        assert!(
            [2, 5].contains(&output.status),
            "{arguments:?}: {}",
            output.stderr
        );
    }
    assert!(server.sent().is_empty());
}

/// An address that two people have is nobody's, also where a walk is made anyway and shows one of them:
/// both are named, and nothing is asked of anybody's sessions or tokens.
#[test]
fn an_address_of_two_people_is_refused_beside_every_other_choice() {
    let server = Server::new();
    let [away, here, other] = server.end_users(3).try_into().unwrap();
    give(&server, away, "twin@vendor.example");
    give(&server, here, "Twin@Vendor.example");
    give(&server, other, "bob@agency.example");
    for user in [here, other] {
        server.simulator.sign_in(user).unwrap();
    }
    let away_sessions = server.simulator.sessions_of(away);
    for session in away_sessions {
        server.simulator.sign_out(session.key);
    }
    let program = Program::admin_of(&server);
    let both = [away.get(), here.get()];
    let besides: [&[&str]; 4] = [
        &[],
        &["--role", "end-user"],
        &["--domain", "agency.example"],
        &["--filter", "email:bob@agency.example"],
    ];
    let verbs: [&[&str]; 7] = [
        &["end"],
        &["suspend"],
        &["offboard"],
        &["tokens", "revoke"],
        &["tokens", "list"],
        &["list"],
        &["plan", "--operation", "suspend", "--out", "plan.json"],
    ];
    let named = ["--email", "twin@vendor.example"];
    for verb in verbs {
        for beside in besides {
            let arguments = [verb, &named, beside].concat();
            let refused = program.run(arguments).expect(5);
            let refused = refused.shows("is the name of several");
            for user in both {
                assert!(
                    refused.stderr.contains(&user.to_string()),
                    "{}",
                    refused.stderr
                );
            }
        }
    }
    let leavers = program.run([&["leavers"][..], &named].concat()).expect(5);
    leavers.shows("is the name of several");
    // An id says who is meant, and that is all.
    let id = here.to_string();
    let meant = ["suspend", "--user", &id, "--domain", "agency.example"];
    program
        .run([&meant[..], &named, &["--format", "json"]].concat())
        .expect(0);
    assert!(server.sent().is_empty());
}

/// A verb that looks at those who are signed in says so where all of whom something holds are meant, and
/// names whom it knows of the others.
#[test]
fn whoever_is_not_signed_in_is_not_left_out_in_silence() {
    let server = Server::new();
    let own = server.simulator.own_user().unwrap();
    let people = server.simulator.users().into_iter().map(|person| person.id);
    let has_token = |user: &UserId| server.simulator.tokens_of(*user) > 0;
    let away = people.filter(|user| *user != own).find(has_token).unwrap();
    let here = server
        .end_users(3)
        .into_iter()
        .find(|it| *it != away)
        .unwrap();
    give(&server, away, "ann@vendor.example");
    give(&server, here, "ned@vendor.example");
    for session in server.simulator.sessions_of(away) {
        server.simulator.sign_out(session.key);
    }
    server.simulator.sign_in(here).unwrap();
    let program = Program::admin_of(&server);
    let whom = ["--domain", "vendor.example", "--format", "json"];
    let suspended = program.run([&["suspend"], &whom[..]].concat()).expect(0);
    assert_eq!(people_of(&suspended.json()), [here.get()]);
    suspended.shows("--domain: only people who are signed in");
    let offboarded = program.run([&["offboard"], &whom[..]].concat()).expect(1);
    let plan = offboarded.json();
    assert_eq!(plan["people"].as_array().unwrap().len(), 1, "{plan}");
    assert_eq!(plan["people"][0]["user_id"], here.get());
    assert_eq!(plan["not_found"], serde_json::json!([]));
    offboarded
        .shows("--domain: only people who are signed in")
        .shows(&format!(
            "1 person of them has tokens, and is left out: user {away}"
        ));
    // Whoever of them is not known is not left out in silence either.
    server.faults(&format!(
        "[[fault]]\npath = \"/api/v2/users/show_many\"\nthen.leave_out = {{ people = [{away}] }}\n\
         [[fault]]\npath = \"/api/v2/users/{away}\"\nthen.status = {{ code = 403 }}"
    ));
    let offboarded = program.run([&["offboard"], &whom[..]].concat()).expect(1);
    offboarded.shows("with tokens it cannot be known whether they are meant");
    server.simulator.clear_faults();
    let here = here.to_string();
    let named = program.run(["suspend", "--user", &here]).expect(0);
    assert!(!named.stderr.contains("signed in;"), "{}", named.stderr);
    // Whose tokens are meant is another question, and that nobody has one is its answer.
    let none = ["tokens", "revoke", "--domain", "nobody.example"];
    program
        .run(none)
        .expect(5)
        .shows("nobody of it has a token");
}
