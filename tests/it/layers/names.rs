//! The name of a type stands for one thing.

use std::collections::BTreeMap;

use super::hold;
use super::source::all;

/// Names that two types have, with the reason.
const DOUBLE: [(&str, &str); 6] = [
    ("Basis", "the plan of the Chat account is about fields"),
    ("Confirmed", "the plan of the Chat account is about fields"),
    ("Plan", "the plan of the Chat account is about fields"),
    ("Refusal", "the plan of the Chat account is about fields"),
    ("Report", "the plan of the Chat account is about fields"),
    (
        "Field",
        "a field of the Chat account; a column's field is private to the table",
    ),
];

/// Every type that is defined in the program, with its place. Types that belong to a trait or to
/// an `impl` are not counted.
pub(super) fn definitions() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in all() {
        for (number, line) in source.lines() {
            if let Some(name) = defined(line) {
                found.push((name.to_owned(), source.place(number)));
            }
        }
    }
    found
}

fn defined(line: &str) -> Option<&str> {
    let is_indented = line.starts_with(' ');
    let mut rest = line.trim_start();
    if let Some(public) = rest.strip_prefix("pub") {
        rest = public.trim_start();
        if rest.starts_with('(') {
            rest = rest.split_once(')')?.1.trim_start();
        }
    }
    let (kind, rest) = rest.split_once(' ')?;
    let is_type = ["struct", "enum", "trait"].contains(&kind) || (kind == "type" && !is_indented);
    let end = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
    let name = &rest[..end.unwrap_or(rest.len())];
    (is_type && !name.is_empty()).then_some(name)
}

#[test]
fn no_name_of_a_type_stands_for_two_things() {
    let mut places = BTreeMap::<String, Vec<String>>::new();
    for (name, place) in definitions() {
        places.entry(name).or_default().push(place);
    }
    assert!(places.len() > 300, "the types were not found");
    places.retain(|_, places| places.len() > 1);
    for (name, reason) in DOUBLE {
        assert!(!reason.is_empty());
        let is_double = places.remove(name).is_some();
        assert!(
            is_double,
            "{name} has one meaning now: take it off the list"
        );
    }
    let double: Vec<_> = places
        .into_iter()
        .map(|(name, places)| (places.join(", "), name))
        .collect();
    hold("a name of a type that stands for two things", &double);
}

#[test]
fn a_definition_is_told_from_other_lines() {
    for (line, name) in [
        ("pub(super) struct Plan {", Some("Plan")),
        ("    enum Kind {", Some("Kind")),
        ("pub type Stored<'a, T> = X;", Some("Stored")),
        ("    type Value = X;", None),
        ("use crate::Plan;", None),
        ("impl Plan {", None),
    ] {
        assert_eq!(defined(line), name, "{line}");
    }
}
