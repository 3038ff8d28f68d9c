//! Names of several people, roles or hosts: refused until one is meant.

use super::*;

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
            let refused = refused.shows("is the address of several");
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
    leavers.shows("is the address of several");
    // An id says who is meant, and that is all.
    let id = here.to_string();
    let meant = ["suspend", "--user", &id, "--domain", "agency.example"];
    program
        .run([&meant[..], &named, &["--format", "json"]].concat())
        .expect(0);
    assert!(server.sent().is_empty());
}
