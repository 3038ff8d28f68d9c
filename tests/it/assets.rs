//! The files that are embedded, and the examples of the front page.

use std::fs;
use std::path::{Path, PathBuf};

use zentop::app::Keymap;
use zentop::simulator::ServerFault;

use crate::support::Program;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// `settings.toml` with the `#` taken from every line that is a setting or a heading.
fn uncommented(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(setting) if !setting.starts_with(' ') && !setting.is_empty() => setting,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_settings_file_changes_nothing_as_it_is_and_may_be_uncommented() {
    let text = read("assets/settings.toml");
    assert_eq!(
        toml::from_str::<toml::Table>(&text).unwrap(),
        toml::Table::new()
    );
    let open = uncommented(&text);
    assert!(!toml::from_str::<toml::Table>(&open).unwrap().is_empty());
    // The binary takes both; what it misses is the account, not a setting.
    for settings in [text, open.replace("profile = \"default\"", "")] {
        let program = Program::new().with_settings(&settings);
        program.run(["auth", "status"]).expect(3);
    }
}

#[test]
fn the_keymap_reads_and_binds_every_action() {
    let keymap = Keymap::standard().unwrap();
    let bound: Vec<String> = keymap
        .bindings()
        .iter()
        .map(|binding| format!("{:?}", binding.action))
        .collect();
    let source = read("src/app/action.rs");
    let body = source.split("pub enum Action {").nth(1).unwrap();
    let body = body.split("\n}").next().unwrap();
    let actions = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && !line.is_empty());
    let mut count = 0;
    for action in actions {
        let action = action.trim_end_matches(',');
        count += 1;
        assert!(
            bound.iter().any(|bound| bound == action),
            "{action} has no key"
        );
    }
    assert!(count > 20, "the actions were not found");
}

#[test]
fn every_key_of_the_keymap_is_explained() {
    for binding in Keymap::standard().unwrap().bindings() {
        assert!(!binding.help.is_empty() && !binding.group.is_empty());
        assert!(!binding.help.ends_with('.'), "{}", binding.help);
    }
}

#[test]
fn the_example_of_a_fault_file_is_one() {
    assert!(
        !ServerFault::parse_file(&read("assets/demo/faults.toml"))
            .unwrap()
            .is_empty()
    );
}

/// The arguments of every line of a code block that runs zentop, up to a pipe or a comment.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut is_code = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
            continue;
        }
        let words: Vec<&str> = line
            .split_whitespace()
            .skip_while(|word| *word == "$" || (word.contains('=') && !word.starts_with('-')))
            .take_while(|word| !word.starts_with(['#', '|', '>', '&', ';']))
            .collect();
        let arguments = match words.as_slice() {
            ["zentop", arguments @ ..] => arguments,
            ["cargo", "run", rest @ ..] => match rest.iter().position(|word| *word == "--") {
                Some(place) => &rest[place + 1..],
                None => &[],
            },
            _ => continue,
        };
        if is_code {
            found.push(arguments.iter().map(ToString::to_string).collect());
        }
    }
    found
}

/// The words of a command line that name a verb: those before the first flag.
fn verb(arguments: &[String]) -> Vec<String> {
    let words = arguments.iter().take_while(|word| {
        word.chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '-')
            && !word.starts_with('-')
    });
    words.take(2).cloned().collect()
}

#[test]
fn the_front_page_shows_only_commands_that_exist() {
    let program = Program::new();
    let pages: Vec<PathBuf> = ["README.md"].map(|page| root().join(page)).into();
    for page in pages.iter().filter(|page| page.exists()) {
        for arguments in commands(&fs::read_to_string(page).unwrap()) {
            let mut line = verb(&arguments);
            if line.first().is_some_and(|verb| verb == "completions") {
                line.truncate(1);
            }
            let flags = arguments.iter().filter(|word| word.starts_with("--"));
            line.push("--help".to_owned());
            let help = program.run(&line).expect(0).stdout;
            for flag in flags {
                let flag = flag.split('=').next().unwrap_or(flag);
                assert!(
                    help.contains(flag),
                    "{arguments:?}: {flag} is not in the help"
                );
            }
        }
    }
}

#[test]
fn commands_are_found_in_code_blocks_alone() {
    let text = "zentop lies\n```sh\nzentop\n$ A=b zentop list --format json # all\ncargo run --release -- demo | less -R\nzentopper x\n```\nzentop lies\n";
    let found = commands(text);
    assert_eq!(found.len(), 3);
    assert_eq!(found[1], ["list", "--format", "json"]);
    assert_eq!(verb(&found[1]), ["list"]);
    assert_eq!(verb(&found[2]), ["demo"]);
}
