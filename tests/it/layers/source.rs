//! The sources of the program, file by file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::code::{closing, code_of, without_tests};

/// One file below src/.
pub(crate) struct Source {
    /// The path below src/.
    pub(crate) path: String,
    code: String,
}

/// One file of the program or of its tests, as it was written.
pub(crate) struct Written {
    /// The path from the root of the repository.
    path: String,
    text: String,
    code: String,
}

impl Written {
    /// The path from the root of the repository.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The text, with comments and strings.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// File and line, as compilers write them.
    pub(crate) fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }

    /// Every identifier and keyword of the code with its line.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.code.lines().zip(1..);
        lines.flat_map(|(line, number)| {
            let is_sign = |sign: char| !sign.is_alphanumeric() && sign != '_';
            let words = line.split(is_sign).filter(|word| !word.is_empty());
            words.map(move |word| (number, word))
        })
    }
}

/// Every file of the program and of its tests, read once.
pub(crate) fn every_file() -> &'static [Written] {
    static EVERY: LazyLock<Vec<Written>> = LazyLock::new(|| {
        let home = root().parent().unwrap().to_owned();
        let mut files = Vec::new();
        for folder in ["src", "tests"] {
            visit(&home.join(folder), &mut |path| {
                if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(path).unwrap();
                    files.push(Written {
                        path: path.strip_prefix(&home).unwrap().display().to_string(),
                        code: code_of(&text),
                        text,
                    });
                }
            });
        }
        files
    });
    &EVERY
}

/// The folder of the sources.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every folder below src/, by its path from there. Those of tests alone are left out.
pub(crate) fn folders() -> Vec<String> {
    let mut found = Vec::new();
    visit(&root(), &mut |path| {
        if path.is_dir() && !path.ends_with("tests") {
            found.push(below(path));
        }
    });
    found
}

/// Every source that ends up in the program, read once.
static ALL: LazyLock<Vec<Source>> = LazyLock::new(read_all);

/// Every source that ends up in the program.
pub(crate) fn all() -> &'static [Source] {
    &ALL
}

fn read_all() -> Vec<Source> {
    let mut files = Vec::new();
    visit(&root(), &mut |path| {
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(path).unwrap();
            files.push((below(path), text));
        }
    });
    assert!(files.len() > 50, "the sources were not found");
    let of_tests: Vec<String> = files
        .iter()
        .flat_map(|(path, text)| test_modules(path, text))
        .collect();
    files.retain(|(path, _)| {
        let stem = path.strip_suffix(".rs").unwrap_or(path);
        !of_tests
            .iter()
            .any(|test| stem == test || stem.starts_with(&format!("{test}/")))
    });
    let sources = files.into_iter().map(|(path, text)| Source {
        code: without_tests(&code_of(&text)),
        path,
    });
    sources.collect()
}

fn visit(folder: &Path, found: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found(&path);
        if path.is_dir() {
            visit(&path, found);
        }
    }
}

fn below(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The modules in files of their own that a file declares for tests alone.
pub(super) fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = path.strip_suffix(".rs").unwrap_or(path);
    let folder = if folder == "lib" { "" } else { folder };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines
        .windows(2)
        .filter(|pair| pair[0] == "#[cfg(test)]")
        .filter_map(|pair| {
            let name = pair[1].split("mod ").nth(1)?.strip_suffix(';')?;
            Some(
                format!("{folder}/{name}")
                    .trim_start_matches('/')
                    .to_owned(),
            )
        })
        .collect()
}

impl Source {
    /// The module right below the crate that the file belongs to.
    pub(crate) fn layer(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// File and line, as compilers write them.
    pub(crate) fn place(&self, line: usize) -> String {
        format!("src/{}:{line}", self.path)
    }

    /// The code, without comments, texts and tests.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// The lines of code, counted from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code
            .lines()
            .zip(1..)
            .map(|(line, number)| (number, line))
    }

    /// Every module right below the crate that is named, with its line: `crate::name`, and
    /// each of `crate::{name, …}`.
    pub(crate) fn crate_names(&self) -> Vec<(usize, String)> {
        let word = |text: &str| -> String {
            let letters = text.trim_start().chars();
            letters
                .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                .collect()
        };
        let mut names = Vec::new();
        for (place, _) in self.code.match_indices("crate::") {
            let number = self.code[..place].matches('\n').count() + 1;
            let rest = &self.code[place + "crate::".len()..];
            if rest.starts_with('{') {
                let inside = &rest[1..closing(rest, 0) - 1];
                names.extend(top_level(inside).map(|part| (number, word(part))));
            } else {
                names.push((number, word(rest)));
            }
        }
        names
    }
}

/// The parts of a list between commas that are not in braces.
pub(super) fn top_level(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_i32;
    list.split(move |letter| {
        depth += match letter {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        depth == 0 && letter == ','
    })
}

#[test]
fn code_is_told_from_words_about_code() {
    let text = "use crate::{live::{A, B}, app};\n// crate::view\nlet a = \"crate::query \\\" \"; let b = '\"'; f::<'a>();\nlet r = r#\"crate::x \" \"#;\n/* crate::y */ g(crate::model::C);\n#[cfg(test)]\nmod tests {\n  use crate::command;\n}\nz.unwrap();\n";
    let source = Source {
        path: "app/x.rs".to_owned(),
        code: without_tests(&code_of(text)),
    };
    let names: Vec<(usize, String)> = source.crate_names();
    let expected = [(1, "live"), (1, "app"), (5, "model")];
    assert_eq!(names, expected.map(|(line, name)| (line, name.to_owned())));
    let unwraps: Vec<usize> = source
        .lines()
        .filter(|(_, line)| line.contains(".unwrap()"))
        .map(|(number, _)| number)
        .collect();
    assert_eq!(unwraps, [10]);
    assert_eq!(source.layer(), "app");
    assert_eq!(
        test_modules("zendesk.rs", "#[cfg(test)]\nmod script;\nmod walk;\n"),
        ["zendesk/script"]
    );
}
