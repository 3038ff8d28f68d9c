//! What an operation is, is asked of it: nobody else looks whether it is one certain operation. Whoever
//! does, knows nothing of the next one, and the compiler does not ask them.
//!
//! A look is a pattern, a comparison, or a search for one variant. To make one is none: `zentop suspend`
//! suspends. Inside the files of the recipe each match names every variant, so that the compiler asks
//! for the next one there.

use std::collections::BTreeSet;

use super::code::closing;
use super::hold;
use super::looks::{Watched, is_of_word, line, looks, open_matches};
use super::recipes::files_of;
use super::source::{Source, all};

/// The enums that have a variant for each operation, the file of each, and its variants that are for no
/// single operation.
const WATCHED: [(&str, &str, &[&str]); 5] = [
    ("Operation", "operation/kinds.rs", &[]),
    (
        "RecordRoute",
        "journal/words.rs",
        &["Several", "SignOut", "ChatAccount", "Other"],
    ),
    (
        "State",
        "journal/words.rs",
        &[
            "Accepted",
            "Changed",
            "Gone",
            "Refused",
            "Failed",
            "Unknown",
            "NotAttempted",
            "CameBack",
            "Other",
        ],
    ),
    ("PersonChange", "zendesk/wire/change.rs", &[]),
    ("NextStep", "app/dialog/next_step.rs", &[]),
];

/// The files beside those of the recipe that may look, and why.
const MAY_LOOK: [(&str, &str); 7] = [
    (
        "journal/changes.rs",
        "changes without a run are a closed list of their own",
    ),
    (
        "journal/past/building.rs",
        "what lists show of sessions, of which one request may have several",
    ),
    ("journal/past/item.rs", "the same, session by session"),
    (
        "journal/past/later.rs",
        "what later lists show of sessions and tokens",
    ),
    (
        "journal/record.rs",
        "the sessions that a record says were ended",
    ),
    (
        "operation/step.rs",
        "which sessions one request takes in, by its route",
    ),
    (
        "operation/words/standing.rs",
        "an answer that was found in a list after a crash",
    ),
];

/// The recipe of an operation.
const RECIPE: &str = "# Add an operation";

/// The variants of an enum, from its definition.
fn variants(code: &str, name: &str) -> Vec<String> {
    let start = code.find(&format!("enum {name} {{")).unwrap();
    let body = &code[start + code[start..].find('{').unwrap()..];
    let body = &body[1..closing(body, 0) - 1];
    let mut depth = 0_i32;
    let parts = body.split(|letter| {
        depth += match letter {
            '(' | '{' | '[' => 1,
            ')' | '}' | ']' => -1,
            _ => 0,
        };
        depth == 0 && letter == ','
    });
    let names = parts.filter_map(|part| {
        // An attribute comes before the name.
        let part = part.rsplit(']').next()?.trim();
        let name: String = part
            .chars()
            .take_while(|letter| is_of_word(*letter))
            .collect();
        (!name.is_empty()).then_some(name)
    });
    names.collect()
}

/// The variants that nobody looks for, by the names of their enums.
fn watched() -> Watched {
    let of = |(name, home, general): (&'static str, &str, &[&str])| {
        let source = all().iter().find(|source| source.path == home).unwrap();
        let mut variants: BTreeSet<String> = variants(source.code(), name).into_iter().collect();
        for one in general {
            assert!(variants.remove(*one), "{name} has no {one}");
        }
        assert!(variants.len() > 1, "{name} was not found");
        (name, variants)
    };
    WATCHED.into_iter().map(of).collect()
}

fn is_of_recipe(source: &Source, recipe: &[String]) -> bool {
    recipe
        .iter()
        .any(|path| *path == format!("src/{}", source.path))
}

#[test]
fn nobody_looks_for_one_operation_but_the_files_of_its_recipe() {
    let (watched, recipe) = (watched(), files_of(RECIPE));
    let mut found = Vec::new();
    let mut needed = BTreeSet::new();
    for source in all() {
        let code = source.code();
        let looks = looks(code, &watched);
        if is_of_recipe(source, &recipe) || looks.is_empty() {
            continue;
        }
        if MAY_LOOK.iter().any(|(path, _)| *path == source.path) {
            needed.insert(source.path.as_str());
            continue;
        }
        for (at, what, _) in looks {
            found.push((source.place(line(code, at)), what));
        }
    }
    hold(
        "a file looks for one operation; what it wants to know is asked of the operation (recipes, Add an \
         operation)",
        &found,
    );
    for (path, reason) in MAY_LOOK {
        assert!(!reason.is_empty());
        assert!(
            needed.contains(path),
            "{path} looks for none: take it off the list"
        );
    }
}

#[test]
fn the_files_of_the_recipe_name_every_operation() {
    let (watched, recipe) = (watched(), files_of(RECIPE));
    let mut found = Vec::new();
    for source in all().iter().filter(|source| is_of_recipe(source, &recipe)) {
        let code = source.code();
        for at in open_matches(code, &watched) {
            found.push((source.place(line(code, at)), "a match with `_`".to_owned()));
        }
        let alone = looks(code, &watched)
            .into_iter()
            .filter(|(.., is_arm)| !is_arm);
        found.extend(alone.map(|(at, what, _)| (source.place(line(code, at)), what)));
    }
    hold("an operation is looked for, or left to `_`", &found);
}

/// The list of all operations is not asked for by the compiler.
#[test]
fn the_list_of_all_operations_has_each() {
    let home = all()
        .iter()
        .find(|source| source.path == "operation/kinds.rs");
    let code = home.unwrap().code();
    let start = code.find("const ALL: [Self;").unwrap();
    let list = &code[start..start + code[start..].find("];").unwrap()];
    for variant in variants(code, "Operation") {
        assert!(list.contains(&format!("Self::{variant}")), "{variant}");
    }
}

#[test]
fn the_variants_of_an_enum_are_read() {
    let enumerated = "pub enum A {\n    One(u8, u8),\n    #[serde(other)]\n    Two,\n}";
    assert_eq!(variants(enumerated, "A"), ["One", "Two"]);
}
