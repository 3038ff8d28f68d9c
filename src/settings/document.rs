//! A settings file while it is being read. A key that is not asked for by name is a mistake, so the
//! code that reads the settings is also the list of them.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Problem;
use super::read::Wrongs;
use super::source::{FilePosition, Source, Sourced};
use super::suggest::nearest;

/// Keys under which people write a secret, which must not stand in the file.
const SECRETS: [&str; 9] = [
    "token",
    "oauth_token",
    "access_token",
    "refresh_token",
    "api_token",
    "api_key",
    "password",
    "secret",
    "client_secret",
];

/// The text of the file and the mistakes found in it so far.
pub(super) struct Document<'t> {
    path: &'t Path,
    text: &'t str,
    problems: Vec<Problem>,
    /// Every key that was asked for, in full, so that a test can compare them with the
    /// documentation.
    asked: Vec<String>,
}

impl<'t> Document<'t> {
    pub(super) fn new(path: &'t Path, text: &'t str) -> Self {
        Self {
            path,
            text,
            problems: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// Reads the outermost table. A text that is not TOML at all is the only problem then.
    pub(super) fn read<T: Default>(&mut self, read: impl FnOnce(&mut Section<'_, 't>) -> T) -> T {
        match DeTable::parse(self.text) {
            Ok(root) => Section::read(self, String::new(), root.get_ref(), read),
            Err(error) => {
                let message: Vec<&str> = error.message().lines().map(str::trim).collect();
                let offset = error.span().map_or(0, |span| span.start);
                self.complain(offset, format!("this is not TOML: {}", message.join(", ")));
                T::default()
            }
        }
    }

    /// The problems in the order of the file, and the keys that were asked for.
    pub(super) fn finish(mut self) -> (Vec<Problem>, Vec<String>) {
        self.problems
            .sort_by_key(|problem| (problem.place.line, problem.place.column));
        (self.problems, self.asked)
    }

    fn place(&self, offset: usize) -> FilePosition {
        FilePosition::find(self.path, self.text, offset)
    }

    fn complain(&mut self, offset: usize, message: String) {
        let place = self.place(offset);
        self.problems.push(Problem { place, message });
    }
}

/// One table of the file.
pub(super) struct Section<'d, 't> {
    document: &'d mut Document<'t>,
    /// The prefix of the table's keys, such as `poll.`; empty for the outermost table.
    prefix: String,
    table: &'d DeTable<'t>,
    asked: Vec<&'static str>,
    /// Whether people choose the names of the keys.
    takes_any: bool,
}

impl<'t> Section<'_, 't> {
    fn read<T>(
        document: &mut Document<'t>,
        prefix: String,
        table: &DeTable<'t>,
        read: impl FnOnce(&mut Section<'_, 't>) -> T,
    ) -> T {
        let mut section = Section {
            document,
            prefix,
            table,
            asked: Vec::new(),
            takes_any: false,
        };
        let found = read(&mut section);
        section.complain_about_the_rest();
        found
    }

    /// The value of `key` and its position; a value that cannot be read is reported and absent.
    pub(super) fn take<T, E: Into<Wrongs>>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Spanned<DeValue<'t>>) -> Result<T, E>,
    ) -> Option<Sourced<T>> {
        self.ask(key);
        let value = self.table.get(key)?;
        match read(value) {
            Ok(read) => Some(Sourced {
                value: read,
                source: Source::File(self.document.place(value.span().start)),
            }),
            Err(wrongs) => {
                for wrong in wrongs.into().0 {
                    let message = format!("`{}` {}", self.full(key), wrong.message);
                    self.document.complain(wrong.at, message);
                }
                None
            }
        }
    }

