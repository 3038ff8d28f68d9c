//! What is public is what somebody outside the library needs: the program, the tests or the benchmarks.
//! So the compiler finds a function that nobody calls any more.

use std::collections::HashSet;

use super::hold;
use super::source::{all, every_file};

#[test]
fn a_public_function_is_named_by_the_program_or_by_a_test() {
    let outside: HashSet<&str> = (every_file().iter())
        .filter(|file| file.path().starts_with("tests/") || file.path() == "src/main.rs")
        .flat_map(|file| file.identifiers().map(|(_, name)| name))
        .collect();
    assert!(outside.len() > 1_000, "the tests were not read");
    let mut idle = Vec::new();
    for source in all() {
        for (number, line) in source.lines() {
            if let Some(name) = public_function(line)
                && !outside.contains(name)
            {
                let what = format!("pub(crate) is enough for {name}");
                idle.push((source.place(number), what));
            }
        }
    }
    hold("public, and nobody outside needs it", &idle);
}

/// The name of the public function that a line begins.
fn public_function(line: &str) -> Option<&str> {
    let mut rest = line.trim_start().strip_prefix("pub ")?;
    for word in ["const ", "async "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    name.split(|sign: char| !sign.is_alphanumeric() && sign != '_')
        .next()
}
