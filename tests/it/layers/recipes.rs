//! Every file that a recipe names exists.

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
