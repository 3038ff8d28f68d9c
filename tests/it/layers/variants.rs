//! What an operation is, is asked of it: nobody else looks whether it is one certain operation. Whoever
//! does, knows nothing of the next one, and the compiler does not ask them.
//!
//! A look is a pattern, a comparison, or a search for one variant. To make one is none: `zentop suspend`
//! suspends. Inside the files of the recipe each match names every variant, so that the compiler asks
//! for the next one there.

use std::collections::{BTreeMap, BTreeSet};

use super::hold;
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

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The variants of an enum, from its definition.
fn variants(code: &str, name: &str) -> Vec<String> {
    let start = code.find(&format!("enum {name} {{")).unwrap();
    let body = &code[start + code[start..].find('{').unwrap()..];
    let body = &body[1..super::code::closing(body, 0) - 1];
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
fn watched() -> BTreeMap<&'static str, BTreeSet<String>> {
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

/// The place after what is in brackets from here on, if anything is.
fn after_brackets(code: &str, at: usize) -> usize {
    let mut depth = 0_i32;
    for (place, letter) in code[at..].char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth <= 0 {
            return at + place + usize::from(letter == ')');
        }
    }
    code.len()
}

/// The pattern of a match arm whose `=>` is at `arrow`.
fn pattern(code: &str, arrow: usize) -> &str {
    let mut depth = 0_i32;
    for (place, letter) in code[..arrow].char_indices().rev() {
        let is_begin = match letter {
            ')' | ']' => {
                depth += 1;
                false
            }
            '}' => {
                // The braces of a pattern have neither arms nor statements.
                let open = opening(code, place);
                let inside = &code[open..place];
                if depth == 0
                    && (inside.contains("=>") || inside.contains(';') || is_block(code, open))
                {
                    true
                } else {
                    depth += 1;
                    false
                }
            }
            '(' | '[' | '{' if depth > 0 => {
                depth -= 1;
                false
            }
            '(' | '[' | '{' => true,
            ',' | ';' => depth == 0,
            _ => false,
        };
        if is_begin {
            return code[place + letter.len_utf8()..arrow].trim();
        }
    }
    code[..arrow].trim()
}

/// Whether a brace opens a block, and not the fields of a pattern: no name stands before it.
fn is_block(code: &str, open: usize) -> bool {
    !code[..open].trim_end().ends_with(is_of_word)
}

/// The brace that the one at `close` closes.
fn opening(code: &str, close: usize) -> usize {
    let mut depth = 0_i32;
    for (place, letter) in code[..=close].char_indices().rev() {
        match letter {
            '}' => depth += 1,
            '{' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return place;
        }
    }
    0
}

/// Where patterns stand, from and to.
fn patterns(code: &str) -> Vec<(usize, usize)> {
    let place = |part: &str| {
        let from = part.as_ptr() as usize - code.as_ptr() as usize;
        (from, from + part.len())
    };
    let mut found = Vec::new();
    for (arrow, _) in code.match_indices("=>") {
        found.push(place(pattern(code, arrow)));
    }
    for (at, word) in code.match_indices("matches!(") {
        let open = at + word.len() - 1;
        found.push((open, after_brackets(code, open)));
    }
    for (at, word) in code.match_indices("let ") {
        let rest = &code[at + word.len()..];
        let is_apart = !code[..at].ends_with(is_of_word);
        let end = rest.find([';', '=']).unwrap_or(rest.len());
        if is_apart {
            found.push((at + word.len(), at + word.len() + end));
        }
    }
    found
}

/// Every look at a variant, with its place in the code.
fn looks(code: &str, watched: &BTreeMap<&str, BTreeSet<String>>) -> Vec<(usize, String)> {
    let patterns = patterns(code);
    let mut found = Vec::new();
    for (name, variants) in watched {
        let path = format!("{name}::");
        for (at, _) in code.match_indices(&path) {
            if code[..at].ends_with(is_of_word) {
                continue;
            }
            let rest = &code[at + path.len()..];
            let variant: String = rest.chars().take_while(|it| is_of_word(*it)).collect();
            if !variants.contains(&variant) {
                continue;
            }
            let after = after_brackets(code, at + path.len() + variant.len());
            let after = code[after..].trim_start_matches([')', ' ', '\n']);
            let before = code[..at].trim_end_matches("journal::");
            let before = before
                .trim_end_matches("Some(")
                .trim_end_matches(['&', '*', ' ', '\n']);
            let is_compared = [before.ends_with("=="), before.ends_with("!=")].contains(&true)
                || after.starts_with("==")
                || after.starts_with("!=");
            let is_sought = before.ends_with(".contains(");
            let is_pattern = patterns.iter().any(|(from, to)| (*from..*to).contains(&at));
            if is_compared || is_sought || is_pattern {
                found.push((at, format!("{name}::{variant}")));
            }
        }
    }
    found.sort();
    found
}

