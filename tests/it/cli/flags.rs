//! Rules: what they hit, and what a person says of them in the settings.

use crate::support::{Program, Server};

fn flagged() -> Server {
    Server::with(|options| {
        (options.sessions, options.users) = (200, 300);
        options.flagged = true;
    })
}

/// The names of those whom a filter finds, and how many sessions it finds.
fn found(program: &Program, filter: &str) -> (Vec<String>, usize) {
    let arguments = ["list", "--format", "json", "--filter", filter];
    // Sessions without a time leave some rules undecided, which has a status of its own.
    let document = program.run(arguments).json();
    let sessions = document["sessions"].as_array().unwrap();
    let names = sessions.iter().filter_map(|it| it["name"].as_str());
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    (names, sessions.len())
}

#[test]
fn every_rule_that_comes_with_the_program_hits_somebody() {
    let server = flagged();
    let program = Program::admin_of(&server);
    for (rule, people, sessions) in [
        ("staff-over-12h", 1, 1),
        ("admin-many-sessions", 1, 5),
        ("sign-in-burst", 1, 7),
        ("namesake-of-staff", 2, 2),
    ] {
        let (names, count) = found(&program, &format!("flag:{rule}"));
        assert!(
            names.len() >= people && count >= sessions,
            "{rule}: {names:?}"
        );
    }
    let (names, _) = found(&program, "flag:leaver-signed-in");
    assert!(!names.is_empty());
    let (overdue, _) = found(&program, "flag:overdue");
    assert_eq!(overdue, found(&program, "flag:staff-over-12h").0);
    let (alike, _) = found(&program, "flag:namesake-of-staff");
    assert_eq!(alike, found(&program, "role:end-user twin:staff").0);
    assert!(alike.iter().any(|name| !name.is_ascii()), "{alike:?}");
    // What deserves a look comes first.
    let arguments = [
        "list",
        "--format",
        "json",
        "--sort",
        "attention",
        "--limit",
        "1",
    ];
    let first = program.run(arguments).expect(0).json();
    assert_eq!(first["sessions"][0]["name"], overdue[0].as_str());
}

#[test]
fn rules_of_the_settings_are_asked_for_and_others_are_told_what_was_meant() {
    let server = flagged();
    let program = Program::admin_of(&server).with_settings(
        "[[rule]]\nname = \"overdue\"\nenabled = false\n\
         [[rule]]\nname = \"crowd\"\nquery = \"role:end-user\"\nmore_than = 10\nper = \"account\"\n",
    );
    let (_, crowd) = found(&program, "flag:crowd");
    assert_eq!(crowd, found(&program, "role:end-user").1);
    program
        .run(["list", "--filter", "flag:crowds"])
        .expect(2)
        .shows("did you mean crowd?");
    program
        .run(["end", "--filter", "flag:overdue"])
        .expect(2)
        .shows("flag:overdue: the rules in force are");
    let wrong = Program::admin_of(&server)
        .with_settings("[[rule]]\nname = \"a\"\nquery = \"flag:overdue\"\n");
    wrong
        .run(["config", "check"])
        .expect(2)
        .shows(":3:9: `rule.query` asks for `flag`, which a rule cannot");
    let plan = program
        .run(["end", "--filter", "flag:sign-in-burst"])
        .expect(0);
    assert!(plan.stdout.contains('7'), "{}", plan.stdout);
}
