//! The modules of a layer need each other one way: those of a circle can only be read together.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::code::closing;
use super::hold;
use super::source::{Source, all, top_level};

/// The layers of which this holds, by the modules that their files name.
const ONE_WAY: [&str; 6] = ["model", "auth", "incident", "chat", "host", "command"];

/// The modules that each module of a layer names.
type Needs = BTreeMap<String, BTreeSet<String>>;

/// The path of a file as that of its module: `command/me/logout.rs` is `command`, `me`, `logout`.
fn module(path: &str) -> Vec<&str> {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    stem.split('/').collect()
}

/// The first word of a path.
fn word(text: &str) -> String {
    let letters = text.trim_start().chars();
    letters
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect()
}

/// The words that a path goes on with, each of a list in braces.
fn words(rest: &str) -> Vec<String> {
    match rest.strip_prefix('{') {
        Some(list) => {
            let list = &list[..closing(rest, 0) - 2];
            top_level(list).map(word).collect()
        }
        None => vec![word(rest)],
    }
}

/// What a file names right below its layer, by `crate::layer::` and by `super::`.
fn named(source: &Source) -> BTreeSet<String> {
    let code: Vec<&str> = source.lines().map(|(_, line)| line).collect();
    let code = code.join("\n");
    let own = module(&source.path);
    let mut found = BTreeSet::new();
    let absolute = format!("crate::{}::", own[0]);
    for (at, _) in code.match_indices(&absolute) {
        found.extend(words(&code[at + absolute.len()..]));
    }
    for (at, _) in code.match_indices("super::") {
        if code[..at].ends_with("super::") {
            continue;
        }
        let (mut rest, mut levels) = (&code[at..], 0);
        while let Some(above) = rest.strip_prefix("super::") {
            (rest, levels) = (above, levels + 1);
        }
        if own.len() == levels + 1 {
            found.extend(words(rest));
        }
    }
    found
}

fn needs(layer: &str) -> Needs {
    let of_layer = || all().iter().filter(|source| source.layer() == layer);
    let below = |source: &Source| module(&source.path).get(1).map(|name| (*name).to_owned());
    let modules: BTreeSet<String> = of_layer().filter_map(below).collect();
    let mut needs = Needs::new();
    for source in of_layer() {
        let Some(own) = below(source) else { continue };
        let others = named(source).into_iter();
        let others = others.filter(|name| modules.contains(name) && *name != own);
        needs.entry(own.clone()).or_default().extend(others);
    }
    needs
}

/// The shortest way from a module back to itself.
fn circle(of: &str, needs: &Needs) -> Option<Vec<String>> {
    let mut ways = VecDeque::from([vec![of.to_owned()]]);
    let mut reached = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in needs.get(way.last()?).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(next.clone());
            if next == of {
                return Some(longer);
            }
            if reached.insert(next.clone()) {
                ways.push_back(longer);
            }
        }
    }
    None
}

#[test]
fn no_module_of_these_layers_needs_one_that_needs_it() {
    for layer in ONE_WAY {
        let needs = needs(layer);
        assert!(!needs.is_empty(), "{layer}");
        let circles = needs.keys().filter_map(|of| circle(of, &needs));
        let circles: Vec<(String, String)> = circles
            .map(|way| (format!("src/{layer}/{}.rs", way[0]), way.join(" → ")))
            .collect();
        hold("modules that need each other", &circles);
    }
}

#[test]
fn what_a_module_needs_is_read_from_each_way_of_naming_it() {
    let needs = needs("command");
    for (of, other) in [
        ("carry_out", "report"),     // `super::` in the front file of a folder
        ("me", "may_act"),           // `crate::command::` below it
        ("tokens", "token_reading"), // `super::super::`
    ] {
        assert!(needs[of].contains(other), "{of}: {:?}", needs[of]);
    }
}

#[test]
fn a_circle_is_found_whatever_its_length() {
    let needs: Needs = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")]
        .map(|(one, other)| (one.to_owned(), BTreeSet::from([other.to_owned()])))
        .into();
    let found = circle("b", &needs).unwrap().join(" ");
    assert_eq!(found, "b c a b");
    assert_eq!(circle("d", &needs), None);
}
