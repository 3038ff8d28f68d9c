//! Where a page lists a closed set, it lists all of it: each list is compared with the code.

use std::collections::BTreeSet;

use super::source::{every_file, root};

type Words = BTreeSet<String>;

/// A file of the repository, by its path from there.
fn read(path: &str) -> String {
    let home = root().parent().unwrap().to_owned();
    std::fs::read_to_string(home.join(path)).unwrap()
}

/// What stands between two texts.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to}")).0
}

/// The words of a text, without those that join them.
fn words(text: &str) -> Words {
    let is_sign = |sign: char| !sign.is_ascii_lowercase() && !"-_0123456789".contains(sign);
    let words = text.split(is_sign).filter(|word| !word.is_empty());
    words
        .filter(|word| *word != "or")
        .map(str::to_owned)
        .collect()
}

/// What stands in backticks.
fn quoted(text: &str) -> Words {
    let words = text.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

/// A name in capitals as words that are joined by this sign.
fn joined(name: &str, sign: char) -> String {
    let mut word = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push(sign);
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}

/// The names at the first level of an enum or a struct that begins with `head`.
fn names(path: &str, head: &str) -> Vec<String> {
    let text = read(path);
    let body = between(&text, head, "\n}");
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let lines = lines.map(|line| line.trim_start_matches("pub(in crate::command) "));
    let named = lines.filter(|line| line.starts_with(|sign: char| sign.is_alphabetic()));
    let named = named.map(|line| line.split(|sign: char| !sign.is_alphanumeric() && sign != '_'));
    named
        .filter_map(|mut parts| parts.next().map(str::to_owned))
        .collect()
}

/// The same as words.
fn variants(path: &str, head: &str, sign: char) -> Words {
    let names = names(path, head).into_iter();
    names.map(|name| joined(&name, sign)).collect()
}

#[test]
fn every_event_of_the_journal_is_in_the_page_on_safety() {
    let page = read("src/docs/safety.md");
    let listed = quoted(between(&page, "\nEvents: ", ".\n"));
    let mut events = variants("src/journal/words.rs", "pub enum RecordEvent {", '-');
    assert!(events.remove("other"), "what a later version may write");
    assert!(listed.len() > 15);
    assert_eq!(listed, events);
}

#[test]
fn every_option_of_the_simulator_is_in_the_page_on_the_command_line() {
    let page = read("src/docs/cli.md");
    let listed = between(
        &page,
        "`demo` and `simulate` take ",
        "`simulate` also takes",
    );
    let listed: Words = words(listed)
        .into_iter()
        .filter_map(|word| word.strip_prefix("--").map(str::to_owned))
        .collect();
    let options = names(
        "src/command/cli/simulator.rs",
        "pub(in crate::command) struct SimulatorOptions {",
    );
    let options: Words = options.iter().map(|name| name.replace('_', "-")).collect();
    assert!(options.len() > 10);
    assert_eq!(listed, options);
}

#[test]
fn every_word_of_a_fault_file_is_in_its_example() {
    let page = read("assets/demo/faults.toml").replace("\n# ", " ");
    let folder = "src/simulator/fault";
    for (from, to, path, head) in [
        (
            "`then` is what is answered: ",
            " with their values",
            format!("{folder}/effect.rs"),
            "pub enum FaultEffect {",
        ),
        (
            "names a refusal that Zendesk documents: ",
            ".",
            format!("{folder}/refusal.rs"),
            "pub enum ServedRefusal {",
        ),
        (
            "something may happen to people: ",
            ".",
            format!("{folder}/event.rs"),
            "pub enum FaultEvent {",
        ),
        (
            "one of the cast: ",
            ".",
            "src/simulator/people/cast.rs".to_owned(),
            "pub enum CastMember {",
        ),
    ] {
        let listed = between(&page, from, to);
        // What stands in brackets explains the word before it.
        let listed = listed.split('(').enumerate().map(|(n, part)| match n {
            0 => part,
            _ => part.split_once(')').map_or("", |(_, rest)| rest),
        });
        let listed = words(&listed.collect::<String>());
        assert!(listed.len() > 5, "{from}");
        assert_eq!(listed, variants(&path, head, '_'), "{from}");
    }
}

/// Where the code names a file or folder that it makes.
const NAMES_A_FILE: [&str; 4] = [
    ".join(\"",
    "beside(journal, \"",
    "const FOLDER: &str = \"",
    "_KEY: &str = \"",
];

/// What is named so and is no file of its own: the folder of all of them.
const NO_FILES: [&str; 1] = ["zentop"];

#[test]
fn every_file_that_the_program_makes_is_in_the_page_on_the_command_line() {
    let page = read("src/docs/cli.md");
    let table = between(&page, "\n# Files\n", "\n# ");
    let mut made = Words::new();
    for file in every_file() {
        let path = file.path();
        let is_program = path.starts_with("src/") && !path.starts_with("src/simulator/");
        if !is_program || path.contains("/tests") {
            continue;
        }
        let code = file.text().split("\n#[cfg(test)]\nmod tests {").next();
        for start in NAMES_A_FILE {
            let named = code.unwrap_or_default().split(start).skip(1);
            let named = named.filter_map(|rest| rest.split('"').next());
            let is_name = |name: &&str| {
                name.starts_with(|sign: char| sign.is_ascii_lowercase())
                    && name
                        .chars()
                        .all(|sign| sign.is_ascii_lowercase() || ".-".contains(sign))
            };
            made.extend(named.filter(is_name).map(str::to_owned));
        }
    }
    assert!(made.len() > 8, "{made:?}");
    let is_missing = |name: &&String| {
        let is_told = table.contains(&format!("`{name}/`"))
            || table.contains(&format!("/{name}`"))
            || table.contains(&format!("/{name}/"));
        !is_told && !NO_FILES.contains(&name.as_str())
    };
    let missing: Vec<&String> = made.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "not in the table: {missing:?}");
}
