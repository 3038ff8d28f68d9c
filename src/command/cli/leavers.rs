//! The options of `leavers`.

use clap::{Args, ValueEnum};

use super::naming::NamingOptions;
use super::{ListFormat, ListStyle};
use crate::command::exit::Failure;

/// `leavers`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct LeaversOptions {
    #[command(flatten)]
    pub(in crate::command) naming: NamingOptions,
    /// How to print
    #[arg(long, value_enum, default_value_t = LeaversFormat::Table)]
    pub(in crate::command) format: LeaversFormat,
    #[command(flatten)]
    pub(in crate::command) style: ListStyle,
}

/// How leavers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::command) enum LeaversFormat {
    /// Columns for people
    Table,
    /// One object
    Json,
    /// Comma-separated, with a header
    Csv,
}

impl LeaversOptions {
    /// Refuses what means nothing in this format.
    pub(in crate::command) fn fits(&self) -> Result<(), Failure> {
        self.style.fits(match self.format {
            LeaversFormat::Table => ListFormat::Table,
            LeaversFormat::Json => ListFormat::Json,
            LeaversFormat::Csv => ListFormat::Csv,
        })
    }
}
