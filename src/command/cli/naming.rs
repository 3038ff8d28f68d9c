//! The options that name people, and those of `find`.

use clap::{Args, ValueEnum};

use super::list::ids_of_json;
use crate::command::exit::Failure;
use crate::command::output::Ids;

/// `find`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct FindOptions {
    /// An id, an address, or words to search for
    #[arg(required = true, value_name = "WHO")]
    pub(in crate::command) who: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = FindFormat::Table)]
    pub(in crate::command) format: FindFormat,
    /// With json: ids as strings, for readers that round large numbers
    #[arg(long)]
    ids_as_strings: bool,
}

impl FindOptions {
    /// How ids are written.
    pub(in crate::command) fn ids(&self) -> Result<Ids, Failure> {
        ids_of_json(self.ids_as_strings, self.format == FindFormat::Json)
    }
}

/// How those who were found are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::command) enum FindFormat {
    /// Columns for people
    Table,
    /// One object
    Json,
}
