//! Help: by three ways the same, and no wider than the terminal.

use std::path::Path;

use crate::support::Program;
use crate::terminal::{Pty, ZENTOP};

const COMMANDS: [&[&str]; 42] = [
    &[],
    &["apply"],
    &["auth"],
    &["auth", "login"],
    &["auth", "logout"],
    &["auth", "status"],
    &["chat"],
    &["chat", "account"],
    &["chat", "account", "set"],
    &["chat", "account", "show"],
    &["completions"],
    &["config"],
    &["config", "check"],
    &["config", "path"],
    &["config", "show"],
    &["demo"],
    &["end"],
    &["find"],
    &["help"],
    &["help-center"],
    &["help-center", "session"],
    &["incident"],
    &["journal"],
    &["journal", "export"],
    &["journal", "recover"],
    &["journal", "show"],
    &["journal", "verify"],
    &["leavers"],
    &["list"],
    &["man"],
    &["me"],
    &["me", "logout"],
    &["me", "renew"],
    &["me", "show"],
    &["offboard"],
    &["plan"],
    &["show"],
    &["simulate"],
    &["suspend"],
    &["tokens"],
    &["tokens", "list"],
    &["tokens", "revoke"],
];

#[test]
fn help_of_a_command_is_found_by_its_name_and_by_its_option() {
    let program = Program::new();
    for command in COMMANDS {
        let asked = program.run([&["help"], command].concat()).expect(0);
        let option = program.run([command, &["--help"]].concat()).expect(0);
        assert_eq!(asked.stdout, option.stdout, "{command:?}");
        assert!(asked.stderr.is_empty());
    }
    let wrong = program.run(["help", "lst"]).expect(2);
    wrong.shows("unrecognized subcommand 'lst'").shows("'list'");
    let wrong = program.run(["help", "tokens", "revok"]).expect(2);
    wrong.shows("'revoke'");
    let wrong = program.run(["tokens", "lst"]).expect(2);
    wrong.shows("'list'");
}

/// What keeps escapes out of the text, which have no width.
const PLAIN: [(&str, &str); 1] = [("NO_COLOR", "1")];

#[test]
fn help_is_no_wider_than_the_terminal() {
    for columns in [60, 80, 100, 160] {
        for command in COMMANDS {
            let arguments = [command, &["--help"]].concat();
            let left = Pty::start(Path::new(ZENTOP), &arguments, &PLAIN, (columns, 200)).left();
            let text = String::from_utf8(left.raw).unwrap();
            let widest = text
                .lines()
                .map(|line| line.trim_end().chars().count())
                .max();
            let widest = widest.unwrap_or_default();
            let limit = usize::from(columns.min(100));
            assert!(widest <= limit, "{widest} of {columns}: {text}");
            assert!(left.status == 0 && text.contains("Usage:"));
        }
    }
}
