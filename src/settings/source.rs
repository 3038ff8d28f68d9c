//! The source of a value, stored beside every value so that it can be explained.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

/// A position in the settings file; lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FilePosition {
    /// The path of the file.
    pub path: PathBuf,
    /// The number of the line.
    pub line: usize,
    /// The number of the column, in characters.
    pub column: usize,
}

impl FilePosition {
    /// The position of the byte at `offset` of `text`, which is the content of `path`.
    pub(super) fn find(path: &Path, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl Display for FilePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = shown(&self.path);
        write!(f, "{path}:{}:{}", self.line, self.column)
    }
}

/// A path that is safe to print: a file name can hold control characters.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy()
        .chars()
        .flat_map(|c| match c {
            '\'' | '"' | '\\' => vec![c],
            c => c.escape_debug().collect(),
        })
        .collect()
}

/// The layer that decided a value, from weakest to strongest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Zentop's default, where no layer has a value.
    Default,
    /// The settings file.
    File(FilePosition),
    /// This environment variable.
    Environment(&'static str),
    /// This flag.
    Flag(&'static str),
}

impl Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(place) => place.fmt(f),
            Self::Environment(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A value and the layer it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sourced<T> {
    pub(super) value: T,
    pub(super) source: Source,
}

impl<T> Sourced<T> {
    pub(super) fn flag(name: &'static str, value: T) -> Self {
        Self {
            value,
            source: Source::Flag(name),
        }
    }

    pub(super) fn environment(name: &'static str, value: T) -> Self {
        Self {
            value,
            source: Source::Environment(name),
        }
    }

    pub(super) fn default(value: T) -> Self {
        Self {
            value,
            source: Source::Default,
        }
    }

    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced {
            value: change(self.value),
            source: self.source,
        }
    }
}

/// The value that was given, else the default.
pub(super) fn or<T>(given: Option<Sourced<T>>, default: T) -> Sourced<T> {
    given.unwrap_or_else(|| Sourced::default(default))
}

/// One effective value for a person to read. Of a secret, only whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explained {
    /// The key of the setting, as the file writes it: `poll.floor_seconds`.
    pub key: &'static str,
    /// The value in words.
    pub value: String,
    /// The layer that decided the value.
    pub source: Source,
}

/// The explanations that are collected while values are being settled.
#[derive(Debug, Default)]
pub(super) struct SourceLedger(Vec<Explained>);

impl SourceLedger {
    /// Explains the value of `key` and passes the bare value on.
    pub(super) fn note<T: Display>(&mut self, key: &'static str, settled: Sourced<T>) -> T {
        self.say(key, settled.value.to_string(), settled.source);
        settled.value
    }

    /// Like [`Self::note`], for a setting that may be absent.
    pub(super) fn note_if<T: Display>(
        &mut self,
        key: &'static str,
        settled: Option<Sourced<T>>,
    ) -> Option<T> {
        settled.map(|settled| self.note(key, settled))
    }

    /// Like [`Self::note`], for a path.
    pub(super) fn note_path(&mut self, key: &'static str, settled: Sourced<PathBuf>) -> PathBuf {
        self.say(key, shown(&settled.value), settled.source);
        settled.value
    }

    /// Explains a value that has no plain display form.
    pub(super) fn say(&mut self, key: &'static str, value: String, source: Source) {
        self.0.push(Explained { key, value, source });
    }

    pub(super) fn into_rows(self) -> Vec<Explained> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let text = "a\nüb = 1\n";
        for (offset, line, column) in [(0, 1, 1), (2, 2, 1), (4, 2, 2), (9, 2, 7), (99, 3, 1)] {
            let place = FilePosition::find(Path::new("s"), text, offset);
            assert_eq!((place.line, place.column), (line, column), "{offset}");
        }
    }

    #[test]
    fn a_path_is_printed_without_control_characters() {
        assert_eq!(
            shown(Path::new("/it's/\u{1b}[31m\u{202e}x")),
            "/it's/\\u{1b}[31m\\u{202e}x"
        );
    }
}
