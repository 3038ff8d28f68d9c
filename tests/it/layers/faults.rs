//! Every row of the table of faults names a test that exists, or says why it has none.

use super::hold;
use super::source::{Written, every_file, root};

/// The beginning of what is open in a row.
const OPEN: &str = "Not yet: ";

#[test]
fn every_fault_has_its_test_or_a_reason() {
    let page = std::fs::read_to_string(root().join("docs/faults.md")).unwrap();
    let mut rows = 0;
    let mut wrong = Vec::new();
    for (line, number) in page.lines().zip(1..) {
        let place = format!("src/docs/faults.md:{number}");
        let cells: Vec<&str> = line.split(" | ").collect();
        let [_, _, held] = cells[..] else { continue };
        if ["held by |", "--- |"].contains(&held) {
            continue;
        }
        rows += 1;
        let names: Vec<&str> = held.split('`').skip(1).step_by(2).collect();
        if names.is_empty() && !held.starts_with(OPEN) {
            wrong.push((place.clone(), "neither a test nor a reason".to_owned()));
        }
        for name in names.iter().filter(|name| !exists(name)) {
            wrong.push((place.clone(), format!("there is no test {name}")));
        }
    }
    assert!(rows > 50, "the table was not read: {rows} rows");
    hold("a fault without its test", &wrong);
}

/// Whether there is a test of this name, by the modules that lead to it.
fn exists(name: &str) -> bool {
    let Some((modules, test)) = name.rsplit_once("::") else {
        return false;
    };
    let modules: Vec<&str> = modules.split("::").collect();
    ["src", "tests/it"].iter().any(|home| {
        (1..=modules.len()).any(|files| {
            let (file, inside) = modules.split_at(files);
            let path = format!("{home}/{}.rs", file.join("/"));
            let file = every_file().iter().find(|file| file.path() == path);
            file.is_some_and(|file| has(file, inside, test))
        })
    })
}

/// Whether a file has a test in these of its own modules.
fn has(file: &Written, modules: &[&str], test: &str) -> bool {
    let has_modules = modules
        .iter()
        .all(|name| file.text().contains(&format!("mod {name} {{")));
    let head = format!("fn {test}(");
    let is_test = |before: &str| {
        let attributes = before.rsplit("\n\n").next().unwrap_or_default();
        attributes.contains("#[test]") || attributes.contains("#[tokio::test")
    };
    has_modules
        && file
            .text()
            .split_once(&head)
            .is_some_and(|(before, _)| is_test(before))
}

#[test]
fn a_test_is_found_by_its_modules_and_nothing_else_is_one() {
    for name in [
        "layers::faults::a_test_is_found_by_its_modules_and_nothing_else_is_one",
        "zendesk::patience::tests::names_are_not_worth_five_minutes",
        "app::typing::tests::lines_belong_to_a_paste_and_arrows_do_not",
        "app::update::tests::prose::prose_confirms_nothing",
    ] {
        assert!(exists(name), "{name}");
    }
    for name in [
        "layers::faults::exists",
        "layers::faults::no_such_test",
        "layers::recipes::a_test_is_found_by_its_modules_and_nothing_else_is_one",
        "app::typing::lines::lines_belong_to_a_paste_and_arrows_do_not",
        "prose_confirms_nothing",
    ] {
        assert!(!exists(name), "{name}");
    }
}
