//! Every row of the table of faults and of the fault matrix (`docs::safety`) names a test that exists,
//! or says why it has none; so does every promise that names one.

use super::hold;
use super::source::{Written, every_file, root};

/// The beginning of what is open in a row.
const OPEN: &str = "Not yet: ";

/// The last cell of a row, with the place of the row.
type Held = (String, String);

/// The last cells of all rows of a page that have so many cells, without those of headings.
fn rows(page: &str, cells: usize) -> Vec<Held> {
    let text = std::fs::read_to_string(root().join("docs").join(page)).unwrap();
    let mut rows = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let found: Vec<&str> = line.split(" | ").collect();
        let held = found.last().copied().unwrap_or_default();
        let is_heading = ["held by |", "how it is tested |", "--- |"].contains(&held);
        if found.len() == cells && line.starts_with("| ") && !is_heading {
            rows.push((format!("src/docs/{page}:{number}"), held.to_owned()));
        }
    }
    rows
}

/// The tests that a cell names: what stands in backticks and has a module.
fn named(held: &str) -> impl Iterator<Item = &str> {
    let words = held.split('`').skip(1).step_by(2);
    words.filter(|word| word.contains("::"))
}

/// What is wrong with rows of which each must have a test or a reason.
fn wrong_in(rows: &[Held]) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    for (place, held) in rows {
        if named(held).next().is_none() && !held.starts_with(OPEN) {
            wrong.push((place.clone(), "neither a test nor a reason".to_owned()));
        }
        for name in named(held).filter(|name| !exists(name)) {
            wrong.push((place.clone(), format!("there is no test {name}")));
        }
    }
    wrong
}

#[test]
fn every_fault_has_its_test_or_a_reason() {
    let rows = rows("faults.md", 3);
    assert!(rows.len() > 50, "the table was not read: {}", rows.len());
    hold("a fault without its test", &wrong_in(&rows));
}

#[test]
fn every_row_of_the_matrix_has_its_test_or_a_reason() {
    let text = std::fs::read_to_string(root().join("docs/safety.md")).unwrap();
    let matrix = text.split("\n# The fault ").nth(1).unwrap().lines();
    let is_numbered =
        |line: &&str| line.starts_with("| ") && line[2..].starts_with(|n: char| n.is_numeric());
    let rows = rows("safety.md", 6);
    assert_eq!(rows.len(), matrix.filter(is_numbered).count());
    assert!(rows.len() > 85, "the matrix was not read: {}", rows.len());
    hold("a row of the matrix without its test", &wrong_in(&rows));
}

#[test]
fn every_test_that_a_promise_names_is_there() {
    let text = std::fs::read_to_string(root().join("docs/safety.md")).unwrap();
    let promises = text
        .split("\n# ")
        .find(|part| part.starts_with("The promises"));
    let promises: Vec<&str> = promises.unwrap().lines().collect();
    let names: Vec<&str> = promises.iter().flat_map(|line| named(line)).collect();
    assert!(names.len() > 5, "the promises name no tests");
    let missing: Vec<_> = names.iter().filter(|name| !exists(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
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
