use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;

/// What a list gives, as the files beside the lists write it.
fn outcome(bytes: &[u8], column: Option<&str>) -> String {
    let mut written = match people_of(bytes, column) {
        Ok(people) => people.iter().fold(String::new(), |mut written, entry| {
            let line = entry.line.unwrap_or(0);
            // Writing to a String cannot fail.
            let _ = writeln!(written, "{} @{line}", entry.named);
            written
        }),
        Err(error) => format!("! {error}\n"),
    };
    if let Some(column) = column {
        written = format!("column: {column}\n{written}");
    }
    written
}

/// Each list of `tests/data/people` gives what the file beside it says: people with their lines, or
/// after `!` why it cannot be taken.
#[test]
fn lists_of_people_give_what_stands_beside_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/people");
    let (mut lists, mut wrong) = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes()[0] == b'.');
        if is_hidden || path.extension().is_some_and(|ending| ending == "expected") {
            continue;
        }
        let beside = format!("{}.expected", path.display());
        let expected = fs::read_to_string(beside).unwrap();
        let first = expected.lines().next().unwrap_or_default();
        let column = first.strip_prefix("column: ");
        let name = path.file_name().unwrap_or_default().display();
        let found = outcome(&fs::read(&path).unwrap(), column);
        if found != expected {
            wrong.push(format!("{name}: {found}expected: {expected}"));
        }
        lists += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(lists >= 40, "only {lists} lists");
}

proptest! {
    /// No bytes panic, and lines that are named are there.
    #[test]
    fn any_bytes_are_a_list_or_not(bytes in prop::collection::vec(any::<u8>(), 0..200),
                                   near in "(email|user_id|#|a@b|17|[,;\t\n\r\"# ]|1E5|x){0,40}",
                                   column in prop::option::of("[a-z#,\"]{0,6}")) {
        for bytes in [&bytes[..], near.as_bytes()] {
            let lines = text::of(bytes).split('\n').count();
            match people_of(bytes, column.as_deref()) {
                Ok(people) => {
                    prop_assert!(!people.is_empty());
                    for entry in people {
                        prop_assert!((1..=lines).contains(&entry.line.unwrap_or(0)));
                    }
                }
                Err(error) => {
                    prop_assert!(!error.to_string().is_empty());
                    for bad in error.bad_lines() {
                        prop_assert!((1..=lines).contains(&bad.line), "{bad}");
                    }
                }
            }
        }
    }
}
