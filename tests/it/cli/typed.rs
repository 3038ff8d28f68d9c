//! Whatever somebody typed comes back without what a terminal would take for a command.

use crate::support::{Program, Server};

/// A text that clears the screen where it is printed as it is.
const CLEARS: &str = "\u{1b}[2J";

/// The verbs that take most options; each is asked with each of them.
const VERBS: [&[&str]; 9] = [
    &["apply"],
    &["end"],
    &["find"],
    &["journal", "show"],
    &["leavers"],
    &["list"],
    &["plan"],
    &["show"],
    &["tokens", "list"],
];

/// The options of a verb that take a value, by its help.
fn options(program: &Program, verb: &[&str]) -> Vec<String> {
    let help = program.run([&["help"], verb].concat()).stdout;
    let lines = help.lines().map(str::trim_start);
    let option = lines.filter_map(|line| {
        let at = line.find("--")?;
        let (name, value) = line[at..].split_once([' ', '='])?;
        let is_option = line.starts_with('-') && value.starts_with('<');
        is_option.then(|| name.to_owned())
    });
    option.collect()
}

#[track_caller]
fn is_harmless(program: &Program, arguments: &[&str]) {
    let output = program.run(arguments);
    for text in [&output.stdout, &output.stderr] {
        assert!(!text.contains('\u{1b}'), "{arguments:?}: {text:?}");
    }
}

#[test]
fn no_option_prints_what_was_typed_as_it_is() {
    let server = Server::with(|options| options.sessions = 9);
    let program = Program::admin_of(&server);
    let mut tried = 0;
    for verb in VERBS {
        is_harmless(&program, &[verb, &[CLEARS]].concat());
        for option in options(&program, verb) {
            tried += 1;
            is_harmless(&program, &[verb, &[&*option, CLEARS]].concat());
        }
    }
    assert!(tried > 20, "{tried} options");
}

#[test]
fn no_mistake_in_a_query_prints_what_was_typed_as_it_is() {
    let server = Server::with(|options| options.sessions = 9);
    let program = Program::admin_of(&server);
    for query in [
        format!("{CLEARS}:x"),
        CLEARS.to_owned(),
        format!("flag:{CLEARS}"),
        format!("state:{CLEARS}"),
        format!("suspended:{CLEARS}"),
        format!("role:{CLEARS}"),
        format!("age>{CLEARS}"),
        format!("signed_in<{CLEARS}"),
        format!("user:{CLEARS}"),
        format!("domain:\"{CLEARS}"),
        format!("({CLEARS}"),
        format!("marked:true {CLEARS}"),
        format!("sessions>{CLEARS}"),
    ] {
        for verb in ["list", "end"] {
            is_harmless(&program, &[verb, "--filter", &query]);
        }
    }
}
