//! The options that name people, and those of `find`.

use clap::{Args, ValueEnum, ValueHint};

use super::choosing::WHOM;
use super::list::ids_of_json;
use super::paths::{FileOrStream, file_or_stream};
use crate::command::exit::Failure;
use crate::command::output::Ids;
use crate::model::EmailAddress;

/// People by address, and on lists.
#[derive(Debug, Clone, Default, Args)]
pub(in crate::command) struct NamingOptions {
    /// Whoever has exactly this address
    #[arg(long, help_heading = WHOM, value_name = "ADDRESS", num_args = 1..)]
    pub(in crate::command) email: Vec<EmailAddress>,
    /// Everybody on this list: a line each, or CSV; - is standard input
    #[arg(long, help_heading = WHOM, value_name = "FILE", num_args = 1..,
        value_hint = ValueHint::FilePath, value_parser = file_or_stream())]
    pub(in crate::command) people: Vec<FileOrStream>,
    /// The column of --people, where it is not email, e-mail, mail or `user_id`
    #[arg(long, help_heading = WHOM, value_name = "NAME", requires = "people")]
    pub(in crate::command) column: Option<String>,
}

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
