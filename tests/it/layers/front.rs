//! A folder's front file says what the folder is for, and lists every module in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::hold;
use super::source::{folders, root, test_modules};

#[test]
fn every_folder_has_a_front_file_that_says_what_it_is_for() {
    let mut missing = Vec::new();
    for folder in folders() {
        let front = format!("{folder}.rs");
        let text = fs::read_to_string(root().join(&front)).unwrap_or_default();
        if !text.starts_with("//! ") {
            missing.push((
                format!("src/{front}:1"),
                "no words about the folder".to_owned(),
            ));
        }
        if root().join(&folder).join("mod.rs").exists() {
            missing.push((format!("src/{folder}/mod.rs:1"), "a mod.rs".to_owned()));
        }
    }
    hold("a folder without a front file", &missing);
}

#[test]
fn every_front_file_lists_the_modules_of_its_folder() {
    let mut wrong = Vec::new();
    // The front file of the pages includes them.
    for folder in folders().into_iter().filter(|folder| folder != "docs") {
        let front = format!("{folder}.rs");
        let text = fs::read_to_string(root().join(&front)).unwrap_or_default();
        let listed = listed(&text);
        let there = modules(&folder, &text);
        let mut complain = |names: Vec<&String>, what: &str| {
            let place = || format!("src/{front}:1");
            wrong.extend(
                names
                    .iter()
                    .map(|name| (place(), format!("`{name}` {what}"))),
            );
        };
        complain(there.difference(&listed).collect(), "is not listed");
        complain(
            listed.difference(&there).collect(),
            "is listed and not there",
        );
    }
    hold("a front file and its folder differ", &wrong);
}

/// The names in backticks of the list in a front file: plain words alone, since types and
/// commands are no modules.
fn listed(text: &str) -> BTreeSet<String> {
    let docs = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line));
    let mut names = BTreeSet::new();
    let mut is_item = false;
    for line in docs {
        is_item = line.starts_with("- ") || (is_item && line.starts_with("  "));
        if is_item {
            let quoted = line.split('`').skip(1).step_by(2);
            names.extend(quoted.filter(|name| is_module(name)).map(str::to_owned));
        }
    }
    names
}

fn is_module(name: &str) -> bool {
    let is_plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    !name.is_empty() && name.chars().all(is_plain)
}

/// The modules in a folder, without those of tests.
fn modules(folder: &str, front: &str) -> BTreeSet<String> {
    let of_tests: Vec<String> = test_modules(&format!("{folder}.rs"), front);
    let entries = fs::read_dir(root().join(folder)).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| Path::new(&path).with_extension(""))
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .filter(|name| !of_tests.contains(&format!("{folder}/{name}")))
        .collect()
}

#[test]
fn a_list_is_told_from_what_stands_around_it() {
    let text = "//! About `this`.\n//!\n//! - `one`, `two` first of [`Type`]\n//!   and `three`\n//! No `four`.\nuse x;\n";
    let names: Vec<String> = listed(text).into_iter().collect();
    assert_eq!(names, ["one", "three", "two"]);
}
