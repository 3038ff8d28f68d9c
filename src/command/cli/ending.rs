//! The options of the verbs that plan and end sessions.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::choosing::{DecidingOptions, ExpectOptions, WhomOptions};
use super::list::ids_of_json;
use super::paths::{FileOrStream, file_or_stream, no_stream};
use super::proposing::proposing;
use crate::command::exit::Failure;
use crate::command::output::Ids;
use crate::operation::{Operation, Reason, Route};

/// The longest that a plan may wait, in minutes: a week.
const LONGEST_WAIT: u64 = 7 * 24 * 60;

/// What is wanted: whose sessions, why, and by which way.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct Wanted {
    #[command(flatten)]
    pub(in crate::command) whom: WhomOptions,
    #[command(flatten)]
    pub(in crate::command) deciding: DecidingOptions,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The ticket, for the journal
    #[arg(long, value_name = "ID")]
    ticket: Option<String>,
    /// exact ends the listed sessions, user and many all of these people's
    #[arg(long, default_value = "exact", hide_possible_values = true,
        value_parser = proposing(Route::ALL.map(Route::as_str), route))]
    pub(in crate::command) route: Route,
}

impl Wanted {
    /// The reason that was given for the run.
    pub(in crate::command) fn reason(&self) -> Reason {
        Reason::given(self.reason.as_ref(), self.ticket.as_ref())
    }
}

/// One's own sessions.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct MineOptions {
    /// Your own sessions and no others; needs --me to do it
    #[arg(long)]
    pub(in crate::command) mine: bool,
    /// With --mine: your address, or your user id without one
    #[arg(long, value_name = "ADDRESS", requires = "mine")]
    pub(in crate::command) me: Option<String>,
}

/// `end`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct EndOptions {
    #[command(flatten)]
    pub(in crate::command) wanted: Wanted,
    #[command(flatten)]
    pub(in crate::command) mine: MineOptions,
    #[command(flatten)]
    pub(in crate::command) consent: ExpectOptions,
    #[command(flatten)]
    pub(in crate::command) output: OutputOptions,
}

/// `plan`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct PlanOptions {
    #[command(flatten)]
    pub(in crate::command) wanted: Wanted,
    #[arg(long, value_name = "WHAT", default_value = "end", hide_possible_values = true,
        help = format!("What the file is for: {}", PlannedWork::in_words()),
        value_parser = proposing(PlannedWork::all().map(PlannedWork::as_str), work))]
    pub(in crate::command) operation: PlannedWork,
    /// The file, which must not exist; standard output if none is named, or -
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath,
        value_parser = file_or_stream())]
    pub(in crate::command) out: Option<FileOrStream>,
    /// How long the plan may be carried out
    #[arg(long, value_name = "MINUTES", default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..=LONGEST_WAIT))]
    pub(in crate::command) expires: u64,
}

/// What a plan file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::command) enum PlannedWork {
    /// This is done.
    One(Operation),
    /// People are offboarded.
    Offboard,
}

impl PlannedWork {
    /// Each of them. The route by which sessions end is chosen apart.
    fn all() -> impl Iterator<Item = Self> {
        let operations = Operation::ALL.into_iter().filter(|one| !one.is_wide());
        operations.map(Self::One).chain([Self::Offboard])
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::One(operation) => operation.planned(),
            Self::Offboard => "offboard",
        }
    }

    /// The words of all of them, as a sentence has them.
    fn in_words() -> String {
        let words: Vec<&str> = Self::all().map(Self::as_str).collect();
        match words.split_last() {
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        }
    }

    /// Whether sessions are ended, and nothing else is done.
    pub(in crate::command) const fn ends(self) -> bool {
        match self {
            Self::One(operation) => operation.ends(),
            Self::Offboard => false,
        }
    }
}

fn work(text: &str) -> Result<PlannedWork, String> {
    let found = PlannedWork::all().find(|it| it.as_str() == text);
    found.ok_or_else(|| {
        let words: Vec<&str> = PlannedWork::all().map(PlannedWork::as_str).collect();
        format!("{text:?} is none of {}", words.join(", "))
    })
}

/// `apply`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct ApplyOptions {
    /// The file that `zentop plan` made
    #[arg(value_parser = no_stream())]
    pub(in crate::command) file: PathBuf,
    /// The number that the file counts; with any other number nothing is done
    #[arg(long, value_name = "N")]
    pub(in crate::command) expect: Option<usize>,
    /// The most that may go, counted as the file counts: what a wide route or an offboarding takes
    /// beyond the file goes as well
    #[arg(long, value_name = "N", conflicts_with = "expect")]
    pub(in crate::command) at_most: Option<usize>,
    /// Taken out of habit; the file is the word, and is carried out without it
    #[arg(long)]
    yes: bool,
    /// Only say what would be done
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    #[command(flatten)]
    pub(in crate::command) output: OutputOptions,
}

impl ApplyOptions {
    /// Whether nothing is to be sent.
    pub(in crate::command) fn is_dry(&self) -> bool {
        self.dry_run
    }
}

/// How plans and reports are told.
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct OutputOptions {
    /// How to print the plan and the report
    #[arg(long, value_enum, default_value_t = PlanFormat::Table)]
    format: PlanFormat,
    /// With json: ids as strings, for readers that round large numbers
    #[arg(long)]
    ids_as_strings: bool,
    /// Also write a report of the run, as .md or .json; may be given for both
    #[arg(long, value_name = "FILE", value_parser = no_stream())]
    pub(in crate::command) report: Vec<PathBuf>,
}

/// How a plan or a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::command) enum PlanFormat {
    /// Columns for people
    Table,
    /// One object
    Json,
    /// One object with its ids as strings: `--ids-as-strings`
    #[value(skip)]
    JsonWithIdsAsStrings,
}

impl OutputOptions {
    /// Checks that nothing is asked for that the format does not have.
    ///
    /// # Errors
    /// If it is.
    pub(in crate::command) fn check(&self) -> Result<(), Failure> {
        let is_json = self.format != PlanFormat::Table;
        ids_of_json(self.ids_as_strings, is_json).map(drop)
    }

    /// The one format that the two options come to.
    pub(in crate::command) fn format(&self) -> PlanFormat {
        match self.format {
            PlanFormat::Json if self.ids_as_strings => PlanFormat::JsonWithIdsAsStrings,
            format => format,
        }
    }
}

impl PlanFormat {
    /// How ids are written if this is JSON.
    pub(in crate::command) fn json(self) -> Option<Ids> {
        match self {
            Self::Table => None,
            Self::Json => Some(Ids::Numbers),
            Self::JsonWithIdsAsStrings => Some(Ids::Strings),
        }
    }
}

fn route(text: &str) -> Result<Route, String> {
    let found = Route::ALL.into_iter().find(|route| route.as_str() == text);
    found.ok_or_else(|| {
        format!(
            "{text:?} is none of {}",
            Route::ALL.map(Route::as_str).join(", ")
        )
    })
}