/// Every match that names a variant and has an arm for whatever else there is.
fn open_matches(code: &str, watched: &BTreeMap<&str, BTreeSet<String>>) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("match ") {
        let Some(open) = code[at..].find('{').map(|place| at + place) else {
            continue;
        };
        let body = &code[open..super::code::closing(&code[open..], 0) + open];
        let inside = own_arms(body);
        let is_watched = |pattern: &&str| {
            watched.iter().any(|(name, variants)| {
                let paths = [format!("{name}::"), "Self::".to_owned()];
                let own = enclosing(code, at) == Some(name);
                paths.iter().enumerate().any(|(n, path)| {
                    (n == 0 || own)
                        && pattern.match_indices(path.as_str()).any(|(place, _)| {
                            let rest = &pattern[place + path.len()..];
                            let word: String =
                                rest.chars().take_while(|it| is_of_word(*it)).collect();
                            variants.contains(&word)
                        })
                })
            })
        };
        let is_open = |pattern: &&str| {
            let bare = pattern.split(" if ").next().unwrap_or_default().trim();
            let is_name = bare.chars().all(is_of_word) && !bare.is_empty();
            is_name && !pattern.contains(" if ")
        };
        if inside.iter().any(is_watched) && inside.iter().any(is_open) {
            found.push(at);
        }
    }
    found
}

/// The type that the code at a place is part of the `impl` of.
fn enclosing(code: &str, at: usize) -> Option<&str> {
    let start = code[..at].rfind("\nimpl")?;
    let head = code[start..at].split('{').next()?;
    let name = head.split(" for ").last()?;
    name.split(|letter| !is_of_word(letter))
        .rfind(|word| !word.is_empty())
}

/// The patterns of the arms of a match, without those of matches inside.
fn own_arms(body: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let mut arms = Vec::new();
    for (place, letter) in body.char_indices() {
        match letter {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            '=' if depth == 1 && body[place..].starts_with("=>") => {
                arms.push(pattern(body, place));
            }
            _ => {}
        }
    }
    arms
}

fn line(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
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
        for (at, what) in looks {
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
    }
    hold("a match on operations leaves some to `_`", &found);
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
fn looks_are_told_from_what_is_made() {
    let code = "let a = Operation::End(x);\nif it == Operation::End(Route::Exact) {}\nmatch it {\n  Some(Operation::Suspend) | None => 1,\n  Other { a, .. } if b(Operation::Suspend) => {}\n  _ => f(Operation::Suspend, State::Gone),\n}\nlet Operation::End(r) = it else { return };\nmatches!(it, Operation::Suspend);\nall.contains(&Operation::Suspend);\nit != Some(journal::State::Suspended);\n";
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let watched: BTreeMap<&str, BTreeSet<String>> = [
        ("Operation", names(&["End", "Suspend"])),
        ("State", names(&["Suspended"])),
    ]
    .into();
    let looks = looks(code, &watched);
    let lines: Vec<usize> = looks.iter().map(|(at, _)| line(code, *at)).collect();
    // What a guard is about is part of its arm.
    assert_eq!(lines, [2, 4, 5, 8, 9, 10, 11]);
    assert_eq!(open_matches(code, &watched).len(), 1);
    let whole =
        "match it {\n  Operation::End(_) => match x { _ => 1 },\n  Operation::Suspend => 2,\n}\n";
    assert!(open_matches(whole, &watched).is_empty());
    let enumerated = "pub enum A {\n    One(u8, u8),\n    #[serde(other)]\n    Two,\n}";
    assert_eq!(variants(enumerated, "A"), ["One", "Two"]);
}
