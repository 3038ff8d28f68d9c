//! Every file that a recipe names exists, and none takes more than its idea is worth.

use super::hold;
use super::source::{all, root};

#[test]
fn every_file_of_a_recipe_is_there() {
    let page = std::fs::read_to_string(root().join("docs/recipes.md")).unwrap();
    let home = root().parent().unwrap().to_owned();
    let mut named = 0;
    let mut missing = Vec::new();
    for (line, number) in page.lines().zip(1..) {
        let words = line.split('`').skip(1).step_by(2);
        for path in words.filter(|word| word.contains('/') && !word.contains(['{', '<', ' '])) {
            named += 1;
            if !home.join(path).exists() {
                missing.push((format!("src/docs/recipes.md:{number}"), path.to_owned()));
            }
        }
    }
    assert!(named > 10, "the recipes name no files");
    hold("a recipe names a file that is not there", &missing);
}

/// The most files that these additions may touch.
const AT_MOST: [(&str, usize); 2] = [("# Add an operation", 7), ("# Add a column", 4)];

/// The text of a recipe.
fn recipe(head: &str) -> String {
    let page = std::fs::read_to_string(root().join("docs/recipes.md")).unwrap();
    let recipe = page.split(head).nth(1).unwrap();
    recipe.split("\n# ").next().unwrap().to_owned()
}

/// The files in the table of a recipe.
pub(super) fn files_of(head: &str) -> Vec<String> {
    let recipe = recipe(head);
    let rows = recipe.lines().filter_map(|line| line.strip_prefix("| `"));
    let paths = rows.filter_map(|row| row.split('`').next());
    paths.map(str::to_owned).collect()
}

/// The files of the program in which a word stands.
fn files_naming(words: &[&str]) -> Vec<String> {
    let is_of_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let names = |line: &str| {
        let mut parts = line.split(|letter| !is_of_word(letter));
        parts.any(|part| words.contains(&part))
    };
    let files = all().iter();
    let files = files.filter(|source| source.lines().any(|(_, line)| names(line)));
    files.map(|source| format!("src/{}", source.path)).collect()
}

/// The variants of the operation that is there for the sake of another alone: whatever file names one of
/// them has to be touched for an operation like it.
const WITNESS: [&str; 3] = ["Unsuspend", "Lift", "Lifted"];

#[test]
fn the_recipe_of_an_operation_has_all_files_that_name_one() {
    let mut files = files_of("# Add an operation");
    files.sort();
    let mut naming = files_naming(&WITNESS);
    naming.sort();
    assert_eq!(naming, files);
}

#[test]
fn a_recipe_says_how_many_files_it_takes_and_takes_no_more() {
    let words = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    ];
    for (head, most) in AT_MOST {
        let recipe = recipe(head);
        let files = files_of(head).len();
        assert!(files <= most, "{head}: {files} files");
        let said = format!("{} files", words[files]);
        assert!(recipe.trim_start().starts_with(&said), "{head}: {said}");
    }
}
