//! Every file that a recipe names exists, and none takes more than its idea is worth.

use super::hold;
use super::source::root;

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
const AT_MOST: [(&str, usize); 2] = [("# Add an operation", 8), ("# Add a column", 4)];

#[test]
fn a_recipe_says_how_many_files_it_takes_and_takes_no_more() {
    let page = std::fs::read_to_string(root().join("docs/recipes.md")).unwrap();
    let words = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    ];
    for (head, most) in AT_MOST {
        let recipe = page.split(head).nth(1).unwrap();
        let recipe = recipe.split("\n# ").next().unwrap();
        let files = recipe
            .lines()
            .filter(|line| line.starts_with("| `"))
            .count();
        assert!(files <= most, "{head}: {files} files");
        let said = format!("{} files", words[files]);
        assert!(recipe.trim_start().starts_with(&said), "{head}: {said}");
    }
}
