//! Retired words stay out of the sources: the glossary lists them, and these tests read it.

use std::collections::BTreeSet;

use super::hold;
use super::names::definitions;
use super::source::{every_file, root};

/// Retired words that still stand in code which is being rewritten. Empty the list when that is
/// done.
const PENDING: [&str; 0] = [];

/// The words in backticks in the first column of the tables below `heading`.
fn retired(glossary: &str, heading: &str) -> BTreeSet<String> {
    let lines = glossary.lines().skip_while(|line| *line != heading).skip(1);
    let rows = lines
        .take_while(|line| !line.starts_with('#'))
        .filter_map(|line| line.strip_prefix("| ")?.split('|').next());
    let words = rows.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    words.map(str::to_owned).collect()
}

fn glossary() -> String {
    std::fs::read_to_string(root().join("docs/glossary.md")).unwrap()
}

/// The words of a table without those that are pending.
fn forbidden(heading: &str) -> BTreeSet<String> {
    let mut words = retired(&glossary(), heading);
    assert!(!words.is_empty(), "the glossary has no {heading}");
    words.retain(|word| !PENDING.contains(&word.as_str()));
    words
}

#[test]
fn no_identifier_is_a_retired_word() {
    let words = forbidden("## In no sense");
    let mut found = Vec::new();
    for file in every_file() {
        for (line, name) in file.identifiers() {
            if words.contains(name) {
                found.push((file.place(line), name.to_owned()));
            }
        }
    }
    hold("a retired word", &found);
}

#[test]
fn no_type_has_a_retired_name() {
    let words = forbidden("## As the name of a type");
    let found: Vec<_> = definitions()
        .into_iter()
        .filter(|(name, _)| words.contains(name))
        .map(|(name, place)| (place, name))
        .collect();
    hold("a type with a retired name", &found);
}

#[test]
fn a_pending_word_is_in_the_glossary_and_still_in_the_code() {
    let mut words = retired(&glossary(), "## In no sense");
    words.extend(retired(&glossary(), "## As the name of a type"));
    for word in PENDING {
        assert!(words.contains(word), "{word} is not in the glossary");
        let stands = every_file()
            .iter()
            .any(|file| file.identifiers().any(|(_, name)| name == word));
        assert!(stands, "{word} is gone: take it off PENDING");
    }
}

#[test]
fn the_tables_are_read() {
    let text = "# R\n## A\n\n| retired | in its place |\n| --- | --- |\n| `One`, `two` | `Three` |\n\n## B\n| `Four` | x |\n";
    let words: Vec<String> = retired(text, "## A").into_iter().collect();
    assert_eq!(words, ["One", "two"]);
}
