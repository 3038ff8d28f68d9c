//! The options of `offboard`.

use clap::Args;

use std::path::PathBuf;

use super::contain::ConsentOptions;
use super::ending::undecided;
use super::proposing::proposing;
use crate::model::UserId;
use crate::operation::{OffboardPart, UndecidedPolicy};

/// Whom `offboard` is aimed at; an empty choice is an error.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub(in crate::command) struct ToOffboard {
    /// A user; several are separated by spaces
    #[arg(long, value_name = "USER_ID", num_args = 1..)]
    pub(in crate::command) user: Vec<UserId>,
    /// Everybody with a session that matches the query; see `list --help`
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(in crate::command) filter: Option<String>,
    /// What an unfinished run left to do, as `journal recover` wrote it
    #[arg(long, value_name = "FILE")]
    pub(in crate::command) from: Option<PathBuf>,
}

/// `offboard`
#[derive(Debug, Clone, Args)]
pub(in crate::command) struct OffboardOptions {
    #[command(flatten)]
    pub(in crate::command) people: ToOffboard,
    /// leave or take the people of whom it cannot be known whether they match (with --filter)
    #[arg(long, value_name = "WHAT",
        value_parser = proposing(UndecidedPolicy::ASKED.map(UndecidedPolicy::as_str), undecided))]
    pub(in crate::command) undecided: Option<UndecidedPolicy>,
    /// Leave out a part: suspend, tokens or sessions; may be given twice
    #[arg(long, value_name = "PART", conflicts_with = "from",
        value_parser = proposing(OffboardPart::ALL.map(OffboardPart::as_str), part))]
    without: Vec<OffboardPart>,
    #[command(flatten)]
    pub(in crate::command) consent: ConsentOptions,
}

impl OffboardOptions {
    /// What is to be done to everybody, in this order.
    pub(in crate::command) fn parts(&self) -> Vec<OffboardPart> {
        let parts = OffboardPart::ALL.into_iter();
        parts.filter(|part| !self.without.contains(part)).collect()
    }
}

fn part(text: &str) -> Result<OffboardPart, String> {
    let found = OffboardPart::ALL
        .into_iter()
        .find(|part| part.as_str() == text);
    found.ok_or_else(|| format!("{text:?} is none of suspend, tokens, sessions"))
}
