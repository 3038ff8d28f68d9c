//! Looks at one variant of an enum, found in code: patterns, comparisons and searches.

use std::collections::{BTreeMap, BTreeSet};

use super::code::closing;

/// The variants that are looked for, by the names of their enums.
pub(super) type Watched = BTreeMap<&'static str, BTreeSet<String>>;

pub(super) fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
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

/// Where the patterns of matches stand, from and to.
fn arms(code: &str) -> Vec<(usize, usize)> {
    let place = |part: &str| {
        let from = part.as_ptr() as usize - code.as_ptr() as usize;
        (from, from + part.len())
    };
    let arrows = code.match_indices("=>");
    arrows
        .map(|(arrow, _)| place(pattern(code, arrow)))
        .collect()
}

/// Where patterns stand that are in no match, from and to.
fn lone_patterns(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
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

/// Every look at a variant, with its place in the code, and whether it is the arm of a match.
pub(super) fn looks(code: &str, watched: &Watched) -> Vec<(usize, String, bool)> {
    let (arms, patterns) = (arms(code), lone_patterns(code));
    let is_in =
        |at: usize, all: &[(usize, usize)]| all.iter().any(|(from, to)| (*from..*to).contains(&at));
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
            let is_compared = before.ends_with("==")
                || before.ends_with("!=")
                || after.starts_with("==")
                || after.starts_with("!=");
            let is_sought = before.ends_with(".contains(");
            let is_alone = is_compared || is_sought || is_in(at, &patterns);
            if is_alone || is_in(at, &arms) {
                found.push((at, format!("{name}::{variant}"), !is_alone));
            }
        }
    }
    found.sort();
    found
}

/// Every match that names a variant and has an arm for whatever else there is.
pub(super) fn open_matches(code: &str, watched: &Watched) -> Vec<usize> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("match ") {
        let Some(open) = code[at..].find('{').map(|place| at + place) else {
            continue;
        };
        let body = &code[open..closing(&code[open..], 0) + open];
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
            let mut parts = pattern.split('|').map(str::trim);
            let is_name = parts.any(|part| part.chars().all(is_of_word) && !part.is_empty());
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

pub(super) fn line(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

#[test]
fn looks_are_told_from_what_is_made() {
    let code = "let a = Operation::End(x);\nif it == Operation::End(Route::Exact) {}\nmatch it {\n  Some(Operation::Suspend) | None => 1,\n  Other { a, .. } if b(Operation::Suspend) => {}\n  _ => f(Operation::Suspend, State::Gone),\n}\nlet Operation::End(r) = it else { return };\nmatches!(it, Operation::Suspend);\nall.contains(&Operation::Suspend);\nit != Some(journal::State::Suspended);\n";
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let watched: Watched = [
        ("Operation", names(&["End", "Suspend"])),
        ("State", names(&["Suspended"])),
    ]
    .into();
    let looks = looks(code, &watched);
    let lines: Vec<usize> = looks.iter().map(|(at, ..)| line(code, *at)).collect();
    // What a guard is about is part of its arm.
    assert_eq!(lines, [2, 4, 5, 8, 9, 10, 11]);
    assert_eq!(open_matches(code, &watched).len(), 1);
    let half = "match it {\n  Operation::End(_) => 1,\n  Operation::Suspend | _ => 2,\n}\n";
    assert_eq!(open_matches(half, &watched).len(), 1);
    let whole =
        "match it {\n  Operation::End(_) => match x { _ => 1 },\n  Operation::Suspend => 2,\n}\n";
    assert!(open_matches(whole, &watched).is_empty());
}