    /// Every value of the table, whatever its key, in the order of the file.
    pub(super) fn all<T>(
        &mut self,
        read: impl Fn(&Spanned<DeValue<'t>>) -> Result<T, Wrongs>,
    ) -> Vec<(String, Sourced<T>)> {
        self.takes_any = true;
        let mut found = Vec::new();
        for (name, value) in self.table {
            match read(value) {
                Ok(read) => {
                    let source = Source::File(self.document.place(name.span().start));
                    found.push((
                        name.get_ref().to_string(),
                        Sourced {
                            value: read,
                            source,
                        },
                    ));
                }
                Err(Wrongs(wrongs)) => {
                    let name = name.get_ref().escape_debug().to_string();
                    for wrong in wrongs {
                        let message = format!("`{}` {}", self.full(&name), wrong.message);
                        self.document.complain(wrong.at, message);
                    }
                }
            }
        }
        found.sort_by_key(|(_, it)| match &it.source {
            Source::File(place) => (place.line, place.column),
            _ => (0, 0),
        });
        found
    }

    /// The table `key`, read by `read`, which is also called when there is none, to learn its keys.
    pub(super) fn table<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Section<'_, 't>) -> T,
    ) -> T {
        self.ask(key);
        let nothing = DeTable::new();
        let table = self.entry(key).unwrap_or(&nothing);
        let prefix = format!("{}.", self.full(key));
        Section::read(self.document, prefix, table, read)
    }

    /// The tables within table `key`, whose names people choose.
    pub(super) fn tables<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Section<'_, 't>) -> T,
    ) -> Vec<(String, T)> {
        self.ask(key);
        let Some(outer) = self.entry(key) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (name, value) in outer {
            let shown = name.get_ref().escape_debug();
            let prefix = format!("{}.{shown}.", self.full(key));
            match value.get_ref().as_table() {
                Some(table) => found.push((
                    name.get_ref().to_string(),
                    Section::read(self.document, prefix, table, &mut read),
                )),
                None => self.document.complain(
                    value.span().start,
                    format!(
                        "`{}.{shown}` must be a table: write [{key}.{shown}]",
                        self.full(key)
                    ),
                ),
            }
        }
        found
    }

    /// The tables of the list `key`, which stands in the file as `[[key]]`. `read` is also called
    /// once for none, to learn its keys.
    pub(super) fn list_of_tables<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Section<'_, 't>) -> T,
    ) -> Vec<Sourced<T>> {
        self.ask(key);
        let prefix = format!("{}.", self.full(key));
        let Some(value) = self.table.get(key) else {
            Section::read(self.document, prefix, &DeTable::new(), read);
            return Vec::new();
        };
        let wrong = format!(
            "`{}` must be a list of tables: write [[{key}]]",
            self.full(key)
        );
        let Some(entries) = value.get_ref().as_array() else {
            self.document.complain(value.span().start, wrong);
            return Vec::new();
        };
        let mut found = Vec::new();
        for entry in entries {
            let at = entry.span().start;
            let Some(table) = entry.get_ref().as_table() else {
                self.document.complain(at, wrong.clone());
                continue;
            };
            let value = Section::read(self.document, prefix.clone(), table, &mut read);
            let source = Source::File(self.document.place(at));
            found.push(Sourced { value, source });
        }
        found
    }

    /// Reports a problem that no single value has, at the position of `of` if that comes from the
    /// file.
    pub(super) fn complain<T>(&mut self, of: &Sourced<T>, message: String) {
        if let Source::File(place) = &of.source {
            let place = place.clone();
            self.document.problems.push(Problem { place, message });
        }
    }

    /// The table's name as the file writes it, `[profiles.acme]`.
    pub(super) fn title(&self) -> String {
        match self.prefix.strip_suffix('.') {
            Some(name) => format!("[{name}]"),
            None => "the settings file".to_owned(),
        }
    }

    fn ask(&mut self, key: &'static str) {
        self.asked.push(key);
        let full = self.full(key);
        self.document.asked.push(full);
    }

    fn full(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    fn complain_about_the_rest(&mut self) {
        if self.takes_any {
            return;
        }
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if self.asked.contains(&name) {
                continue;
            }
            let advice = if SECRETS.contains(&name) {
                "; a secret does not belong in this file, see `token_command` and `token_file`"
                    .to_owned()
            } else if let Some(word) = nearest(name, self.asked.iter().copied()) {
                format!("; did you mean `{word}`?")
            } else {
                format!("; it takes {}", self.asked.join(", "))
            };
            let name = name.chars().take(60).collect::<String>();
            let message = format!(
                "`{}` is not a setting of {}{advice}",
                name.escape_debug(),
                self.title(),
            );
            self.document.complain(key.span().start, message);
        }
    }
}

impl<'d, 't> Section<'d, 't> {
    /// The table that `key` holds; anything else there is reported.
    fn entry(&mut self, key: &'static str) -> Option<&'d DeTable<'t>> {
        let value = self.table.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            let message = format!("`{}` must be a table: write [{key}]", self.full(key));
            self.document.complain(value.span().start, message);
        }
        table
    }
}
