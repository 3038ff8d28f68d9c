//! The modules of a layer need each other one way: those of a circle can only be read together.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::code::closing;
use super::hold;
use super::source::{Source, all, top_level};

/// The layers of which this holds, by all that their files name: modules, and what a front file hands
/// on from one.
const ONE_WAY: [&str; 14] = [
    "model",
    "files",
    "query",
    "settings",
    "journal",
    "zendesk",
    "auth",
    "incident",
    "chat",
    "view",
    "host",
    "runtime",
    "command",
    "simulator",
];

/// The layers of which it holds by the names of modules alone. In `live` a query can ask for a flag, and
/// a flag is found by a query. In `operation` a report takes along what its run leaves to do, and that
/// goes by the report.
const ONE_WAY_BY_MODULES: [&str; 2] = ["live", "operation"];

/// The modules that each module of a layer needs.
type Needs = BTreeMap<String, BTreeSet<String>>;

/// What the front file of a layer hands on, with the module that it is from.
type HandedOn = BTreeMap<String, String>;

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

/// What a front file hands on, by `pub use` and `pub(crate) use`.
fn handed_on(code: &str) -> HandedOn {
    let mut found = HandedOn::new();
    for statement in code.split(';').map(str::trim_start) {
        let Some((_, path)) = statement
            .split_once("use ")
            .filter(|(before, _)| before.starts_with("pub") && !before.contains('{'))
        else {
            continue;
        };
        let path = path.strip_prefix("self::").unwrap_or(path);
        let Some((module, names)) = path.split_once("::") else {
            continue;
        };
        for part in names.split(['{', '}', ',']) {
            let name = part.rsplit("::").next().unwrap_or_default();
            let name = name.rsplit(" as ").next().unwrap_or_default().trim();
            if !name.is_empty() {
                found.insert(name.to_owned(), module.to_owned());
            }
        }
    }
    found
}

/// What is handed on by the front file of a layer.
fn handed_on_by(layer: &str) -> HandedOn {
    let front = format!("{layer}.rs");
    let front = all().iter().find(|source| source.path == front);
    let code: Vec<&str> = front.map_or_else(Vec::new, |front| {
        front.lines().map(|(_, line)| line).collect()
    });
    handed_on(&code.join("\n"))
}

/// What each module of a layer needs, by the modules that it names and by what is handed on.
fn needs(layer: &str, handed_on: &HandedOn) -> Needs {
    let of_layer = || all().iter().filter(|source| source.layer() == layer);
    let below = |source: &Source| module(&source.path).get(1).map(|name| (*name).to_owned());
    let modules: BTreeSet<String> = of_layer().filter_map(below).collect();
    let mut needs = Needs::new();
    for source in of_layer() {
        let Some(own) = below(source) else { continue };
        let module_of = |name: String| match handed_on.get(&name) {
            _ if modules.contains(&name) => Some(name),
            from => from.cloned(),
        };
        let others = named(source).into_iter().filter_map(module_of);
        let others = others.filter(|name| *name != own);
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
    let by_all = ONE_WAY.map(|layer| (layer, handed_on_by(layer)));
    let by_modules = ONE_WAY_BY_MODULES.map(|layer| (layer, HandedOn::new()));
    for (layer, handed_on) in by_all.into_iter().chain(by_modules) {
        let needs = needs(layer, &handed_on);
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
    let needs = needs("command", &HandedOn::new());
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

#[test]
fn what_a_front_file_hands_on_is_needed_of_its_module() {
    let front =
        "mod a;\npub use a::{A, deep::B as C};\npub(crate) use self::b::D;\nuse e::E;\nfn f() {}\n";
    let found = handed_on(front);
    let found: Vec<(&str, &str)> = found.iter().map(|(of, from)| (&**of, &**from)).collect();
    assert_eq!(found, [("A", "a"), ("C", "a"), ("D", "b")]);
    let needs_of = |handed_on: &HandedOn| needs("journal", handed_on)["entry"].clone();
    assert!(needs_of(&handed_on_by("journal")).contains("run_id"));
    assert!(!needs_of(&HandedOn::new()).contains("run_id"));
}
