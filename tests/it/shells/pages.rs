//! Manual pages in the programs that show them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::installed;
use crate::support::Program;

/// Every page, in the home of the program.
fn pages(program: &Program) -> Vec<PathBuf> {
    program.run(["man", "--out", "pages"]).expect(0);
    let entries = fs::read_dir(program.home().join("pages")).unwrap();
    let pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    assert!(pages.len() > 30, "{}", pages.len());
    let main = fs::read_to_string(program.home().join("pages/zentop.1")).unwrap();
    assert_eq!(program.run(["man"]).expect(0).stdout, main);
    pages
}

/// Shows each page and checks that nothing is said against it.
fn show(formatter: &Path, arguments: &[&str]) {
    let program = Program::new();
    for page in pages(&program) {
        let mut command = Command::new(formatter);
        let output = command.args(arguments).arg(&page).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let page = page.display();
        assert!(
            output.status.success() && said.is_empty(),
            "{page}: {said}{text}"
        );
    }
}

#[test]
fn mandoc_has_nothing_to_say_against_a_page() {
    if let Some(mandoc) = installed("mandoc") {
        show(&mandoc, &["-T", "lint", "-W", "warning"]);
        show(&mandoc, &["-T", "utf8", "-W", "warning"]);
    }
}

#[test]
fn groff_has_nothing_to_say_against_a_page() {
    if let Some(groff) = installed("groff") {
        show(&groff, &["-man", "-ww", "-Tutf8"]);
    }
}
