//! Every file that a recipe names exists, none takes more than its idea is worth, and what was added by
//! a recipe stands in the files that it names and in no others.

use std::collections::BTreeSet;

use super::hold;
use super::source::{Source, all, root};

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
const AT_MOST: [(&str, usize); 2] = [("# Add an operation", 7), ("# Add a column", 8)];

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

/// Something that is there, as it would be after a recipe was followed: whatever file names it has to be
/// touched for another one like it.
struct Witness {
    /// The recipe.
    head: &'static str,
    /// Its names in the code.
    names: &'static [&'static str],
    /// The files that define these, and call them `Self`.
    defined_in: &'static [&'static str],
    /// The files that name it for a reason of their own, which another one would not have.
    beside: &'static [&'static str],
}

const WITNESSES: [Witness; 3] = [
    Witness {
        head: "# Add a key",
        // The one is about the table alone, and the other about more than that.
        names: &["Action::Mouse", "Action::Mask"],
        defined_in: &["src/app/action.rs"],
        beside: &[],
    },
    Witness {
        head: "# Add a column",
        names: &["Column::Ends", "ListColumn::Ends", "Field::Ends"],
        defined_in: &["src/live/sorting/column.rs", "src/settings/choice.rs"],
        // The view of sessions that are overdue is in this order.
        beside: &["src/app/views.rs"],
    },
    Witness {
        head: "# Add an operation",
        // The operation that is there for the sake of another alone.
        names: &["Unsuspend", "Lift", "Lifted"],
        defined_in: &[],
        beside: &[],
    },
];

/// Whether the code of a file has this name, and not as a part of a longer one.
fn names_it(source: &Source, name: &str) -> bool {
    let is_letter = |sign: char| sign.is_alphanumeric() || sign == '_';
    source.lines().any(|(_, line)| {
        let mut places = line.match_indices(name);
        places.any(|(place, _)| {
            let (before, after) = (&line[..place], &line[place + name.len()..]);
            !before.ends_with(is_letter) && !after.starts_with(is_letter)
        })
    })
}

#[test]
fn what_a_recipe_adds_stands_in_the_files_that_it_names_and_in_no_others() {
    for witness in WITNESSES {
        let of_code = |path: &String| path.starts_with("src/") && path.ends_with(".rs");
        let listed: BTreeSet<String> = files_of(witness.head).into_iter().filter(of_code).collect();
        let is_named = |source: &&Source| witness.names.iter().any(|name| names_it(source, name));
        let naming = all().iter().filter(is_named);
        let naming = naming.map(|source| format!("src/{}", source.path));
        let naming = naming.filter(|path| !witness.beside.contains(&path.as_str()));
        let defined = witness.defined_in.iter().map(ToString::to_string);
        let naming: BTreeSet<String> = naming.chain(defined).collect();
        assert_eq!(listed, naming, "{}", witness.head);
    }
}
