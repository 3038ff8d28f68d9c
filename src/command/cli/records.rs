//! The verbs of `config` and `journal`: what is on this machine.

use clap::{Subcommand, ValueEnum};

/// `config`
#[derive(Debug, Clone, Subcommand)]
pub(in crate::command) enum ConfigVerb {
    /// Print where the settings file is looked for
    Path,
    /// Print every value in force and where it comes from
    Show {
        /// table or json
        #[arg(long, value_enum, default_value_t = ConfigFormat::Table)]
        format: ConfigFormat,
    },
    /// Tell every mistake with its file and line; exit 2 if there is one
    Check,
}

/// How settings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::command) enum ConfigFormat {
    /// Columns for people
    Table,
    /// One array
    Json,
}

/// `journal`
#[derive(Debug, Clone, Subcommand)]
pub(in crate::command) enum JournalVerb {
    /// Print the records as JSON lines
    Show {
        /// Only the newest so many
        #[arg(long, value_name = "N")]
        last: Option<usize>,
        /// Only those of one run
        #[arg(long, value_name = "RUN")]
        run: Option<String>,
        /// Ids as strings, for readers that round large numbers
        #[arg(long)]
        ids_as_strings: bool,
    },
    /// Check the chain; exit 1 and name the first bad record if it is broken
    Verify {
        /// A hash written down before: also finds a cut-off end
        #[arg(long, value_name = "HASH")]
        anchor: Option<String>,
    },
    /// Look up what a crash left open, by reading alone; exit 1 if anything was open
    #[command(after_help = super::examples::RECOVER)]
    Recover,
    /// Print all records as JSON lines
    Export {
        /// Replace names of people and machines by pseudonyms
        #[arg(long)]
        redact: bool,
        /// Ids as strings, for readers that round large numbers
        #[arg(long)]
        ids_as_strings: bool,
    },
}
